"""The pages as HTML, in a language. Whatever is filled in is escaped; there is no script and no style in them.

The words that the script writes are in a block of JSON, which is data to a browser, and to its policy.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from coach.share.tracks import ENDING, PICTURE
from coach.track.page.player_page import Picture, Playing, script, stylesheet
from coach.track.page.templates import render

if TYPE_CHECKING:
    from coach.content.labels.page import PageWords
    from coach.share.tracks import Track
    from coach.share.workshop import Workshop

FOLDER = Path(__file__).parent / "page"
ASSETS = {"page.css": "text/css", "page.js": "text/javascript"}


def home(tracks: list[Track], workshop: Workshop | None, words: PageWords, language: str) -> str:
    """Return the page with all tracks, and the form that makes one if there is a workshop."""
    shown = {"ending": ENDING, "picture": PICTURE, "tracks": tracks, "workshop": workshop}
    return render("home.html", FOLDER, words=words, language=language, **shown)


def listening(track: Track, words: PageWords, language: str) -> str:
    """Return the page of a track: the player, its steps, all that is said."""
    playing = Playing(
        id=track.id,
        title=track.title,
        language=track.language,
        duration=track.timeline.duration,
        exercises=len(track.timeline.steps),
        chapters=tuple((chapter, track.picture(chapter)) for chapter in track.sheet.chapters),
        cues=track.sheet.cues,
        pictures=tuple(
            Picture(
                name, track.figures.svg(chapter.exercise or "", chapter.side), f"{track.id}/{name}{PICTURE}"
            )
            for name, chapter in track.shown.items()
        ),
        sound=f"{track.id}{ENDING}",
        cover=f"{track.id}{PICTURE}",
        file=f"{track.id}{ENDING}",
        back="../",
    )
    return render("track.html", FOLDER, track=playing, words=words, language=language)


def asset(name: str) -> bytes:
    """Return a file of ``ASSETS``."""
    if name == "page.css":
        return stylesheet().encode()
    return f"{script()}\n{(FOLDER / 'workshop.js').read_text('utf-8')}".encode()
