"""``coach export``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from coach.cli.faults import tell, tell_detail
from coach.cli.help_page import GroupedCommand
from coach.cli.loading import (
    STDIN,
    build_options,
    is_made,
    load_or_plan,
    load_routine,
    made_safe,
)
from coach.cli.options import making_options, routine_argument, session_options
from coach.cli.output import may_replace
from coach.cli.routine_sound import as_routine_asks
from coach.cli.tables import print_text
from coach.cli.tight import TIGHT, means_tight
from coach.cli.track_options import WORKOUT, is_workout, packing_options, read_packing
from coach.cli.waiting import Bar, noting_interrupts
from coach.content.fields import Detail
from coach.errors import CoachError, MediaError, printable
from coach.track.batch import Job, StoppedError
from coach.units import format_clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coach.content.library import Library
    from coach.content.routine import Routine
    from coach.session_options import Options
    from coach.track.batch import Outcome
    from coach.track.packing import Packing


class _File(click.Path):
    """The path of a track: of a file, which appears whole."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Refuse what names no file."""
        if value == STDIN:
            self.fail("-o names a file; a track cannot go to standard output", param, ctx)
        if value == "":
            self.fail("-o names no file; write it like -o post.mp3", param, ctx)
        return super().convert(value, param, ctx)


@click.command("export", cls=GroupedCommand)
@routine_argument(nargs=-1)
@click.option(
    "-o",
    "--output",
    type=_File(path_type=Path),
    metavar="FILE",
    help="The file to write (one routine); with --split, the folder.",
)
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write NAME.mp3, or NAME with --split, here.",
)
@click.option("--all", "every", is_flag=True, help="Every routine there is.")
@click.option(
    "--force", is_flag=True, help="Render again even if nothing changed, and replace whatever is there."
)
@packing_options
@making_options()
@session_options
def command(
    routine: tuple[str, ...],
    output: Path | None,
    folder: Path | None,
    every: bool,
    force: bool,
    cache: Path | None,
    **given: Any,
) -> None:
    """Render each ROUTINE as a track: NAME.mp3 in this folder, or where and what -o, --to and --format say.

    The ending of FILE says the format: .mp3, .m4a, .m4b, .opus, .ogg, .flac or .wav; .html is a page that plays
    it on any phone, offline. Chapters, a cover and all that is said are in the file. With .fit (or --format fit)
    it is a workout for a watch, with the same times.

    A track appears whole or not at all; one that cannot be made does not hold up the others. Exporting again
    when nothing changed does nothing and says so. A track replaces only an earlier one of the same wish: where
    NAME.mp3 is another, this one is called by what distinguishes it (post-de.mp3), and any other file is asked
    about. With --tight, one made for you is rendered (see 'coach plan'); with 'tight' as ROUTINE, one made for
    what has stayed tight.
    """
    from coach.content.library import Library
    from coach.track.batch import export_all
    from coach.track.workout import export_workouts

    _check_usage(routine, output, folder, every=every, given=given)
    library = Library(given["language"])
    target = _Target(output, folder, None if is_workout(given, output) else read_packing(given, output))
    jobs, options, well = _jobs(routine, target, library, given, cache, every=every)
    jobs, free = _safe(jobs, target, options, force=force)
    well &= free
    _refuse_clashes(jobs)
    if folder and jobs:
        _make(folder)
    with noting_interrupts() as stop, Bar(len(jobs)) as bar:
        if target.packing is None:
            outcomes = export_workouts(jobs, library, options, cache, progress=bar.update, stop=stop)
        else:
            outcomes = export_all(
                jobs,
                library,
                options,
                cache,
                packing=target.packing,
                force=force,
                progress=bar.update,
                stop=stop,
            )
        well &= _report(outcomes, bar, options)
    raise SystemExit(int(not well))


def _check_usage(
    routines: tuple[str, ...],
    output: Path | None,
    folder: Path | None,
    *,
    every: bool,
    given: dict[str, Any],
) -> None:
    """Refuse what does not go together."""
    wished = is_made(given)
    if routines and given["tight"]:
        areas = ", ".join((*given["tight"], *map(printable, routines)))
        raise click.UsageError(f"give either --tight or a ROUTINE; several areas are --tight '{areas}'")
    if every + bool(routines) + wished != 1:
        raise click.UsageError("name one or more routines, or give --all, --tight AREA or --step TEXT")
    if output and (len(routines) + wished != 1 or folder):
        raise click.UsageError("-o takes one routine; for several, or all, give a folder with --to")
    if output and output.is_dir() and not given["split"]:
        raise MediaError(f"'{output}' is a folder", hint=f"write into it with --to {output}")


@dataclass(frozen=True, slots=True)
class _Target:
    """Where tracks go: to ``output``, or into ``folder`` (this one), as ``packing`` says (None: workouts)."""

    output: Path | None
    folder: Path | None
    packing: Packing | None

    def job(self, routine: Routine) -> Job:
        """What there is to do for a routine."""
        packing = self.packing
        ending = f".{WORKOUT}" if packing is None else "" if packing.split else f".{packing.form.name}"
        return Job(routine, self.output or (self.folder or Path()) / f"{routine.name}{ending}")

    def renamed(self, job: Job, options: Options) -> Iterator[Job]:
        """Yield the job under a name that says what is special about it; none where the name was chosen."""
        minutes = f"{options.minutes:g}-min" if options.minutes else None
        language = options.language if options.language != "en" else None
        detail = options.detail.value if options.detail not in (None, Detail.FULL) else None
        voice = options.voice and re.sub(r"[^A-Za-z0-9]+", "-", Path(options.voice).name).strip("-")
        asked = click.get_current_context().get_parameter_source
        if voice == "system" and {asked("voice"), asked("system_voice")}.isdisjoint(
            {ParameterSource.COMMANDLINE}
        ):
            voice = None  # whoever always keeps to it need not read so in every name
        under = options.bed or ("music" if options.music else None)
        special = [part for part in (language, minutes, detail, under, voice) if part]
        if special and self.output is None:
            name = "-".join([job.path.stem, *special]) + job.path.suffix
            yield Job(job.routine, job.path.with_name(name))


def _jobs(
    routines: tuple[str, ...],
    target: _Target,
    library: Library,
    given: dict[str, Any],
    cache: Path | None,
    *,
    every: bool,
) -> tuple[list[Job], Options, bool]:
    """What there is to do, with which options, and whether that is all that was asked for."""
    if is_made(given) or any(means_tight(name, library) for name in routines):
        if len(routines) > 1:
            raise click.UsageError(f"'{TIGHT}' is made to a length of its own: export it by itself")
        made, options = load_or_plan(library, next(iter(routines), None), given, cache)
        return [target.job(made)], options, True
    options = build_options(given, cache)
    names = [str(listed.path) for listed in library.routines()] if every else list(dict.fromkeys(routines))
    jobs = [target.job(loaded) for loaded in _loaded(names, library, given)]
    return jobs, as_routine_asks(options, [job.routine for job in jobs], cache), len(jobs) == len(names)


def _loaded(references: Iterable[str], library: Library, given: dict[str, Any]) -> Iterator[Routine]:
    """Yield the routines that can be loaded, without what is to be avoided; the others are told about."""
    for reference in references:
        try:
            yield made_safe(load_routine(library, reference), library, given["avoid"], keep=given["keep"])
        except CoachError as fault:
            tell(fault)


def _report(outcomes: Iterable[Outcome], bar: Bar, options: Options) -> bool:
    """Print what becomes of each job as it is done; return whether all could be done."""
    well = True
    try:
        for outcome in outcomes:
            bar.clear()
            if outcome.fault:
                tell(outcome.fault, of=outcome.job.routine.name)
                well = False
            elif outcome.timeline is None:
                print_text(printable(f"{outcome.job.path}  unchanged (--force renders it again)"))
            else:
                tell_detail(outcome.timeline.detail, options, outcome.job.routine.name)
                print_text(printable(f"{outcome.job.path}  {format_clock(outcome.timeline.duration)}"))
    except StoppedError:
        raise click.Abort from None
    return well


def _safe(jobs: list[Job], target: _Target, options: Options, *, force: bool) -> tuple[list[Job], bool]:
    """Return the jobs under names that may be written, and whether that is all of them; the rest is told."""
    safe = []
    for job in jobs:
        try:
            safe.append(_safely_named(job, target, options, force=force))
        except MediaError as fault:
            tell(fault)
    return safe, len(safe) == len(jobs)


def _safely_named(job: Job, target: _Target, options: Options, *, force: bool) -> Job:
    """Return the job under a name that may be written; raises MediaError where another file must stay."""
    from coach.track.receipt import made_files, wish

    asked, made = wish(job.routine, options, target.packing), made_files()
    for each in (job, *target.renamed(job, options)):
        if force or _is_free(each.path) or made.intact(each.path, asked):
            return each
    may_replace(each.path, force=force)
    return each


def _is_free(path: Path) -> bool:
    """Whether there is nothing at ``path`` but perhaps an empty folder."""
    return not path.exists() or (path.is_dir() and not any(path.iterdir()))


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        hint = "choose another folder with --to"
        raise MediaError(
            f"the folder cannot be made ({fault.strerror})", where=str(folder), hint=hint
        ) from fault


def _refuse_clashes(jobs: list[Job]) -> None:
    """Refuse to write two routines to one file: the second would silently replace the first."""
    seen: dict[Path, str] = {}
    for job in jobs:
        if job.path in seen:
            raise click.UsageError(f"'{job.path}' would be written twice; give the routines different names")
        seen[job.path] = job.routine.name
