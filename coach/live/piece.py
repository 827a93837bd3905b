"""A passage where it lies on the tape, and from where on two of them sound different."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.sound.bed import BLOCK
from coach.sound.duck import FADE_OUT
from coach.sound.pcm import to_samples
from coach.units import SECOND, Ms

if TYPE_CHECKING:
    from coach.timeline.layout import Memory
    from coach.timeline.model import Passage

_ANNOUNCED = Ms(FADE_OUT + SECOND)
"""How long before a cue, a tone or the end of a session the sound under the voice may know of it."""


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A passage, and what was known before it (to lay it again, differently).

    ``section`` (from 0) is the one that it is, or that it is a line of in the opening.
    """

    section: int
    passage: Passage
    before: Memory

    @property
    def first(self) -> int:
        """Its first sample."""
        return to_samples(self.passage.start)

    @property
    def end(self) -> int:
        """The first sample after it."""
        return to_samples(self.passage.end)

    def blocks(self, begin: int, end: int) -> range:
        """Return which blocks of the session have those of samples ``begin`` to before ``end`` that are in it."""
        begin, end = max(begin, self.first), min(end, self.end)
        return range(begin // BLOCK, -(-end // BLOCK) if begin < end else 0)

    def same_until(self, other: Piece) -> int:
        """Return a sample up to which it certainly sounds as another piece does that begins with it."""
        one, two = self.passage, other.passage
        cues, tones = {*one.cues} ^ {*two.cues}, {*one.tones} ^ {*two.tones}
        first = min(one.end, two.end, *(cue.start for cue in cues), *(tone.start for tone in tones))
        return max(self.first, to_samples(Ms(first - _ANNOUNCED)))
