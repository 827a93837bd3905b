"""Writes sessions as workouts for watches: no sound, but the very times of the track."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from coach.content.labels.watch import WatchWords
from coach.errors import CoachError
from coach.files import write_whole
from coach.session import Session, open_narrator
from coach.track.batch import Outcome, StoppedError
from coach.track.receipt import made_files, wish
from coach.track.watch.garmin import as_fit

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Generator, Iterable
    from pathlib import Path

    from coach.content.library import Library
    from coach.session_options import Options
    from coach.timeline.model import Timeline
    from coach.track.batch import Job

ENDING = ".fit"


def export_workouts(
    jobs: Iterable[Job],
    library: Library,
    options: Options,
    cache: Path | None = None,
    *,
    progress: Callable[[Job, int, int], None] | None = None,
    stop: threading.Event | None = None,
) -> Generator[Outcome, None, None]:
    """Write each job's routine as a FIT file, whole or not at all; a failed one does not stop the others.

    Every sentence is spoken (into the clip cache), so that the watch and the track keep the same time. Raises
    as ``export_all`` does.
    """

    def report(job: Job) -> Callable[[int, int], None]:
        def told(done: int, total: int) -> None:
            if stop and stop.is_set():
                raise StoppedError("interrupted")
            if progress:
                progress(job, done, total)

        return told

    with open_narrator(options, cache, [job.routine for job in jobs]) as narrator:
        for job in jobs:
            try:
                session = Session(job.routine, library, narrator, options)
                timeline = write_workout(session, job.path, report(job))
            except StoppedError:
                raise
            except CoachError as fault:
                yield Outcome(job, fault=fault)
            else:
                made_files().keep(job.path, wish(job.routine, options, None), [job.path])
                yield Outcome(job, timeline, (job.path,))


def write_workout(
    session: Session, path: Path, progress: Callable[[int, int], None] | None = None
) -> Timeline:
    """Write one session as a FIT file, whole or not at all; ``progress`` is told how many sections are done."""
    passages, total = [], len(session.script.sections)
    for passage in session.passages():
        passages.append(passage)
        if progress:
            progress(len(passages), total)
    timeline = session.timeline_of(passages)
    write_whole(path, as_fit(timeline, datetime.now(UTC), WatchWords.read(session.library.language)))
    return timeline
