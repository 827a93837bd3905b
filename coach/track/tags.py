"""What a file says about itself: title and such, chapters, a cover and the words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coach.errors import MediaError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coach.timeline.model import Cue
    from coach.units import Ms


@dataclass(frozen=True, slots=True)
class Chapter:
    """A named stretch of a file; what is done in it, on which side, and a picture of that, painted and drawn."""

    start: Ms
    end: Ms
    title: str
    exercise: str | None = None
    side: str | None = None
    jpeg: bytes = field(default=b"", repr=False)
    svg: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Cover:
    """A square picture, as JPEG; ``side`` is in pixels."""

    jpeg: bytes
    side: int


@dataclass(frozen=True, slots=True)
class Tags:
    """All that a file can say: ``lyrics`` is what is said, and ``cues`` when.

    ``texts`` go by ffmpeg's names: title, artist, album, genre, date, track, ….

    Raises MediaError for a null character, which would end a text early.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    chapters: tuple[Chapter, ...] = ()
    cover: Cover | None = None
    lyrics: str = ""
    cues: tuple[Cue, ...] = ()
    language: str = "en"

    def __post_init__(self) -> None:
        every = (*self.texts.values(), self.lyrics, *(chapter.title for chapter in self.chapters))
        if any("\0" in text for text in every):
            raise MediaError(
                "a tag cannot have a null character in it", hint="take it out of the title or the words"
            )


NO_TAGS = Tags()
