"""Whether a recorded sentence can be used: not clipped, not silence, not another length than the words need."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coach.errors import VoiceError, shown
from coach.voice.clip import Clip, finish

if TYPE_CHECKING:
    from coach.sound.pcm import Samples
    from coach.voice.api import Recording

_FULL = 32_600
"""Of 32,768: where a converter is at its end."""
_CLIPPED = 3
"""Samples in a row at full scale: a peak that only just gets there has one or two."""

_SOFTEST_DBFS = -45.0
_OVER_NOISE_DB = 9.0
"""How far the loudest syllable is above the softest tenth. Steady noise has 1 dB; of files that are trimmed and
compressed already, which leaves no silence in them, a short sentence such as "Breathe in slowly." has 11."""

_SYLLABLE_MS = 50


def judge(recording: Recording, text: str) -> Clip:
    """Make a clip of a take, trimmed and levelled; raises VoiceError with what to do better."""
    samples = recording.samples
    if _longest_run(np.abs(samples.astype(np.int32)) >= _FULL) >= _CLIPPED:
        hint = "speak more softly, further away, or turn the microphone down"
        raise VoiceError("it is clipped: too loud for the microphone", where=shown(text), hint=hint)
    levels = _levels(samples, max(1, recording.rate * _SYLLABLE_MS // 1000))
    if levels.max(initial=-np.inf) < max(_SOFTEST_DBFS, float(np.percentile(levels, 10)) + _OVER_NOISE_DB):
        hint = "speak closer to the microphone, or turn it up"
        raise VoiceError("nothing is heard over the noise", where=shown(text), hint=hint)
    try:
        return finish(recording, text)
    except VoiceError as error:
        what = error.what.replace("the engine took", "it took")
        raise VoiceError(what, where=shown(text), hint="say all of it, and nothing else") from error


def _longest_run(truth: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> int:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], truth.astype(np.int8), [0]))))
    return int((edges[1::2] - edges[::2]).max(initial=0))


def _levels(samples: Samples, window: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the level of each window in dBFS, at least one."""
    wave = np.pad(samples, (0, -len(samples) % window or (0 if len(samples) else window)))
    rows = wave.astype(np.float64).reshape(-1, window) / 32768
    levels: np.ndarray[tuple[int], np.dtype[np.float64]] = 10 * np.log10(rows.var(axis=1).clip(1e-12))
    return levels
