"""What is known of a track that was made: for whom, from what, and whether it is still as it was left."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coach.content.routine import Routine
    from coach.rosters.storage import Storage
    from coach.session_options import Options
    from coach.track.packing import Packing


def fingerprint(routine: Routine, options: Options, packing: Packing, voice: str, *more: object) -> str:
    """Return a digest of everything a track is made from, the same on every machine."""
    parts = [routine.model_dump_json(), repr(options), options.greet, repr(packing), voice, program_digest()]
    return hashlib.sha256("\0".join([*parts, *map(repr, more)]).encode("utf-8", "surrogatepass")).hexdigest()


@cache
def program_digest() -> str:
    """A digest of the coach itself: machines that have the same make the same of a routine."""
    total, package = hashlib.sha256(), Path(__file__).parents[1]
    for path in sorted(package.rglob("*")):
        if path.suffix in (".py", ".yaml", ".toml"):
            total.update(path.relative_to(package).as_posix().encode())
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


@dataclass(frozen=True, slots=True)
class Made:
    """A track and what came with it, in a person's ``folder``; ``files`` are names with their stamps.

    A receipt of it lies beside the track. One without files says that the track is being made: whatever is there
    under its name is the roster's own.
    """

    person: str
    fingerprint: str
    seconds: float = 0.0
    files: dict[str, Any] | None = None

    def keep(self, storage: Storage, folder: str, track: str) -> None:
        """Write the receipt of a track."""
        said = {"person": self.person, "fingerprint": self.fingerprint, "seconds": self.seconds}
        text = json.dumps({**said, "files": self.files or {}}, ensure_ascii=False)
        storage.write(_receipt(folder, track), text.encode("utf-8", "surrogatepass"))

    def intact(self, storage: Storage, folder: str) -> bool:
        """Whether every file is as it was left."""
        return bool(self.files) and all(
            storage.stamp(f"{folder}/{name}") == stamp for name, stamp in (self.files or {}).items()
        )


def read_made(storage: Storage, folder: str, track: str) -> Made | None:
    """Read the receipt of a track; None if there is none, or it cannot be read."""
    data = storage.read(_receipt(folder, track))
    try:
        said = json.loads(data or b"")
        return Made(
            str(said["person"]), str(said["fingerprint"]), float(said["seconds"]), dict(said["files"])
        )
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return None


def owner(storage: Storage, folder: str) -> str | None:
    """Whose folder it is by the receipts in it; None if there is none."""
    for name in storage.names(folder):
        if name.startswith(".") and name.endswith(_ENDING):
            made = read_made(storage, folder, name[1 : -len(_ENDING)])
            if made:
                return made.person
    return None


_ENDING = ".json"


def _receipt(folder: str, track: str) -> str:
    return f"{folder}/.{track}{_ENDING}"
