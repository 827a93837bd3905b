"""The public collection of voices for Piper: what there is, how large, and under which licence.

Its layout is that which piper's own ``download_voices`` knows: ``voices.json`` with all voices, their files, sizes
and MD5 digests, and the files beside it. All of it is a stranger's word: what cannot be a voice is passed over,
and no name in it becomes a path here.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from coach.errors import MediaError, NotFoundError, shown
from coach.files import PartFile
from coach.voice.piper.download import read_url
from coach.voice.piper.models import CARD, CONFIG, MODEL, NAME, models_folder, quality_of

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = "https://huggingface.co/rhasspy/piper-voices/resolve/main"
LIST = "voices.json"
_LARGEST = 16 << 20
"""Bytes of the catalogue; it had 170 voices in a quarter of a million."""
_LARGEST_FILES = {MODEL: 2 << 30, CONFIG: 8 << 20, CARD: 1 << 20}
_MD5 = re.compile(r"[0-9a-f]{32}")
_STEP = re.compile(r"(?!\.+$)[^/\\?#:\x00-\x1f]{1,100}")
"""A part of a path that leads onwards."""


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file of the collection: its path there, its size in bytes, and its MD5 digest."""

    path: str
    size: int
    md5: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A voice that can be fetched; its files by what they are: MODEL, CONFIG or CARD."""

    name: str
    files: dict[str, RemoteFile]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files.values())

    @property
    def language(self) -> str:
        """Such as "en-GB"."""
        return self.name.partition("-")[0].replace("_", "-")

    @property
    def quality(self) -> str:
        """Fair or good, as ``VoiceInfo`` has it."""
        return quality_of(self.name.rpartition("-")[2])


def fetch_catalogue(source: str = SOURCE) -> dict[str, Entry]:
    """Return the voices of a collection by name, and keep its list; raises MediaError."""
    data = read_url(address(source, LIST), _LARGEST)
    found = _read(data)
    if not found:
        hint = "is that the right address?"
        raise MediaError("is not a catalogue of voices for Piper", where=address(source, LIST), hint=hint)
    try:
        models_folder().mkdir(parents=True, exist_ok=True)
    except OSError as error:
        where = str(models_folder())
        raise MediaError(f"the folder cannot be made ({error.strerror})", where=where) from error
    with PartFile(_kept()) as file:
        try:
            file.part.write_bytes(data)
        except OSError as error:
            raise file.trouble(error) from error
        file.commit()
    return found


def kept_catalogue() -> dict[str, Entry]:
    """Return the voices as they were when they were last fetched, none if they never were."""
    try:
        with _kept().open("rb") as file:
            return _read(file.read(_LARGEST))
    except OSError:
        return {}


def find_entry(name: str, catalogue: dict[str, Entry]) -> Entry:
    """Return the voice of that name; raises NotFoundError."""
    wanted = name.strip().removeprefix("piper:")
    if wanted in catalogue:
        return catalogue[wanted]
    from coach.content.problems import nearest

    hint = nearest(wanted, catalogue, "'coach voices install' lists what there is")
    raise NotFoundError(f"the collection has no voice {shown(wanted)}", hint=hint)


def address(source: str, path: str) -> str:
    """Where a file of a collection is; raises MediaError for a source that is no address."""
    try:
        known = urlsplit(source).scheme in ("http", "https") and urlsplit(source).hostname
    except ValueError:
        known = None
    if not known:
        hint = "write it like https://example.org/voices"
        raise MediaError(f"{shown(source)} is not the address of a collection", hint=hint)
    return f"{source.rstrip('/')}/{quote(path)}"


def licence(card: str) -> str:
    """What a model's card says of the licence, "" if it says nothing."""
    told = re.search(r"^[\s*#-]*licen[cs]e[\s*]*:[\s*]*(\S[^\r\n]*)", card, re.IGNORECASE | re.MULTILINE)
    return told[1].strip() if told else ""


def _kept() -> Path:
    return models_folder() / LIST


def _read(data: bytes) -> dict[str, Entry]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    entries = (_entry(name, about) for name, about in found.items()) if isinstance(found, dict) else ()
    return {entry.name: entry for entry in entries if entry}


def _entry(name: str, about: Any) -> Entry | None:
    files = about.get("files") if isinstance(about, dict) else None
    if not NAME.fullmatch(name) or not isinstance(files, dict):
        return None
    wanted = {f"{name}{MODEL}": MODEL, f"{name}{CONFIG}": CONFIG, CARD: CARD}
    found = {}
    for path, file in files.items():
        *steps, last = path.split("/")
        if last in wanted and all(_STEP.fullmatch(step) for step in steps) and isinstance(file, dict):
            kind, size, md5 = wanted[last], file.get("size_bytes"), file.get("md5_digest")
            if not isinstance(size, int) or not 0 < size <= _LARGEST_FILES[kind]:
                continue
            if isinstance(md5, str) and _MD5.fullmatch(md5):
                found[kind] = RemoteFile(path, size, md5)
    return Entry(name, found) if MODEL in found and CONFIG in found else None
