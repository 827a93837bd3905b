"""Synthesises what may sound under the voice: rain, waves, a drone.

Each is a few loops of sound, made once from a spectrum with random phases: such a loop has no seam. Their lengths
have no common measure, and each swells and sinks in a time of its own, so that together they never come round.
Sample i of a bed depends on i alone: live playing, jumps and tracks all hear the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from coach.sound.pcm import RATE, Wave

if TYPE_CHECKING:
    from collections.abc import Callable

    Numbers = npt.NDArray[np.float64]
    Shape = Callable[[Numbers], Numbers]
    """The amplitude at each frequency, in Hz; or the gain at each time, in seconds."""

REFERENCE_LUFS = -20.0
"""How loud each source of sound under the voice is where it is loudest: 5 % of its 400 ms blocks are louder."""

BLOCK = 1 << 15
"""Samples made at a time, always from a multiple of this on: equal arithmetic gives equal samples."""

_STEP = 1 << 6
"""Samples from one gain to the next; between them it moves in a straight line."""

_LENGTHS = (2**19, 5**8, 3**12, 2**3 * 7**6, 11**5 * 5)
"""Samples of the loops, 9 to 21 s: no two with a common divisor to speak of, and each quick to transform."""


_CROWD = 0.45
"""How strong the noise about a partial of the drone is, against the partial."""


class Source(Protocol):
    """Endless sound, to be put under a voice."""

    def block(self, number: int) -> Wave:
        """Return samples ``number * BLOCK`` and on, BLOCK of them, at ``REFERENCE_LUFS``."""


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """A loop, and its gain as time goes by."""

    loop: Wave
    gain: Shape


@dataclass(frozen=True, slots=True, eq=False)
class Bed:
    """Layers that sound together, amplified by ``level``."""

    layers: tuple[Layer, ...]
    level: float

    def block(self, number: int) -> Wave:
        """Return samples ``number * BLOCK`` and on, BLOCK of them."""
        first = number * BLOCK
        times = (first + np.arange(0, BLOCK + 1, _STEP)) / RATE
        along = (np.arange(_STEP, dtype=np.float32) / _STEP)[np.newaxis, :]
        sound: Wave = np.zeros(BLOCK, np.float32)
        for layer in self.layers:
            gain = layer.gain(times).astype(np.float32)
            moving = gain[:-1, np.newaxis] + np.diff(gain)[:, np.newaxis] * along
            sound += _cut(layer.loop, first) * moving.reshape(-1)
        sound *= np.float32(self.level)
        return sound


@cache
def bed(name: str) -> Bed:
    """Return the bed of that name; making one takes some tenths of a second, the first time."""
    return Bed(tuple(_MAKERS[name]()), 10 ** ((REFERENCE_LUFS - _LOUDNESS[name]) / 20))


def _cut(loop: Wave, first: int) -> Wave:
    """Return BLOCK samples of a loop that goes round and round."""
    start = first % len(loop)
    part = loop[start : start + BLOCK]
    return part if len(part) == BLOCK else np.concatenate([part, loop[: BLOCK - len(part)]])


def _rain() -> list[Layer]:
    """Make a steady shower on leaves: soft above 2 kHz, with drops nearby, now a little heavier, now lighter."""
    near = _drops(2, 60.0, 0.035)
    return [
        Layer(_noise(0, _shower), _sway(0.155, 0.16, (37.0, 0.3), (23.0, 1.9))),
        Layer(_noise(1, _shower), _sway(0.155, 0.16, (29.0, 4.0), (53.0, 2.2))),
        Layer(near, _sway(0.8, 0.25, (41.0, 1.0), (17.0, 0.0))),
    ]


def _waves() -> list[Layer]:
    """Make a calm sea on sand: each wave gathers, breaks softly and runs out, about six of them a minute."""
    one, other = _swell(10.6, 0.0), _swell(14.3, 2.5)
    foam, backwash = _swell(10.6, -0.9, 2.2), _swell(14.3, 1.6, 2.2)
    return [
        Layer(_noise(0, _band(70, 300, 0.4)), lambda t: 0.04 + 0.02 * one(t) + 0.02 * other(t)),
        Layer(_noise(1, _band(150, 900, 0.4)), lambda t: 0.05 + 0.11 * one(t)),
        Layer(_noise(2, _band(150, 1100, 0.4)), lambda t: 0.05 + 0.09 * other(t)),
        Layer(_noise(3, _band(500, 2800, 0.5)), lambda t: 0.03 + 0.08 * foam(t)),
        Layer(_noise(4, _band(450, 2400, 0.5)), lambda t: 0.03 + 0.06 * backwash(t)),
    ]


def _drone() -> list[Layer]:
    """Make a low chord on A, as the tones for the breath are: each note is a crowd that beats slowly."""
    return [
        Layer(_chord(0, (110.0, 1.0), (55.0, 0.15)), _sway(0.15, 0.2, (31.0, 0.0), (19.0, 1.0))),
        Layer(_chord(1, (164.81, 1.0)), _sway(0.10, 0.4, (23.0, 2.0), (47.0, 0.5))),
        Layer(_chord(2, (220.0, 1.0), (329.63, 0.5)), _sway(0.08, 0.6, (27.0, 3.0), (61.0, 0.0))),
        Layer(_chord(3, (277.18, 1.0), (440.0, 0.3)), _sway(0.03, 0.9, (37.0, 5.0), (53.0, 2.0))),
    ]


_MAKERS: dict[str, Callable[[], list[Layer]]] = {"rain": _rain, "waves": _waves, "drone": _drone}
BEDS = tuple(_MAKERS)
"""The names of all beds."""

_LOUDNESS = {"rain": -12.1, "waves": -13.9, "drone": -13.2}
"""LUFS of each as it is made, where it is loudest: measured with ffmpeg's ebur128 over five minutes."""


def _noise(number: int, amplitude: Shape) -> Wave:
    """Return a loop of noise with a spectrum, its RMS 1."""
    length = _LENGTHS[number]
    phases = np.exp(2j * np.pi * _random(number).random_sample(length // 2 + 1))
    hertz = np.fft.rfftfreq(length, 1 / RATE).astype(np.float64)
    return _unit(np.fft.irfft(amplitude(hertz) * phases, length))


def _chord(number: int, *notes: tuple[float, float]) -> Wave:
    """Return a loop of sustained notes (Hz, level), its RMS 1.

    Each partial is a line in a narrow band of noise, so that it beats, slowly and never to nothing.
    """

    def amplitude(hertz: Numbers) -> Numbers:
        found = np.zeros_like(hertz)
        for note, level in notes:
            for harmonic in range(1, 7):
                pitch = note * harmonic
                width = 0.15 + 0.0008 * pitch
                near = slice(*np.searchsorted(hertz, (pitch - 4 * width, pitch + 4 * width)))
                crowd = np.exp(-(((hertz[near] - pitch) / width) ** 2))
                crowd *= _CROWD / np.sqrt(np.sum(crowd * crowd))
                crowd[len(crowd) // 2] += 1.0
                found[near] += level / harmonic**1.5 * crowd
        return found

    return _noise(number, amplitude)


def _drops(number: int, a_second: float, loudest: float) -> Wave:
    """Return a loop of drops: each a bubble that rings for some milliseconds, most of them far away."""
    length, chance = _LENGTHS[number], _random(100 + number)
    loop = np.zeros(length + RATE // 10)
    count = round(a_second * length / RATE)
    places, pitches = chance.randint(0, length, count), 400 * 3.5 ** chance.random_sample(count)
    for place, pitch, far in zip(places, pitches, chance.random_sample(count), strict=True):
        time = np.arange(RATE // 25) / RATE
        ring = np.sin(2 * np.pi * pitch * time * (1 + 2.5 * time)) * np.exp(-time * pitch / 7)
        loop[place : place + len(ring)] += loudest * (1 - far) ** 3 * ring * np.minimum(1, time / 0.0012)
    loop[: RATE // 10] += loop[length:]
    return loop[:length].astype(np.float32)


def _shower(hertz: Numbers) -> Numbers:
    """Rain as its spectrum: pink from the low mids on, and falling off early, where hiss would begin."""
    return _band(180, 1500, 0.5)(hertz) + 0.035 * _band(900, 3400, 0.2)(hertz)


def _band(low: float, high: float, slope: float) -> Shape:
    """Return the amplitudes of noise between two corners (Hz, 12 dB an octave), falling with f^-slope between."""

    def amplitude(hertz: Numbers) -> Numbers:
        safe = np.maximum(hertz, 1.0)
        found: Numbers = safe**-slope / (1 + (low / safe) ** 2) / (1 + (hertz / high) ** 2)
        return found

    return amplitude


def _sway(level: float, share: float, *turns: tuple[float, float]) -> Shape:
    """Return a gain about ``level`` that rises and falls by ``share`` of it, in turns of (seconds, phase)."""

    def gain(time: Numbers) -> Numbers:
        moved = np.zeros_like(time)
        for seconds, phase in turns:
            moved += np.sin(2 * np.pi * time / seconds + phase) / len(turns)
        return level * (1 + share * moved)

    return gain


def _swell(seconds: float, late: float, power: float = 1.3) -> Shape:
    """Return a gain from 0 to 1 that comes and goes like waves, ``seconds`` apart, no two alike.

    Each gathers in a third of its time and runs out in the rest; ``late`` shifts them all, in seconds.
    """

    def gain(time: Numbers) -> Numbers:
        time = time + late
        wander = 0.13 * np.sin(2 * np.pi * time / 71.3) + 0.08 * np.sin(2 * np.pi * time / 43.7 + 1)
        turn = 2 * np.pi * (time / seconds + wander)
        height = 0.8 + 0.2 * np.sin(2 * np.pi * time / 33.1 + seconds)
        swollen: Numbers = height * ((1 + np.cos(turn + 0.55 * np.sin(turn))) / 2) ** power
        return swollen

    return gain


def _random(seed: int) -> np.random.RandomState:
    """Return a source of chance whose numbers are the same in every version of numpy."""
    return np.random.RandomState(1000 + seed)


def _unit(sound: Numbers) -> Wave:
    sound /= np.sqrt(np.mean(sound * sound))
    return sound.astype(np.float32)
