"""``coach export``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coach.cli.options import (
    STUBBORN,
    build_options,
    is_made,
    is_stubborn,
    load_or_plan,
    making_options,
    routine_argument,
    session_options,
)
from coach.cli.packing import WORKOUT, is_workout, packing_options, read_packing
from coach.cli.waiting import Bar, noting_interrupts
from coach.errors import CoachError, MediaError, RoutineError
from coach.track.batch import Job, StoppedError
from coach.units import format_clock

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coach.routine import Routine
    from coach.track.packing import Packing


@click.command("export")
@routine_argument(nargs=-1)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
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
@click.option("--force", is_flag=True, help="Render again even if nothing changed.")
@packing_options
@making_options
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

    The ending of FILE says the format: .mp3, .m4a, .m4b, .opus, .ogg, .flac or .wav. Chapters, a cover and all
    that is said are in the file. With .fit (or --format fit) it is a workout for a watch, with the same times.

    A track appears whole or not at all; one that cannot be made does not keep back the others. Exporting again
    when nothing changed does nothing and says so. With --tight, one made for you is rendered (see 'coach plan');
    with 'tight' as ROUTINE, one made for what has stayed tight.
    """
    from coach.library import Library
    from coach.track.batch import export_all
    from coach.track.workout import export_workouts

    wished = is_made(given)
    if every + bool(routine) + wished != 1:
        raise click.UsageError("name one or more routines, or give --all, --tight AREA or --step TEXT")
    if output and (len(routine) + wished != 1 or folder):
        raise click.UsageError("-o takes one routine; for several, or all, give a folder with --to")
    packing = None if is_workout(given, output) else read_packing(given, output)
    library, options = Library(given["language"]), build_options(given, cache)
    references: Iterable[str] = dict.fromkeys(routine)
    if every:
        references = [str(listed.path) for listed in library.routines()]
    jobs: list[Job] = []
    failed = False
    if wished or any(is_stubborn(reference, library) for reference in routine):
        if len(routine) > 1:
            raise click.UsageError(f"'{STUBBORN}' is made to a length of its own: export it by itself")
        made, options = load_or_plan(library, next(iter(routine), None), given, cache)
        jobs.append(_job(made, output, folder, packing))
        references = ()
    for reference in references:
        try:
            loaded = library.load(reference)
        except CoachError as fault:
            click.echo(str(fault) if isinstance(fault, RoutineError) else f"coach: {fault}", err=True)
            failed = True
        else:
            jobs.append(_job(loaded, output, folder, packing))
    _refuse_clashes(jobs)
    if folder and jobs:
        _make(folder)
    with noting_interrupts() as stop, Bar(len(jobs)) as bar:
        if packing is None:
            outcomes = export_workouts(jobs, library, options, cache, progress=bar.update, stop=stop)
        else:
            outcomes = export_all(
                *(jobs, library, options, cache), packing=packing, force=force, progress=bar.update, stop=stop
            )
        try:
            for outcome in outcomes:
                bar.clear()
                if outcome.fault:
                    click.echo(f"coach: {outcome.job.routine.name}: {outcome.fault}", err=True)
                    failed = True
                elif outcome.duration is None:
                    click.echo(f"{outcome.job.path}  unchanged (--force renders it again)")
                else:
                    click.echo(f"{outcome.job.path}  {format_clock(outcome.duration)}")
        except StoppedError:
            raise click.Abort from None
    raise SystemExit(int(failed))


def _job(routine: Routine, output: Path | None, folder: Path | None, packing: Packing | None) -> Job:
    ending = f".{WORKOUT}" if packing is None else "" if packing.split else f".{packing.form.name}"
    return Job(routine, output or (folder or Path()) / f"{routine.name}{ending}")


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
