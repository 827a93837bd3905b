"""``coach export``."""

from __future__ import annotations

import signal
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coach.cli.options import (
    build_options,
    load_or_plan,
    read_wishes,
    routine_argument,
    session_options,
    wish_options,
)
from coach.errors import CoachError, MediaError, RoutineError
from coach.track.batch import Job, StoppedError
from coach.units import format_clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from coach.routine import Routine


@click.command("export")
@routine_argument(nargs=-1)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="The file to write (one routine)."
)
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write NAME.mp3 here.",
)
@click.option("--all", "every", is_flag=True, help="Every routine there is.")
@click.option("--force", is_flag=True, help="Render again even if nothing changed.")
@wish_options
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
    """Render each ROUTINE as an MP3: NAME.mp3 in this folder, or where -o or --to say.

    A track appears whole or not at all; one that cannot be made does not keep back the others. Exporting again
    when nothing changed does nothing and says so. With --tight, one made for you is rendered (see 'coach plan').
    """
    from coach.library import Library
    from coach.track.batch import export_all

    wished = read_wishes(given) is not None
    if every + bool(routine) + wished != 1:
        raise click.UsageError("name one or more routines, or give --all, or --tight AREA")
    if output and (len(routine) + wished != 1 or folder):
        raise click.UsageError("-o takes one routine; for several, or all, give a folder with --to")
    if output and output.suffix.lower() != ".mp3":
        raise click.UsageError(f"'{output}' does not end in .mp3, the one format there is so far")
    library, options = Library(), build_options(given)
    references = [str(listed.path) for listed in library.routines()] if every else dict.fromkeys(routine)
    jobs: list[Job] = []
    failed = False
    if wished:
        made, options = load_or_plan(library, None, given)
        jobs.append(_job(made, output, folder))
    for reference in references:
        try:
            loaded = library.load(reference)
        except CoachError as fault:
            click.echo(str(fault) if isinstance(fault, RoutineError) else f"coach: {fault}", err=True)
            failed = True
        else:
            jobs.append(_job(loaded, output, folder))
    _refuse_clashes(jobs)
    if folder and jobs:
        _make(folder)
    with _noting_interrupts() as stop, _Bar(jobs) as bar:
        outcomes = export_all(jobs, library, options, cache, force=force, progress=bar.update, stop=stop)
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


def _job(routine: Routine, output: Path | None, folder: Path | None) -> Job:
    return Job(routine, output or (folder or Path()) / f"{routine.name}.mp3")


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


@contextmanager
def _noting_interrupts() -> Iterator[threading.Event]:
    """Note Ctrl-C and SIGTERM in an event, instead of raising an exception wherever the program happens to be.

    An exception would be lost in a callback of the garbage collector, and a second one would break off the
    tidying up after the first. Once one is noted, all others are ignored until the process ends.
    """
    noted = threading.Event()

    def note(_signal: int, _frame: FrameType | None) -> None:
        for number in before:
            signal.signal(number, signal.SIG_IGN)
        noted.set()

    every = (signal.SIGINT, signal.SIGTERM)
    before = {number: now for number in every if (now := signal.getsignal(number)) is not signal.SIG_IGN}
    for number in before:
        signal.signal(number, note)
    yield noted
    for number, handler in before.items():
        signal.signal(number, handler)


class _Bar:
    """A progress line on the terminal, and nothing at all in a pipe."""

    def __init__(self, jobs: list[Job]) -> None:
        self._done: dict[Path, float] = {}
        self._jobs = len(jobs)
        self._lock = threading.Lock()
        self._shown = sys.stderr.isatty()

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    def update(self, job: Job, done: int, total: int) -> None:
        """Show how far all jobs together are."""
        if not self._shown:
            return
        with self._lock:
            self._done[job.path] = done / total
            share = sum(self._done.values()) / self._jobs
            filled = round(share * 30)
            line = f"\r  rendering  {'█' * filled}{'·' * (30 - filled)} {share:4.0%} "
            sys.stderr.write(line)
            sys.stderr.flush()

    def clear(self) -> None:
        """Take the line away, so that results stand on clean ones."""
        if self._shown:
            with self._lock:
                sys.stderr.write("\r\x1b[2K")
                sys.stderr.flush()
