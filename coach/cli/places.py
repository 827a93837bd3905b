"""A step of a session as people name it: by its number, or by what is done in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.content.nearest import as_name
from coach.errors import NotFoundError, shown
from coach.similar import similar

if TYPE_CHECKING:
    from coach.script.model import Script


def find_step(wanted: str, script: Script) -> int:
    """Return the number of the step that is meant, from 1: ``3``, ``supine-spinal-twist`` or just ``twist``.

    The nearest name counts. Raises NotFoundError, with what there is, where none is near.
    """
    if wanted.isascii() and wanted.isdecimal() and len(wanted) < 10:
        return int(wanted)
    steps = [(section.index, section.exercise, section.name) for section in script.sections if section.index]
    called = {as_name(name): index for index, exercise, title in steps for name in (title, exercise) if name}
    word = as_name(wanted)
    if word in called:
        return called[word]
    if within := [index for name, index in called.items() if word and word in name]:
        return min(within)
    if like := similar(word, called, most=1):
        return called[like[0]]
    names = [exercise or as_name(title or "") for _, exercise, title in steps]
    what = f"there is no step {shown(wanted)} in '{script.routine}'"
    raise NotFoundError(what, hint=f"there are {', '.join(names)}")
