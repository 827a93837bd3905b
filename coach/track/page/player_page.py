"""What the page of a track shows, and that page as a file by itself, which needs nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.content.labels.page import PageWords
from coach.track.figures.svg import style
from coach.track.page.templates import FOLDER, render

if TYPE_CHECKING:
    from coach.timeline.model import Cue
    from coach.track.tags import Chapter
    from coach.units import Ms

_POLICY = (
    "default-src 'none'; script-src '{script}'; style-src '{style}'; img-src data:; media-src data: blob:; "
    "base-uri 'none'; form-action 'none'"
)
"""What such a file may do: run its own script, wear its own style, and fetch nothing."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure on the page: its ``name`` there, the drawing as SVG, and the address of it as a JPEG."""

    name: str
    svg: str
    art: str


@dataclass(frozen=True, slots=True)
class Playing:
    """What the page of a track shows: ``chapters`` with the names of their pictures ("" for none), and ``cues``.

    ``sound`` and ``cover`` are addresses. ``file`` is what can be downloaded and ``back`` where the other tracks
    are, both "" on a page that is a file by itself.
    """

    id: str
    title: str
    language: str
    duration: Ms
    exercises: int
    chapters: tuple[tuple[Chapter, str], ...]
    cues: tuple[Cue, ...]
    pictures: tuple[Picture, ...]
    sound: str
    cover: str = ""
    file: str = ""
    back: str = ""
    words: tuple[tuple[str, str], ...] = ()
    """What is said, under titles, where nothing is known of when."""

    @property
    def said(self) -> list[tuple[str, str]]:
        """The title of each chapter in which something is said, and that."""
        if self.words:
            return [*self.words]
        texts = [
            (
                chapter.title,
                " ".join(cue.text for cue in self.cues if chapter.start <= cue.start < chapter.end),
            )
            for chapter, _ in self.chapters
        ]
        return [(title, text) for title, text in texts if text]


def stylesheet() -> str:
    """The style of the pages, that of figures included."""
    return (FOLDER / "page.css").read_text("utf-8") + style()


def script() -> str:
    """The script that plays a track."""
    return (FOLDER / "player.js").read_text("utf-8")


def alone(track: Playing) -> str:
    """Write the page of a track as a file by itself, in the language of the track."""
    code, look = script(), stylesheet()
    cues = [{"start_ms": cue.start, "end_ms": cue.end, "text": cue.text} for cue in track.cues]
    return render(
        "alone.html",
        track=track,
        words=PageWords.read(track.language),
        language=track.language,
        policy=_POLICY.format(script=_hashed(code), style=_hashed(look)),
        script=code,
        style=look,
        timeline={"cues": cues},
    )


def _hashed(text: str) -> str:
    """Name a text as a policy does that allows this one only."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
