"""What is on offer: finished tracks by their id. What is not on the shelf cannot be reached."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coach.share.on_offer import Offer
from coach.track.cover import card, cover
from coach.track.figures.shown import Figures
from coach.track.pieces import sheet, titles
from coach.track.transcript import as_json

if TYPE_CHECKING:
    from pathlib import Path

    from coach.content.library import Library
    from coach.content.routine import Routine
    from coach.timeline.model import Timeline
    from coach.track.tags import Chapter

ENDING = ".mp3"
"""What tracks are that are made to be shared."""

MEDIA_TYPES = {
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".m4b": "audio/mp4",
    ".opus": "audio/ogg",
    ".ogg": "audio/ogg",
    ".flac": "audio/flac",
    ".wav": "audio/wav",
}
"""What can be shared at all, by the ending of the file."""

PICTURE = ".jpg"
PICTURE_MEDIA_TYPE = "image/jpeg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Track(Offer):
    """A track that was made here, with its timeline, its picture, and figures of what is done."""

    timeline: Timeline
    jpeg: bytes = field(repr=False)
    figures: Figures = field(repr=False)

    @property
    def names(self) -> list[str]:
        """What is done in it."""
        return [step.name for step in self.timeline.steps]

    @property
    def cover(self) -> bytes:
        """Its picture as a JPEG."""
        return self.jpeg

    @property
    def shown(self) -> dict[str, Chapter]:
        """A chapter for each picture that is shown, by the picture's name."""
        names = {self.picture(chapter): chapter for chapter in reversed(self.sheet.chapters)}
        return {name: chapter for name, chapter in names.items() if name}

    def picture(self, chapter: Chapter, /) -> str:
        """Name the picture of what is done in a chapter, "" if there is none."""
        return self.figures.name(chapter.exercise, chapter.side) if chapter.exercise else ""

    def drawn(self, chapter: Chapter, /) -> str:
        """Draw what is done in a chapter as SVG."""
        return self.figures.svg(chapter.exercise or "", chapter.side)

    def painted(self, chapter: Chapter, pixels: int, /) -> bytes:
        """Paint what is done in a chapter as a JPEG of so many pixels in both directions."""
        return self.figures.jpeg(chapter.exercise or "", chapter.side, pixels)

    def as_json(self) -> dict[str, object]:
        """The timeline as ``coach script --format json`` prints it."""
        return as_json(self.timeline)


def track_of(
    timeline: Timeline,
    routine: Routine,
    library: Library,
    id: str,  # noqa: A002
    path: Path,
    covers: Path | None = None,
) -> Track:
    """Make the entry of a track that was written of a routine; pictures are kept in ``covers``."""
    library, passages = library.with_own(routine.exercises), timeline.passages
    book, steps = library.phrases, [passage.step for passage in timeline.passages]
    headings = [step.name if step and step.chapter else None for step in steps]
    told = sheet(timeline.title, passages, titles(headings, book), book)
    picture = cover(card(routine, timeline.duration, book), covers)
    return Track(
        id=id,
        path=path,
        sheet=told,
        language=library.language,
        exercises=len(timeline.steps),
        detail=str(timeline.detail),
        timeline=timeline,
        jpeg=picture.jpeg,
        figures=Figures(library),
    )


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

    def papers(self) -> list[Path]:
        """No hand-outs: these tracks are made without."""
        return []

    def remove(self, id: str) -> None:  # noqa: A002
        """Offer a track no more."""
        with self._lock:
            self._tracks.pop(id, None)

    def __len__(self) -> int:
        return len(self._tracks)
