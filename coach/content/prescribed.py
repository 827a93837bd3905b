"""Fits a prescription to its exercise: 30 s are a hold here and a time there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coach.content.fields import InputError, Kind, within
from coach.content.own import held_alike
from coach.content.prescription import ONCE, Unit
from coach.content.routine import Step
from coach.units import format_count_range, format_time_range

if TYPE_CHECKING:
    from coach.content.exercise import Exercise
    from coach.content.library import Library
    from coach.content.prescription import Prescription


def plain(library: Library, step: Step) -> Step:
    """Return ``step`` with plain keys for ``dose:``; raises InputError if it does not suit the exercise."""
    if step.dose is None or step.exercise is None:
        return step
    exercise, dose = library.exercise(step.exercise), _held_alike(library.exercise(step.exercise), step.dose)
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
            **({"hold": dose.each} if dose.each else {}),
            "callout": step.callout,
            "note": step.note,
            "rounds": dose.rounds,
            "between": dose.between,
            "side": dose.side or step.side,
        }
    )


def _held_alike(exercise: Exercise, dose: Prescription) -> Prescription:
    """Return a dose of holds as repetitions that are held, where the exercise is done in repetitions.

    "10 x 5 s hold" are ten of them; with a rest between them, each is a round of its own.
    """
    if dose.each and exercise.kind is not Kind.REPS:
        hint = f"write 'dose: {format_count_range(dose.amount)} x {format_time_range(dose.each)} hold'"
        raise InputError(f"{exercise.name} is held, not repeated", hint)
    held = dose.unit is Unit.TIME and dose.hold and exercise.kind is Kind.REPS
    if (held or dose.each) and not exercise.can_be_held:
        raise InputError(
            f"{exercise.name} keeps moving, and is not held", f"write 'dose: {exercise.usual_dose}'"
        )
    if held or dose.each:
        held_alike(dose.each or dose.amount)
    if not held:
        return dose
    reps, rounds = (ONCE, dose.rounds) if dose.between else (dose.rounds, ONCE)
    return replace(dose, amount=reps, unit=Unit.REPS, rounds=rounds, hold=False, each=dose.amount)


def _key(exercise: Exercise, unit: Unit, *, hold: bool) -> str:
    """Return the key that an amount of this unit has for this exercise."""
    kind = exercise.kind
    fitting = {Unit.REPS: Kind.REPS, Unit.BREATHS: Kind.HOLD, Unit.TIME: kind}[unit]
    if fitting is not kind or (unit is Unit.TIME and kind is Kind.REPS) or (hold and kind is not Kind.HOLD):
        usual = exercise.usual_dose + (" reps" if kind is Kind.REPS else "")
        done = {Kind.HOLD: "is held", Kind.REPS: "is done in repetitions", Kind.TIME: "goes on for a time"}[
            kind
        ]
        seconds = "seconds, such as " if unit is Unit.REPS and kind is Kind.HOLD else ""
        raise InputError(f"{exercise.name} {done}", f"write {seconds}'dose: {usual}'")
    return "breaths" if unit is Unit.BREATHS else str(kind)
