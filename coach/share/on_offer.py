"""What the pages, the feed and the files need of a library and of the tracks in it, whatever those come from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from coach.track.pieces import Sheet
    from coach.track.tags import Chapter
    from coach.units import Ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A track on offer, with what every file tells of itself: chapters and words, and no pictures of them."""

    id: str
    """Lower-case words joined by "-"."""
    path: Path
    sheet: Sheet = field(repr=False)
    """The chapters, and what is said when."""
    language: str
    exercises: int
    """How many there are; 0 if that is not known."""
    detail: str = "full"
    """How much is said."""
    said: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """All that is said, under its titles, where ``sheet`` does not tell; empty otherwise."""
    illustrated: bool = True
    """Whether there is a cover."""

    @property
    def title(self) -> str:
        """What people call it."""
        return self.sheet.title

    @property
    def duration(self) -> Ms:
        """Its length."""
        return self.sheet.duration

    @property
    def guid(self) -> str:
        """Name the track for ever: another day's feed has the same one, whatever its addresses are."""
        return f"coach:{hashlib.sha256(f'{self.id} {self.duration}'.encode()).hexdigest()[:32]}"

    @property
    def names(self) -> list[str]:
        """What is done in it."""
        return [chapter.title for chapter in self.sheet.chapters[1:-1]]

    @property
    def cover(self) -> bytes:
        """Its picture as a JPEG, empty if there is none."""
        return b""

    @property
    def shown(self) -> dict[str, Chapter]:
        """A chapter for each picture that is shown, by the picture's name."""
        return {}

    def picture(self, _chapter: Chapter, /) -> str:
        """Name the picture of what is done in a chapter, "" if there is none."""
        return ""

    def drawn(self, _chapter: Chapter, /) -> str:
        """Draw what is done in a chapter as SVG."""
        return ""

    def painted(self, _chapter: Chapter, _pixels: int, /) -> bytes:
        """Paint what is done in a chapter as a JPEG of so many pixels in both directions."""
        return b""

    def as_json(self) -> dict[str, object]:
        """The timeline in the shape of ``coach script --format json``, as far as it is known."""
        return {"title": self.title, "duration_ms": self.duration, "steps": [], "cues": []}


class Offers(Protocol):
    """A library: the tracks that are on offer."""

    def get(self, id: str, /) -> Offer | None:  # noqa: A002 (the field's word)
        """Return the track of that id, if it is on offer."""

    def all(self) -> Sequence[Offer]:
        """Return every track."""

    def papers(self) -> Sequence[Path]:
        """The hand-outs beside the tracks."""
