"""WAV: an ID3 tag in a chunk behind the sound."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from coach.track.formats.format import Format
from coach.track.formats.id3 import id3_tag

if TYPE_CHECKING:
    from pathlib import Path

    from coach.track.tags import Tags


def _embed(bare: Path, tagged: Path, tags: Tags, _samples: int) -> None:
    bare.replace(tagged)
    _append_chunk(tagged, id3_tag(tags))


def _append_chunk(path: Path, tag: bytes) -> None:
    """Add an ID3 tag to a WAV file as a chunk behind the sound, where players look for it.

    No INFO chunk besides: it has neither chapters nor a cover, and ffmpeg then warns that there are two.
    """
    with path.open("rb+") as file:
        file.seek(0, 2)
        file.write(b"\0" * (file.tell() % 2))
        file.write(b"id3 " + struct.pack("<I", len(tag)) + tag + b"\0" * (len(tag) % 2))
        size = file.tell() - 8
        file.seek(4)
        file.write(struct.pack("<I", size))


WAV = Format("wav", "wav", "pcm_s16le", _embed, heads=(b"RIFF", b"RF64"))
