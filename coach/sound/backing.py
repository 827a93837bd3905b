"""What sounds under the voice, at its level: a bed or music, ducked along the timeline."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from coach.sound.bed import BLOCK, REFERENCE_LUFS
from coach.sound.duck import CROSSFADE, bridge, crossfade, duck, fade, spans
from coach.sound.loudness import TRACK_LUFS
from coach.sound.pcm import to_pcm, to_samples

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from coach.content.under import Under
    from coach.sound.bed import Source
    from coach.sound.pcm import Samples, Wave
    from coach.timeline.model import Ground, Passage, Tone

    Playing = tuple[Source | None, int]
    """A source, and the sample of the session at which it begins."""

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

    ``others`` are what sounds instead where a step asks for it, None for nothing. Where a step asks for what is
    not among them, the session's own goes on.
    """

    source: Source | None
    share: float
    volume: float = 1.0
    others: Mapping[Under, Source | None] = field(default_factory=dict)

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
            sound = self._sound(passage, first, last) * loud
            gain = duck(spoken, first, last - first, self.depth)
            gain *= duck(sounding, first, last - first, _NOD)
            fade(gain, first, passage)
            yield first, to_pcm(sound * gain)

    def _sound(self, passage: Passage, first: int, last: int) -> Wave:
        """Return samples ``first`` to ``last``: of what sounds in the passage, and of what did before it."""
        now, before = self._playing(passage.ground), self._playing(passage.ground_before)
        begin, end = to_samples(passage.start), to_samples(passage.end)
        length = min(to_samples(CROSSFADE), end - begin)
        if now == before or first >= begin + length:
            return _excerpt(now, first, last)
        going, coming = crossfade(first, last - first, begin, length)
        return _excerpt(before, first, last) * going + _excerpt(now, first, last) * coming

    def _playing(self, ground: Ground) -> Playing:
        if ground.sound is None or ground.sound not in self.others:
            return self.source, 0
        return self.others[ground.sound], to_samples(ground.since) if isinstance(ground.sound, Path) else 0


def _excerpt(playing: Playing, first: int, last: int) -> Wave:
    """Return samples ``first`` to ``last`` of the session, as far as a source sounds in them."""
    source, begin = playing
    if source is None:
        return np.zeros(last - first, np.float32)
    first, last = first - begin, last - begin
    blocks = range(first // BLOCK, -(-last // BLOCK))
    sound: Wave = np.concatenate([source.block(number) for number in blocks])
    return sound[first - blocks.start * BLOCK :][: last - first]
