"""A rest: time with nothing to do, as a step of its own or between the rounds of an exercise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.script.model import CueKind, Line, Section, Talk
from coach.units import Ms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.content.exercise import Exercise
    from coach.content.routine import Step
    from coach.script.dose import Terms
    from coach.script.phrasing import Phrasing
    from coach.script.stage import Stage


@dataclass(frozen=True, slots=True)
class Rest:
    """A rest of a settled length."""

    length: Ms
    until_key: bool = False
    exercises: tuple[Exercise, ...] = ()

    @classmethod
    def settled(cls, step: Step, terms: Terms) -> Rest:
        """Settle what a step leaves open."""
        return cls(Ms(terms.choice.least(step.rest) if step.rest else 0), step.until is not None)

    def sections(self, stage: Stage) -> Iterator[Section]:
        """Say that there is time to rest, and leave it."""
        yield Section((resting(self.length, stage.phrasing),), until_key=self.until_key)


def resting(length: Ms, phrasing: Phrasing) -> Talk:
    """Say that there is time to rest, and leave it."""
    takes = phrasing.takes("rest", phrasing.book.rest, {"length": phrasing.roughly(length)})
    return Talk((Line(CueKind.REST, takes),), at_least=length)
