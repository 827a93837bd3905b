"""Settles what a routine leaves open: how long, how often and how many rounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.content.fields import Kind
from coach.script.breath import breath_length
from coach.units import Ms, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.content.exercise import Exercise
    from coach.content.library import Library
    from coach.content.routine import Routine
    from coach.script.habits import Habits


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


AS_USUAL = Choice()
"""What a person would take without a clock."""


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


@dataclass(frozen=True, slots=True)
class Rest:
    """Time with nothing to do."""

    length: Ms


def settle(routine: Routine, library: Library, choice: Choice, habits: Habits) -> Iterator[Dose | Rest]:
    """Settle each step of ``routine`` in order."""
    holds = 0
    for number, step in enumerate(routine.steps):
        if step.rest is not None:
            yield Rest(_length(step.rest, choice))
            continue
        exercise = library.exercise(step.exercise or "")
        is_hold, is_counted = exercise.kind is Kind.HOLD, exercise.kind is Kind.REPS
        span: Span = step.breaths or getattr(step, exercise.kind) or exercise.dose
        unasked = span.high if is_hold else span.low
        amount = unasked if choice.share is None else span.at(choice.share)
        if step.breaths:
            amount *= breath_length(routine.when, holds)
        holds += is_hold
        yield Dose(
            exercise,
            time=Ms(0 if is_counted else amount),
            reps=amount if is_counted else 0,
            rounds=step.rounds.low if choice.rounds is None else choice.rounds[number],
            sides=(step.side,) if step.side else habits.ordered(exercise.sides),
            between=_length(step.between, choice) if step.between else Ms(0),
        )


def _length(span: Span, choice: Choice) -> Ms:
    """How long a rest is: the shortest time, unless a share of the range is wanted."""
    return Ms(span.low if choice.share is None else span.at(choice.share))
