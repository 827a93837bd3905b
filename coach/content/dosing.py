"""Doses as a routine file takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.content.fields import Kind
from coach.units import format_count_range, format_time_range

if TYPE_CHECKING:
    from coach.content.exercise import Exercise
    from coach.units import Span


def usual_dose(exercise: Exercise) -> str:
    """Write the dose that an exercise's source gives, the way a routine file takes it."""
    return write_dose(exercise, exercise.dose)


def write_dose(exercise: Exercise, dose: Span) -> str:
    """Write a dose of this exercise: ``20-30 s``, or ``10-12`` repetitions."""
    return (format_count_range if exercise.kind is Kind.REPS else format_time_range)(dose)
