"""What a file says about itself: title and such, chapters, a cover and the words; put in once it is encoded.

Chapters are known only when all is on the clock, and every format but WAV has its tags before its sound. So
the sound is encoded first and the tags put in front of it, without encoding again: 5 ms for an MP3, about 0.1 s
for what ffmpeg copies over, and not a sample is moved.
"""

from __future__ import annotations

import base64
import struct
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copyfileobj
from typing import TYPE_CHECKING

from coach.errors import MediaError
from coach.sound.ffmpeg import run_ffmpeg
from coach.track.chapter_pictures import picture_list, tie_to_chapters
from coach.track.id3 import id3_tag
from coach.track.lame import with_exact_padding
from coach.units import MINUTE, SECOND, Ms

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coach.track.formats import Format


@dataclass(frozen=True, slots=True)
class Chapter:
    """A named stretch of a file; what is done in it, on which side, and a picture of that as JPEG."""

    start: Ms
    end: Ms
    title: str
    exercise: str | None = None
    side: str | None = None
    jpeg: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Cover:
    """A square picture, as JPEG; ``side`` is in pixels."""

    jpeg: bytes
    side: int


@dataclass(frozen=True, slots=True)
class Tags:
    """All that a file can say. ``texts`` go by ffmpeg's names: title, artist, album, genre, date, track, ….

    Raises MediaError for a null character, which would end a text early.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    chapters: tuple[Chapter, ...] = ()
    cover: Cover | None = None
    lyrics: str = ""

    def __post_init__(self) -> None:
        every = (*self.texts.values(), self.lyrics, *(chapter.title for chapter in self.chapters))
        if any("\0" in text for text in every):
            raise MediaError(
                "a tag cannot have a null character in it", hint="take it out of the title or the words"
            )


_HEAD = 400
"""Bytes in which the LAME tag is."""

NO_TAGS = Tags()


def embed(form: Format, bare: Path, tagged: Path, tags: Tags, samples: int) -> None:
    """Make ``tagged`` of the encoded sound in ``bare``, which may be used up; raises MediaError or OSError.

    ``samples`` is how many a channel went into it.
    """
    if form.name == "mp3":
        with bare.open("rb") as sound, tagged.open("wb") as file:
            file.write(id3_tag(tags))
            file.write(with_exact_padding(sound.read(_HEAD), samples))
            copyfileobj(sound, file, 1 << 20)
    elif form.name == "wav":
        bare.replace(tagged)
        _append_chunk(tagged, id3_tag(tags))
    else:
        with tempfile.TemporaryDirectory(prefix="coach-") as folder:
            _copy_over(form, bare, tagged, tags, Path(folder))


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


# By ffmpeg ----------------------------------------------------------------------------------------------------


def _copy_over(form: Format, bare: Path, tagged: Path, tags: Tags, folder: Path) -> None:
    """Have ffmpeg copy the sound, as it is, into a file with tags."""
    told, picture = folder / "tags.txt", folder / "cover.jpg"
    told.write_text("\n".join(_metadata(form, tags)) + "\n", "utf-8")
    arguments = ["-i", f"file:{bare}", "-f", "ffmetadata", "-i", str(told)]
    maps = ["-map", "0:a", "-map_metadata", "1", "-map_chapters", "1" if form.muxer == "ipod" else "-1"]
    if tags.cover and form.name not in _PICTURE_IN_COMMENT:
        picture.write_bytes(tags.cover.jpeg)
        arguments += ["-f", "mjpeg", "-i", str(picture)]
        maps += ["-map", "2:v", "-disposition:v:0", "attached_pic"]
        maps += ["-metadata:s:v:0", "comment=Cover (front)"]
    illustrated = form.name == "m4b" and any(chapter.jpeg for chapter in tags.chapters)
    if illustrated:
        number = arguments.count("-i")
        arguments += ["-f", "concat", "-i", str(picture_list(tags.chapters, folder))]
        maps += ["-map", f"{number}:v"]
    if form.muxer == "ipod":  # the moov in front lets a player begin before it has everything
        maps += ["-movflags", "+faststart", "-brand", "M4B " if form.name == "m4b" else "M4A "]
    maps += [
        "-codec",
        "copy",
        "-fflags",
        "+bitexact",
        "-f",
        "mp4" if illustrated else form.muxer,
        f"file:{tagged}",
    ]
    try:
        run_ffmpeg("-loglevel", "error", "-y", *arguments, *maps, where=str(bare), encoder=form.codec)
    except MediaError as error:
        raise MediaError(error.what.replace(f"file:{tagged}", "the file")) from error
    if illustrated:
        tie_to_chapters(tagged)


_PICTURE_IN_COMMENT = ("opus", "ogg")
"""Those whose cover is a comment in base64, as Xiph would have it: ffmpeg copies no picture into them."""


def _metadata(form: Format, tags: Tags) -> Iterator[str]:
    """Yield the lines of an ffmetadata file."""
    yield ";FFMETADATA1"
    texts = dict(tags.texts)
    if tags.lyrics:
        texts["lyrics"] = tags.lyrics
    if form.muxer == "ipod":
        texts["media_type"] = "2" if form.name == "m4b" else "1"  # an audiobook, or music
    else:
        texts |= _vorbis_chapters(tags.chapters)
        if tags.cover and form.name in _PICTURE_IN_COMMENT:
            texts["METADATA_BLOCK_PICTURE"] = _picture_block(tags.cover)
    for key, text in texts.items():
        yield f"{key}={_escaped(text)}"
    for chapter in tags.chapters if form.muxer == "ipod" else ():
        yield "[CHAPTER]\nTIMEBASE=1/1000"
        yield f"START={chapter.start}\nEND={chapter.end}\ntitle={_escaped(chapter.title)}"


def _vorbis_chapters(chapters: tuple[Chapter, ...]) -> dict[str, str]:
    """Return chapters as comments, counted from 000 as ffmpeg does; into FLAC it would write none."""
    comments = {}
    for number, chapter in enumerate(chapters[:1000]):
        minutes, rest = divmod(chapter.start, MINUTE)
        comments[f"CHAPTER{number:03}"] = (
            f"{minutes // 60:02}:{minutes % 60:02}:{rest // SECOND:02}.{rest % SECOND:03}"
        )
        comments[f"CHAPTER{number:03}NAME"] = chapter.title
    return comments


def _picture_block(cover: Cover) -> str:
    """Return a cover as FLAC keeps pictures (RFC 9639, 8.8), in base64."""
    kind, side = b"image/jpeg", cover.side
    head = struct.pack(">II", 3, len(kind)) + kind + struct.pack(">I", 0)
    shape = struct.pack(">IIIII", side, side, 24, 0, len(cover.jpeg))
    return base64.b64encode(head + shape + cover.jpeg).decode()


def _escaped(text: str) -> str:
    return "".join("\\" + sign if sign in "=;#\\\n" else sign for sign in text.replace("\r\n", "\n"))
