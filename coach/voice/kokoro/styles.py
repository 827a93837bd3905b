"""The styles that the net speaks in: a voice is a row of 256 numbers for each length of what it says.

``styles.npz`` holds those that are shipped; NOTICE says where they come from. Blends of them that a person made
are kept beside the net, a small file each, and are voices as well. Nothing is loaded before the first sentence.
"""

from __future__ import annotations

import functools
import json
import re
import zipfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from coach.content.problems import nearest
from coach.errors import NotFoundError, VoiceError, shown
from coach.files import PartFile, read_bytes
from coach.voice.kokoro.net import model_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import numpy.typing as npt

PREFIX = "kokoro:"
SHIPPED = Path(__file__).with_name("styles.npz")
USUAL_STYLES = {"en": "en-us-willow", "es": "es-olmo", "fr": "fr-tilleul"}
"""What a language is spoken in if nothing else is asked for."""

NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
"""What a blend may be called. Shipped ones are a language, perhaps a region, and a word of their own."""

_ESPEAK = {"en-us": "en-us", "en-gb": "en-gb", "es": "es", "fr": "fr-fr"}
_WORDS_A_MINUTE = {
    "en-us-willow": 195,
    "en-us-oak": 195,
    "en-gb-heath": 195,
    "es-olmo": 187,
    "fr-tilleul": 201,
}
"""What each says in its own time, pauses included: over the sentences of eight words and more of post and pre."""


@dataclass(frozen=True)
class Style:
    """A voice: its name, and the shares of the shipped styles in it, which add up to 1."""

    name: str
    shares: Mapping[str, float]

    @property
    def language(self) -> str:
        """Its language and region as ``VoiceInfo`` has them, such as "en-US"."""
        code, *region = self._tongue.split("-")
        return f"{code}-{region[0].upper()}" if region else code

    @property
    def accent(self) -> str:
        """What espeak-ng calls the language whose sounds it is given."""
        return _ESPEAK[self._tongue]

    @property
    def _tongue(self) -> str:
        """What its name begins with, as those of shipped styles do; else that of what it has most of."""
        most = max(self.shares, key=lambda each: self.shares[each])
        return next(each for name in (self.name, most) for each in _ESPEAK if name.startswith(f"{each}-"))

    @property
    def words_a_minute(self) -> float:
        """What it says in its own time."""
        return sum(share * _WORDS_A_MINUTE[each] for each, share in self.shares.items())

    @property
    def stamp(self) -> str:
        """Equal for equal rows; known without loading them."""
        return " + ".join(f"{share:.4f} of {_shipped()[each]:08x}" for each, share in self.shares.items())

    @cached_property
    def rows(self) -> npt.NDArray[np.float32]:
        """A row for each length in phonemes, from 1; shape (lengths, 256)."""
        import numpy as np

        with np.load(SHIPPED) as file:
            parts = [share * file[each].astype(np.float32) for each, share in self.shares.items()]
        rows: npt.NDArray[np.float32] = np.sum(parts, axis=0, dtype=np.float32)
        return rows


def style_names() -> list[str]:
    """Return the names of all styles, those that are shipped first."""
    own = sorted(path.stem for path in model_path().parent.glob("*.json") if NAME.fullmatch(path.stem))
    return [*_shipped(), *(name for name in own if name not in _shipped())]


_LARGEST = 1 << 16
"""Bytes of a blend that are read at most."""


def find_style(name: str) -> Style:
    """Return the style of that name; raises NotFoundError, or VoiceError where a blend cannot be read."""
    if name in _shipped():
        return Style(name, {name: 1.0})
    path = _place(name)
    if not NAME.fullmatch(name) or not path.is_file():
        hint = nearest(name, style_names(), "see 'coach voices'")
        raise NotFoundError(f"there is no voice {shown(PREFIX + name)}", hint=hint)
    try:
        shares = {str(style): float(share) for style, share in json.loads(read_bytes(path, _LARGEST)).items()}
    except (OSError, ArithmeticError, ValueError, AttributeError, TypeError, RecursionError) as error:
        raise VoiceError("is not a blend of voices", where=str(path), hint="delete it") from error
    return blend(name, shares)


def blend(name: str, shares: Mapping[str, float]) -> Style:
    """Return a style between shipped ones.

    Raises NotFoundError where one is none of them, VoiceError for what is no name, or shares of nothing.
    """
    if not NAME.fullmatch(name):
        raise VoiceError(f"{shown(name)} cannot be a voice's name", hint="use small letters, digits and '-'")
    whole = {_whole_name(each): share for each, share in shares.items()}
    total = sum(whole.values())
    if not 0 < total < 1e6 or min(whole.values()) < 0:
        raise VoiceError("the shares of a blend add up to nothing", hint="write 'willow=0.7 oak=0.3'")
    return Style(name, {each: share / total for each, share in whole.items() if share})


def _whole_name(name: str) -> str:
    """Return the name of a shipped style, of which the last word is enough; raises NotFoundError."""
    name = name.removeprefix(PREFIX)
    for each in _shipped():
        if name in (each, each.rpartition("-")[2]):
            return each
    known = [*_shipped(), *(each.rpartition("-")[2] for each in _shipped())]
    hint = nearest(name, known, "see 'coach voices'")
    raise NotFoundError(f"there is no shipped style {shown(name)}", hint=hint)


def keep_blend(name: str, shares: Mapping[str, float]) -> Style:
    """Keep a blend under its name; raises as ``blend`` does, and CoachError where it cannot be written."""
    made = blend(name, shares)
    if name in {*_shipped(), *(each.rpartition("-")[2] for each in _shipped())}:
        raise VoiceError(f"{shown(name)} is a shipped voice", hint="give the blend another name")
    folder = model_path().parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise VoiceError(f"cannot be made ({error.strerror or error})", where=str(folder)) from error
    with PartFile(_place(name)) as file:
        file.part.write_text(json.dumps(made.shares), "utf-8")
        file.commit()
    return made


def _place(name: str) -> Path:
    return model_path().with_name(f"{name}.json")


@functools.cache
def _shipped() -> dict[str, int]:
    """Return the checksums of the shipped styles by name: numpy's archive is a zip file, whose index has them."""
    with zipfile.ZipFile(SHIPPED) as file:
        return {Path(each.filename).stem: each.CRC for each in file.infolist()}
