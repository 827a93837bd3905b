"""Finished files as other programs read them: ffprobe, mutagen, and ffmpeg for the sound."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import mutagen
import numpy as np
import pytest
from mutagen.flac import Picture

from tests.track.ear import FFMPEG, FFPROBE, Sound

if TYPE_CHECKING:
    from pathlib import Path

needs_ffprobe = pytest.mark.skipif(shutil.which("ffprobe") is None, reason="ffprobe reads the files back")

# What ffmpeg says of good files, too: of a cover in MP4, and of a WAV file that is plainly mono.
_HARMLESS = re.compile(r".*(timescale not set|Guessed Channel Layout).*\n|Guessed Channel Layout.*\n")


_TITLES = re.compile(rb"Unsupported codec with id 98314 for input stream [12]\n")
"""What ffprobe says of the titles of chapters in MP4, which are text."""


def asked(path: Path, *options: str) -> dict[str, Any]:
    """Return what ffprobe tells of a file when asked like this."""
    command = [str(FFPROBE), "-v", "quiet", *options, "-of", "json", str(path)]
    told: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return told


@dataclass(frozen=True)
class Probed:
    """What ffprobe says: chapters as (start, end, title), in milliseconds; tags in lower case."""

    chapters: list[tuple[int, int, str]]
    tags: dict[str, str]
    audio: dict[str, Any]
    pictures: int


def probe(path: Path) -> Probed:
    asked = ("-show_chapters", "-show_format", "-show_streams", "-of", "json")
    done = subprocess.run([str(FFPROBE), "-v", "error", *asked, str(path)], capture_output=True, check=True)
    assert _TITLES.sub(b"", done.stderr) == b""
    told = json.loads(done.stdout)
    audio = next(stream for stream in told["streams"] if stream["codec_type"] == "audio")
    tags = {**told["format"].get("tags", {}), **audio.get("tags", {})}
    return Probed(
        [
            (
                round(float(each["start_time"]) * 1000),
                round(float(each["end_time"]) * 1000),
                each["tags"]["title"],
            )
            for each in told["chapters"]
        ],
        {key.lower(): value for key, value in tags.items()},
        audio,
        sum(stream["disposition"]["attached_pic"] for stream in told["streams"]),
    )


def decode(path: Path, rate: int = 44_100, channels: int = 1) -> Sound:
    """Return the sound of a file, which has to be flawless: its decoder finds nothing to say about it."""
    wanted = ("-map", "0:a", "-ar", str(rate), "-ac", str(channels), "-f", "s16le", "-")
    done = subprocess.run(
        [FFMPEG, "-hide_banner", "-nostats", "-v", "warning", "-xerror", "-i", str(path), *wanted],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
    )
    assert _HARMLESS.sub("", done.stderr.decode()) == ""
    return np.frombuffer(done.stdout, "<i2")


def cover(path: Path) -> bytes | None:
    """Return the picture that is in a file, as mutagen finds it."""
    file = mutagen.File(path)
    if hasattr(file, "pictures") and file.pictures:
        return bytes(file.pictures[0].data)
    tags = file.tags or {}
    if "covr" in tags:
        return bytes(tags["covr"][0])
    if "metadata_block_picture" in tags:
        block = base64.b64decode(tags["metadata_block_picture"][0])
        return bytes(Picture(block).data)  # type: ignore[no-untyped-call]
    frames = tags.getall("APIC") if hasattr(tags, "getall") else []
    return bytes(frames[0].data) if frames else None


def lyrics(path: Path) -> str:
    """Return the words that are in a file, as mutagen finds them."""
    tags = mutagen.File(path).tags
    if hasattr(tags, "getall"):
        (frame,) = tags.getall("USLT")
        return str(frame.text)
    return str(tags["\xa9lyr" if path.suffix[:3] == ".m4" else "lyrics"][0])
