"""Settles what a routine leaves open: how long, how often and how many rounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.routine import Kind
from coach.units import Ms, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.library import Library
    from coach.routine import Exercise, Routine


@dataclass(frozen=True, slots=True)
class Choice:
    """Where within their ranges doses are taken.

    ``share`` (0 to 1) goes from the low end of every range to the high one; None takes what a person would
    without a clock: the full hold, the fewest repetitions, the shortest time. ``rounds`` gives the rounds of
    each step; None the fewest.
    """

    share: float | None = None
    rounds: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Dose:
    """An exercise with everything settled; ``amount`` is in milliseconds, or repetitions for a reps exercise."""

    exercise: Exercise
    amount: int
    rounds: int
    sides: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rest:
    """Time with nothing to do."""

    length: Ms


def settle(routine: Routine, library: Library, choice: Choice) -> Iterator[Dose | Rest]:
    """Settle each step of ``routine`` in order."""
    for number, step in enumerate(routine.steps):
        if step.rest is not None:
            yield Rest(Ms(step.rest.low if choice.share is None else step.rest.at(choice.share)))
            continue
        exercise = library.exercise(step.exercise or "")
        span: Span = getattr(step, exercise.kind) or exercise.dose
        if choice.share is not None:
            amount = span.at(choice.share)
        else:
            amount = span.high if exercise.kind is Kind.HOLD else span.low
        rounds = step.rounds.low if choice.rounds is None else choice.rounds[number]
        sides = (step.side,) if step.side else exercise.sides
        yield Dose(exercise, amount, rounds, sides)
