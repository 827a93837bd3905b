"""Says what is wrong with a settings file, at its line and column, and what to do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from coach.content.problems import nearest
from coach.errors import Problem, RoutineError, shown
from coach.settings.command import CommandTemplate
from coach.settings.values import EXAMPLES, TABLES, Settings

if TYPE_CHECKING:
    import tomllib
    from pathlib import Path

    from pydantic import ValidationError


def meant(key: str) -> str:
    """Say which setting was probably meant, or which there are."""
    return nearest(key, Settings.model_fields, f"there are {', '.join(Settings.model_fields)}")


def broken(path: Path, text: str, fault: tomllib.TOMLDecodeError) -> RoutineError:
    """Return the error for a text that is not TOML."""
    place = re.search(r"\(at line (\d+), column (\d+)\)", str(fault))
    what = str(fault).split(" (at ")[0].lower()
    last = text.rstrip().splitlines()  # where the parser says "at end of document"
    line, column = (int(place[1]), int(place[2])) if place else (len(last), len(last[-1]) + 1)
    hint = "write lines such as 'rate = 135'"
    if what == "cannot overwrite a value":
        what, hint = "this has been set before, in this file", "take one of the two lines away"
    return RoutineError([Problem(str(path), line, column, what, hint)])


def problems(path: Path, text: str, error: ValidationError) -> list[Problem]:
    """Return every mistake in the text of a settings file, each at its place, from top to bottom."""
    found = [_problem(path, text, detail) for detail in error.errors()]
    return sorted(found, key=lambda problem: (problem.line, problem.column))


def _problem(path: Path, text: str, detail: Any) -> Problem:
    key = str(detail["loc"][0])
    place = _place(text, [str(part) for part in detail["loc"]])
    if key in TABLES and len(detail["loc"]) > 1:
        return Problem(str(path), *place, *_wrong_command(detail))
    if detail["type"] == "extra_forbidden":
        return Problem(str(path), *place, f"unknown setting {shown(key)}", meant(key))
    what = f"'{key}' cannot be {shown(detail['input'])}"
    return Problem(str(path), *place, what, what_it_takes(key))


def _place(text: str, path: list[str]) -> tuple[int, int]:
    """Return line and column of a key, or of the nearest table around it that has a line of its own."""
    begin, place = 0, None
    for depth, key in enumerate(path):
        name = rf"[\"']?({re.escape(key)})[\"']?\s*[=.\]]"
        before = r"^[ \t]*\[?" + "".join(rf"[\"']?{re.escape(outer)}[\"']?\." for outer in path[:depth])
        found = re.compile(before + name, re.MULTILINE).search(text, begin) or (
            re.compile(r"^[ \t]*" + name, re.MULTILINE).search(text, begin) if depth else None
        )
        if not found:
            break
        begin, place = text.rfind("\n", 0, found.start(1)) + 1, found.start(1)
    if place is None:
        return 1, 1
    return text.count("\n", 0, place) + 1, place - text.rfind("\n", 0, place)


def _wrong_command(detail: Any) -> tuple[str, str]:
    """Say what is wrong within the table of commands, and what to do."""
    named = ".".join(str(part) for part in detail["loc"] if part != "[key]")
    if detail["type"] == "extra_forbidden":
        known = ", ".join(CommandTemplate.model_fields)
        return f"unknown setting {shown(named)}", f"a command has {known}"
    if detail["loc"][-1] == "[key]":
        return f"a command cannot be called {shown(detail['loc'][1])}", "use small letters, digits and '-'"
    if detail["type"] == "missing":
        return f"'{named}' is missing", f"for example: run = {EXAMPLES['commands']['mine']['run']}"
    reason = detail["msg"].removeprefix("Value error, ")
    return f"'{named}' cannot be {shown(detail['input'])}", reason[:1].lower() + reason[1:]


def what_it_takes(key: str) -> str:
    """Say what a setting takes, with an example."""
    description = str(Settings.model_fields[key].description).rstrip(".")
    example = str(EXAMPLES[key]).replace("'", "")
    if isinstance(EXAMPLES[key], bool):
        example = example.lower()
    return f"{description[:1].lower()}{description[1:]}; for example {example}"
