"""The voices for Piper on this machine: those that were installed, and any other ``.onnx`` file.

voices/
  _piper/                                 no pack can be called so
    voices.json                           the catalogue, as it was last fetched
    en_GB-alba-medium/
      en_GB-alba-medium.onnx              the model
      en_GB-alba-medium.onnx.json         what it was trained with: language, rate, phonemes
      MODEL_CARD                          where it comes from, and its licence
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from coach.errors import NotFoundError, VoiceError, shown
from coach.voice.pack.pack import packs_folder

MODEL, CONFIG, CARD = ".onnx", ".onnx.json", "MODEL_CARD"
NAME = re.compile(r"([a-z]{2,3})_([A-Z0-9]{2,3})-(\w{1,60})-(x_low|low|medium|high)")
"""What the voices of Piper's collection are called: language, region, name, quality. It is a folder's name."""

_LARGEST_CONFIG = 8 << 20
_MOST_SPEAKERS = 10_000
_QUALITY = {"medium": "good", "high": "good"}


@dataclass(frozen=True)
class Model:
    """A voice for Piper: its name, and the path of its ``.onnx`` file, beside which lies its description."""

    name: str
    path: Path

    @property
    def language(self) -> str:
        """Its language as its name or its description has it, such as "en-GB"; "" if neither does."""
        if told := NAME.fullmatch(self.path.stem):
            return f"{told[1]}-{told[2]}"
        return str(_within(self.config, "language", "code") or _within(self.config, "espeak", "voice") or "")

    @property
    def quality(self) -> str:
        """Fair or good, as ``VoiceInfo`` has it."""
        told = NAME.fullmatch(self.path.stem)
        return quality_of(told[4] if told else "medium")

    @property
    def speakers(self) -> dict[str, int]:
        """The numbers of its speakers by name; empty if it has only one."""
        found = _within(self.config, "speaker_id_map")
        count = _within(self.config, "num_speakers")
        if not isinstance(count, int) or not 2 <= count <= _MOST_SPEAKERS:
            return {}
        numbers = {str(number): number for number in range(count)}
        return {**(found if isinstance(found, dict) else {}), **numbers}

    @property
    def pace(self) -> float:
        """The length scale that its makers take for its usual one."""
        found = _within(self.config, "inference", "length_scale")
        return float(found) if isinstance(found, int | float) and 0.1 <= found <= 10 else 1.0

    @property
    def stamp(self) -> str:
        """Sizes and times of change of both files: equal stamps, equal sound."""
        files = [self.path.stat(), self.config_path.stat()]
        return ", ".join(f"{status.st_size} bytes of {status.st_mtime_ns}" for status in files)

    @property
    def config_path(self) -> Path:
        """The file that describes the model."""
        return self.path.with_name(self.path.name + CONFIG.removeprefix(MODEL))

    @cached_property
    def config(self) -> dict[str, Any]:
        """What the description says; raises VoiceError for a file that is none."""
        where = str(self.config_path)
        try:
            with self.config_path.open("rb") as file:
                found = json.loads(file.read(_LARGEST_CONFIG))
        except FileNotFoundError:
            hint = "a voice for Piper is two files: put the .onnx.json beside the .onnx"
            raise VoiceError("the description of the voice is missing", where=where, hint=hint) from None
        except OSError as error:
            raise VoiceError(f"cannot be read ({error.strerror})", where=where) from error
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict) or not isinstance(found.get("phoneme_id_map"), dict):
            raise VoiceError(
                "does not describe a voice for Piper", where=where, hint="fetch both files again"
            )
        return found


def quality_of(told: str) -> str:
    """Return one of Piper's qualities as ``VoiceInfo`` has it."""
    return _QUALITY.get(told, "fair")


def models_folder() -> Path:
    """Where voices for Piper are installed: in a folder among the packs."""
    return packs_folder() / "_piper"


def is_path(name: str) -> bool:
    """Whether a voice's name is the path of a model."""
    return name.strip().casefold().endswith(MODEL)


def find_model(name: str) -> Model:
    """Return the voice installed by that name, or the one at that path; raises NotFoundError."""
    if is_path(name):
        path = Path(os.path.expanduser(name.strip()))  # noqa: PTH111 (pathlib raises for "~nobody")
        if not path.is_file():
            raise NotFoundError("there is no such file", where=shown(name, 200), hint="see 'coach voices'")
        return Model(path.stem, path)
    known = {model.name: model for model in installed()}
    if name in known:
        return known[name]
    from coach.content.problems import nearest

    hint = nearest(name, known, "'coach voices install' lists what can be had, and fetches it")
    raise NotFoundError(f"there is no voice {shown(f'piper:{name}')}", hint=hint)


def installed() -> list[Model]:
    """Return all that is installed, by name."""
    try:
        folders = sorted(path for path in models_folder().iterdir() if NAME.fullmatch(path.name))
    except OSError:
        return []
    found = [Model(folder.name, folder / f"{folder.name}{MODEL}") for folder in folders]
    return [model for model in found if model.path.is_file() and model.config_path.is_file()]


def _within(config: object, *keys: str) -> object:
    for key in keys:
        config = config.get(key) if isinstance(config, dict) else None
    return config
