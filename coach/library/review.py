"""Reviews a routine file: every fault at its line and column, and what a coach would say about the plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.library.postures import change_time
from coach.library.problems import nearest, validate
from coach.library.yaml_file import YamlFile, read_yaml
from coach.routine import Kind, Routine, When
from coach.units import SECOND, format_count_range, format_ms, format_time_range, shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from coach.errors import Problem
    from coach.library.loader import Library
    from coach.routine import Exercise, Step
    from coach.units import Span

STATIC_HOLD = 15 * SECOND
"""A hold beyond this is static stretching (the articles hold for 20 to 60 s); before a run it costs power."""


@dataclass(frozen=True, slots=True)
class Review:
    """What was found: the routine when it can be used, what stops it, and what a coach would question."""

    routine: Routine | None
    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def review(library: Library, path: Path) -> Review:
    """Read a routine file and judge it; raises RoutineError when it cannot be read at all."""
    file = read_yaml(path)
    routine, problems = validate(Routine, file)
    problems = [*file.problems, *problems, *_misfits(library, file)]
    if routine is None or problems:
        ordered = sorted(dict.fromkeys(problems), key=lambda problem: (problem.line, problem.column))
        return Review(None, tuple(ordered), ())
    return Review(routine, (), tuple(_advice(library, file, routine)))


def _misfits(library: Library, file: YamlFile) -> Iterator[Problem]:
    """Hold each step that names an exercise against the library, whatever else is wrong with the file."""
    steps = file.at(("steps",))
    for index, step in enumerate(steps if isinstance(steps, list) else ()):
        name = step.get("exercise") if isinstance(step, dict) else None
        if not isinstance(step, dict) or not isinstance(name, str) or not name:
            continue
        trail = ("steps", index)
        if name not in library.exercise_names:
            hint = nearest(name, library.exercise_names, "'coach list --exercises' names them all")
            yield file.problem((*trail, "exercise"), f"there is no exercise {shown(name)}", hint)
            continue
        exercise = library.exercise(name)
        for key in Kind:
            if key in step and key is not exercise.kind:
                what = f"{name} does not take '{key}:'"
                yield file.problem(
                    (*trail, key), what, f"write '{exercise.kind}: {usual_dose(exercise)}'", key=True
                )
        side = step.get("side")
        if isinstance(side, str) and side not in exercise.sides:
            sides = (
                f"leave it out or write {' or '.join(exercise.sides)}" if exercise.sides else "leave it out"
            )
            yield file.problem((*trail, "side"), f"{name} has no side {shown(side)}", sides)


def _advice(library: Library, file: YamlFile, routine: Routine) -> Iterator[Problem]:
    """Say what a coach would question in a routine that works."""
    warm = routine.when is When.AFTER
    for index, step in enumerate(routine.steps):
        trail = ("steps", index)
        if step.exercise is None:
            yield from _hurried(library, file, routine, index)
            continue
        exercise = library.exercise(step.exercise)
        dose = getattr(step, exercise.kind) or exercise.dose
        if exercise.kind is Kind.HOLD and dose.low > STATIC_HOLD:
            if routine.when is When.BEFORE:
                what = f"a static hold of {format_time_range(dose)} before a run"
                hint = "long holds cost power; move it after the run, or move through the stretch instead"
                yield file.problem((*trail, "exercise"), what, hint, warning=True)
            elif not warm:
                what = "a long hold on cold muscles"
                hint = "begin with a walk or an easy moving exercise, or write 'when: after'"
                yield file.problem((*trail, "exercise"), what, hint, warning=True)
        warm = warm or exercise.kind is not Kind.HOLD
        if dose.high > exercise.dose.high or dose.low < exercise.dose.low:
            times = " times" if exercise.kind is Kind.REPS else ""
            what = f"{exercise.name} is usually done {usual_dose(exercise)}{times}"
            yield file.problem(
                (*trail, exercise.kind), what, "check that this is what you mean", warning=True
            )
        if step.side and not _other_side_follows(routine, step, exercise):
            other = next(side for side in exercise.sides if side != step.side)
            what = f"only the {step.side} side is worked"
            yield file.problem((*trail, "side"), what, f"add a step with 'side: {other}'", warning=True)


def _other_side_follows(routine: Routine, step: Step, exercise: Exercise) -> bool:
    done = {other.side for other in routine.steps if other.exercise == step.exercise}
    return None in done or set(exercise.sides) <= done


def _hurried(library: Library, file: YamlFile, routine: Routine, index: int) -> Iterator[Problem]:
    """Question a rest that looks like the time to change posture and is too short for it."""
    before, after = routine.steps[index - 1] if index else None, next(iter(routine.steps[index + 1 :]), None)
    if before is None or after is None or before.exercise is None or after.exercise is None:
        return
    rest = routine.steps[index].rest
    first, second = library.exercise(before.exercise).posture, library.exercise(after.exercise).posture
    needed = change_time(library.postures[first], library.postures[second])
    if rest is not None and first != second and rest.high < needed:
        what = f"{format_time_range(rest)} is no time to change from {first} to {second}"
        hint = f"that takes about {format_ms(needed)}; leave the rest out, changes get their own time"
        yield file.problem(("steps", index, "rest"), what, hint, warning=True)


def usual_dose(exercise: Exercise) -> str:
    """Write the dose that an exercise's source gives, the way a routine file takes it."""
    return write_dose(exercise, exercise.dose)


def write_dose(exercise: Exercise, dose: Span) -> str:
    """Write a dose of this exercise: ``20-30 s``, or ``10-12`` repetitions."""
    return (format_count_range if exercise.kind is Kind.REPS else format_time_range)(dose)
