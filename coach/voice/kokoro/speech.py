"""What the net is given and gives: sentences as sounds, and sound; the one door to kokoro-onnx."""

from __future__ import annotations

import copy
import logging
import os
import re
import shutil
import tempfile
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coach.voice.shared_net import open_session

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from coach.voice.kokoro.styles import Style
    from coach.voice.shared_net import Turn

RATE = 24_000
SLOWEST, FASTEST = 0.5, 2.0
"""Shares of its own pace that the net can speak at."""

_PHONEMES = re.compile(r"\[\[(.*?)\]\]")
_SWITCH = re.compile(r"\([a-z]{2,3}(?:-[a-z-]+)?\)")
"""How espeak-ng marks a word of another language: the net would read the mark out."""

_LONGEST_PATH = 150
"""Characters; espeak-ng cuts the path of its data at 159."""


class Net:
    """The net, loaded for sentences side by side, each on one thread; safe to use from several threads."""

    def __init__(self, path: Path, voices: Path) -> None:
        import espeakng_loader
        from kokoro_onnx import Kokoro
        from kokoro_onnx.config import EspeakConfig

        logging.getLogger("phonemizer").setLevel(logging.ERROR)
        logging.getLogger("kokoro_onnx").setLevel(logging.ERROR)
        data = espeakng_loader.get_data_path()
        if len(data) > _LONGEST_PATH and os.name != "nt":
            folder = Path(tempfile.mkdtemp(prefix="coach-"))
            weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
            (folder / "data").symlink_to(data)
            data = str(folder / "data")
        self._kokoro: Any = Kokoro.from_session(open_session(path), str(voices), EspeakConfig(data_path=data))
        self._kokoro.voices.close()  # a style is handed over with each sentence

    def sounds(self, words: str, accent: str) -> str:
        """Return the words in IPA as espeak-ng has them; what stands in double brackets is IPA already."""
        pieces = _PHONEMES.split(words)  # words and phonemes by turns
        for number in range(0, len(pieces), 2):
            if re.search(r"\w", pieces[number]):
                pieces[number] = _SWITCH.sub("", self._kokoro.tokenizer.phonemize(pieces[number], accent))
        return re.sub(r" (?=[.,;:!?…])", "", " ".join(filter(None, map(str.strip, pieces))))

    def speak(self, sounds: str, style: Style, speed: float, turn: Turn) -> npt.NDArray[np.float32]:
        """What the net makes of the sounds, at ``RATE``; raises whatever the libraries raise."""
        kokoro = copy.copy(self._kokoro)
        kokoro.sess = turn.on(self._kokoro.sess)
        speed = min(max(speed, SLOWEST), FASTEST)
        rows = style.rows[:, None, :]
        wave: npt.NDArray[np.float32] = kokoro.create(
            sounds, voice=rows, speed=speed, is_phonemes=True, trim=False
        )[0]
        return wave
