"""Makes the tracks that are to be shared, and keeps them from one time to the next."""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.errors import CoachError
from coach.session import Session, open_narrator
from coach.share.tracks import ENDING, Shelf, Track, track_of
from coach.track.batch import Job, export_all

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from coach.content.library import Library
    from coach.content.routine import Routine
    from coach.session_options import Options
    from coach.timeline.model import Timeline

MOST_TRACKS = 100
"""Tracks offered at most, and kept at most from one time to the next: the oldest go first (6 MB each)."""


@dataclass(frozen=True, slots=True)
class Order:
    """A track to be made of a routine; ``id`` is what it will be called."""

    id: str
    routine: Routine


def tracks_folder(cache: Path | None) -> Path:
    """Return the folder in which tracks are kept from one time to the next."""
    return _folder(cache) / "tracks"


def _covers(cache: Path | None) -> Path:
    return _folder(cache) / "covers"


def _folder(cache: Path | None) -> Path:
    from coach.voice.cache import default_folder

    return cache or default_folder()


def make(
    orders: list[Order],
    library: Library,
    options: Options,
    cache: Path | None,
    *,
    folder: Path | None = None,
    progress: Callable[[Job, int, int], None] | None = None,
    stop: threading.Event | None = None,
) -> Iterator[Track | tuple[Order, CoachError]]:
    """Yield the finished track of each order, or what was wrong; what was made before is not made again.

    Tracks go to ``folder`` under their ids, or else to ``tracks_folder``, where other options have other files.
    Raises what ``export_all`` raises.
    """
    place = folder or tracks_folder(cache)
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise CoachError(f"the folder cannot be made ({fault.strerror})", where=str(place)) from fault
    jobs = {}
    for order in orders:
        mark = "" if folder else f"-{_mark(order.routine, options)}"
        job = Job(order.routine, place / f"{order.id}{mark}{ENDING}")
        jobs[job.path] = (job, order)
    batch = [job for job, _ in jobs.values()]
    for outcome in export_all(batch, library, options, cache, progress=progress, stop=stop):
        order = jobs[outcome.job.path][1]
        if outcome.fault:
            yield order, outcome.fault
            continue
        timeline = outcome.timeline or _laid_out(order.routine, batch, library, options, cache)
        yield track_of(timeline, order.routine, library, order.id, outcome.job.path, _covers(cache))


def _laid_out(
    routine: Routine, batch: list[Job], library: Library, options: Options, cache: Path | None
) -> Timeline:
    """Return the timeline of a track that was made before, in the voice of its batch.

    With every clip in the cache, nothing is spoken.
    """
    with open_narrator(options, cache, [job.routine for job in batch]) as narrator:
        return Session(routine, library, narrator, options).timeline


def tidy(folder: Path, shelf: Shelf) -> None:
    """Remove the oldest tracks from ``folder`` that are beyond ``MOST_TRACKS`` and not on the shelf."""
    used = {track.path for track in shelf.all()}
    with contextlib.suppress(OSError):
        old = sorted(folder.glob(f"*{ENDING}"), key=lambda path: path.stat().st_mtime)[:-MOST_TRACKS]
        for path in old:
            if path not in used:
                path.unlink(missing_ok=True)


def _mark(routine: Routine, options: Options) -> str:
    """Tell apart tracks of one name: another file of that name, other options."""
    return hashlib.sha256(f"{routine.model_dump_json()} {options!r}".encode("utf-8", "replace")).hexdigest()[
        :12
    ]
