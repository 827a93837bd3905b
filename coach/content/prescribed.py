"""Fits a prescription to its exercise: 30 s are a hold here and a time there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.content.dosing import usual_dose
from coach.content.fields import InputError, Kind, within
from coach.content.prescription import Unit
from coach.content.routine import Step
from coach.units import format_time_range

if TYPE_CHECKING:
    from coach.content.exercise import Exercise
    from coach.content.library import Library


def plain(library: Library, step: Step) -> Step:
    """Return ``step`` with plain keys for ``dose:``; raises InputError if it does not suit the exercise."""
    if step.dose is None or step.exercise is None:
        return step
    exercise, dose = library.exercise(step.exercise), step.dose
    key = _key(exercise, dose.unit, hold=dose.hold)
    if dose.unit is Unit.TIME:
        within(key, dose.amount, format_time_range(dose.amount))
    if dose.each_side and not (exercise.sides or exercise.alternating):
        raise InputError(f"{exercise.name} has no sides", "leave out 'each side'")
    if dose.side and dose.side not in exercise.sides:
        sides = f"write {' or '.join(exercise.sides)}" if exercise.sides else "leave it out"
        raise InputError(f"{exercise.name} has no {dose.side} side", sides)
    return Step.model_validate(
        {
            "exercise": exercise.name,
            key: dose.amount,
            "rounds": dose.rounds,
            "between": dose.between,
            "side": dose.side or step.side,
        }
    )


def _key(exercise: Exercise, unit: Unit, *, hold: bool) -> str:
    """Return the key that an amount of this unit has for this exercise."""
    kind = exercise.kind
    fitting = {Unit.REPS: Kind.REPS, Unit.BREATHS: Kind.HOLD, Unit.TIME: kind}[unit]
    if fitting is not kind or (unit is Unit.TIME and kind is Kind.REPS) or (hold and kind is not Kind.HOLD):
        usual = usual_dose(exercise) + (" reps" if kind is Kind.REPS else "")
        done = {Kind.HOLD: "is held", Kind.REPS: "is done in repetitions", Kind.TIME: "goes on for a time"}[
            kind
        ]
        raise InputError(f"{exercise.name} {done}", f"write 'dose: {usual}'")
    return "breaths" if unit is Unit.BREATHS else str(kind)
