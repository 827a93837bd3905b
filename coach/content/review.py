"""Reviews a routine file: every fault at its line and column, and what a coach would say about the plan."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from coach.content.dosing import usual_dose
from coach.content.fields import MAX_STEPS, InputError, Kind, Role, When
from coach.content.finding import ENDINGS
from coach.content.nearest import as_name
from coach.content.own import ShortExercise
from coach.content.own_files import is_exercise, own_alone, own_within
from coach.content.postures import change_time
from coach.content.prescribed import plain
from coach.content.problems import validate
from coach.content.routine import Routine, Step
from coach.content.yaml_file import in_order, read_yaml
from coach.errors import RoutineError, printable, shown
from coach.units import MINUTE, SECOND, Span, format_ms, format_time_range

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from coach.content.exercise import Exercise
    from coach.content.library import Library
    from coach.content.yaml_file import Node, Trail, YamlFile
    from coach.errors import Problem

STATIC_HOLD = 15 * SECOND
"""A stretch held beyond this is static (the articles hold for 20 to 60 s); before a run it costs power."""

A_BREATH = 9 * SECOND
"""About what a slow breath takes."""

_USUALLY = {Kind.HOLD: "held for {}", Kind.REPS: "done {} times", Kind.TIME: "kept up for {}"}

MAX_LENGTH = 24 * 60 * MINUTE


@dataclass(frozen=True, slots=True)
class Review:
    """What was found: the routine when it can be used, what stops it, and what a coach would question."""

    routine: Routine | None
    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def review(library: Library, source: Path | BinaryIO) -> Review:
    """Read a routine file, or an open stream, and judge it; raises RoutineError when it cannot be read at all.

    A file with an exercise in it is a routine of that alone.
    """
    file = read_yaml(source)
    return _review_exercise(library, file) if is_exercise(file.root) else review_file(library, file)


def review_file(library: Library, file: YamlFile) -> Review:
    """Judge a routine that has been read."""
    mistaken = _steps_by_another_name(file)
    own, misfits = own_within(library, file)
    misfits += mistaken
    library = library.with_own(own)
    misfits += _misfits(library, file)
    data = file.root
    if isinstance(data, dict):
        data = {key: value for key, value in data.items() if key != "exercises"}
    routine, problems = validate(Routine, file, data, known=misfits)
    known = [*file.problems, *misfits]
    if routine is not None and not known:
        problems = list(_unfitting(library, file, routine)) or list(_unworkable(library, file, routine))
    if routine is None or known or problems:
        return Review(None, tuple(in_order([*known, *problems])), ())
    steps = tuple(plain(library, step) for step in routine.steps)
    routine = routine.model_copy(update={"steps": steps, "exercises": library.own_of(steps)})
    return Review(routine, (), tuple(_advice(library, file, routine)))


def _review_exercise(library: Library, file: YamlFile) -> Review:
    """Judge an exercise on its own, as the only step of a routine."""
    name = PurePath(file.name).stem if file.name.endswith(ENDINGS) else "exercise"
    own, problems = own_alone(library, file, name)
    problems = [*file.problems, *problems]
    if own is None or problems:
        return Review(None, tuple(in_order(problems)), ())
    title = own.title if isinstance(own, ShortExercise) else own.words.title
    steps = (Step(exercise=name),)
    return Review(Routine(name=name, title=title, when=own.when, exercises={name: own}, steps=steps), (), ())


def _steps_by_another_name(file: YamlFile) -> list[Problem]:
    """Take a list under 'exercises:' for the steps that are missing, and say so."""
    if not isinstance(file.at(("exercises",)), list) or file.at(("steps",)) is not None:
        return []
    what = "a list of exercises is written under 'steps:'"
    problem = file.problem(("exercises",), what, "did you mean steps?", key=True)
    file.rename("exercises", "steps")
    return [problem]


def _misfits(library: Library, file: YamlFile) -> Iterator[Problem]:
    """Hold each step against the library, whatever else is wrong with the file."""
    steps = file.at(("steps",))
    for index, step in enumerate(steps[:MAX_STEPS] if isinstance(steps, list) else ()):
        trail = ("steps", index)
        if file.spoilt_at(trail):
            continue
        if isinstance(step, str):
            yield _not_a_step(file, trail, step)
        elif isinstance(step, dict):
            yield from _misfitting(library, file, trail, step)


def _misfitting(library: Library, file: YamlFile, trail: Trail, step: dict[str, Node]) -> Iterator[Problem]:
    """Hold one step against its exercise: whether there is such, and takes such a dose and side."""
    name = step.get("exercise")
    if not isinstance(name, str) or not name.strip():
        return
    if name not in library.carried and file.at(("exercises", name)) is not None:
        return  # what is wrong with it is said where it stands
    if name not in library.exercise_names:
        what = f"there is no exercise {shown(name)}"
        yield file.problem((*trail, "exercise"), what, library.likely(name))
        return
    try:
        exercise = library.exercise(name)
    except RoutineError as fault:  # in a file of the user's own
        yield from fault.problems
        return
    for key in (*Kind, "breaths"):
        fits = key == exercise.kind or (key == "breaths" and exercise.kind is Kind.HOLD)
        if key in step and not fits:
            hint = f"write '{exercise.kind}: {usual_dose(exercise)}'"
            hint = "leave it out" if exercise.kind in step else hint
            yield file.problem((*trail, key), f"{name} does not take '{key}:'", hint, key=True)
    side = step.get("side")
    if isinstance(side, str) and side not in exercise.sides:
        what = f"{name} has no side {shown(side)}"
        yield file.problem((*trail, "side"), what, _side_to_write(exercise, side))


def _side_to_write(exercise: Exercise, written: str) -> str:
    """Say which side to write instead of one that the exercise does not have."""
    if as_name(written) in exercise.sides:
        return f"write {as_name(written)}"
    if exercise.sides:
        return f"leave it out for both, or write {' or '.join(exercise.sides)}"
    return "leave it out"


def _not_a_step(file: YamlFile, trail: Trail, text: str) -> Problem:
    """Say how to write a step that is a text instead of a block of keys."""
    if not text:
        return file.problem(trail, "this step is empty", "take the '-' away, or write '- exercise: …'")
    written = re.match(rf"\s*({'|'.join(Step.model_fields)})\b[\s:]*(.*)", text[:100])
    key, value = (written[1], written[2]) if written else ("exercise", as_name(text) or "…")
    hint = f"write '{key}: {printable(value[:40])}', with ': ' between key and value"
    return file.problem(trail, f"{shown(text)} is not a step yet", hint)


def _unfitting(library: Library, file: YamlFile, routine: Routine) -> Iterator[Problem]:
    """Hold each prescription against its exercise."""
    for index, step in enumerate(routine.steps):
        try:
            plain(library, step)
        except InputError as fault:
            yield file.problem(("steps", index, "dose"), fault.what, fault.hint)


def _unworkable(library: Library, file: YamlFile, routine: Routine) -> Iterator[Problem]:
    """Question a session that cannot have been meant."""
    total = 0
    for step in routine.steps:
        if step.exercise is None:
            total += step.rest.high if step.rest else 0
            continue
        exercise = library.exercise(step.exercise)
        step = plain(library, step)
        amount = _dose(step, exercise).high * (exercise.rep_length if exercise.kind is Kind.REPS else 1)
        total += amount * step.rounds.high * (1 if step.side else max(1, len(exercise.sides)))
    if total > MAX_LENGTH:
        what = f"the steps add up to {-(-total // (60 * MINUTE))} hours"
        yield file.problem(("steps",), what, "keep it to a day; check the units, and 'rounds:'", key=True)
    if not any(step.exercise for step in routine.steps):
        hint = "add a line such as '- exercise: cat-cow'"
        yield file.problem(("steps",), "there is no exercise among the steps", hint, key=True)


def _advice(library: Library, file: YamlFile, routine: Routine) -> Iterator[Problem]:
    """Say what a coach would question in a routine that works."""
    warm = routine.when is When.AFTER
    for index, step in enumerate(routine.steps):
        if step.exercise is None:
            yield from _hurried(library, file, routine, index)
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
    dose = _dose(routine.steps[index], exercise)
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
    dose, usual = _dose(step, exercise), exercise.dose
    within = dose.low in usual and dose.high in usual
    if within or (step.breaths and dose.low <= usual.high and usual.low <= dose.high):
        return
    what = f"{exercise.name} is usually {_USUALLY[exercise.kind].format(usual_dose(exercise))}"
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
                totals[side] += _dose(other, exercise).high * other.rounds.high
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
        what = f"{format_time_range(rest)} is no time to change from {first} to {second}"
        hint = f"that takes about {format_ms(needed)}; leave the rest out, changes get their own time"
        yield file.problem(("steps", index, "rest"), what, hint, warning=True)


def _dose(step: Step, exercise: Exercise) -> Span:
    """What a step asks for, the usual dose where it says nothing."""
    if step.breaths:
        return Span(step.breaths.low * A_BREATH, step.breaths.high * A_BREATH)
    dose: Span = getattr(step, exercise.kind) or exercise.dose
    return dose
