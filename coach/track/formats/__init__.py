"""The formats of tracks, a table: one entry each, a module a container. ``format.py`` says how to add one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.track.formats.flac import FLAC
from coach.track.formats.format import Format
from coach.track.formats.mp3 import MP3
from coach.track.formats.mp4 import M4A, M4B
from coach.track.formats.ogg import OGG, OPUS
from coach.track.formats.wav import WAV

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["FORMATS", "MP3", "Format", "format_of"]

FORMATS = {each.name: each for each in (MP3, M4A, M4B, OPUS, OGG, FLAC, WAV)}


def format_of(path: Path) -> Format | None:
    """The format that a path's ending stands for, in whatever case."""
    return FORMATS.get(path.suffix.lower().removeprefix("."))
