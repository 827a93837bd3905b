"""The tracks in a person's folder, as the files themselves tell, whatever comes to be there."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import MediaError
from coach.share.on_offer import Offer
from coach.share.tracks import MEDIA_TYPES
from coach.sound.ffmpeg import run_ffmpeg
from coach.track.pieces import Sheet
from coach.track.tags import Chapter
from coach.units import MINUTE, SECOND, Ms

if TYPE_CHECKING:
    from collections.abc import Container

    from coach.timeline.model import Cue

PAPER = ".pdf"
_MOST = 200
"""Files of one folder that are looked at."""

_DURATION = re.compile(r"^  Duration: (\d+):(\d\d):(\d\d)\.(\d\d)", re.MULTILINE)
_PLAIN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundTrack(Offer):
    """A file of sound, its chapters, and what is said in them, as far as it tells; times of words it does not."""

    modified: float

    @property
    def cover(self) -> bytes:
        """The picture in the file; empty if there is none, or it cannot be read."""
        return _picture(self.path) if self.illustrated else b""


class FolderShelf:
    """The tracks in a folder, looked at anew each time: plain files in it whose names do not begin with a dot."""

    def __init__(self, folder: Path, language: str) -> None:
        self._folder, self._language = folder, language

    def get(self, id: str) -> FoundTrack | None:  # noqa: A002 (the field's word)
        """Return the track of that id, if it is there."""
        return next((track for track in self.all() if track.id == id), None)

    def all(self) -> list[FoundTrack]:
        """Return every track, the newest first."""
        found = [track for file in self._files() if (track := self._track(file))]
        return sorted(found, key=lambda track: (track.modified, track.id), reverse=True)

    def papers(self) -> list[Path]:
        """The hand-outs: every PDF."""
        return [self._folder / name for name, _, _ in self._files({PAPER})]

    def __len__(self) -> int:
        return len(self.all())

    def _files(self, endings: Container[str] = MEDIA_TYPES) -> list[tuple[str, float, int]]:
        try:
            with os.scandir(self._folder) as entries:
                plain = [
                    each
                    for each in entries
                    if each.name[0] != "."
                    and Path(each.name).suffix.lower() in endings
                    and each.is_file(follow_symlinks=False)
                ]
                stats = [(each.name, each.stat(follow_symlinks=False)) for each in plain[:_MOST]]
        except OSError:
            return []
        return sorted((name, status.st_mtime, status.st_size) for name, status in stats)

    def _track(self, file: tuple[str, float, int]) -> FoundTrack | None:
        name, modified, size = file
        return _read(self._folder / name, modified, size, self._language)


@lru_cache(maxsize=2000)
def _read(path: Path, modified: float, _size: int, language: str) -> FoundTrack | None:
    """Read what a file tells of itself; None if it is no sound."""
    try:
        with tempfile.TemporaryDirectory(prefix="coach-") as folder:
            told = Path(folder, "told.txt")
            arguments = ["-protocol_whitelist", "file", "-i", f"file:{path}"]
            if path.suffix.lower() in (".ogg", ".opus"):  # Ogg has its tags with the sound
                arguments += ["-map_metadata", "0:s:0"]
            said = run_ffmpeg(*arguments, "-f", "ffmetadata", str(told), where=str(path))
            text = told.read_text("utf-8", "replace")
    except (MediaError, OSError):
        return None
    length = _DURATION.search(said)
    if not length:
        return None
    hours, minutes, seconds, hundredths = map(int, length.groups())
    duration = Ms((hours * 60 + minutes) * MINUTE + seconds * SECOND + hundredths * 10)
    tags, chapters = _told(text, duration)
    title = tags.get("title") or path.stem
    lyrics = next((words for key, words in tags.items() if key.startswith("lyrics")), "")
    parts = [part.partition("\n") for part in lyrics.split("\n\n")] if lyrics else []
    return FoundTrack(
        id=_id(path),
        path=path,
        sheet=Sheet(title, duration, chapters or (Chapter(Ms(0), duration, title),), _NO_CUES),
        said=tuple((head, " ".join(words.split())) for head, _, words in parts),
        exercises=len(tags["comment"].split(", ")) if "comment" in tags else 0,
        language=language,
        illustrated="Video:" in said,
        modified=modified,
    )


_NO_CUES: tuple[Cue, ...] = ()


def _told(text: str, duration: Ms) -> tuple[dict[str, str], tuple[Chapter, ...]]:
    """Take a file of ffmpeg's metadata apart: the tags of the whole, by names in lower case, and the chapters."""
    whole, *rest = re.sub(r"\\(.)", _hide, text, flags=re.DOTALL).split("\n[CHAPTER]\n")
    chapters = []
    for part in rest:
        values = _values(part)
        base = values.get("TIMEBASE", "1/1000").partition("/")
        if not (base[0] + base[2] + values.get("START", "")).isdecimal() or not int(base[2]):
            continue
        start = Ms(int(values["START"]) * 1000 * int(base[0]) // int(base[2]))
        if start < duration:
            chapters.append((start, values.get("title", "")))
    ends = [*(start for start, _ in chapters[1:]), duration]
    return {key.lower(): value for key, value in _values(whole).items()}, tuple(
        Chapter(start, end, title) for (start, title), end in zip(chapters, ends, strict=False)
    )


def _hide(escaped: re.Match[str]) -> str:
    """Put what was escaped out of sight, where it means itself and divides nothing."""
    return chr(0xF0000 + ord(escaped[1])) if ord(escaped[1]) < 128 else escaped[1]


def _values(part: str) -> dict[str, str]:
    found = (line.partition("=") for line in part.split("\n") if "=" in line)
    return {key: re.sub("[\U000f0000-\U000f007f]", _show, value) for key, _, value in found}


def _show(hidden: re.Match[str]) -> str:
    return chr(ord(hidden[0]) - 0xF0000)


def _picture(path: Path) -> bytes:
    """Return the cover of a file as a JPEG."""
    try:
        with tempfile.TemporaryDirectory(prefix="coach-") as folder:
            jpeg = Path(folder, "cover.jpg")
            wanted = ("-map", "0:v:0", "-frames:v", "1", "-c", "copy", "-f", "image2", str(jpeg))
            run_ffmpeg("-protocol_whitelist", "file", "-i", f"file:{path}", *wanted, where=str(path))
            found = jpeg.read_bytes()
    except (MediaError, OSError):
        return b""
    return found if found.startswith(b"\xff\xd8") else b""


def _id(path: Path) -> str:
    """Make an id of a file's name: two files of a folder have two, and one has always the same."""
    plain = "-".join(re.findall(r"[a-z0-9]+", path.stem.lower())) or "track"
    if _PLAIN.fullmatch(path.stem) and path.suffix == ".mp3":
        return plain
    return f"{plain[:60]}-{hashlib.sha256(path.name.encode('utf-8', 'surrogatepass')).hexdigest()[:6]}"
