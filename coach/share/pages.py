"""The pages as HTML, in a language. Whatever is filled in is escaped; there is no script and no style in them.

The words that the script writes are in a block of JSON, which is data to a browser, and to its policy.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from coach.share.tracks import PICTURE
from coach.track.page.player_page import Picture, Playing, script, stylesheet
from coach.track.page.templates import render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.content.labels.page import PageWords
    from coach.share.on_offer import Offer
    from coach.share.workshop import Workshop

FOLDER = Path(__file__).parent / "page"
ASSETS = {"page.css": "text/css", "page.js": "text/javascript"}


def home(
    tracks: Sequence[Offer],
    workshop: Workshop | None,
    words: PageWords,
    language: str,
    papers: Sequence[Path] = (),
) -> str:
    """Return the page with all tracks and hand-outs, and the form that makes a track if there is a workshop."""
    shown = {"papers": papers, "tracks": tracks, "workshop": workshop, "picture": PICTURE}
    return render("home.html", FOLDER, words=words, language=language, **shown)


def listening(track: Offer, words: PageWords, language: str, felt: Sequence[tuple[str, str]] = ()) -> str:
    """Return the page of a track: the player, its steps, all that is said.

    With ``felt``, areas by name and title, it asks how it was.
    """
    file = f"{track.id}{track.path.suffix.lower()}"
    playing = Playing(
        id=track.id,
        title=track.title,
        language=track.language,
        duration=track.duration,
        exercises=track.exercises,
        chapters=tuple((chapter, track.picture(chapter)) for chapter in track.sheet.chapters),
        cues=track.sheet.cues,
        pictures=tuple(
            Picture(name, track.drawn(chapter), f"{track.id}/{name}{PICTURE}")
            for name, chapter in track.shown.items()
        ),
        sound=file,
        cover=f"{track.id}{PICTURE}" if track.illustrated else "",
        file=file,
        words=track.said,
        back="../",
    )
    return render("track.html", FOLDER, track=playing, words=words, language=language, felt=felt)


def asset(name: str) -> bytes:
    """Return a file of ``ASSETS``."""
    if name == "page.css":
        return stylesheet().encode()
    own = ((FOLDER / each).read_text("utf-8") for each in ("workshop.js", "felt.js"))
    return "\n".join([script(), *own]).encode()
