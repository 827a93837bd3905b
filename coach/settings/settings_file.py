"""The settings file: where it is, read, and changed with care for what else is in it."""

from __future__ import annotations

import os
import re
import tomllib
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from coach.errors import CoachError, RoutineError, shown
from coach.files import locked, read_bytes
from coach.folders import moved, user_folder
from coach.settings.mistakes import broken, meant, problems, what_it_takes
from coach.settings.values import EXAMPLES, TABLES, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


DEEPEST = 5
"""Lists and tables in one another that are read at most: a command's have three."""

LARGEST = 256 * 1024
"""Bytes of a settings file that are read at most."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as it stands: its value, and where that comes from ("" when it is not set)."""

    key: str
    value: object
    origin: str


def settings_path() -> Path:
    """Return the settings file, which need not exist: ``COACH_CONFIG``, or config.toml in the user's folder."""
    return moved("COACH_CONFIG") or user_folder("config") / "config.toml"


def variable(key: str) -> str:
    """Return the environment variable that overrules a setting of the file."""
    return f"COACH_{key.upper()}"


def read_settings(path: Path | None = None) -> Settings:
    """Read the settings file; an absent one says nothing.

    Raises CoachError with every mistake in it as ``file:line:column: what is wrong; what to do``.
    """
    path = path or settings_path()
    text = _text(path)
    try:
        return Settings.model_validate(_parsed(path, text))
    except ValidationError as error:
        raise RoutineError(problems(path, text, error)) from None


def settings_in_force(path: Path | None = None) -> list[Setting]:
    """Return every setting with its value and origin, the environment before the file."""
    path = path or settings_path()
    given = read_settings(path)
    found = []
    for key in Settings.model_fields:
        if key not in TABLES and (value := os.environ.get(variable(key))):
            found.append(Setting(key, value, variable(key)))
        else:
            value = getattr(given, key)
            found.append(Setting(key, value, "" if value is None else str(path)))
    return found


def change(
    key: str,
    value: str | None,
    path: Path | None = None,
    *,
    check: Callable[[Settings], None] = lambda _settings: None,
) -> None:
    """Set ``key`` as a person writes its value, or take it out with None; all else in the file stays as it is.

    Other mistakes in the file are no hindrance, so that they can be mended one by one. Raises CoachError when
    there is no such setting, when the value does not suit it or ``check`` objects to it, or when the file is not
    TOML or cannot be written; the file is then as it was.
    """
    path = path or settings_path()
    try:
        with locked(path):
            _change(key, value, path, check)
    except OSError as fault:
        raise CoachError(f"cannot be changed ({fault.strerror or fault})", where=str(path)) from fault


def amend(new: Callable[[Settings], Mapping[str, str | None]], path: Path | None = None) -> None:
    """Change several settings at once, to what ``new`` makes of those there are; None takes one out.

    Nothing can come in between; raises CoachError as ``change`` does, and for any mistake in the file.
    """
    path = path or settings_path()
    try:
        with locked(path):
            text = _text(path)
            for key, value in new(read_settings(path)).items():
                text = (
                    _without(text, key)
                    if value is None
                    else _with(text or template(), key, _value(key, value))
                )
            write(text, path)
    except OSError as fault:
        raise CoachError(f"cannot be changed ({fault.strerror or fault})", where=str(path)) from fault


def _change(key: str, value: str | None, path: Path, check: Callable[[Settings], None]) -> None:
    text = _text(path)
    present = key in _parsed(path, text)
    if key not in Settings.model_fields and not (present and value is None):
        raise CoachError(f"there is no setting {shown(key)}", hint=meant(key))
    if key in TABLES and value is not None:
        raise CoachError(f"'{key}' is a table", hint="write it into the file: coach config edit")
    text = text or template()
    if value is None:
        text = _without(text, key)
    else:
        check(_checked(key, value))
        text = _with(text, key, _value(key, value))
    write(text, path)


def write(text: str, path: Path) -> None:
    """Put ``text`` in place of the settings file, whole or not at all."""
    from coach.files import PartFile

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise CoachError(f"the folder cannot be made ({fault.strerror})", where=str(path.parent)) from fault
    with PartFile(path) as file:
        file.part.write_text(text, "utf-8")
        file.commit()


def template() -> str:
    """Return a settings file that sets nothing yet and explains everything."""
    import tomlkit

    lines = [
        "# Settings of the coach. Take a '#' away to set something; the command line has the last word.\n"
    ]
    for key, field in sorted(Settings.model_fields.items(), key=lambda item: item[0] in TABLES):
        example = tomlkit.dumps({key: EXAMPLES[key]}).strip().replace("\n", "\n# ")
        lines.append(f"# {field.description}\n# {example}\n")
    return "\n".join(lines)


def _text(path: Path) -> str:
    try:
        return read_bytes(path, LARGEST).decode("utf-8")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError:
        raise CoachError("is not a text file in UTF-8", where=str(path), hint="write it anew") from None
    except OSError as fault:
        hint = "make it readable, or set COACH_CONFIG to another file"
        raise CoachError(f"cannot be read ({fault.strerror})", where=str(path), hint=hint) from fault


def _parsed(path: Path, text: str) -> dict[str, Any]:
    """What a text says, whether or not it can be; raises CoachError when it is not TOML or beyond all measure."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise broken(path, text, fault) from None
    except (RecursionError, ValueError):  # a million brackets; a number of 5,000 digits
        raise _beyond(path) from None
    level: list[dict[str, Any] | list[Any]] = [found]
    for _ in range(DEEPEST):
        inner = (each.values() if isinstance(each, dict) else each for each in level)
        level = [value for values in inner for value in values if isinstance(value, (dict, list))]
    if level:
        raise _beyond(path)
    return found


def _beyond(path: Path) -> CoachError:
    what = "is nested too deep for settings, or has a number that is too long"
    return CoachError(what, where=str(path), hint="write lines such as 'rate = 135'")


def _checked(key: str, value: str) -> Settings:
    """Read one value as a person writes it on the command line; raises CoachError."""
    try:
        return Settings.model_validate({key: value})
    except ValidationError:
        raise CoachError(f"'{key}' cannot be {shown(value)}", hint=what_it_takes(key)) from None


def _value(key: str, value: str) -> object:
    """Return a value as the file has it; raises CoachError where it does not suit."""
    return _checked(key, value).model_dump(mode="json")[key]


def _without(text: str, key: str) -> str:
    """Return the text without a setting."""
    import tomlkit

    document = tomlkit.parse(text)
    document.pop(key, None)
    return tomlkit.dumps(document)


def _with(text: str, key: str, value: object) -> str:
    """Return the text with a setting in it: in its own place, or its example's, or else before all tables."""
    import tomlkit

    document = tomlkit.parse(text)
    new = key not in document
    document[key] = value
    usual = tomlkit.dumps(document)
    line = tomlkit.dumps({key: value})
    if example := re.search(rf"^#[ \t]*{key}[ \t]*=.*(?:\n|$)", text, re.MULTILINE):
        better = text[: example.start()] + line + text[example.end() :]
    elif table := re.search(r"^(?:#.*\n)*[# \t]*\[", text, re.MULTILINE):
        better = f"{text[: table.start()]}{line}\n{text[table.start() :]}"
    else:
        return usual
    with suppress(tomllib.TOMLDecodeError):
        if new and tomllib.loads(better) == tomllib.loads(usual):
            return better
    return usual
