"""Moving about in a session: pausing, going on, to the next exercise and back, and once more to a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.live.open_ended import OpenEnded
from coach.live.whereabouts import last_cue, pick_up
from coach.sound.pcm import to_samples
from coach.units import SECOND, Ms

if TYPE_CHECKING:
    from coach.live.deck import Deck
    from coach.live.hearing import Hearing
    from coach.live.tally import Marker
    from coach.live.tape import Tape

STEP_BACK = Ms(2 * SECOND)
"""Going back this soon after the start of a step means the step before it."""


class Moves:
    """Moves a deck from place to place. All of it belongs to the thread that runs the player."""

    def __init__(
        self, tape: Tape, deck: Deck, hearing: Hearing, marker: Marker, *, waits: bool = False
    ) -> None:
        """Take what is moved; ``waits``: at the end of a step until a key is pressed, as there is one to press."""
        self._waits = waits
        self._tape = tape
        self._deck = deck
        self._hearing = hearing
        self._marker = marker
        self._open = OpenEnded(tape, deck, hearing, marker)

    def follow(self) -> None:
        """Take note of what has been heard."""
        if self._deck.coming is None:
            place = self._hearing.place
            if place:
                self._marker.hear(place.section, place.time)
                if self._deck.playing and self._open_ended:
                    self._deck.hold_at(to_samples(place.passage.end))
                if self._listens:
                    self._open.follow()

    @property
    def waiting(self) -> bool:
        """Whether it is at the end of a step, or of a part of one, that the runner ends."""
        return self._deck.held and (self._open_ended or (self._listens and self._open.mine))

    @property
    def _listens(self) -> bool:
        """Whether a key could end what is heard."""
        return self._waits and not self._deck.lead_left and self._deck.coming is None

    @property
    def _open_ended(self) -> bool:
        """Whether the runner ends the step that is heard."""
        return self._listens and self._tape.script.sections[self._hearing.section].until_key

    def toggle(self) -> None:
        """Pause, or go on; from what the runner ends, to what comes after it."""
        if self._ended():
            return
        (self.pause if self._deck.playing else self.go_on)()

    def _ended(self) -> bool:
        """Go on from what the runner ends, if that is what is heard."""
        if self._open_ended:
            self._deck.go_to(self._hearing.section + 1)
            return True
        return self._listens and self._open.end()

    def pause(self) -> None:
        """Fall silent here."""
        self._deck.pause()

    def go_on(self) -> None:
        """Play on from the beginning of the breath or sentence that the pause cut."""
        if self._deck.playing:
            return
        if self.waiting and self._ended():
            return
        if self._deck.lead_left or self._deck.coming is not None:
            self._deck.play()
            return
        place = self._hearing.place
        self._deck.play(to_samples(pick_up(place.passage, place.time)) if place else None)

    def next(self) -> None:
        """Go to the next exercise, or to the goodbye after the last."""
        number = self._hearing.section + 1
        sections = self._tape.script.sections
        while number < len(sections) - 1 and sections[number].index is None:
            number += 1
        if number < len(sections):
            self.follow()
            self._open.tell()
            self._marker.skip_to(number, self._hearing.time)
            self._deck.go_to(number)

    def stop(self) -> None:
        """Take note that this is the end."""
        self._open.tell()
        self._marker.stop(self._hearing.time)

    def back(self) -> None:
        """Go to the start of this exercise, or from there to the one before."""
        place = self._hearing.place
        number = self._hearing.section
        if self._deck.coming is not None or not place or place.time - place.passage.start < STEP_BACK:
            number -= 1
        while number > 0 and self._tape.script.sections[number].index is None:
            number -= 1
        self.follow()
        self._marker.return_to(max(0, number))
        self._deck.go_to(max(0, number))

    def again(self) -> None:
        """Say the last sentence once more, and go on from there."""
        place = self._hearing.place
        if place and self._deck.coming is None and not self._deck.lead_left:
            cue = last_cue(place.passage, place.time)
            self._deck.play(to_samples(cue.start if cue else place.passage.start))
