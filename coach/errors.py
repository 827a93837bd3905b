"""Every error the coach raises on purpose: what is wrong, where, and what to do about it."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class CoachError(Exception):
    """The root: one line that a person can act on.

    ``what`` is wrong, ``where`` it is (a file, an option), and a ``hint`` at what to do.
    """

    def __init__(self, what: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f"; {self.hint}" if self.hint else ""
        return f"{place}{self.what}{advice}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in a file a person wrote; ``line`` and ``column`` count from 1.

    In what Python code gave, ``file`` names the part, such as ``steps[2].hold``, and there are no lines.
    """

    file: str
    line: int
    column: int
    what: str
    hint: str
    warning: bool = False

    def __str__(self) -> str:
        label = "warning: " if self.warning else ""
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}: {label}{self.what}; {self.hint}"


class RoutineError(CoachError):
    """A routine, exercise, phrase or settings file that cannot be used, with every problem it has."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class NotFoundError(CoachError):
    """A routine, exercise or voice of that name does not exist."""


class ChoiceError(CoachError, ValueError):
    """A word is none of the few that can stand there; also a ValueError, as that of every enumeration is."""


class PlanError(CoachError):
    """No routine can meet the wishes; ``nearest`` holds some that one can (``coach.plan.wishes.Wishes``)."""

    def __init__(self, what: str, *, hint: str = "", nearest: tuple[object, ...] = ()) -> None:
        super().__init__(what, hint=hint)
        self.nearest = nearest


class UnspeakableError(CoachError):
    """The routine is well written but cannot be coached as asked: no length, no room for a cue."""


class LengthError(UnspeakableError):
    """The routine cannot take as long as asked; what it can take, in milliseconds."""

    def __init__(self, what: str, *, hint: str, shortest: int, longest: int, nearest: int) -> None:
        super().__init__(what, hint=hint)
        self.shortest, self.longest, self.nearest = shortest, longest, nearest


class VoiceError(CoachError):
    """The engine could not speak."""


class MediaError(CoachError):
    """Audio could not be read, measured, encoded or written."""


class SpeakerError(CoachError):
    """There is nothing to play through."""


class HistoryError(CoachError):
    """What was done and felt could not be written down, or read."""


def printable(text: str) -> str:
    """Return ``text`` on one line, with everything a terminal would obey or hide written as an escape."""
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in text)


def harmless(text: str) -> str:
    """Return ``text`` as the cell of a table that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def text_of(value: object) -> str:
    """Return ``str(value)``, or what kind of thing it is where Python does not write it, such as a huge number."""
    try:
        return str(value)
    except Exception:
        return f"a {type(value).__name__} that cannot be written"


def shown(value: object, limit: int = 40) -> str:
    """Quote a value for an error message, on one line and cut to ``limit`` characters."""
    text = text_of(value)
    plain = printable(text[: limit + 1])
    return f"'{plain}'" if len(plain) <= limit else f"'{plain[:limit]}…'"


_CHECKOUT = Path(__file__).resolve().parents[1]


def remedy(extra: str) -> str:
    """Return the command that installs an extra of pyproject.toml; in a checkout that is its own script."""
    script = _CHECKOUT / "scripts" / "extra"
    if Path(sys.prefix).resolve() == _CHECKOUT / ".venv" and script.is_file():
        return f'run "{"python " if os.name == "nt" else ""}{script} {extra}"'
    return f"run \"pip install 'coach[{extra}]'\""
