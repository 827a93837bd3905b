"""Puts another exercise in the place of one that feels off, with its dose, in a routine as it was written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coach.content.aliases import find_exercise
from coach.content.fields import Kind, When, dose_text
from coach.content.nearest import as_name
from coach.content.problems import nearest
from coach.content.review import review
from coach.content.routine import Step
from coach.content.yaml_io import opened, read_yaml
from coach.errors import NotFoundError, PlanError, shown
from coach.plan.doses import within
from coach.plan.routine_file import routine_file
from coach.plan.wishes import find_caution, inside, listed, the
from coach.settings.tastes import INDIFFERENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coach.content.exercise import Exercise
    from coach.content.library import Library
    from coach.content.routine import Routine
    from coach.content.yaml_file import Place, Trail, YamlFile
    from coach.settings.tastes import Tastes
    from coach.units import Span


@dataclass(frozen=True, slots=True)
class Swap:
    """A routine with ``new`` in the place of ``old``; ``reason`` and ``notes`` are sentences."""

    routine: Routine
    old: Exercise
    new: Exercise
    reason: str
    notes: tuple[str, ...] = ()


def swap(
    routine: Routine,
    exercise: str,
    library: Library,
    other: str | None = None,
    avoid: Iterable[str] = (),
    tastes: Tastes = INDIFFERENT,
) -> Swap:
    """Replace ``exercise`` wherever it stands, by ``other`` or what suits best for the same main area.

    What is disliked is taken only where nothing else is safe. Raises NotFoundError for an exercise that the
    routine or the library does not have, and PlanError when nothing else is for that area.
    """
    library = library.with_own(routine.exercises)
    old = library.exercise(_found(routine, exercise))
    minded = {find_caution(word, library) for word in avoid}
    notes: tuple[str, ...] = ()
    if other is None:
        new = _best(routine, old, library, minded, tastes)
        reason = _reason(old, new, library)
        if new.name in tastes.dislike:
            area = the(next(iter(old.areas)), library)
            notes = (f"You dislike it, but nothing else that is safe is for {area}.",)
    else:
        new = library.exercise(find_exercise(other, library))
        reason = f"{new.words.title} instead of {inside(old.words.title, library)}, as you wish."
        notes = _doubts(old, new, minded, library)
    steps = tuple(
        _swapped(step, new) if step.exercise == old.name else step.instead(old.name, new.name)
        for step in routine.steps
    )
    own = library.own_of(steps)
    return Swap(routine.model_copy(update={"steps": steps, "exercises": own}), old, new, reason, notes)


def swapped_file(written: bytes, done: Swap, library: Library) -> tuple[str, bool]:
    """Return a file, given as it was ``written``, with a swap made in it, and whether all else stands as it was.

    Where it cannot, the file is written anew, without its comments.
    """
    text = _edited(written, done)
    if text is not None and _reads_as(text, library) == done.routine:
        return text, True
    return routine_file(done.routine), False


def _found(routine: Routine, exercise: str) -> str:
    names = list(dict.fromkeys(name for step in routine.steps for name in step.exercises))
    wanted = as_name(exercise)
    if wanted in names:
        return wanted
    if wanted and len(within := [name for name in names if wanted in name]) == 1:
        return within[0]
    hint = nearest(exercise, names, f"it has {listed(names)}")
    raise NotFoundError(f"'{routine.name}' has no exercise {shown(exercise)}", hint=hint)


def _best(routine: Routine, old: Exercise, library: Library, minded: set[str], tastes: Tastes) -> Exercise:
    if not old.areas:
        raise PlanError(f"'areas:' of {old.name} tells nothing", hint="name another exercise with --for")
    area = next(iter(old.areas))
    present = {name for step in routine.steps for name in step.exercises}
    found = [
        exercise
        for exercise in library.exercises()
        if exercise.name not in present and not minded & set(exercise.cautions)
        if routine.when is When.ANY or exercise.when in (When.ANY, routine.when)
        if exercise.name == old.easier or (area in exercise.areas and exercise.role is old.role)
    ]

    def key(exercise: Exercise) -> tuple[Any, ...]:
        areas = list(exercise.areas)
        return (
            exercise.name in tastes.dislike,
            exercise.name != old.easier,
            exercise.name not in tastes.like,
            exercise.areas.get(area) != old.areas[area],
            areas.index(area) if area in areas else len(areas),
            exercise.kind is not old.kind,
            exercise.posture != old.posture,
            abs(exercise.effort - old.effort),
            exercise.name,
        )

    if not found:
        what = f"there is nothing else for {the(area, library)} to put in place of {old.name}"
        raise PlanError(what, hint="name another exercise with --for, or avoid less")
    return min(found, key=key)


def _reason(old: Exercise, new: Exercise, library: Library) -> str:
    area = next(iter(old.areas))
    title = the(area, library)
    instead = f"{new.words.title} instead of {inside(old.words.title, library)}"
    if new.name == old.easier:
        return f"{instead}: the easier one{'' if area in new.areas else ', though not'} for {title}."
    if new.areas.get(area) == old.areas[area]:
        return f"{instead}: for {title} along the same line."
    return f"{instead}: for {title}, too, along another line."


def _doubts(old: Exercise, new: Exercise, minded: set[str], library: Library) -> tuple[str, ...]:
    """Say what speaks against an exercise that was asked for."""
    area = next(iter(old.areas), None)
    doubts = [] if area is None or area in new.areas else [f"It is not for {the(area, library)}."]
    doubts += [f"It {library.cautions[name].mind}." for name in new.cautions if name in minded]
    return tuple(doubts)


def _swapped(step: Step, new: Exercise) -> Step:
    """Return ``step`` with another exercise: its dose within the new range, no dose of another kind."""
    keep: dict[str, Any] = {"exercise": new.name, "rounds": step.rounds, "between": step.between}
    span = getattr(step, new.kind)
    if span is not None:
        keep[new.kind.value] = within(new.dose, span)
    elif any(getattr(step, kind) for kind in Kind) or (step.breaths and new.kind is not Kind.HOLD):
        keep[new.kind.value] = new.dose
    if step.breaths is not None and new.kind is Kind.HOLD:
        keep["breaths"] = step.breaths
    if step.side in new.sides:
        keep["side"] = step.side
    return Step.model_validate(keep)


def _edited(data: bytes, done: Swap) -> str | None:
    """Return the text of a file with names and doses changed in place; None where more has to change."""
    file = read_yaml(opened(data))
    lines = data.decode("utf-8-sig").splitlines(keepends=True)
    for (line, column), before, after in sorted(_changes(file, done), reverse=True):
        text = lines[line - 1]
        match = re.compile(rf"([\"']?){re.escape(before)}").match(text, column - 1)
        if match is None:
            return None
        lines[line - 1] = text[: match.start()] + match[1] + after + text[match.end() :]
    return "".join(lines)


def _changes(file: YamlFile, done: Swap) -> Iterator[tuple[Place, str, str]]:
    """Yield what a swap changes in a file: the place, what stands there, and what is to."""
    steps = file.at(("steps",))
    for number, written in enumerate(steps if isinstance(steps, list) else ()):
        if not isinstance(written, dict):
            continue
        for trail in _in_intervals(file, ("steps", number, "intervals", "of"), done.old.name):
            yield file.values[trail], done.old.name, done.new.name
        if written.get("exercise") != done.old.name:
            continue
        yield file.values["steps", number, "exercise"], done.old.name, done.new.name
        span = getattr(done.routine.steps[number], done.new.kind)
        for kind in Kind:
            dose = written.get(kind)
            if not isinstance(dose, str) or span is None:
                continue
            if kind is not done.new.kind:
                yield file.keys["steps", number, kind], kind, done.new.kind
            elif _read(dose, kind) == span:
                continue
            yield file.values["steps", number, kind], dose, dose_text(done.new.kind, span)


def _in_intervals(file: YamlFile, of: Trail, name: str) -> Iterator[Trail]:
    """Yield where an exercise stands among those of intervals, which may be one or a list."""
    written = file.at(of)
    places = [(*of, place) for place in range(len(written))] if isinstance(written, list) else [of]
    yield from (place for place in places if file.at(place) == name)


def _read(dose: str, kind: Kind) -> Span:
    span: Span = getattr(Step.model_validate({"exercise": "x", kind: dose}), kind)
    return span


def _reads_as(text: str, library: Library) -> Routine | None:
    """Read the text of a routine file, the way a file is read."""
    return review(library, opened(text.encode())).routine
