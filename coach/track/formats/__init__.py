"""The formats of tracks, a table: one entry each, a module a container. ``format.py`` says how to add one."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from coach.errors import MediaError
from coach.plugins import guarded, plugins
from coach.track.formats.flac import FLAC
from coach.track.formats.format import Format, fault_of
from coach.track.formats.html import HTML
from coach.track.formats.mp3 import MP3
from coach.track.formats.mp4 import M4A, M4B
from coach.track.formats.ogg import OGG, OPUS
from coach.track.formats.wav import WAV

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FORMATS = {each.name: each for each in (MP3, M4A, M4B, OPUS, OGG, FLAC, WAV, HTML)}
"""The coach's own."""


@cache
def every_format() -> Mapping[str, Format]:
    """The coach's own formats, and after them those of plug-ins that have other endings."""
    added = plugins("coach.formats", Format, fault_of).items()
    safe = {each.name: replace(each, embed=guarded(name, each.embed, MediaError)) for name, each in added}
    return {**FORMATS, **{ending: each for ending, each in safe.items() if ending not in FORMATS}}


def format_of(path: Path) -> Format | None:
    """The format that a path's ending stands for, in whatever case."""
    return every_format().get(path.suffix.lower().removeprefix("."))
