"""Writes sessions as workouts for watches: no sound, but the very times of the track."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from coach.content.library import watch_words
from coach.errors import CoachError
from coach.files import PartFile
from coach.session import Session, open_narrator
from coach.track.batch import Outcome, StoppedError
from coach.track.receipt import made_files, wish
from coach.track.watch.garmin import as_fit

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Generator, Iterable
    from pathlib import Path

    from coach.content.library import Library
    from coach.session import Options
    from coach.track.batch import Job


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
    words = watch_words(library.language)
    with open_narrator(options, cache, [job.routine for job in jobs]) as narrator:
        for job in jobs:
            try:
                session = Session(job.routine, library, narrator, options)
                total = len(session.script.sections)
                for done, _ in enumerate(session.passages(), start=1):
                    if stop and stop.is_set():
                        raise StoppedError("interrupted")
                    if progress:
                        progress(job, done, total)
                _write(as_fit(session.timeline, datetime.now(UTC), words), job.path)
            except StoppedError:
                raise
            except CoachError as fault:
                yield Outcome(job, fault=fault)
            else:
                made_files().keep(job.path, wish(job.routine, options, None), [job.path])
                yield Outcome(job, session.timeline, (job.path,))


def _write(workout: bytes, path: Path) -> None:
    with PartFile(path) as file:
        try:
            file.part.write_bytes(workout)
        except OSError as fault:
            raise file.trouble(fault) from fault
        file.commit()
