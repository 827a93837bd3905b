"""What exercises are called: their names, their titles, and what else people say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.content.nearest import as_name
from coach.errors import NotFoundError, shown

if TYPE_CHECKING:
    from coach.content.library import Library


def find_exercise(word: str, library: Library) -> str:
    """Return the name of the exercise that people call ``word``; raises NotFoundError with the nearest."""
    wanted = as_name(word)
    if wanted in library.exercise_names:
        return wanted
    known = callings(library)
    if wanted in known:
        return known[wanted]
    raise NotFoundError(f"there is no exercise {shown(word)}", hint=library.likely(word))


def callings(library: Library) -> dict[str, str]:
    """Return the name of each exercise by everything that it is called; its own name goes before its title."""
    titles = {as_name(exercise.words.title): exercise.name for exercise in library.exercises()}
    return {**library.also, **titles, **{name: name for name in library.exercise_names}}
