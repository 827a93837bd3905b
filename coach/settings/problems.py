"""Says what is wrong with a settings file, at its line and column, and what to do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from coach.errors import Problem, RoutineError
from coach.library.problems import nearest
from coach.settings.command import CommandTemplate
from coach.settings.model import EXAMPLES, TABLES, Settings
from coach.units import shown

if TYPE_CHECKING:
    import tomllib
    from collections.abc import Iterator
    from pathlib import Path

    from pydantic import ValidationError


def meant(key: str) -> str:
    """Say which setting was probably meant, or which there are."""
    return nearest(key, Settings.model_fields, f"there are {', '.join(Settings.model_fields)}")


def broken(path: Path, fault: tomllib.TOMLDecodeError) -> RoutineError:
    """Return the error for a file that is not TOML."""
    place = re.search(r"\(at line (\d+), column (\d+)\)", str(fault))
    what = str(fault).split(" (at ")[0].lower()
    line, column = (int(place[1]), int(place[2])) if place else (1, 1)
    hint = "write lines such as 'rate = 135'"
    if what == "cannot overwrite a value":
        what, hint = "this has been set before, in this file", "take one of the two lines away"
    return RoutineError([Problem(str(path), line, column, what, hint)])


def problems(path: Path, text: str, error: ValidationError) -> Iterator[Problem]:
    """Yield every mistake in the text of a settings file, each at its place."""
    for detail in error.errors():
        key = str(detail["loc"][0])
        line, column = _place(text, [str(part) for part in detail["loc"]])
        if key in TABLES and len(detail["loc"]) > 1:
            yield Problem(str(path), line, column, *_wrong_command(detail))
        elif detail["type"] == "extra_forbidden":
            yield Problem(str(path), line, column, f"unknown setting {shown(key)}", meant(key))
        else:
            what = f"'{key}' cannot be {shown(detail['input'])}"
            yield Problem(str(path), line, column, what, what_it_takes(detail))


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


def what_it_takes(detail: Any) -> str:
    """Say what a setting takes."""
    key = str(detail["loc"][0])
    field = Settings.model_fields[key]
    return f"{field.description} For example: {EXAMPLES[key]!r}".replace("True", "true").replace("'", "")
