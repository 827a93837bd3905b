"""Turns what pydantic finds wrong into problems at a line and column, in words an author can act on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from coach.content.fields import InputError
from coach.content.nearest import OTHER_WORDS, as_name, meant
from coach.errors import printable, shown
from coach.similar import did_you_mean, similar

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping

    from pydantic_core import ErrorDetails

    from coach.content.yaml_file import Trail, YamlFile
    from coach.errors import Problem

Model = TypeVar("Model", bound=BaseModel)

_HOW = {
    "": "begin it with 'name: my-hips'",
    "name": "write 'name: my-hips'",
    "title": "write 'title: My tight hips'",
    "when": "write 'when: after'",
    "steps": "write 'steps:' and below it lines such as '- exercise: cat-cow'",
    "exercise": "write 'exercise: cat-cow'",
    "side": "write 'side: left'",
    "hold": "write 'hold: 20-30s'",
    "reps": "write 'reps: 10', or 'reps: 10-12'",
    "time": "write 'time: 2 min'",
    "breaths": "write 'breaths: 5'",
    "rounds": "write 'rounds: 2'",
    "intervals": "write 'intervals: {work: 40s, rest: 20s, rounds: 4, of: cat-cow}'",
    "work": "write 'work: 40s'",
    "rest": "write 'rest: 20s'",
    "of": "write 'of: cat-cow', or 'of: [cat-cow, plank]'",
}
_WANTED = {
    "string_type": "text",
    "string_unicode": "text",
    "tuple_type": "a list",
    "dict_type": "a block of 'key: value' lines",
    "model_type": "a block of 'key: value' lines",
    "model_attributes_type": "a block of 'key: value' lines",
}


def validate(
    model: type[Model],
    file: YamlFile,
    data: object = None,
    known: Iterable[Problem] = (),
    folder: Path | None = None,
) -> tuple[Model | None, list[Problem]]:
    """Hold ``data`` (the whole file by default) against ``model``: the model, or every problem found.

    Nothing more is said of the places that ``known`` problems already speak of, nor of spoilt ones. Files that it
    names are found from ``folder``.
    """
    try:
        context = {"folder": folder or Path()}
        found = TypeAdapter(model).validate_python(file.root if data is None else data, context=context)
    except ValidationError as fault:
        places = {(problem.line, problem.column) for problem in known}
        return None, list(placed(model, file, fault, places))
    return found, []


def nearest(name: str, known: Iterable[str], fallback: str, spelled: Mapping[str, str] | None = None) -> str:
    """Return a hint that names what was probably meant, as it is ``spelled``, or ``fallback``."""
    names, spelled = list(known), spelled or {}
    wanted = as_name(name)
    if wanted in names:
        return did_you_mean([printable(spelled.get(wanted, wanted))])
    matches = similar(wanted or name.lower(), names)
    if not matches and len(wanted) > 2:
        matches = [candidate for candidate in names if wanted in candidate][:3]
    offered = dict.fromkeys(printable(spelled.get(match, match)) for match in matches)
    return did_you_mean(offered) or fallback


def placed(
    model: type[BaseModel], file: YamlFile, fault: ValidationError, places: Container[tuple[int, int]] = ()
) -> Iterator[Problem]:
    """Yield what pydantic found wrong, each at its place in the file, but for ``places`` that are known."""
    details = fault.errors(include_url=False)
    strange = [detail["loc"] for detail in details if detail["type"] == "extra_forbidden"]
    misnamed = {(*trail[:-1], _meant_key(model, trail)) for trail in strange}
    for detail in details:
        if detail["type"] == "missing" and detail["loc"] in misnamed:
            continue
        given = detail["input"]
        if (
            detail["type"] == "too_short"
            and isinstance(given, list | tuple)
            and len(given) >= detail["ctx"]["min_length"]
        ):
            continue  # its entries are wrong, and reported each
        trail = _real_part(file, detail["loc"])
        problem = _problem(model, file, detail, trail)
        if not trail or not (file.spoilt_at(trail) or (problem.line, problem.column) in places):
            yield problem


def _problem(model: type[BaseModel], file: YamlFile, detail: ErrorDetails, trail: Trail) -> Problem:
    key = str(detail["loc"][-1]) if detail["loc"] else ""
    kind, found = detail["type"], detail["input"]
    context = detail.get("ctx", {})
    how = _HOW.get(key, f"write '{key}: …'")
    if kind == "extra_forbidden":
        likely = _meant_key(model, detail["loc"])
        keys = ", ".join(_known_keys(model, detail["loc"]))
        hint = f"did you mean {likely}?" if likely else f"the keys here are {keys}; notes go behind a '#'"
        return file.problem(trail, f"unknown key {shown(key)}", hint, key=True)
    if kind == "missing":
        return file.problem(trail, f"the key '{key}' is missing", how)
    if kind == "value_error":
        fault = context["error"]
        if not isinstance(fault, InputError):
            return file.problem(trail, str(fault), how)
        hint = (meant(key, found) if isinstance(found, str) else "") or fault.hint
        place = trail if fault.key == "" else (*trail, fault.key)
        return file.problem(place, fault.what, hint, key=isinstance(fault.key, str) and bool(fault.key))
    empty = found == [] or (isinstance(found, str) and not found.strip())
    if empty and (key or () not in file.values):  # a file of nothing but "" or [] has something in it
        return file.problem(trail, f"'{key}' is empty" if key else "the file is empty", how)
    if kind == "string_pattern_mismatch":
        hint = f"write {as_name(found)}" if as_name(found) else "write lower-case words joined by '-'"
        return file.problem(trail, f"{shown(found)} is not a name", hint)
    if key == "[key]":
        return file.problem(trail, f"unknown key {shown(found)}", f"write {context['expected']}", key=True)
    if kind in ("enum", "literal_error"):
        return file.problem(trail, f"'{key}' cannot be {shown(found)}", f"write {context['expected']}")
    if kind in ("string_too_long", "too_long"):
        unit = "characters" if isinstance(found, str) else "entries"
        return file.problem(trail, f"'{key}' is too long", f"keep it to {context['max_length']} {unit}")
    if kind in ("string_too_short", "too_short"):
        return file.problem(trail, f"'{key}' is too short", f"it takes at least {context['min_length']}")
    if kind in _WANTED:
        name = f"'{key}'" if key else "the file"
        return file.problem(trail, f"{name} has to be {_WANTED[kind]}, not {_shape(found)}", how)
    return file.problem(trail, f"{shown(found)} cannot stand here", how)


def _shape(found: object) -> str:
    if isinstance(found, dict):
        return "a block of keys"
    return "a list" if isinstance(found, list) else shown(found)


def _real_part(file: YamlFile, location: tuple[str | int, ...]) -> Trail:
    """Drop what pydantic adds to a location (such as '[key]') and the file does not have."""
    parts: list[str | int] = []
    for part in location:
        if file.at((*parts, part)) is None:
            break
        parts.append(part)
    return tuple(parts)


def _known_keys(model: type[BaseModel], trail: Trail) -> list[str]:
    """List the keys that the block around ``trail`` takes, walking down from ``model``."""
    current = model
    for part in trail[:-1]:
        if isinstance(part, str):
            annotation = current.model_fields[part].annotation
            current = next(iter(_models_in(annotation)), current)
    return list(current.model_fields)


def _meant_key(model: type[BaseModel], trail: Trail) -> str:
    """Return the key that the one at the end of ``trail`` was probably meant to be, or ""."""
    known = _known_keys(model, trail)
    written = as_name(str(trail[-1]))
    if (other := OTHER_WORDS.get(written, "")) in known:
        return other
    return next(iter(similar(written, known)), "")


def _models_in(annotation: object) -> Iterable[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from _models_in(argument)
