"""Exports any number of routines, two at a time, with one voice between them."""

from __future__ import annotations

import os
import threading
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.errors import CoachError
from coach.session import Session, voice_of
from coach.track.packing import USUAL, Packing
from coach.track.receipt import Receipts, fingerprint, made_files, wish

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from coach.content.library import Library
    from coach.content.routine import Routine
    from coach.session_options import Options
    from coach.timeline.model import Timeline
    from coach.voice.api import Voice


_PATIENCE = 0.1
"""Seconds to wait at a time. Between two waits it is seen whether to stop; on Windows a Ctrl-C comes through."""


@dataclass(frozen=True, slots=True)
class Job:
    """A routine to be written to a file, or to a folder as an album."""

    routine: Routine
    path: Path


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job: the track's ``timeline``, or the ``fault``; neither if nothing had changed."""

    job: Job
    timeline: Timeline | None = None
    files: tuple[Path, ...] = ()
    fault: CoachError | None = None


class StoppedError(CoachError):
    """The batch was interrupted."""


def export_all(
    jobs: list[Job],
    library: Library,
    options: Options,
    cache: Path | None = None,
    *,
    packing: Packing = USUAL,
    force: bool = False,
    progress: Callable[[Job, int, int], None] | None = None,
    stop: threading.Event | None = None,
) -> Generator[Outcome, None, None]:
    """Do the jobs, yielding each outcome as soon as it is known; a failed one does not stop the others.

    ``progress`` is told, from several threads, how many of how many sections of a job are done. Tracks that
    were made from the very same things before, and are still as they were left, are not made again unless
    ``force`` is given. Raises NotFoundError or VoiceError when there is no such voice, and StoppedError soon
    after ``stop`` is set; tracks under way are then given up.
    """
    from coach.voice.cache import default_folder

    folder = cache or default_folder()
    receipts = Receipts(folder / "receipts")
    voice = voice_of(options, [job.routine for job in jobs])
    said_by = voice.identity + voice.lexicon.digest
    marks = {id(job): fingerprint(job.routine, options, packing, said_by) for job in jobs}
    waiting = []
    for job in jobs:
        if not force and receipts.match(job.path, marks[id(job)]):
            yield Outcome(job)
        else:
            waiting.append(job)
    if waiting:
        stop = stop or threading.Event()
        for outcome in _render(waiting, library, options, packing, voice, folder, progress, stop):
            if outcome.timeline is not None:
                receipts.keep(outcome.job.path, marks[id(outcome.job)], outcome.files)
                asked = wish(outcome.job.routine, options, packing)
                made_files().keep(outcome.job.path, asked, outcome.files)
            yield outcome


def _render(
    jobs: list[Job],
    library: Library,
    options: Options,
    packing: Packing,
    voice: Voice,
    folder: Path,
    progress: Callable[[Job, int, int], None] | None,
    stop: threading.Event,
) -> Generator[Outcome, None, None]:
    from coach.track.export import export_track
    from coach.voice.cache import ClipCache
    from coach.voice.narrator import Narrator

    def check() -> None:
        if stop.is_set():
            raise StoppedError("interrupted")

    def work(job: Job) -> Outcome:
        def report(done: int, total: int) -> None:
            check()
            if progress:
                progress(job, done, total)

        try:
            session = Session(job.routine, library, narrator, options)
            done = export_track(session, job.path, report, packing=packing, covers=folder / "covers")
        except CoachError as fault:
            return Outcome(job, fault=fault)
        return Outcome(job, done.timeline, done.files)

    workers = min(len(jobs), os.cpu_count() or 1)
    with (
        Narrator(voice, ClipCache(folder), treated=options.treatment) as narrator,
        ThreadPoolExecutor(workers) as pool,
    ):
        try:
            waiting = {pool.submit(work, job) for job in jobs}
            while waiting:
                check()
                done, waiting = wait(waiting, _PATIENCE, FIRST_COMPLETED)
                for future in done:
                    check()
                    yield future.result()
        except BaseException:
            stop.set()
            pool.shutdown(wait=False, cancel_futures=True)
            narrator.close()
            raise
