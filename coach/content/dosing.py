"""Doses as a routine file takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.content.fields import dose_text

if TYPE_CHECKING:
    from coach.content.exercise import Exercise
    from coach.units import Span


def usual_dose(exercise: Exercise) -> str:
    """Write the dose that an exercise's source gives, the way a routine file takes it."""
    return write_dose(exercise, exercise.dose)


def write_dose(exercise: Exercise, dose: Span) -> str:
    """Write a dose of this exercise: ``20-30 s``, or ``10-12`` repetitions."""
    return dose_text(exercise.kind, dose)
