"""Synthesises the tones of a session: soft, low and short, so that they guide the breath and startle no one."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from coach.sound.pcm import RATE, to_samples
from coach.timeline.model import TONES

if TYPE_CHECKING:
    import numpy.typing as npt

    from coach.sound.pcm import Samples

    Wave = npt.NDArray[np.float64]

_PEAK_DBFS = {"open": -25.6, "change": -25.1, "beat": -23.2, "inhale": -31.2, "exhale": -31.2}
"""Measured with ffmpeg's ebur128: at its loudest (400 ms) each reads -35 to -37.5 LUFS. That is 16 to 18.5
LU below the voice: heard across a room, never startling, too soft to weigh in the gated loudness of a track
that has few words."""


@cache
def tone(name: str) -> Samples:
    """Return the tone of that name as mono samples of exactly the length in ``TONES``."""
    seconds = np.arange(to_samples(TONES[name])) / RATE
    sound = _MAKERS[name](seconds)
    sound *= 10 ** (_PEAK_DBFS[name] / 20) / np.max(np.abs(sound))
    return np.round(_fade(sound) * 32767).astype(np.int16)


def _swell(seconds: Wave, first: float, second: float) -> Wave:
    """Glide from one pitch (Hz) to another, rising and falling in loudness like a breath."""
    share = seconds / seconds[-1]
    pitch = first + (second - first) * (1 - np.cos(np.pi * share)) / 2
    angle = 2 * np.pi * np.cumsum(pitch) / RATE
    envelope: Wave = np.sin(np.pi * share**0.6) ** 2
    return (np.sin(angle) + 0.35 * np.sin(2 * angle) + 0.1 * np.sin(3 * angle)) * envelope


def _bell(seconds: Wave, pitch: float, decay: float) -> Wave:
    """Strike a small bowl: slightly inharmonic partials, the higher ones fading first."""
    sound: Wave = np.zeros_like(seconds)
    for ratio, level in ((1.0, 1.0), (2.01, 0.35), (2.93, 0.12)):
        sound += level * np.sin(2 * np.pi * pitch * ratio * seconds) * np.exp(-seconds * ratio / decay)
    return sound * np.minimum(1.0, seconds / 0.008)


_MAKERS = {
    "open": lambda seconds: _bell(seconds, 392.0, 0.35),
    "change": lambda seconds: _bell(seconds, 440.0, 0.28),
    "beat": lambda seconds: _bell(seconds, 330.0, 0.09),
    "inhale": lambda seconds: _swell(seconds, 330.0, 440.0),
    "exhale": lambda seconds: _swell(seconds, 440.0, 330.0),
}


def _fade(sound: Wave) -> Wave:
    """Begin without a click, and let the last eighth of a second die away."""
    rise, fall = RATE // 200, min(len(sound) // 2, RATE // 8)
    sound[:rise] *= np.linspace(0, 1, rise)
    sound[-fall:] *= np.cos(np.linspace(0, np.pi / 2, fall)) ** 2
    return sound
