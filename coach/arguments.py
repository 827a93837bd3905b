"""What Python code asks for: read as the command line reads it, and everything wrong with it told at once."""

from __future__ import annotations

import math
import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from coach.content.fields import InputError, Title
from coach.content.language_words import find_language, languages
from coach.errors import CoachError, NotFoundError, shown
from coach.units import parse_minutes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Given = ParamSpec("Given")
Value = TypeVar("Value")
Member = TypeVar("Member", bound=StrEnum)


class Faults:
    """Gathers what is wrong with several arguments: call it for each check, then ``tell`` before going on."""

    def __init__(self) -> None:
        self._found: list[CoachError] = []

    def __call__(self, check: Callable[Given, Value], *args: Given.args, **kwargs: Given.kwargs) -> Value:
        """Return what a check returns; where it fails, the fault is kept, and what is returned is of no use."""
        try:
            return check(*args, **kwargs)
        except CoachError as fault:
            self._found.append(fault)
            return cast("Value", None)

    def tell(self) -> None:
        """Raise the fault there is; of several, a CoachError with a line for each."""
        if len(self._found) > 1:
            raise CoachError("\n".join(map(str, self._found)))
        for fault in self._found:
            raise fault


def one_of(what: str, value: object, known: Iterable[str]) -> str:
    """Return ``value`` if it is known; raises NotFoundError that names those that are."""
    names = list(known)
    if value not in names:
        raise NotFoundError(f"there is no {what} {shown(value)}", hint=f"there are {', '.join(names)}")
    return str(value)


def member(what: str, value: object, kind: type[Member]) -> Member:
    """Return the member of an enumeration that ``value`` is or names; raises NotFoundError as ``one_of``."""
    return kind(one_of(what, value, kind))


def language_code(value: object) -> str:
    """Return the language of "de", "de-DE" or "German"; raises NotFoundError that names those that are spoken."""
    code = find_language(value) if isinstance(value, str) else None
    return code or one_of("language", value, languages())


def minutes_of(value: object) -> float | None:
    """Return a length in minutes, of a number or a text such as "6 min" or "6:30"; raises CoachError."""
    if value is None:
        return None
    hint = "give a length above 0, or None"
    try:
        minutes = parse_minutes(value) if isinstance(value, str) else number(value)
    except (ValueError, TypeError):
        raise CoachError(
            f"a session cannot take {shown(value)} minutes", hint=f"{hint}: 6, 6.5 or '6 min'"
        ) from None
    if not 0 < minutes < math.inf:
        raise CoachError(f"a session cannot take {value} minutes", hint=hint)
    return minutes


def spoken_name(value: object) -> str:
    """Return a name that can be said; raises CoachError."""
    try:
        return TypeAdapter(Title).validate_python(value)
    except ValidationError as error:
        fault = error.errors()[0].get("ctx", {}).get("error")
        why = fault if isinstance(fault, InputError) else InputError("cannot be said", "write a name")
        raise CoachError(f"the name {shown(value)}: {why.what}", hint=why.hint) from None


def names_of(what: str, value: object) -> tuple[str, ...]:
    """Return one name, or several; raises CoachError for what is none."""
    names = (value,) if isinstance(value, str) else value
    if not (
        isinstance(names, list | tuple | set | frozenset) and all(isinstance(each, str) for each in names)
    ):
        raise CoachError(f"the {what} cannot be {shown(value)}", hint="give a name, or a list of names")
    return tuple(names)


def path_of(value: object) -> Path:
    """Return a path; raises CoachError for what is none."""
    if not isinstance(value, str | os.PathLike):
        raise CoachError(f"{shown(value)} is not a path", hint="give it as text, or as a Path")
    return Path(value)


def instance(what: str, value: object, kind: type[Value], hint: str) -> Value:
    """Return ``value`` if it is of that kind; raises CoachError."""
    if not isinstance(value, kind):
        raise CoachError(f"the {what} cannot be {shown(value)}", hint=hint)
    return value


def whole(what: str, value: object, low: int, high: int) -> int:
    """Return a whole number within limits, of a number or its text; raises CoachError."""
    try:
        found = number(float(value) if isinstance(value, str) else value)
    except (ValueError, TypeError):
        found = math.nan
    if not (low <= found <= high and found == int(found)):
        raise CoachError(
            f"the {what} cannot be {shown(value) if isinstance(value, str) or found != found else value}",
            hint=f"give {low} to {high}",
        )
    return int(found)


def milliseconds_of(what: str, seconds: object, most: int) -> int:
    """Return a time given in seconds, up to ``most`` of them; raises CoachError."""
    try:
        found = number(seconds)
    except TypeError:
        found = math.nan
    if not 0 <= found <= most:
        raise CoachError(f"the {what} cannot be {shown(seconds)}", hint=f"give 0 to {most} seconds")
    return round(found * 1000)


def number(value: object) -> float:
    """Return a number; raises TypeError for what is none, and for True and False, which Python counts as some."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError
    try:
        return float(value)
    except OverflowError:
        raise TypeError from None
