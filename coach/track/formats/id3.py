"""ID3v2.3 tags, as players want them: chapters in the order of time under a table of contents, lyrics, a cover.

Written here because ffmpeg writes no lyrics (USLT), and well-known libraries sort the chapters by their size.
The layout is that of id3v2.3.0 and its addendum on chapters, both at id3.org.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.track.tags import Tags

_FRAMES = {
    "title": "TIT2",
    "artist": "TPE1",
    "album": "TALB",
    "album_artist": "TPE2",
    "genre": "TCON",
    "date": "TYER",
    "track": "TRCK",
}
_LANGUAGE = b"eng"
_LISTED = 255
"""Chapters that a table of contents can name: it counts them in a byte."""


def id3_tag(tags: Tags) -> bytes:
    """Return the whole tag, to stand in front of the sound."""
    body = b"".join(_frames(tags))
    size = len(body)
    syncsafe = bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\x00\x00" + syncsafe + body


def _frames(tags: Tags) -> Iterator[bytes]:
    for key, text in tags.texts.items():
        if key in _FRAMES:
            yield _frame(_FRAMES[key], _text(text))
        elif key == "comment":
            yield _frame("COMM", _described(text))
    if tags.chapters:
        names = b"".join(_name(number) for number in range(len(tags.chapters[:_LISTED])))
        count = len(tags.chapters[:_LISTED])
        yield _frame("CTOC", b"toc\0" + bytes((0b11, count)) + names)  # on top, in order
    for number, chapter in enumerate(tags.chapters):
        times = struct.pack(">IIII", chapter.start, chapter.end, 0xFFFFFFFF, 0xFFFFFFFF)  # no byte offsets
        inside = _frame("TIT2", _text(chapter.title)) + (_picture(chapter.jpeg) if chapter.jpeg else b"")
        yield _frame("CHAP", _name(number) + times + inside)
    if tags.lyrics:
        yield _frame("USLT", _described(tags.lyrics))
    if tags.cover:
        yield _picture(tags.cover.jpeg)


def _frame(name: str, data: bytes) -> bytes:
    return name.encode() + struct.pack(">IH", len(data), 0) + data


def _picture(jpeg: bytes) -> bytes:
    return _frame("APIC", b"\0image/jpeg\0\x03\0" + jpeg)  # 3: the front


def _name(number: int) -> bytes:
    return f"chp{number}".encode() + b"\0"


def _text(text: str) -> bytes:
    """Return a text behind its encoding: Latin-1 will do for ASCII, anything else is UTF-16."""
    return b"\0" + text.encode() if text.isascii() else b"\x01" + _utf16(text)


def _described(text: str) -> bytes:
    """Return a text with its language and an empty description."""
    if text.isascii():
        return b"\0" + _LANGUAGE + b"\0" + text.encode()
    return b"\x01" + _LANGUAGE + b"\xff\xfe\0\0" + _utf16(text)


def _utf16(text: str) -> bytes:
    return b"\xff\xfe" + text.encode("utf-16-le", "replace")
