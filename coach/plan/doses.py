"""How much of each: the range a planned step leaves open, within what the exercise's own source gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coach.content.doubts import STATIC_HOLD
from coach.content.fields import Kind, Role, When
from coach.content.routine import Step
from coach.units import MINUTE, SECOND, Span

if TYPE_CHECKING:
    from coach.content.exercise import Exercise

HOLD = Span(20 * SECOND, 30 * SECOND)
"""From the article on efficient cooldowns."""

HOLD_BEFORE = Span(5 * SECOND, STATIC_HOLD)
STROLL = Span(1 * MINUTE, 3 * MINUTE)
"""Two to three minutes in the article on efficient cooldowns; one when there is no more time."""

BRISK_WALK = Span(3 * MINUTE, 10 * MINUTE)
"""Five to ten brisk minutes before stretching cold, in the article on the lower back; three when time is short."""

QUIET = Span(30 * SECOND, 2 * MINUTE)
"""How long to breathe at the end; our own figures, within what the exercise gives."""


def dose(exercise: Exercise, when: When) -> Span:
    """Return the range for a planned exercise, in milliseconds or repetitions."""
    if exercise.kind is Kind.HOLD and exercise.role is Role.STRETCH:
        return within(exercise.dose, HOLD_BEFORE if when is When.BEFORE else HOLD)
    return exercise.dose


def quiet(exercise: Exercise) -> Span:
    """Return the range for breathing at the end."""
    return exercise.dose if exercise.kind is Kind.REPS else within(exercise.dose, QUIET)


def spent(exercise: Exercise, amount: int, rounds: int = 1) -> int:
    """Return how many milliseconds an exercise takes by itself, all sides together."""
    each = amount * exercise.rep_length if exercise.kind is Kind.REPS else amount
    return each * rounds * (len(exercise.sides) or 1)


def within(own: Span, wanted: Span) -> Span:
    """Return the part of ``own`` that lies in ``wanted``; where there is none, its nearest end."""
    low, high = max(own.low, wanted.low), min(own.high, wanted.high)
    if low <= high:
        return Span(low, high)
    nearest = own.low if own.low > wanted.high else own.high
    return Span(nearest, nearest)


def step(exercise: Exercise, amount: Span, rounds: int = 1) -> Step:
    """Return a step of a routine."""
    given: dict[str, Any] = {"exercise": exercise.name, exercise.kind: amount, "rounds": Span(rounds, rounds)}
    return Step.model_validate(given)
