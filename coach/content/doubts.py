"""What a coach would question in a routine that works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.content.fields import Kind, Role, When
from coach.content.postures import change_time
from coach.content.step_length import dose_of
from coach.units import SECOND, format_ms, format_time_range

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.content.exercise import Exercise
    from coach.content.library import Library
    from coach.content.routine import Routine, Step
    from coach.content.yaml_file import YamlFile
    from coach.errors import Problem

STATIC_HOLD = 15 * SECOND
"""A stretch held beyond this is static (the articles hold for 20 to 60 s); before a run it costs power."""

_USUALLY = {Kind.HOLD: "held for {}", Kind.REPS: "done {} times", Kind.TIME: "kept up for {}"}


def doubts(library: Library, file: YamlFile, routine: Routine) -> Iterator[Problem]:
    """Yield a warning for each thing that a coach would question."""
    warm = routine.when is When.AFTER
    for index, step in enumerate(routine.steps):
        if step.exercise is None:
            yield from _hurried(library, file, routine, index)
            yield from _rushed(library, file, routine, index)
            warm = warm or step.intervals is not None
            continue
        exercise = library.exercise(step.exercise)
        yield from _held_long(file, routine, index, exercise, warm=warm)
        warm = warm or exercise.kind is not Kind.HOLD or exercise.role is Role.STRENGTH
        yield from _unusual(file, index, step, exercise)
        if step.side:
            yield from _one_sided(library, file, routine, index)


def _held_long(
    file: YamlFile, routine: Routine, index: int, exercise: Exercise, *, warm: bool
) -> Iterator[Problem]:
    """Question a long hold of a stretch before a run, or on muscles that are not ``warm`` yet."""
    dose = dose_of(routine.steps[index], exercise)
    stretch = exercise.kind is Kind.HOLD and exercise.role is Role.STRETCH
    if not stretch or dose.high <= STATIC_HOLD:
        return
    if routine.when is When.BEFORE:
        what = f"a static hold of {format_time_range(dose)} before a run"
        hint = "long holds cost power; move it after the run, or move through the stretch instead"
    elif not warm:
        what = "a long hold on cold muscles"
        hint = "begin with a walk or an easy moving exercise, or write 'when: after'"
    else:
        return
    yield file.problem(("steps", index, "exercise"), what, hint, warning=True)


def _unusual(file: YamlFile, index: int, step: Step, exercise: Exercise) -> Iterator[Problem]:
    """Question a dose that is not in the range of the exercise's source; breaths need only reach into it."""
    dose, usual = dose_of(step, exercise), exercise.dose
    within = dose.low in usual and dose.high in usual
    if step.hold and exercise.kind is Kind.REPS:
        return  # held repetitions are fewer, by how long they are held
    if within or (step.breaths and dose.low <= usual.high and usual.low <= dose.high):
        return
    what = f"{exercise.name} is usually {_USUALLY[exercise.kind].format(exercise.usual_dose)}"
    trail = ("steps", index, exercise.kind)
    yield file.problem(trail, what, "check that this is what you mean", warning=True)


def _one_sided(library: Library, file: YamlFile, routine: Routine, index: int) -> Iterator[Problem]:
    """Question a step for one side when the other side gets less of the exercise, or nothing."""
    step = routine.steps[index]
    exercise = library.exercise(step.exercise or "")
    totals = dict.fromkeys(exercise.sides, 0)
    for other in routine.steps:
        if other.exercise == step.exercise:
            for side in (other.side,) if other.side else exercise.sides:
                totals[side] += dose_of(other, exercise).high * other.rounds.high
    for side, total in totals.items():
        if total == 0:
            what = f"only the {step.side} side is worked"
            hint = f"add a step with 'side: {side}', or leave 'side:' out to work both"
        elif total < totals[step.side or ""]:
            what = f"the {step.side} side is worked for longer than the {side} one"
            hint = "give both the same dose and rounds, or leave 'side:' out to work both"
        else:
            continue
        yield file.problem(("steps", index, "side"), what, hint, warning=True)


def _hurried(library: Library, file: YamlFile, routine: Routine, index: int) -> Iterator[Problem]:
    """Question a rest that looks like the time to change posture and is too short for it."""
    before, after = routine.steps[index - 1] if index else None, next(iter(routine.steps[index + 1 :]), None)
    if before is None or after is None or before.exercise is None or after.exercise is None:
        return
    rest = routine.steps[index].rest
    first, second = library.exercise(before.exercise).posture, library.exercise(after.exercise).posture
    needed = change_time(library.postures[first], library.postures[second])
    if rest is not None and first != second and rest.low < needed:
        what = f"{format_time_range(rest)} is too short to change from {first} to {second}"
        hint = f"that takes about {format_ms(needed)}; leave the rest out, changes get their own time"
        yield file.problem(("steps", index, "rest"), what, hint, warning=True)


def _rushed(library: Library, file: YamlFile, routine: Routine, index: int) -> Iterator[Problem]:
    """Question intervals whose rest is too short to change from one posture to the next."""
    intervals = routine.steps[index].intervals
    postures = [library.exercise(name).posture for name in intervals.of] if intervals else []
    for first, second in zip(postures, (*postures[1:], *postures[:1]), strict=True):
        needed = change_time(library.postures[first], library.postures[second])
        if intervals and first != second and intervals.rest < needed:
            what = f"a rest of {format_ms(intervals.rest)} is too short to change from {first} to {second}"
            hint = f"that takes about {format_ms(needed)}; rest for longer, or take exercises in one posture"
            yield file.problem(("steps", index, "intervals", "rest"), what, hint, warning=True)
            return
