"""Turns what pydantic finds wrong into problems at a line and column, in words an author can act on."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from coach.units import shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic_core import ErrorDetails

    from coach.errors import Problem
    from coach.library.yaml_file import Trail, YamlFile

Model = TypeVar("Model", bound=BaseModel)


def validate(model: type[Model], file: YamlFile, data: object = None) -> tuple[Model | None, list[Problem]]:
    """Hold ``data`` (the whole file by default) against ``model``: the model, or every problem found."""
    try:
        return model.model_validate(file.root if data is None else data), []
    except ValidationError as fault:
        details = fault.errors(include_url=False)
        return None, [_problem(model, file, detail) for detail in details]


def nearest(name: str, known: Iterable[str], fallback: str) -> str:
    """Return a hint that names what was probably meant, or ``fallback``."""
    matches = difflib.get_close_matches(name[:60].lower(), list(known), n=3, cutoff=0.55)
    return f"did you mean {' or '.join(matches)}?" if matches else fallback


def _problem(model: type[BaseModel], file: YamlFile, detail: ErrorDetails) -> Problem:
    trail: Trail = tuple(part for part in detail["loc"] if part in _real_parts(file, detail["loc"]))
    key = str(detail["loc"][-1]) if detail["loc"] else ""
    kind, found = detail["type"], detail["input"]
    context = detail.get("ctx", {})
    if kind == "extra_forbidden":
        known = _known_keys(model, detail["loc"])
        hint = nearest(key, known, f"the keys here are {', '.join(known)}")
        return file.problem(tuple(detail["loc"]), f"unknown key {shown(key)}", hint, key=True)
    if kind == "missing":
        return file.problem(trail, f"the key '{key}' is missing", f"add '{key}: …'")
    if found == "" and kind != "value_error":
        return file.problem(trail, f"'{key}' is empty", "give it a value or leave the line out")
    if kind == "value_error":
        what, _, hint = str(context["error"]).partition("; ")
        return file.problem(trail, what, hint or "correct it")
    if kind == "string_pattern_mismatch":
        return file.problem(trail, f"{shown(found)} is not a name", "write lower-case words joined by '-'")
    if kind in ("enum", "literal_error"):
        return file.problem(trail, f"'{key}' cannot be {shown(found)}", f"write {context['expected']}")
    if kind in ("string_too_long", "too_long"):
        size = context["max_length"]
        unit = "characters" if kind == "string_too_long" else "entries"
        return file.problem(trail, f"'{key}' is too long", f"keep it to {size} {unit}")
    if kind in ("string_too_short", "too_short"):
        return file.problem(trail, f"'{key}' is too short", f"it takes at least {context['min_length']}")
    if kind in _WANTED:
        name = f"'{key}'" if key else "the file"
        return file.problem(
            trail, f"{name} has to be {_WANTED[kind]}, not {_shape(found)}", "see 'coach show post'"
        )
    return file.problem(trail, f"{shown(found)}: {detail['msg'].lower()}", "correct it")


_WANTED = {
    "string_type": "text",
    "tuple_type": "a list (lines that begin with '- ')",
    "dict_type": "a block of 'key: value' lines",
    "model_type": "a block of 'key: value' lines",
    "model_attributes_type": "a block of 'key: value' lines",
}


def _shape(found: object) -> str:
    if isinstance(found, dict):
        return "a block of keys"
    return "a list" if isinstance(found, list) else shown(found)


def _real_parts(file: YamlFile, location: tuple[str | int, ...]) -> list[str | int]:
    """Drop what pydantic adds to a location (such as '[key]') and the file does not have."""
    parts: list[str | int] = []
    for part in location:
        if file.at((*parts, part)) is None:
            break
        parts.append(part)
    return parts


def _known_keys(model: type[BaseModel], location: tuple[str | int, ...]) -> list[str]:
    """List the keys that the model at ``location`` takes, walking down from ``model``."""
    current = model
    for part in location[:-1]:
        if isinstance(part, str):
            annotation = current.model_fields[part].annotation
            current = next(iter(_models_in(annotation)), current)
    return sorted(current.model_fields)


def _models_in(annotation: object) -> Iterable[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from _models_in(argument)
