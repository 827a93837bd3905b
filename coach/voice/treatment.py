"""What an engine's sound is treated with: light, fixed, the same for every voice, never felt as an effect.

A high-pass takes away DC and rumble, a shelf a little of the hiss of synthetic consonants, and a compressor brings
weak syllables and loud ones nearer to each other, for a phone across the room. Nothing moves in time: the filters
act at once, the gain looks both ways, and a clip is as long as it was.

There is no room. Its tail would either end with the clip, cut off to be heard, or make each cue end later than it
says; and the room that the runner is in adds its own.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np

from coach.sound.loudness import drawn, fast_size, smoothed

if TYPE_CHECKING:
    import numpy.typing as npt

    from coach.sound.pcm import Wave

_RUMBLE_HZ = 70.0
"""Third-order Butterworth: 33 dB down at 20 Hz, half a dB at 100 Hz, where the lowest voices begin."""

_SHELF_HZ, _SHELF_DB, _SHELF_Q = 6_000.0, -6.0, 0.71
"""The middle of the shelf, half of it down there, 1 dB at 4 kHz, where what words are told apart by ends.
The compressor, which lets consonants pass and holds vowels back, returns some of it."""

_RATIO, _KNEE_DB = 2.0, 12.0
_THRESHOLD_DB = 0.0
"""Beside the mean power of what is spoken: the middle of the knee."""

_SPEAKING_DB = -20.0
"""What counts as spoken is not softer than this beside the loudest syllable."""

_GRAIN_MS, _REACH = 2, 15
"""Power is taken every 2 ms, and weighted over 30 ms to either side: longer than a period of any voice."""


def filtered(wave: Wave, rate: int, *, shelf: bool = True) -> Wave:
    """Return the wave without DC and rumble and, with ``shelf``, with less hiss; of the same length."""
    size = fast_size(len(wave) + rate // 20)  # room to ring, or the end would ring in the start
    heard = np.fft.irfft(np.fft.rfft(wave, size) * _response(size, rate, shelf), size)
    return heard[: len(wave)].astype(np.float32)


def compressed(wave: Wave, rate: int) -> Wave:
    """Return the wave with its loud syllables softer, nearer to the others: 2:1 above a soft knee."""
    grain = max(1, rate * _GRAIN_MS // 1000)
    power = np.pad(wave.astype(np.float64) ** 2, (0, -len(wave) % grain)).reshape(-1, grain).mean(axis=1)
    power = smoothed(power, _REACH).clip(1e-12)
    spoken = power[power > power.max() * 10 ** (_SPEAKING_DB / 10)]
    over = 10 * np.log10(power / spoken.mean()) - _THRESHOLD_DB
    knee = (over + _KNEE_DB / 2).clip(0, _KNEE_DB) ** 2 / (2 * _KNEE_DB)
    reduction = (1 - 1 / _RATIO) * (knee + (over - _KNEE_DB / 2).clip(0))
    gain = (10 ** (-reduction / 20)).astype(np.float32)
    result: Wave = wave * drawn(gain, grain, len(wave))
    return result


@functools.lru_cache(maxsize=16)  # sentences come in a dozen sizes
def _response(size: int, rate: int, shelf: bool) -> npt.NDArray[np.complex64]:
    """What the filters make of each frequency, as filters that run along the samples would."""
    angle = np.pi * np.arange(size // 2 + 1) / size
    s = 1j * np.tan(np.minimum(angle, 1.5707))  # the bilinear transform; half the rate is infinitely far
    low = s / np.tan(np.pi * _RUMBLE_HZ / rate)
    response = low**3 / ((low + 1) * (low**2 + low + 1))
    if shelf and rate > 2 * _SHELF_HZ:
        high, gain = s / np.tan(np.pi * _SHELF_HZ / rate), 10 ** (_SHELF_DB / 40)
        middle = np.sqrt(gain) / _SHELF_Q * high
        response = response * gain * (gain * high**2 + middle + 1) / (high**2 + middle + gain)
    return np.asarray(response, np.complex64)
