"""Which exercises of a live session were done and which were left out, told as it happens."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.live.tape import Tape
    from coach.timeline.model import Passage
    from coach.units import Ms


class Mark(StrEnum):
    """What can be told of an exercise."""

    BEGUN = "begun"
    COMPLETED = "completed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class StepMark:
    """One exercise was begun, completed or skipped: its number from 1, its name, and the time truly spent in it.

    It is begun when it is announced, and completed at the end of its last hold or repetition. What the runner
    goes on from before that is skipped.
    """

    mark: Mark
    step: int
    exercise: str
    spent: int
    """Milliseconds in its holds and repetitions, all sides together."""


class Marker:
    """Follows a session section by section. All of it belongs to the thread that runs the player."""

    def __init__(self, tape: Tape, tell: Callable[[StepMark], None], section: int) -> None:
        """Begin with ``section`` (from 0); ``tell`` is called for every exercise, and had better be quick."""
        self._tape = tape
        self._tell = tell
        self._section = section
        self._begun = False
        self._completed = False
        self._lasted: dict[Ms, float] = {}
        """By their beginning, how many milliseconds those intervals really lasted that the runner ended."""

    def lasted(self, start: Ms, length: float) -> None:
        """Take note of how long the interval that begins at ``start`` really lasted, or lasts so far."""
        self._lasted[start] = length

    def hear(self, section: int, time: Ms) -> None:
        """Take note of what is heard: a section, and the time on the session's clock.

        A section before the one at hand is what a speaker still has from before a jump, and is passed over.
        """
        while self._section < section:
            self._settle(Mark.COMPLETED, None)
            self._enter(self._section + 1)
        if self._section == section:
            self._settle(Mark.BEGUN, time)

    def skip_to(self, section: int, time: Ms) -> None:
        """Take note that the runner goes on to a later section."""
        while self._section < section:
            self._settle(Mark.SKIPPED, time)
            self._enter(self._section + 1)

    def return_to(self, section: int) -> None:
        """Take note that the runner goes back to the beginning of a section, where all may still be done."""
        self._enter(section)

    def stop(self, time: Ms) -> None:
        """Take note that this is the end: what was hardly begun does not count."""
        passage = self._passage()
        if passage and self._begun and self._spent(passage, time):
            self._settle(Mark.SKIPPED, time)

    def _enter(self, section: int) -> None:
        self._section, self._begun, self._completed = section, False, False
        self._lasted.clear()

    def _settle(self, mark: Mark, time: Ms | None) -> None:
        """What is new of the section at hand; without a ``time`` it was heard to its end."""
        exercise = self._tape.script.sections[self._section]
        if exercise.index is None or exercise.exercise is None or self._completed:
            return
        passage = self._passage()
        heard = passage.end if passage and time is None else time
        spent = self._spent(passage, heard) if passage and heard is not None else 0
        if not self._begun:
            self._begun = True
            self._tell(StepMark(Mark.BEGUN, exercise.index, exercise.exercise, 0))
        if passage and heard is not None and _over(passage, heard):
            mark = Mark.COMPLETED
        if mark is not Mark.BEGUN:
            self._completed = True
            self._tell(StepMark(mark, exercise.index, exercise.exercise, spent))

    def _spent(self, passage: Passage, time: Ms) -> int:
        stretches = _stretches(passage) if passage.step else ()
        return round(sum(self._lasted.get(start, max(0, min(time, end) - start)) for start, end in stretches))

    def _passage(self) -> Passage | None:
        """Return the section at hand as it is on the clock, if it has come so far."""
        piece = self._tape.wait_for(self._section, 0)
        return piece.passage if piece else None


def _over(passage: Passage, time: Ms) -> bool:
    return passage.step is not None and time >= _stretches(passage)[-1][1]


def _stretches(passage: Passage) -> tuple[tuple[Ms, Ms], ...]:
    """Return the time that counts: all of it where nothing but words is in it."""
    intervals = passage.step.intervals if passage.step else ()
    return tuple((interval.start, interval.end) for interval in intervals) or ((passage.start, passage.end),)
