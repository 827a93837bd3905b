"""An ear that knows how each sentence of a voice sounds, and finds it in a recording."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from coach.script.model import CueKind
from coach.session import open_narrator
from coach.session_options import Options
from coach.sound.pcm import RATE, Samples
from tests.live.terminals import eventually

if TYPE_CHECKING:
    from pathlib import Path

    from tests.live.soundserver import Recording

ENOUGH = 1.5
"""Seconds of a sentence by which it is known from all others."""

ALIKE = 0.4
"""How like its clip a sentence is at least that was heard: most are by 0.99 and none is like another by 0.2, but
a device that runs dry in mid-sentence, on a machine that is busy, makes two halves that do not match at once."""


@dataclass(frozen=True)
class Heard:
    """A sentence in a recording: from which sample on, how loud beside its clip, and how like it (1: the same)."""

    at: int
    loudness: float
    likeness: float


class Ear:
    """Knows how each sentence of a voice sounds, and finds it again."""

    def __init__(self, cache: Path) -> None:
        self._narrator = open_narrator(Options(), cache)

    def __enter__(self) -> Ear:
        return self

    def __exit__(self, *_: object) -> None:
        self._narrator.close()

    def clip(self, text: str, kind: str = "begin") -> Samples:
        return self._narrator.clip(text, CueKind(kind).manner).samples

    def find(
        self,
        text: str,
        sound: Samples,
        start: int = 0,
        end: int | None = None,
        seconds: float = 60.0,
        kind: str = "begin",
    ) -> Heard:
        """Return where, between two samples, a sentence or its first ``seconds`` are heard best."""
        clip = self.clip(text, kind)[: round(seconds * RATE)].astype(np.float64)
        part = sound[max(0, start) : end].astype(np.float64)
        if len(part) < len(clip):
            return Heard(0, 0.0, 0.0)
        size = 1 << (len(part) + len(clip)).bit_length()
        match = np.fft.irfft(np.fft.rfft(part, size) * np.conj(np.fft.rfft(clip, size)), size)
        match = match[: len(part) - len(clip) + 1]
        place = int(np.argmax(match))
        power = float(np.sum(clip * clip))
        there = float(np.sum(part[place : place + len(clip)] ** 2))
        likeness = float(match[place]) / max(1.0, float(np.sqrt(power * there)))
        return Heard(max(0, start) + place, float(np.sqrt(there / power)), likeness)

    def await_words(self, text: str, recording: Recording, since: int, within: float = 3.0) -> Heard:
        """Wait until a sentence has been recorded that begins so many seconds after a sample at the latest."""
        clip = round(ENOUGH * RATE)
        end = since + round(within * RATE) + clip
        while True:
            eventually(lambda: len(recording.samples) > since + clip)
            recorded = recording.samples[:end]
            heard = self.find(text, recorded, since, seconds=ENOUGH)
            if heard.likeness > ALIKE:
                return heard
            assert len(recorded) < end, (text, heard)
            time.sleep(0.3)
