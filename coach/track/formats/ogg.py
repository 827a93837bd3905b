"""Opus and Vorbis in Ogg: chapters are comments, and so is the cover, as ffmpeg copies no picture into them."""

from __future__ import annotations

import base64
import struct
from functools import partial
from typing import TYPE_CHECKING

from coach.track.formats.format import Format
from coach.track.formats.remux import remux, vorbis_chapters, with_lyrics

if TYPE_CHECKING:
    from pathlib import Path

    from coach.track.tags import Cover, Tags


def _embed(bare: Path, tagged: Path, tags: Tags, _samples: int, *, muxer: str, codec: str) -> None:
    texts = {**with_lyrics(tags), **vorbis_chapters(tags.chapters)}
    if tags.cover:
        texts["METADATA_BLOCK_PICTURE"] = _picture_block(tags.cover)
    remux(bare, tagged, texts, muxer=muxer, codec=codec)


def _picture_block(cover: Cover) -> str:
    """Return a cover as FLAC keeps pictures (RFC 9639, 8.8), in base64."""
    kind, side = b"image/jpeg", cover.side
    head = struct.pack(">II", 3, len(kind)) + kind + struct.pack(">I", 0)
    shape = struct.pack(">IIIII", side, side, 24, 0, len(cover.jpeg))
    return base64.b64encode(head + shape + cover.jpeg).decode()


def _ogg(name: str, codec: str, usual: tuple[int, int], highest: int, lowest: int) -> Format:
    embed = partial(_embed, muxer=name, codec=codec)
    return Format(
        name, name, codec, embed, (b"OggS",), usual=usual, bitrates=tuple(range(lowest, highest + 1))
    )


OPUS = _ogg("opus", "libopus", (64, 96), lowest=16, highest=256)
OGG = _ogg("ogg", "libvorbis", (96, 128), lowest=32, highest=192)
