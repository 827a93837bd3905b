"""PCM as the coach keeps it: mono, signed 16-bit, 44.1 kHz; and the arithmetic between samples and time.

Positions are computed from an absolute time, once each, with whole numbers. Adding up lengths that were
rounded on the way is how tracks drift, so nothing here offers to.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import numpy.typing as npt

from coach.units import Ms

RATE = 44_100
"""Samples a second. What every MP3 player and sound card takes without converting."""

Samples = npt.NDArray[np.int16]
"""Mono sound at ``RATE``, shape (n,)."""

Wave = npt.NDArray[np.float32]
"""Mono sound in the range -1 to 1, shape (n,): what is measured and levelled before it becomes Samples."""

_FULL_SCALE = 32_768

_Sound = TypeVar("_Sound", np.int16, np.float32)


def to_samples(time: int) -> int:
    """Return the index of the first sample at ``time``, in milliseconds from the start of the track.

    Rounded to the nearest sample, a half upwards: exact, whatever the length of the track.
    """
    return (time * RATE + 500) // 1000


def to_ms(samples: int) -> Ms:
    """How long ``samples`` samples last, rounded up to the next millisecond.

    Rounded up, a sound placed at ``to_samples(start)`` is over by ``to_samples(start + to_ms(len(sound)))``.
    """
    return Ms(-(-samples * 1000 // RATE))


def silence(samples: int) -> Samples:
    """Return ``samples`` samples of nothing."""
    return np.zeros(samples, np.int16)


def resample(sound: npt.NDArray[_Sound], from_rate: int, to_rate: int = RATE) -> npt.NDArray[_Sound]:
    """Return ``sound`` at another rate, shape and type kept: band-limited, unlike pydub's straight lines.

    Straight lines between samples mirror a 22 kHz voice's sibilants into the band above it, where they hiss.
    """
    if from_rate == to_rate or not len(sound):
        return sound
    import soxr  # type: ignore[import-untyped]  # here: reading cached clips, which are at RATE already, does without it

    resampled: npt.NDArray[_Sound] = soxr.resample(sound, from_rate, to_rate)
    return resampled


def to_mono(channels: Samples) -> Samples:
    """Return the mean of the channels of a sound of shape (n, channels)."""
    if channels.shape[1] == 1:
        return channels[:, 0]
    mean: npt.NDArray[np.float32] = channels.mean(axis=1, dtype=np.float32)
    return np.rint(mean).astype(np.int16)


def to_wave(samples: Samples) -> Wave:
    """Return the samples as numbers from -1 to 1."""
    return samples.astype(np.float32) / np.float32(_FULL_SCALE)


def to_pcm(wave: Wave) -> Samples:
    """Return the wave as 16-bit samples; what lies outside -1 to 1 is clipped."""
    scaled = np.rint(wave * np.float32(_FULL_SCALE))
    samples: Samples = np.clip(scaled, -_FULL_SCALE, _FULL_SCALE - 1).astype(np.int16)
    return samples
