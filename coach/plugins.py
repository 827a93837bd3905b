"""What other distributions add to the coach: voices, formats and exercises, found by their entry points.

How to write a plug-in
----------------------
Name what it adds in the ``pyproject.toml`` of a distribution of your own, and install that beside the coach::

    [project.entry-points."coach.voices"]
    robot = "my_package.robot:ROBOT"      # a coach.voice.Engine: its voices are called as its prefix says

    [project.entry-points."coach.formats"]
    caf = "my_package.caf:CAF"            # a coach.track.formats.Format
    [project.entry-points."coach.exercises"]
    clinic = "my_package.exercises"       # a package whose folder has a file for each exercise: docs/routines.md

A plug-in that cannot be loaded is left out, and one line in the log says so: the rest of the coach works on.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from coach.errors import CoachError, printable, shown, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from importlib.metadata import EntryPoint

Kind = TypeVar("Kind")
Given = ParamSpec("Given")
Result = TypeVar("Result")

_LONGEST = 200
"""Characters of what went wrong, in a message."""


@cache
def plugins(
    group: str, kind: type[Kind], fault_of: Callable[[Kind], str] = lambda _: ""
) -> Mapping[str, Kind]:
    """All that is installed of a group, by name. Looked up once.

    What is not of that kind is left out, and so is what ``fault_of`` finds something wrong with.
    """
    found = {}
    for point in _points(group):
        try:
            thing = point.load()
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # it is somebody else's code
            _leave_out(point, f"{type(error).__name__}: {text_of(error)}")
            continue
        if not isinstance(thing, kind):
            _leave_out(point, f"it is no {kind.__name__}, but {shown(thing)}")
        elif fault := fault_of(thing):
            _leave_out(point, fault)
        else:
            found[point.name] = thing
    return found


def _points(group: str) -> Iterable[EntryPoint]:
    """What the distributions that are installed say they have of a group; one that cannot be read is left out."""
    from importlib.metadata import distributions, entry_points

    try:
        return entry_points(group=group)
    except Exception:  # of whatever kind: somebody else wrote the file
        found: dict[str, EntryPoint] = {}
        for distribution in distributions():
            with suppress(Exception):
                for point in distribution.entry_points.select(group=group):
                    found.setdefault(point.name, point)
        return found.values()


def exercise_folders() -> tuple[Path, ...]:
    """The folders of the exercises that plug-ins bring along."""
    packages = plugins("coach.exercises", ModuleType).values()
    return tuple(Path(folder) for package in packages for folder in getattr(package, "__path__", ()))


def guarded(
    name: str, function: Callable[Given, Result], error: type[CoachError] = CoachError
) -> Callable[Given, Result]:
    """Return a function of a plug-in that raises ``error`` where it would raise what the coach does not know."""

    def call(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        try:
            return function(*args, **kwargs)
        except (CoachError, KeyboardInterrupt):
            raise
        except BaseException as fault:
            what = f"the plug-in '{name}' failed ({type(fault).__name__}: {_in_a_line(fault)})"
            raise error(what, hint="update it, or uninstall it") from fault

    return call


def _leave_out(point: EntryPoint, why: str) -> None:
    maker = f" of {point.dist.name} {point.dist.version}" if point.dist else ""
    what = "coach: the plug-in '%s'%s is left out (%s); update it, or uninstall it"
    logging.getLogger(__name__).warning(what, printable(point.name), printable(maker), _in_a_line(why))


def _in_a_line(fault: object) -> str:
    return printable(" ".join(text_of(fault).split())[:_LONGEST])
