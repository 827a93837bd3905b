"""What is on offer: finished tracks by their id. What is not on the shelf cannot be reached."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from coach.timeline import Timeline
    from coach.units import Ms

ENDING = ".mp3"
MEDIA_TYPE = "audio/mpeg"


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of a track that can be gone to; ``step`` counts exercises from 1."""

    start: Ms
    end: Ms
    title: str
    step: int | None = None


@dataclass(frozen=True, slots=True)
class Track:
    """A finished file with what is said in it. ``id`` is lower-case words and figures joined by "-"."""

    id: str
    path: Path
    timeline: Timeline
    cover: bytes = field(repr=False)

    @property
    def title(self) -> str:
        """What people call it."""
        return self.timeline.title

    @property
    def guid(self) -> str:
        """Name the track for ever: another day's feed has the same one, whatever its addresses are."""
        return f"coach:{hashlib.sha256(f'{self.id} {self.timeline.duration}'.encode()).hexdigest()[:32]}"

    @property
    def chapters(self) -> list[Chapter]:
        """The exercises, with what is before and after them; they follow one another without a gap."""
        found: list[Chapter] = []
        last = len(self.timeline.passages) - 1
        for number, passage in enumerate(self.timeline.passages):
            step = passage.step
            if step:
                found.append(Chapter(passage.start, passage.end, step.name, step.index))
            elif number in (0, last) or not found:
                found.append(Chapter(passage.start, passage.end, "Welcome" if number == 0 else "Farewell"))
            else:  # a rest belongs to what was before it
                before = found.pop()
                found.append(Chapter(before.start, passage.end, before.title, before.step))
        return found


class Shelf:
    """The tracks on offer, in the order they came; tracks may be added from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tracks: dict[str, Track] = {}

    def put(self, track: Track) -> None:
        """Offer a track, in place of one with the same id."""
        with self._lock:
            self._tracks[track.id] = track

    def get(self, id: str) -> Track | None:  # noqa: A002 (the field's word)
        """Return the track of that id, if it is on offer."""
        with self._lock:
            return self._tracks.get(id)

    def all(self) -> list[Track]:
        """Return every track."""
        with self._lock:
            return [*self._tracks.values()]

    def __len__(self) -> int:
        return len(self._tracks)
