"""Finds the files of routines and exercises, wherever a path may lead."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from coach.content.nearest import as_name, is_name
from coach.content.problems import nearest
from coach.errors import NotFoundError, printable, shown
from coach.files import expanded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

ENDINGS = (".yaml", ".yml")
_SHOWN = 200
"""Characters of a path that does not exist, in a message."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A routine that can be asked for by name, and whether the user wrote it."""

    name: str
    path: Path
    own: bool


def list_routines(shipped: Path, own: Path) -> list[Listed]:
    """List the routines of both folders by name; one of the user's own hides a shipped one of the same name."""
    found = {path.stem: Listed(path.stem, path, own=False) for path in _files(shipped)}
    found |= {path.stem: Listed(path.stem, path, own=True) for path in _files(own)}
    return sorted(found.values(), key=lambda listed: (listed.own, listed.name))


def list_exercises(folder: Path) -> dict[str, Path]:
    """List the exercises of a folder that may exist, by name; other files are passed over."""
    return {path.stem: path for path in _files(folder) if is_name(path.stem)}


def find_routine(reference: str, routines: Iterable[Listed], titles: Mapping[str, str]) -> Path:
    """Return the file of a routine, given by name or by path; raises NotFoundError with the nearest names.

    A word of the ``titles`` that some have hints at their names, too.
    """
    listed = {routine.name: routine.path for routine in routines}
    if reference in listed:
        return listed[reference]
    path = expanded(Path(reference))
    kind = kind_of(path)
    if reference.endswith(ENDINGS) or "/" in reference or os.sep in reference:
        if kind == "file":
            return path
        hint = nearest(path.stem, listed, "give the path of a .yaml file or a name from 'coach list'")
        what = {"folder": "this is a folder, not a routine file", "else": "this is not an ordinary file"}
        where = printable(reference[:_SHOWN])
        raise NotFoundError(what.get(kind, "there is no such file"), where=where, hint=hint)
    called = {as_name(title): name for name, title in titles.items() if name in listed}
    fallback = "'coach list' names them all; a file is given by its path"
    hint = nearest(reference, [*listed, *called], fallback, called)
    if kind == "file":
        hint = f"to mean the file, write .{os.sep}{printable(reference)}"
    raise NotFoundError(f"there is no routine {shown(reference)}", hint=hint)


def kind_of(path: Path) -> str:
    """What stands at ``path``: a "file", a "folder", something "else", or "nothing" that can be seen."""
    try:
        if path.is_file():
            return "file"
        if path.is_dir():
            return "folder"
        return "else" if path.exists() else "nothing"
    except (OSError, ValueError):  # a name too long, a folder that is not ours to look into
        return "nothing"


def _files(folder: Path) -> Iterator[Path]:
    """Yield the YAML files of a folder, in alphabetical order."""
    for path in sorted(folder.glob("*")) if kind_of(folder) == "folder" else ():
        if path.suffix in ENDINGS and not path.name.startswith(".") and kind_of(path) == "file":
            yield path
