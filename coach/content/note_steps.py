"""Reads steps as they stand on a note: ``supine spinal twist 3 x 30 s each side``, ``rest 30 s``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coach.content.aliases import callings
from coach.content.fields import MAX_STEPS, InputError, When
from coach.content.nearest import as_name
from coach.content.prescribed import plain
from coach.content.problems import nearest
from coach.content.routine import Routine, Step
from coach.errors import CoachError, NotFoundError, RoutineError, shown

if TYPE_CHECKING:
    from coach.content.library import Library

_LONGEST = 200
"""Characters of a step."""

_BULLET = re.compile(r"^\s*(?:[-*•]\s+|[0-9]{1,2}[.)]\s+)")

_REST = re.compile(r"\s*(?:a\s+)?rest(?:\s+(?:of|for))?\b[\s:]*(.*)", re.IGNORECASE)


def read_step(text: str, library: Library, where: str = "") -> Step:
    """Read an exercise, by its name or title, and its dose; without one it is the usual.

    ``where`` is for messages. Raises NotFoundError for an unknown exercise, with the nearest, and CoachError
    for a dose that cannot be read or does not suit it.
    """
    where = where or f"--step {shown(text)}"
    if len(text) > _LONGEST:
        raise CoachError(f"has {len(text)} characters", where=where, hint="write it like cat-cow 2 x 10 reps")
    if rest := _REST.fullmatch(text):
        return _checked({"rest": rest[1] or "30 s"}, where)
    known = callings(library)
    words = text.replace(":", " ").split()
    for count in range(len(words), 0, -1):
        name = known.get(as_name(" ".join(words[:count])))
        if name:
            dose = " ".join(words[count:])
            step = _checked({"exercise": name, **({"dose": dose} if dose else {})}, where)
            try:
                return plain(library, step)
            except InputError as fault:
                raise CoachError(fault.what, where=where, hint=fault.hint.replace("dose: ", "")) from None
    named = re.split(r"[0-9:]| hold\b", text)[0].strip() or text
    hint = nearest(named, known, "'coach list --exercises' names them all")
    raise NotFoundError(f"there is no exercise {shown(named)}", where=where, hint=hint)


def read_note(text: str, library: Library, name: str = "noted") -> Routine:
    """Read a note of several steps, with ";" or a new line between them, as a routine of that name.

    Raises CoachError with everything that is wrong with it.
    """
    steps, faults = [], []
    for line in filter(None, (_BULLET.sub("", part).strip() for part in re.split(r"[;\n\r]+", text))):
        try:
            steps.append(read_step(line, library, shown(line)))
        except CoachError as fault:
            faults.append(str(fault))
    if not faults and not any(step.exercise for step in steps):
        faults.append("there is no exercise in it; write it like cat-cow 2 x 10; figure-four 3 x 30 s")
    if len(steps) > MAX_STEPS:
        faults.append(f"it has {len(steps)} steps; keep it to {MAX_STEPS}")
    if faults:
        raise CoachError(" | ".join(faults))
    return Routine(name=name, title=library.titles.noted, when=When.ANY, steps=tuple(steps))


def _checked(keys: dict[str, str], where: str) -> Step:
    try:
        return Step.model_validate(keys)
    except RoutineError as error:
        fault = error.problems[0]
        raise CoachError(fault.what, where=where, hint=fault.hint) from None
