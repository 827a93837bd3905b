"""Voices for Piper, fetched and deleted again.

A voice is fetched into a folder beside its place, where what was interrupted stays, and moved there whole.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from coach.errors import MediaError, NotFoundError, VoiceError, printable, shown
from coach.voice.piper.catalogue import address, licence
from coach.voice.piper.download import download, read_url
from coach.voice.piper.models import CARD, MODEL, NAME, find_model, models_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from coach.voice.piper.catalogue import Entry

_PART = ".part"
_LONGEST_LICENCE = 300


def read_licence(entry: Entry, source: str) -> str:
    """Return the licence as the voice's card has it, on one line, "" if it has none; raises MediaError."""
    card = entry.files.get(CARD)
    if card is None:
        return ""
    text = read_url(address(source, card.path), card.size).decode("utf-8", "replace")
    return printable(licence(text))[:_LONGEST_LICENCE]


def install(entry: Entry, source: str, progress: Callable[[int], None]) -> None:
    """Fetch a voice, going on with what is there of it; ``progress`` is told how many bytes there are.

    Raises MediaError when it cannot be fetched or written, or is not what the catalogue says.
    """
    part, target = _part(entry.name), models_folder() / entry.name
    there = 0

    def told(got: int) -> None:
        progress(there + got)

    try:
        part.mkdir(parents=True, exist_ok=True)
        _check_room(part, entry.size - sum(path.stat().st_size for path in part.iterdir()))
        for kind, file in sorted(entry.files.items(), key=lambda item: item[1].size):
            path = part / (kind if kind == CARD else f"{entry.name}{kind}")
            download(address(source, file.path), path, file.size, file.md5, told)
            there += file.size
        if target.exists():  # not whole, or nobody would fetch it
            shutil.rmtree(target)
        part.rename(target)
    except OSError as error:
        where = str(error.filename or part)
        raise MediaError(f"cannot be written ({error.strerror})", where=where) from error


def remove(name: str) -> None:
    """Delete an installed voice, or what there is of one half fetched; raises NotFoundError, VoiceError."""
    wanted = name.strip().removeprefix("piper:")
    half = _part(wanted) if NAME.fullmatch(wanted) else None
    if half is None or not half.is_dir():
        if wanted.endswith(MODEL) or wanted.startswith("pack:"):
            raise NotFoundError(f"{shown(wanted)} was not installed", hint="delete it by hand")
        find_model(wanted)
    try:
        for folder in (half, models_folder() / wanted):
            if folder and folder.is_dir():
                shutil.rmtree(folder)
    except OSError as error:
        where = str(error.filename or wanted)
        raise VoiceError(f"cannot be deleted ({error.strerror})", where=where) from error


def _part(name: str) -> Path:
    return models_folder() / f"{name}{_PART}"


def _check_room(folder: Path, wanted: int) -> None:
    """Raise MediaError when the disk has no room for so many bytes."""
    free = shutil.disk_usage(folder).free
    if wanted > free:
        what = f"there is no room: {wanted / 1e6:.0f} MB are wanted, {free / 1e6:.0f} MB are free"
        raise MediaError(what, where=str(folder), hint="make room, then run this again")
