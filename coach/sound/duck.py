"""How the sound under the voice makes room for it: a curve of gain that follows the timeline.

No detector listens for the voice: it is known when each cue begins and ends, so the gain is down before the first
syllable, and up again only after the last.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from coach.sound.pcm import to_samples
from coach.units import Ms

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

    from coach.sound.pcm import Wave
    from coach.timeline.model import Passage

    Span = tuple[int, int]
    """The first sample of speech, and the first after it."""

DOWN = Ms(400)
"""How long the gain falls, to be down when a cue begins."""

UP = Ms(800)
"""How long it rises after a cue."""

BRIDGE = Ms(1000)
"""Between two cues less than this apart, it stays down."""

FADE_IN = Ms(3000)
FADE_OUT = Ms(5000)
CROSSFADE = Ms(4000)
"""In which what sounds under one step goes over into what sounds under the next; less where that is shorter."""

_EVER = 1 << 62
"""Samples: beyond the end of any session."""


def spans(passage: Passage) -> list[Span]:
    """When there is speech in or near a passage, short gaps bridged, in samples of the session.

    The cues next to the passage belong to it: the gain may still be rising, or falling already, at its edges.
    """
    spoken = [(to_samples(cue.start), to_samples(cue.end)) for cue in passage.cues]
    if passage.spoken_before is not None:
        spoken.append((-_EVER, to_samples(passage.spoken_before)))
    if passage.spoken_after is not None:
        spoken.append((to_samples(passage.spoken_after), _EVER))
    return bridge(spoken)


def bridge(spoken: Iterable[Span], gap: int = to_samples(BRIDGE)) -> list[Span]:
    """Return spans of speech in order, those less than ``gap`` samples apart joined."""
    joined: list[Span] = []
    for start, end in sorted(spoken):
        if joined and start - joined[-1][1] < gap:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def duck(spoken: Iterable[Span], first: int, count: int, depth: float) -> Wave:
    """Return the gain of samples ``first`` and on: 1 in silence, ``depth`` dB less under speech.

    ``spoken`` has been bridged. Between the two the gain moves along a raised cosine in dB; a rise that is cut
    short by the next fall goes over into it smoothly. Any part of the curve is equal to that part of the whole.
    """
    gain: Wave = np.ones(count, np.float32)
    fall, rise = _ramps(depth)
    for start, end in spoken:
        _apply(gain, first, start - len(fall), fall)
        gain[_clip(start - first, count) : _clip(end - first, count)] *= fall[-1]
        _apply(gain, first, end, rise)
    return gain


def fade(gain: Wave, first: int, passage: Passage) -> None:
    """Let a gain from sample ``first`` on rise as the session begins, and fall as its last passage ends."""
    begin, end = to_samples(passage.start), to_samples(passage.end)
    _apply(gain, first, 0, _fade(to_samples(FADE_IN)))
    if passage.spoken_after is None:
        _apply(gain, first, end, _fade(min(to_samples(FADE_OUT), end - begin))[::-1], ends=True)


def crossfade(first: int, count: int, start: int, length: int) -> tuple[Wave, Wave]:
    """The gains of what goes and of what comes, in samples ``first`` and on: together as loud as either alone.

    The one begins to go over into the other at sample ``start``, and has done so ``length`` samples later.
    """
    coming: Wave = np.ones(count, np.float32)
    coming[: _clip(start - first, count)] = 0
    _apply(coming, first, start, _fade(length))
    return np.sqrt(1 - coming), np.sqrt(coming)


def _apply(gain: Wave, first: int, start: int, ramp: Wave, *, ends: bool = False) -> None:
    """Multiply ``gain`` by a ramp that begins at sample ``start``, or ends there."""
    at = start - first - (len(ramp) if ends else 0)
    begin, end = _clip(at, len(gain)), _clip(at + len(ramp), len(gain))
    if begin < end:
        gain[begin:end] *= ramp[begin - at : end - at]


def _clip(place: int, count: int) -> int:
    return min(max(place, 0), count)


@cache
def _ramps(depth: float) -> tuple[Wave, Wave]:
    """Return the gains of a fall and a rise by ``depth`` dB."""
    fall, rise = (_ease(to_samples(length)) for length in (DOWN, UP))
    return _gain(-depth * fall), _gain(-depth * (1 - rise))


@cache
def _fade(count: int) -> Wave:
    return _ease(count).astype(np.float32)


def _ease(count: int) -> npt.NDArray[np.float64]:
    """Go from 0 to 1 along half a cosine."""
    eased: npt.NDArray[np.float64] = (1 - np.cos(np.pi * np.arange(1, count + 1) / count)) / 2
    return eased


def _gain(decibels: npt.NDArray[np.float64]) -> Wave:
    gain: Wave = (10 ** (decibels / 20)).astype(np.float32)
    return gain
