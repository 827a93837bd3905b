"""Reads exercises that somebody wrote, in a file of their own or within a routine, and finds all that is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.content.exercise import OWN, Exercise
from coach.content.fields import InputError
from coach.content.nearest import as_name, is_name
from coach.content.own import SIDE_SLOTS, ShortExercise, check_sentence
from coach.content.problems import nearest, validate
from coach.content.yaml_file import in_order
from coach.content.yaml_io import read_yaml
from coach.errors import RoutineError, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from coach.content.library import Library
    from coach.content.routine import Own
    from coach.content.yaml_file import Node, Trail, YamlFile
    from coach.errors import Problem

MOST = 100
"""Exercises within one routine."""

_TELLING = {"posture", "setup", "sides", "feel", "words"}
"""Keys that an exercise has, and a routine has not."""

_SPOKEN_SLOTS = (*SIDE_SLOTS, "count", "length")
LIKELY = {
    "lying": "supine",
    "back": "supine",
    "front": "prone",
    "side": "side-lying",
    "sitting": "seated",
    "stand": "standing",
    "all-fours": "hands-and-knees",
    "quadruped": "hands-and-knees",
}
"""Postures that people write, and what they are called here."""


def read_own(library: Library, path: Path) -> Own:
    """Read the file of one exercise; raises a RoutineError with every problem it has."""
    file = read_yaml(path)
    found, problems = _own(library, file, path.stem)
    if found is None or problems or file.problems:
        raise RoutineError(in_order([*file.problems, *problems]))
    return found


def is_exercise(root: Node) -> bool:
    """Whether a file holds an exercise, and no routine: by its keys, some of which may be wrong."""
    if not isinstance(root, dict) or {"steps", "exercises"} & root.keys():
        return False
    return bool(_TELLING & root.keys())


def own_alone(library: Library, file: YamlFile, name: str) -> tuple[Own | None, list[Problem]]:
    """Return the exercise that a file holds, and every problem it has; ``name`` is that of the file."""
    found, problems = _own(library, file, name)
    if not is_name(name):
        hint = f"rename the file to {as_name(name)}.yaml" if as_name(name) else "name it like side-plank.yaml"
        problems.append(file.problem((), f"{shown(name)} is not a name for an exercise", hint))
    return found, problems


def own_within(library: Library, file: YamlFile) -> tuple[dict[str, Own], list[Problem]]:
    """Return the sound exercises under ``exercises:`` of a routine file, and every problem of the others."""
    block = file.at(("exercises",))
    if block is None or file.spoilt_at(("exercises",)):
        return {}, []
    if not isinstance(block, dict) or not block:
        hint = "write below it a name such as 'clamshell:', and below that its 'title:' and so on"
        return {}, [file.problem(("exercises",), "'exercises' has to be a block of exercises", hint)]
    found, problems = {}, []
    if len(block) > MOST:
        problems.append(file.problem(("exercises",), f"these are over {MOST} exercises", "use several files"))
    for name in [*block][:MOST]:
        if not is_name(name):
            hint = f"write {as_name(name)}" if as_name(name) else "write lower-case words joined by '-'"
            problems.append(file.problem(("exercises", name), f"{shown(name)} is not a name", hint, key=True))
            continue
        part = file.within(("exercises", name))
        own, wrong = _own(library, part, name)
        problems += wrong
        if own is not None and not wrong and not part.spoilt:
            found[name] = own
    return found, problems


def _own(library: Library, file: YamlFile, name: str) -> tuple[Own | None, list[Problem]]:
    root = file.root
    if not isinstance(root, dict):
        hint = "write below it 'title:', 'posture:', 'setup:' and a dose such as 'hold: 30s'"
        return None, [file.problem((), f"the exercise {shown(name)} says nothing", hint)]
    misfits = list(_misfits(library, file, root))
    found: Own | None
    data = {key: value for key, value in root.items() if key != "name"}
    if root.get("name", name) != name:
        misfits.append(file.problem(("name",), f"this exercise is {shown(name)}", "leave 'name:' out"))
    if "words" in root:
        misfits += _unspeakable(file, ("words",), root["words"])
        data = {"source": OWN, **data, "name": name}
        found, problems = validate(Exercise, file, data, misfits, file.folder)
    else:
        found, problems = validate(ShortExercise, file, data, misfits, file.folder)
    return found, [*misfits, *problems]


def _misfits(library: Library, file: YamlFile, root: Mapping[str, Node]) -> Iterator[Problem]:
    """Hold what an exercise names against what the coach knows of."""
    areas = {
        **{name: name for name in library.areas},
        **{a: n for n, f in library.areas.items() for a in f.also},
    }
    known = {
        "posture": (library.postures, "posture"),
        "sides": (library.phrases.sides, "side"),
        "needs": (library.phrases.needs, "thing to have ready"),
        "cautions": (library.cautions, "caution"),
        "areas": (library.areas, "area"),
        "easier": (library.exercise_names, "exercise"),
        "figure_of": (library.figure_names, "shipped figure"),
    }
    for key, (names, what) in known.items():
        for trail, word in _named(key, root.get(key)):
            empty = not word.strip() and key != "areas"  # which the model reports
            if word in names or empty or file.spoilt_at(trail):
                continue
            meant = areas.get(as_name(word), word) if key == "areas" else LIKELY.get(as_name(word), word)
            listed = key in ("easier", "figure_of")
            choices = "'coach list --exercises' names them" if listed else f"there are {', '.join(names)}"
            yield file.problem(trail, f"there is no {what} {shown(word)}", nearest(meant, names, choices))


def _named(key: str, value: Node | None) -> Iterator[tuple[Trail, str]]:
    """Yield each word of a text, a list or the keys of a block, with where it stands."""
    if isinstance(value, str):
        yield (key,), value
    elif isinstance(value, list):
        yield from (((key, place), word) for place, word in enumerate(value) if isinstance(word, str))
    elif isinstance(value, dict) and key == "areas":
        yield from (((key, word), word) for word in value)


def _unspeakable(file: YamlFile, trail: Trail, value: Node) -> Iterator[Problem]:
    """Find the sentences of the full form that could not be said."""
    inner: Iterable[tuple[str | int, Node]] = ()
    if isinstance(value, dict):
        inner = value.items()
    elif isinstance(value, list):
        inner = enumerate(value)
    elif value.strip():
        try:
            check_sentence(value, _SPOKEN_SLOTS)
        except InputError as fault:
            yield file.problem(trail, fault.what, fault.hint)
    for part, each in inner:
        yield from _unspeakable(file, (*trail, part), each)
