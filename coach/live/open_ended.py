"""Holds and stretches of work that the runner ends by a key: they wait at their end, and sides stay equal."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from coach.live.whereabouts import interval_at
from coach.sound.pcm import to_samples
from coach.units import SECOND, Ms

if TYPE_CHECKING:
    from coach.live.deck import Deck
    from coach.live.hearing import Hearing, Place
    from coach.live.tally import Marker
    from coach.live.tape import Tape
    from coach.timeline.model import TimedInterval


class OpenEnded:
    """Holds a deck at the end of such an interval until the key is pressed.

    The key ends the first of two sides, sooner or later than its given time; the other one then ends by itself
    when it has lasted as long. All of it belongs to the thread that runs the player.
    """

    def __init__(self, tape: Tape, deck: Deck, hearing: Hearing, marker: Marker) -> None:
        self._tape = tape
        self._deck = deck
        self._hearing = hearing
        self._marker = marker
        self._lasted: dict[str, tuple[str | None, float]] = {}
        """For each exercise, the side that was ended by the key, and how many milliseconds it had lasted."""
        self._held_since: float | None = None

    def follow(self) -> None:
        """Take note of what is heard: hold what has to wait, and end what lasted as long as the other side."""
        if not (found := self._at_hand()):
            self._held_since = None
            return
        place, interval = found
        due = self._due(place, interval)
        if self._deck.held:
            self._held_since = self._held_since or time.monotonic()
            if due is not None and self._so_far(place, interval) >= due:
                self._lasted.pop(self._exercise(place))
                self._leave(place, interval)
        elif self._deck.playing:
            self._held_since = None
            length = interval.end - interval.start
            lasting = length if due is None else min(length, due)
            self._deck.hold_at(to_samples(Ms(round(interval.start + lasting))))

    @property
    def mine(self) -> bool:
        """Whether the key ends what is heard."""
        found = self._at_hand()
        return found is not None and self._due(*found) is None

    def end(self) -> bool:
        """End the interval at hand, if the key does that."""
        found = self._at_hand()
        if not found or self._due(*found) is not None:
            return False
        place, interval = found
        self._lasted[self._exercise(place)] = interval.side, self._so_far(place, interval)
        self._leave(place, interval)
        return True

    def _at_hand(self) -> tuple[Place, TimedInterval] | None:
        """Return the place that is heard and the interval it is in, if that is one which the runner ends."""
        place = self._hearing.place
        found = interval_at(place.passage, place.time) if place else None
        if not (place and found):
            return None
        number, interval = found
        written = self._tape.script.sections[place.section].intervals[number]
        return (place, interval) if written.until_key else None

    def _due(self, place: Place, interval: TimedInterval) -> float | None:
        """After how many milliseconds it ends by itself; None: the key ends it."""
        side, lasted = self._lasted.get(self._exercise(place), (interval.side, 0.0))
        return None if side == interval.side else lasted

    def _so_far(self, place: Place, interval: TimedInterval) -> float:
        """How many milliseconds it has lasted: those that were played, and those it is held for since."""
        held = 0.0 if self._held_since is None else time.monotonic() - self._held_since
        return place.time - interval.start + held * SECOND

    def tell(self) -> None:
        """Tell the marker how long an interval that the runner ends has lasted so far, if one is at hand."""
        if found := self._at_hand():
            place, interval = found
            self._marker.lasted(interval.start, self._so_far(place, interval))

    def _leave(self, place: Place, interval: TimedInterval) -> None:
        self._marker.lasted(interval.start, self._so_far(place, interval))
        self._held_since = None
        self._deck.play(to_samples(interval.end))

    @staticmethod
    def _exercise(place: Place) -> str:
        return place.passage.step.exercise if place.passage.step else ""
