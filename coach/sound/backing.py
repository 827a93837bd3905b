"""What sounds under the voice, at its level: a bed or music, ducked along the timeline."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from coach.sound.bed import BLOCK, REFERENCE_LUFS
from coach.sound.duck import bridge, duck, fade, spans
from coach.sound.loudness import TRACK_LUFS
from coach.sound.pcm import to_pcm, to_samples

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coach.sound.bed import Source
    from coach.sound.pcm import Samples, Wave
    from coach.timeline.model import Passage, Tone

# A track's loudness is the mean over all blocks of 400 ms that are less than 10 LU softer than the mean of the
# whole (EBU R 128). Pauses full of sound are part of that whole: were they louder than this gate, they would
# count, and pull down the loudness of a track that is mostly pauses. So the fewer the words, the softer what is
# under them.
_GATE_LU = 10.0
_CLEAR_OF_THE_GATE = 1.5
"""LU by which the sound stays below it: words come out shorter than expected, and waves differ."""

NEAREST = 11.0
"""LU by which the sound stays below the voice, in its pauses, however many words there are."""

BENEATH = 21.0
"""LU by which it is below the voice where that speaks: 18 are promised, waves and music are not even."""

_DUCK_AT_LEAST = 9.0
"""dB by which it makes room in any case, so that it is heard to."""


_NOD = 5.0
"""dB by which it makes room for a tone: both together would reach the gate in a track of few words."""


@dataclass(frozen=True)
class Backing:
    """A source of sound, for a session that has speech for a ``share`` (0 to 1) of its time.

    ``volume`` is 1 for as loud as the loudness of a track allows; above that a track may come out softer than
    promised, as what is under the voice then weighs in it. The voice always keeps its distance.
    """

    source: Source
    share: float
    volume: float = 1.0

    @cached_property
    def level(self) -> float:
        """How loud it is in pauses, in LUFS."""
        gate = TRACK_LUFS + 10 * np.log10(max(self.share, 0.02)) - _GATE_LU
        return float(min(TRACK_LUFS - NEAREST, gate - _CLEAR_OF_THE_GATE) + 20 * np.log10(self.volume))

    @cached_property
    def depth(self) -> float:
        """By how many dB it is softer where the voice speaks."""
        return max(_DUCK_AT_LEAST, self.level - (TRACK_LUFS - BENEATH))

    def under(
        self, passage: Passage, tones: Iterable[Tone], begin: int, end: int
    ) -> Iterator[tuple[int, Samples]]:
        """Yield what is to be added to samples ``begin`` to ``end`` of a passage, block by block.

        With each comes the place of its first sample. ``tones`` are those that will be heard in the passage.
        """
        spoken, sounding = (
            spans(passage),
            bridge((to_samples(tone.start), to_samples(tone.end)) for tone in tones),
        )
        loud = np.float32(10 ** ((self.level - REFERENCE_LUFS) / 20))
        for number in range(begin // BLOCK, -(-end // BLOCK)):
            first, last = max(begin, number * BLOCK), min(end, (number + 1) * BLOCK)
            sound: Wave = self.source.block(number)[first - number * BLOCK : last - number * BLOCK] * loud
            gain = duck(spoken, first, last - first, self.depth)
            gain *= duck(sounding, first, last - first, _NOD)
            fade(gain, first, passage)
            yield first, to_pcm(sound * gain)
