"""Pictures that change with the chapters of an MP4 file, as Apple's players show them.

ffmpeg writes them as a track of pictures. What it cannot write is added here, in the boxes of ISO 14496-12: that
the track belongs to the chapters of the sound (``tref``, ``chap``), and that it is no film (it is not enabled).
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

from coach.errors import MediaError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from coach.track.tags import Chapter

_HEAD = 8
_ENABLED = 1


class _Box(NamedTuple):
    kind: bytes
    start: int
    end: int


def picture_list(chapters: tuple[Chapter, ...], folder: Path) -> Path:
    """Write the pictures of chapters into a folder, and the list by which ffmpeg reads them one after the other.

    A chapter without one goes on with what was shown before; what comes first is shown from the beginning.
    """
    shown = [chapter for chapter in chapters if chapter.jpeg]
    starts = [0, *(chapter.start for chapter in shown[1:])]
    ends = [*starts[1:], chapters[-1].end]
    lines = ["ffconcat version 1.0"]
    for number, (chapter, start, end) in enumerate(zip(shown, starts, ends, strict=True)):
        (folder / f"{number}.jpg").write_bytes(chapter.jpeg)
        lines += [f"file {number}.jpg", f"duration {(end - start) / 1000}"]
    listed = folder / "pictures.txt"
    listed.write_text(
        "\n".join([*lines, f"file {len(shown) - 1}.jpg", ""]), "utf-8"
    )  # the last length is not heeded
    return listed


def tie_to_chapters(path: Path) -> None:
    """Tie the track of pictures in an MP4 file to the chapters of its sound; raises MediaError or OSError."""
    data = bytearray(path.read_bytes())
    try:
        _tie(data)
    except (KeyError, struct.error) as fault:
        hint = "leave out the pictures with --no-cover, or take another ffmpeg"
        raise MediaError("ffmpeg wrote chapters that pictures cannot be tied to", hint=hint) from fault
    path.write_bytes(data)


def _tie(data: bytearray) -> None:
    moov = _find(data, 0, len(data), b"moov")
    tracks = {
        _handler(data, trak): trak
        for trak in _boxes(data, moov.start + _HEAD, moov.end)
        if trak.kind == b"trak"
    }
    pictures, sound = tracks[b"vide"], tracks[b"soun"]
    header = _find(data, pictures.start + _HEAD, pictures.end, b"tkhd").start
    flags, number = (
        struct.unpack_from(">I", data, header + 8)[0],
        struct.unpack_from(">I", data, header + 20)[0],
    )
    struct.pack_into(">I", data, header + 8, flags & ~_ENABLED)
    tref = _find(data, sound.start + _HEAD, sound.end, b"tref")
    chap = _find(data, tref.start + _HEAD, tref.end, b"chap")
    added = struct.pack(">I", number)
    if moov.start < _find(data, 0, len(data), b"mdat").start:  # the sound moves by what comes before it
        for trak in tracks.values():
            _move_chunks(data, trak, len(added))
    for box in (moov, sound, tref, chap):
        struct.pack_into(">I", data, box.start, box.end - box.start + len(added))
    data[chap.end : chap.end] = added


def _boxes(data: bytearray, start: int, end: int) -> Iterator[_Box]:
    while start + _HEAD <= end:
        size, kind = struct.unpack_from(">I4s", data, start)
        if size == 1:  # a length of 64 bits follows
            (size,) = struct.unpack_from(">Q", data, start + _HEAD)
        stop = start + size if size >= _HEAD else end
        yield _Box(kind, start, stop)
        start = stop


def _find(data: bytearray, start: int, end: int, *path: bytes) -> _Box:
    """Find a box by the kinds of those around it and its own; raises KeyError."""
    first, *rest = path
    box = next((box for box in _boxes(data, start, end) if box.kind == first), None)
    if box is None:
        raise KeyError(first)
    return _find(data, box.start + _HEAD, box.end, *rest) if rest else box


def _handler(data: bytearray, trak: _Box) -> bytes:
    """Read what a track is: sound, pictures or text."""
    box = _find(data, trak.start + _HEAD, trak.end, b"mdia", b"hdlr")
    return bytes(data[box.start + 16 : box.start + 20])


def _move_chunks(data: bytearray, trak: _Box, by: int) -> None:
    """Say that the chunks of a track are further on in the file."""
    table = _find(data, trak.start + _HEAD, trak.end, b"mdia", b"minf", b"stbl")
    for box in _boxes(data, table.start + _HEAD, table.end):
        form = {b"stco": ">I", b"co64": ">Q"}.get(box.kind)
        if form:
            (count,) = struct.unpack_from(">I", data, box.start + 12)
            for at in range(count):
                place = box.start + 16 + at * struct.calcsize(form)
                struct.pack_into(form, data, place, struct.unpack_from(form, data, place)[0] + by)
