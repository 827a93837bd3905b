"""Puts tags into a file by ffmpeg, which copies the sound over as it is: about 0.1 s."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from coach.errors import MediaError
from coach.files import temporary_folder
from coach.sound.ffmpeg import run_ffmpeg
from coach.track.formats.chapter_pictures import picture_list, tie_to_chapters
from coach.units import MINUTE, SECOND

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from coach.track.tags import Chapter, Cover, Tags


def remux(
    bare: Path,
    tagged: Path,
    texts: Mapping[str, str],
    *,
    muxer: str,
    codec: str,
    cover: Cover | None = None,
    chapters: tuple[Chapter, ...] = (),
    illustrated: bool = False,
    options: Sequence[str] = (),
) -> None:
    """Make ``tagged`` of the sound in ``bare``; raises MediaError.

    ``chapters`` become those of the container, with their pictures if ``illustrated``; ``cover`` becomes a stream
    of its own; ``codec`` is named in messages.
    """
    folder = temporary_folder("coach-tags-")  # what is said is in it, a name perhaps: none may stay
    try:
        told, picture = folder / "tags.txt", folder / "cover.jpg"
        told.write_text("\n".join(_metadata(texts, chapters)) + "\n", "utf-8")
        arguments = ["-i", f"file:{bare}", "-f", "ffmetadata", "-i", str(told)]
        maps = ["-map", "0:a", "-map_metadata", "1", "-map_chapters", "1" if chapters else "-1"]
        if cover:
            picture.write_bytes(cover.jpeg)
            arguments += ["-f", "mjpeg", "-i", str(picture)]
            maps += ["-map", "2:v", "-disposition:v:0", "attached_pic"]
            maps += ["-metadata:s:v:0", "comment=Cover (front)"]
        if illustrated:
            number = arguments.count("-i")
            arguments += ["-f", "concat", "-i", str(picture_list(chapters, folder))]
            maps += ["-map", f"{number}:v"]
        maps += [*options, "-codec", "copy", "-fflags", "+bitexact", "-f", muxer, f"file:{tagged}"]
        try:
            run_ffmpeg("-loglevel", "error", "-y", *arguments, *maps, where=str(bare), encoder=codec)
        except MediaError as error:
            raise MediaError(error.what.replace(f"file:{tagged}", "the file")) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if illustrated:
        tie_to_chapters(tagged)


def with_lyrics(tags: Tags) -> dict[str, str]:
    """The texts of the tags, the words that are said among them."""
    return {**tags.texts, **({"lyrics": tags.lyrics} if tags.lyrics else {})}


def vorbis_chapters(chapters: Sequence[Chapter]) -> dict[str, str]:
    """Chapters as Vorbis comments, counted from 000 as ffmpeg does; it would write none into FLAC."""
    comments = {}
    for number, chapter in enumerate(chapters[:1000]):
        minutes, rest = divmod(chapter.start, MINUTE)
        comments[f"CHAPTER{number:03}"] = (
            f"{minutes // 60:02}:{minutes % 60:02}:{rest // SECOND:02}.{rest % SECOND:03}"
        )
        comments[f"CHAPTER{number:03}NAME"] = chapter.title
    return comments


def _metadata(texts: Mapping[str, str], chapters: Sequence[Chapter]) -> Iterator[str]:
    """Yield the lines of an ffmetadata file."""
    yield ";FFMETADATA1"
    for key, text in texts.items():
        yield f"{key}={_escaped(text)}"
    for chapter in chapters:
        yield "[CHAPTER]\nTIMEBASE=1/1000"
        yield f"START={chapter.start}\nEND={chapter.end}\ntitle={_escaped(chapter.title)}"


def _escaped(text: str) -> str:
    return "".join("\\" + sign if sign in "=;#\\\n" else sign for sign in text.replace("\r\n", "\n"))
