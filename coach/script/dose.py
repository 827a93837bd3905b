"""What a routine leaves open, chosen: how long, how often and how many rounds; and an exercise with all of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from coach.content.fields import Kind
from coach.content.prescription import ONCE
from coach.script.breath import breath_length
from coach.script.held import held
from coach.units import Ms, Span

if TYPE_CHECKING:
    from coach.content.exercise import Exercise
    from coach.content.library import Library
    from coach.content.routine import Routine, Step
    from coach.script.habits import Habits


class Block(Protocol):
    """A step with everything settled, whatever its kind."""

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        """What is done in it."""
        ...


PRESSED = 0.2
"""The share of their ranges below which doses leave no time to spare."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Where within their ranges doses are taken.

    ``share`` (0 to 1) goes from the low end of every range to the high one; None takes what a person would
    without a clock: the full hold, the fewest repetitions, the shortest time. ``rounds`` gives the rounds of
    each step; None the fewest.
    """

    share: float | None = None
    rounds: tuple[int, ...] | None = None

    @property
    def pressed(self) -> bool:
        """Whether so little time was asked for that what need not be said is not."""
        return self.share is not None and self.share < PRESSED

    def least(self, span: Span) -> int:
        """The low end of a range, unless a share of it is wanted."""
        return span.low if self.share is None else span.at(self.share)

    def most(self, span: Span) -> int:
        """The high end of a range, unless a share of it is wanted."""
        return span.high if self.share is None else span.at(self.share)


AS_USUAL = Choice()
"""What a person would take without a clock."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a step is settled by: ``rounds`` is how often it goes round, ``holds`` how many holds come before."""

    routine: Routine
    library: Library
    choice: Choice
    habits: Habits
    rounds: int
    holds: int


@dataclass(frozen=True, slots=True)
class Dose:
    """An exercise with everything settled: how long it is held or kept up, or how often it is repeated."""

    exercise: Exercise
    time: Ms
    reps: int
    rounds: int
    sides: tuple[str, ...]
    between: Ms = Ms(0)
    """A rest between two rounds."""

    callout: Ms = Ms(0)
    """How often it is told how much time is left; 0 for not at all."""

    until_key: bool = False
    """Whether a live session waits at the end of each of its turns until a key is pressed."""

    note: str = ""
    """What somebody wants to be said before it begins."""

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        """What is done in it."""
        return (self.exercise,)

    @classmethod
    def settled(cls, step: Step, terms: Terms) -> Dose:
        """Settle what a step leaves open."""
        exercise = terms.library.exercise(step.exercise or "")
        if step.hold and exercise.can_be_held:
            exercise = held(exercise, Ms(step.hold.high), terms.library.step_words)
        choice, is_hold, is_counted = terms.choice, exercise.kind is Kind.HOLD, exercise.kind is Kind.REPS
        once = ONCE if is_counted and step.hold else None
        span: Span = step.breaths or getattr(step, exercise.kind) or once or exercise.dose
        amount = choice.most(span) if is_hold else choice.least(span)
        if step.breaths:
            amount *= breath_length(terms.routine.when, terms.holds)
        return cls(
            exercise,
            time=Ms(0 if is_counted else amount),
            reps=amount if is_counted else 0,
            rounds=terms.rounds,
            sides=(step.side,) if step.side else terms.habits.ordered(exercise.sides),
            between=Ms(choice.least(step.between)) if step.between else Ms(0),
            callout=Ms(step.callout.low) if step.callout else Ms(0),
            until_key=step.until is not None,
            note=step.note or "",
        )
