"""Reviews a routine file: every fault at its line and column, and what a coach would say about the plan."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from coach.content.doubts import doubts
from coach.content.fields import MAX_STEPS, InputError, Kind
from coach.content.finding import ENDINGS
from coach.content.nearest import as_name
from coach.content.own import ShortExercise
from coach.content.own_advice import advice
from coach.content.own_files import LIKELY, is_exercise, own_alone, own_within
from coach.content.prescribed import plain
from coach.content.problems import nearest, validate
from coach.content.routine import Routine, Step
from coach.content.step_length import longest
from coach.content.yaml_file import in_order
from coach.content.yaml_io import read_yaml
from coach.errors import RoutineError, printable, shown
from coach.units import MINUTE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import BinaryIO

    from coach.content.exercise import Exercise
    from coach.content.library import Library
    from coach.content.yaml_file import Node, Trail, YamlFile
    from coach.errors import Problem

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
    routine, problems = validate(Routine, file, data, misfits, file.folder)
    known = [*file.problems, *misfits]
    if routine is not None and not known:
        problems = list(_unworkable(library, file, routine))
    if routine is None or known or problems:
        return Review(None, tuple(in_order([*known, *problems])), ())
    steps = tuple(plain(library, step) for step in routine.steps)
    routine = routine.model_copy(update={"steps": steps, "exercises": library.own_of(steps)})
    worded = [doubt for name in own for doubt in advice(file, ("exercises", name), own[name])]
    return Review(routine, (), tuple(in_order([*worded, *doubts(library, file, routine)])))


def _review_exercise(library: Library, file: YamlFile) -> Review:
    """Judge an exercise on its own, as the only step of a routine."""
    name = PurePath(file.name).stem if file.name.endswith(ENDINGS) else "exercise"
    own, problems = own_alone(library, file, name)
    problems = [*file.problems, *problems]
    if own is None or problems:
        return Review(None, tuple(in_order(problems)), ())
    title = own.title if isinstance(own, ShortExercise) else own.words.title
    steps = (Step(exercise=name),)
    routine = Routine(name=name, title=title, when=own.when, exercises={name: own}, steps=steps)
    return Review(routine, (), tuple(advice(file, (), own)))


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
    """Hold one step against what it names: whether there is such, and takes such a dose and side."""
    posture = step.get("posture")
    if isinstance(posture, str) and posture.strip() and posture not in library.postures:
        hint = nearest(LIKELY.get(as_name(posture), posture), library.postures, _listing(library.postures))
        yield file.problem((*trail, "posture"), f"there is no posture {shown(posture)}", hint)
    wrong = False
    for place, name in _named(step):
        for problem in _unusable(library, file, (*trail, *place), name):
            wrong = True
            yield problem
    written = step.get("exercise")
    if wrong or not isinstance(written, str) or not _usable(library, file, written):
        return
    exercise = library.exercise(written)
    for key in (*Kind, "breaths"):
        fits = key == exercise.kind or (key == "breaths" and exercise.kind is Kind.HOLD)
        fits |= key == Kind.HOLD and exercise.can_be_held
        if key in step and not fits:
            hint = f"write '{exercise.kind}: {exercise.usual_dose}'"
            hint = "leave it out" if exercise.kind in step else hint
            yield file.problem((*trail, key), f"{written} does not take '{key}:'", hint, key=True)
    if isinstance(dose := step.get("dose"), str):
        try:
            plain(library, Step.model_validate({"exercise": written, "dose": dose}))
        except InputError as fault:
            yield file.problem((*trail, "dose"), fault.what, fault.hint)
        except RoutineError:
            pass  # it is no dose at all, which is told elsewhere
    side = step.get("side")
    if isinstance(side, str) and side not in exercise.sides:
        what = f"{written} has no side {shown(side)}"
        yield file.problem((*trail, "side"), what, _side_to_write(exercise, side))


def _named(step: dict[str, Node]) -> Iterator[tuple[Trail, str]]:
    """Yield each exercise that a step names, with where it stands in it."""
    intervals = step.get("intervals")
    of = intervals.get("of") if isinstance(intervals, dict) else None
    several = of if isinstance(of, list) else ()
    named: list[tuple[Trail, Node | None]] = [
        (("exercise",), step.get("exercise")),
        (("intervals", "of"), of),
    ]
    named += [(("intervals", "of", place), name) for place, name in enumerate(several)]
    yield from ((place, name) for place, name in named if isinstance(name, str) and name.strip())


def _usable(library: Library, file: YamlFile, name: str) -> bool:
    """Whether there is such an exercise, and nothing wrong with it where it was written."""
    written_here = file.at(("exercises", name)) is not None
    return name in library.exercise_names and (name in library.carried or not written_here)


def _unusable(library: Library, file: YamlFile, trail: Trail, name: str) -> Iterator[Problem]:
    """Tell what keeps an exercise that is named at ``trail`` from being one."""
    if name not in library.carried and file.at(("exercises", name)) is not None:
        return  # what is wrong with it is said where it stands
    if name not in library.exercise_names:
        yield file.problem(trail, f"there is no exercise {shown(name)}", library.likely(name))
        return
    try:
        library.exercise(name)
    except RoutineError as fault:  # in a file of the user's own
        yield from fault.problems


def _listing(names: Iterable[str]) -> str:
    return f"there are {', '.join(names)}"


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


def _unworkable(library: Library, file: YamlFile, routine: Routine) -> Iterator[Problem]:
    """Question a session that cannot have been meant."""
    total = 0
    for step in routine.steps:
        total += longest(plain(library, step), library)
    if total > MAX_LENGTH:
        what = f"the steps add up to {-(-total // (60 * MINUTE))} hours"
        yield file.problem(("steps",), what, "keep it to a day; check the units, and 'rounds:'", key=True)
    if all(step.kind == "rest" for step in routine.steps):
        hint = "add a line such as '- exercise: cat-cow'"
        yield file.problem(("steps",), "there is no exercise among the steps", hint, key=True)
