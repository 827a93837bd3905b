"""Where the listener is: at what was pulled from the deck, less what the speaker still holds back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.live.whereabouts import moment
from coach.sound.pcm import RATE
from coach.units import SECOND

if TYPE_CHECKING:
    from coach.live.api import Speaker
    from coach.live.deck import Deck
    from coach.live.tape import Tape
    from coach.timeline.model import Passage
    from coach.units import Ms


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a session."""

    section: int
    """From 0."""
    passage: Passage
    """That section on the clock; of the opening, the line."""
    time: Ms
    """On the session's clock."""


class Hearing:
    """What is being heard of a session. Any thread may ask."""

    def __init__(self, tape: Tape, deck: Deck, speaker: Speaker) -> None:
        self._tape = tape
        self._deck = deck
        self._speaker = speaker

    @property
    def time(self) -> Ms:
        """The time on the session's clock that is being heard."""
        return moment(self._sample())

    @property
    def place(self) -> Place | None:
        """The place that is being heard; None while there is no sound yet."""
        return self._place_of(self._sample())

    @property
    def pulled(self) -> Place | None:
        """The place that the speaker has pulled up to: what comes before it can no longer be changed."""
        return self._place_of(self._deck.position)

    @property
    def section(self) -> int:
        """The section (from 0) that is heard, or that is to be as soon as there is sound of it."""
        coming = self._deck.coming
        if coming is not None:
            return coming
        place = self.place
        return place.section if place else 0

    def _place_of(self, sample: int) -> Place | None:
        piece = self._tape.piece_at(sample)
        return Place(piece.section, piece.passage, moment(sample)) if piece else None

    def _sample(self) -> int:
        position = self._deck.position
        if self._deck.playing and self._speaker.live:
            position -= self._speaker.latency * RATE // SECOND
        return max(0, position)
