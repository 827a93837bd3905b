"""What the pages, the feed and the files need of a library and of the tracks in it, whatever those come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from coach.track.pieces import Sheet
    from coach.track.tags import Chapter
    from coach.units import Ms


class Offer(Protocol):
    """A track on offer."""

    @property
    def id(self) -> str:
        """Lower-case words joined by "-"."""

    @property
    def path(self) -> Path:
        """The file."""

    @property
    def title(self) -> str:
        """What people call it."""

    @property
    def language(self) -> str:
        """The language it is in."""

    @property
    def duration(self) -> Ms:
        """Its length."""

    @property
    def detail(self) -> str:
        """How much is said."""

    @property
    def exercises(self) -> int:
        """How many there are; 0 if that is not known."""

    @property
    def names(self) -> list[str]:
        """What is done in it."""

    @property
    def sheet(self) -> Sheet:
        """The chapters, and what is said when."""

    @property
    def said(self) -> tuple[tuple[str, str], ...]:
        """All that is said, under its titles, where ``sheet`` does not tell; empty otherwise."""

    @property
    def cover(self) -> bytes:
        """Its picture as a JPEG, empty if there is none."""

    @property
    def illustrated(self) -> bool:
        """Whether there is a cover."""

    @property
    def guid(self) -> str:
        """Name the track for ever."""

    @property
    def shown(self) -> dict[str, Chapter]:
        """A chapter for each picture that is shown, by the picture's name."""

    def picture(self, chapter: Chapter, /) -> str:
        """Name the picture of what is done in a chapter, "" if there is none."""

    def drawn(self, chapter: Chapter, /) -> str:
        """Draw what is done in a chapter as SVG."""

    def painted(self, chapter: Chapter, pixels: int, /) -> bytes:
        """Paint what is done in a chapter as a JPEG of so many pixels in both directions."""

    def as_json(self) -> dict[str, object]:
        """The timeline in the shape of ``coach script --format json``."""


class Offers(Protocol):
    """A library: the tracks that are on offer."""

    def get(self, id: str, /) -> Offer | None:  # noqa: A002 (the field's word)
        """Return the track of that id, if it is on offer."""

    def all(self) -> Sequence[Offer]:
        """Return every track."""

    def papers(self) -> Sequence[Path]:
        """The hand-outs beside the tracks."""
