"""FLAC: the sound kept whole; chapters are comments, as ffmpeg would write none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.track.formats.format import Format
from coach.track.formats.remux import remux, vorbis_chapters, with_lyrics

if TYPE_CHECKING:
    from pathlib import Path

    from coach.track.tags import Tags


def _embed(bare: Path, tagged: Path, tags: Tags, _samples: int) -> None:
    texts = {**with_lyrics(tags), **vorbis_chapters(tags.chapters)}
    remux(bare, tagged, texts, muxer="flac", codec="flac", cover=tags.cover)


FLAC = Format("flac", "flac", "flac", _embed, heads=(b"fLaC",))
