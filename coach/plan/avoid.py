"""Takes out of a routine what a body has to avoid: another exercise for the same area comes in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.errors import PlanError
from coach.plan.swap import swap
from coach.plan.wishes import find_caution, inside, listed
from coach.settings.tastes import INDIFFERENT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coach.content.library import Library
    from coach.content.routine import Routine
    from coach.settings.tastes import Tastes


def avoiding(
    routine: Routine, library: Library, avoid: Iterable[str], tastes: Tastes = INDIFFERENT
) -> tuple[Routine, tuple[str, ...]]:
    """Return ``routine`` without what the cautions in ``avoid`` speak against, and a sentence for each change.

    An exercise for which there is no other is left out. Raises NotFoundError for a caution that does not exist,
    and PlanError when no exercise would be left.
    """
    library = library.with_own(routine.exercises)
    minded = {find_caution(word, library) for word in avoid}
    said = []
    for name in dict.fromkeys(name for step in routine.steps for name in step.exercises):
        exercise = library.exercise(name)
        against = sorted(minded & set(exercise.cautions))
        if not against:
            continue
        why = listed([library.cautions[caution].mind for caution in against])
        old = f"{inside(exercise.words.title, library)}, which {why}"
        try:
            done = swap(routine, name, library, avoid=minded, tastes=tastes)
        except PlanError:
            routine = _without(routine, name)
            said.append(f"Left out {old}: there is nothing to put in its place.")
        else:
            routine = done.routine
            said.append(" ".join((f"{done.new.words.title} instead of {old}.", *done.notes)))
    return routine, tuple(said)


def _without(routine: Routine, name: str) -> Routine:
    left = (step.without(name) for step in routine.steps)
    steps = tuple(step for step in left if step is not None)
    if not any(step.exercises for step in steps):
        raise PlanError(
            f"nothing of '{routine.name}' is left to do", hint="avoid less, or ask for it as it is"
        )
    return routine.model_copy(update={"steps": steps})
