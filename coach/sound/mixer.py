"""Mixes a passage of the timeline into PCM: the one place where live sessions and tracks get their sound."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coach.sound.pcm import silence, to_samples
from coach.sound.tones import tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.content.manner import Manner
    from coach.sound.backing import Backing
    from coach.sound.pcm import Samples
    from coach.timeline import Passage


def mix(
    passage: Passage,
    speech: Callable[[str, Manner], Samples],
    *,
    tones: bool = True,
    backing: Backing | None = None,
) -> Samples:
    """Return the sound of ``passage`` as mono 16-bit samples at 44.1 kHz.

    Passage after passage joins without a seam: each sample index is computed from its absolute time, so no
    rounding adds up. ``speech`` gives the finished recording of a sentence said in a manner, ``backing`` what goes
    under them all. Sums saturate, they never wrap.
    """
    first = to_samples(passage.start)
    buffer = silence(to_samples(passage.end) - first)
    for cue in passage.cues:
        _add(buffer, speech(cue.text, cue.kind.manner), to_samples(cue.start) - first)
    if tones:
        for sounding in passage.tones:
            _add(buffer, tone(sounding.name), to_samples(sounding.start) - first)
    if backing:
        for start, sound in backing.under(passage, passage.tones if tones else ()):
            _add(buffer, sound, start)
    return buffer


def _add(buffer: Samples, sound: Samples, start: int) -> None:
    place = buffer[start : start + len(sound)]
    place[:] = np.clip(place.astype(np.int32) + sound[: len(place)], -32768, 32767)
