"""What exercises are called: their names, their titles, and what else people say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field, TypeAdapter

from coach.content.fields import Slug
from coach.content.nearest import as_name
from coach.content.problems import nearest
from coach.content.yaml_file import read_yaml
from coach.errors import NotFoundError, shown

if TYPE_CHECKING:
    from pathlib import Path

    from coach.content.library import Library

_ALSO = TypeAdapter(dict[Slug, Annotated[tuple[Slug, ...], Field(min_length=1)]])


def also(path: Path) -> dict[str, str]:
    """Read what else exercises are called: the name by each other word."""
    return {
        word: name for name, words in _ALSO.validate_python(read_yaml(path).root).items() for word in words
    }


def find_exercise(word: str, library: Library) -> str:
    """Return the name of the exercise that people call ``word``; raises NotFoundError with the nearest."""
    wanted = as_name(word)
    if wanted in library.exercise_names:
        return wanted
    known = callings(library)
    if wanted in known:
        return known[wanted]
    raise NotFoundError(f"there is no exercise {shown(word)}", hint=likely(word, library))


def likely(word: str, library: Library) -> str:
    """Return a hint that names the exercise which ``word`` probably means, for where only names are taken."""
    called = library.also.get(as_name(word), word)
    return nearest(called, library.exercise_names, "'coach list --exercises' names them all")


def callings(library: Library) -> dict[str, str]:
    """Return the name of each exercise by everything that it is called; its own name goes before its title."""
    titles = {as_name(library.exercise(name).words.title): name for name in library.exercise_names}
    return {**library.also, **titles, **{name: name for name in library.exercise_names}}
