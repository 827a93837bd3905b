"""The pages as HTML, in a language. Whatever is filled in is escaped; there is no script and no style in them.

The words that the script writes are in a block of JSON, which is data to a browser, and to its policy.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coach.share.tracks import ENDING, PICTURE
from coach.track.figures import style
from coach.units import format_clock

if TYPE_CHECKING:
    from jinja2 import Environment

    from coach.content.labels.page import PageWords
    from coach.share.tracks import Track
    from coach.share.workshop import Workshop

FOLDER = Path(__file__).parent / "page"
ASSETS = {"page.css": "text/css", "page.js": "text/javascript"}


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from jinja2.utils import htmlsafe_json_dumps

    loader = FileSystemLoader(FOLDER)
    found = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    found.filters["clock"] = format_clock
    found.filters["json"] = lambda words: htmlsafe_json_dumps(words.model_dump())
    return found


def home(tracks: list[Track], workshop: Workshop | None, words: PageWords, language: str) -> str:
    """Return the page with all tracks, and the form that makes one if there is a workshop."""
    return _render("home.html", tracks=tracks, workshop=workshop, words=words, language=language)


def listening(track: Track, words: PageWords, language: str) -> str:
    """Return the page of a track: the player, its steps, all that is said."""
    return _render("track.html", track=track, words=words, language=language)


def asset(name: str) -> bytes:
    """Return a file of ``ASSETS``."""
    written = (FOLDER / name).read_bytes()
    return written + style().encode() if name == "page.css" else written


def _render(template: str, **values: Any) -> str:
    return _environment().get_template(template).render(ending=ENDING, picture=PICTURE, **values)
