"""Remembers what a track was made from: made again only when something changed, replaced only by its like."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coach.content.fields import Detail
from coach.files import keep, read_bytes
from coach.history.store import default_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coach.content.routine import Routine
    from coach.session_options import Options
    from coach.track.packing import Packing

_LARGEST = 1 << 20
"""Bytes of a receipt that are read at most: an album of 500 files has 50 KB."""

_KEPT = 1000
"""Receipts kept at most; the oldest go first."""


def fingerprint(routine: Routine, options: Options, packing: Packing, voice: str) -> str:
    """Return a digest of everything a track is made from: routine, options, voice, format, the coach itself.

    The coach is its files' names, sizes and times: reading them all would cost more than it is worth.
    """
    asked = [repr(options), repr(options.step_music), repr(packing)]
    parts = [routine.model_dump_json(), *asked, voice, *_own_files()]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def wish(routine: Routine, options: Options, packing: Packing | None) -> str:
    """Return a digest of which session was asked for, in which format.

    A newer coach leaves it as it is, and so does another content of the same routine or music.
    """
    form = f"{packing.form.name} {packing.split}" if packing else "workout"
    music = [track.path for track in options.music.tracks] if options.music else []
    asked = replace(options, music=None, detail=options.detail or Detail.FULL)
    parts = [routine.name, repr(asked), form, *music]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def made_files() -> Receipts:
    """What the coach has made so far, by wish: kept with the user's data, for caches may be deleted."""
    return Receipts(default_path().parent / "made")


class Receipts:
    """One small file for each track, in ``folder``, which says what the track was made from."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def match(self, track: Path, fingerprint: str) -> bool:
        """Whether ``track`` and all that came with it are still what ``fingerprint`` stands for made of them."""
        try:
            kept = self._read(track)
            return bool(kept == _receipt(track, fingerprint, [track.parent / name for name in kept["files"]]))
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return False

    def intact(self, track: Path, fingerprint: str) -> bool:
        """Whether all that is left of ``track`` is still as it was made from what ``fingerprint`` stands for."""
        try:
            kept = self._read(track)
            files = {name: stamp for name, stamp in kept["files"].items() if (track.parent / name).exists()}
            return bool(
                {"fingerprint": kept["fingerprint"], "files": files}
                == _receipt(track, fingerprint, [track.parent / name for name in files])
            )
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return False

    def keep(self, track: Path, fingerprint: str, files: Iterable[Path]) -> None:
        """Remember what ``files`` were made from; a folder that cannot be written is not worth an error."""
        with contextlib.suppress(OSError):
            keep(self._path(track), json.dumps(_receipt(track, fingerprint, files)).encode(), _KEPT)

    def _read(self, track: Path) -> Any:
        return json.loads(read_bytes(self._path(track), _LARGEST))

    def _path(self, track: Path) -> Path:
        return self._folder / f"{hashlib.sha256(os.fsencode(os.path.realpath(track))).hexdigest()}.json"


def _receipt(track: Path, fingerprint: str, files: Iterable[Path]) -> dict[str, object]:
    stamps: dict[str, list[int]] = {}
    for path in files:
        status = path.stat()
        stamps[path.relative_to(track.parent).as_posix()] = [status.st_size, status.st_mtime_ns]
    return {"fingerprint": fingerprint, "files": stamps}


def _own_files() -> Iterator[str]:
    package = Path(__file__).parents[1]
    for path in sorted(package.rglob("*")):
        if path.suffix in (".py", ".yaml"):
            status = path.stat()
            yield f"{path.relative_to(package)} {status.st_size} {status.st_mtime_ns}"
