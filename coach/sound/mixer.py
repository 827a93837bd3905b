"""Mixes passages of the timeline into PCM: the one place where live sessions and tracks get their sound.

A passage may last for hours, so it is mixed in parts of some seconds; parts and passages join without a seam, as
each sample index is computed from its absolute time, and no rounding adds up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coach.sound.bed import BLOCK
from coach.sound.pcm import silence, to_samples
from coach.sound.tones import tone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from coach.content.manner import Manner
    from coach.sound.backing import Backing
    from coach.sound.pcm import Samples
    from coach.timeline.model import Cue, Passage, Tone

    Speech = Callable[[str, Manner], Samples]
    """The finished recording of a sentence said in a manner."""

PART = 16 * BLOCK
"""Samples in a part at most: 12 s, 1 MB."""


def parts(
    passage: Passage, speech: Speech, *, tones: bool = True, backing: Backing | None = None
) -> Iterator[Samples]:
    """Yield the sound of ``passage``, part by part, as mono 16-bit samples at 44.1 kHz.

    ``backing`` goes under speech and tones. Sums saturate, they never wrap.
    """
    for edge in range(to_samples(passage.start) // PART * PART, to_samples(passage.end), PART):
        yield excerpt(passage, speech, edge, edge + PART, tones=tones, backing=backing)


def excerpt(
    passage: Passage,
    speech: Speech,
    begin: int,
    end: int,
    *,
    tones: bool = True,
    backing: Backing | None = None,
) -> Samples:
    """Return what is in ``passage`` of the session's samples ``begin`` to before ``end``, multiples of BLOCK."""
    first, last = max(begin, to_samples(passage.start)), min(end, to_samples(passage.end))
    buffer = silence(last - first)
    sounding = passage.tones if tones else ()
    for cue in passage.cues:
        if _within(cue, first, last):
            _add(buffer, speech(cue.text, cue.kind.manner), to_samples(cue.start) - first)
    for each in sounding:
        if _within(each, first, last):
            _add(buffer, tone(each.name), to_samples(each.start) - first)
    if backing:
        for start, sound in backing.under(passage, sounding, first, last):
            _add(buffer, sound, start - first)
    return buffer


def mix(passage: Passage, speech: Speech, *, tones: bool = True, backing: Backing | None = None) -> Samples:
    """Return the sound of ``passage`` as a whole."""
    buffer = silence(to_samples(passage.end) - to_samples(passage.start))
    at = 0
    for part in parts(passage, speech, tones=tones, backing=backing):
        buffer[at : at + len(part)] = part
        at += len(part)
    return buffer


def _within(sounding: Cue | Tone, first: int, last: int) -> bool:
    """Whether any of it is heard from sample ``first`` to before ``last``."""
    return to_samples(sounding.start) < last and to_samples(sounding.end) > first


def _add(buffer: Samples, sound: Samples, start: int) -> None:
    """Add a sound that begins at index ``start`` of the buffer, or before it."""
    sound, start = sound[max(0, -start) :], max(0, start)
    place = buffer[start : start + len(sound)]
    place[:] = np.clip(place.astype(np.int32) + sound[: len(place)], -32768, 32767)
