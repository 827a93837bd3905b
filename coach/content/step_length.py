"""How long a step takes at most, as far as that is known before a word of it is timed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.content.fields import Kind
from coach.units import SECOND, Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.content.exercise import Exercise
    from coach.content.library import Library
    from coach.content.routine import Step

A_BREATH = 9 * SECOND
"""About what a slow breath takes."""


def dose_of(step: Step, exercise: Exercise) -> Span:
    """What a step asks for of its exercise, the usual dose where it says nothing."""
    if step.breaths:
        return Span(step.breaths.low * A_BREATH, step.breaths.high * A_BREATH)
    dose: Span = getattr(step, exercise.kind) or exercise.dose
    return dose


def longest(step: Step, library: Library) -> int:
    """How many milliseconds a step takes at most, without the words around it."""
    return _LONGEST[step.kind](step, library)


def _exercise(step: Step, library: Library) -> int:
    exercise = library.exercise(step.exercise or "")
    amount = dose_of(step, exercise).high * (exercise.rep_length if exercise.kind is Kind.REPS else 1)
    return amount * step.rounds.high * (1 if step.side else max(1, len(exercise.sides)))


def _breathe(step: Step, _library: Library) -> int:
    return step.time.high if step.time else step.rounds.high * (step.breathe.cycle if step.breathe else 0)


def _intervals(step: Step, _library: Library) -> int:
    given = step.intervals
    return given.rounds.high * len(given.of) * (given.work + given.rest) if given else 0


_LONGEST: dict[str, Callable[[Step, Library], int]] = {
    "exercise": _exercise,
    "say": lambda step, _: step.pause.high if step.pause else 0,
    "breathe": _breathe,
    "intervals": _intervals,
    "rest": lambda step, _: step.rest.high if step.rest else 0,
}
