"""Reads doses as physiotherapists write them: ``3 x 30 s each side, rest 20 s``, or ``hold 5 breaths``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from coach.units import Span, parse_count_range, parse_time_range, shown


class Unit(StrEnum):
    """What a prescription counts."""

    TIME = "time"
    REPS = "reps"
    BREATHS = "breaths"


ONCE = Span(1, 1)


@dataclass(frozen=True, slots=True)
class Prescription:
    """A dose: ``amount`` in milliseconds, repetitions or breaths, so many ``rounds``, ``between`` them a rest.

    ``side`` is the only side to work; ``each_side`` tells that both were asked for. A ``hold`` was said to be one.
    """

    amount: Span
    unit: Unit
    rounds: Span = ONCE
    between: Span | None = None
    side: str | None = None
    each_side: bool = False
    hold: bool = False


EXAMPLE = "write it like 3 x 30 s each side, 2 x 10 reps, or hold 5 breaths"

_LONGEST = 120
_FIGURES = r"[0-9]+(?:\s*(?:-|–|to)\s*[0-9]+)?"  # noqa: RUF001 (people do type en dashes)
_SETS = rf"({_FIGURES})\s*(?:(?:sets?|rounds?|times)\b(?:\s*(?:of|[x×*])(?![a-z]))?|[x×*])"  # noqa: RUF001
_SETS_FIRST = re.compile(rf"{_SETS}\s*(.*)")
_SETS_LAST = re.compile(rf"(.*?)\s*[x×*]\s*({_FIGURES})")  # noqa: RUF001
_LIMB = r"(?:sides?|legs?|arms?|foot|feet|directions?|ways?)"
_EACH_SIDE = re.compile(rf"(?:\b(?:on\s+)?(?:each|per|a|every|both)\s+{_LIMB}|/\s*{_LIMB}|\beach)$")
_ONE_SIDE = re.compile(rf"\b(?:on\s+the\s+)?(right|left)(?:\s+{_LIMB})?(?:\s+only)?$")
_REST = re.compile(
    r"(?:(?:a\s+)?(?:rest|pause|break)(?:\s+(?:of|for))?\s+(.+?)|(.+?)\s+(?:of\s+)?(?:rest|pause|break))"
    r"(?:\s+(?:in\s+)?between(?:\s+(?:sets|rounds))?)?"
)


def parse_prescription(text: str) -> Prescription:
    """Read a prescription; raises ValueError saying what in it cannot be read."""
    if len(text) > _LONGEST:
        raise ValueError(f"{shown(text)} is too long for a dose")
    read = _Reading(text)
    for clause in re.split(r"[,;()]|\bwith\b|\band\b", " ".join(text.lower().split())):
        read.clause(clause.strip())
    return read.finished()


class _Reading:
    """What has been understood of a prescription so far."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: dict[str, Any] = {}

    def clause(self, words: str) -> None:
        """Take in one clause: a rest, or an amount with its rounds and sides, or one of these alone."""
        if match := _REST.fullmatch(words):
            self._take("between", parse_time_range(match[1] or match[2]))
            return
        if match := _EACH_SIDE.search(words):
            self._take("each_side", True)
            words = words[: match.start()].strip()
        elif match := _ONE_SIDE.search(words):
            self._take("side", match[1])
            words = words[: match.start()].strip()
        if match := _SETS_FIRST.fullmatch(words):
            self._take("rounds", parse_count_range(match[1]))
            words = match[2]
        elif match := _SETS_LAST.fullmatch(words):
            self._take("rounds", parse_count_range(match[2]))
            words = match[1]
        if words:
            self._amount(words)

    def finished(self) -> Prescription:
        """Return what was prescribed; "10 times" alone are repetitions."""
        if (
            "rounds" in self.found
            and "amount" not in self.found
            and re.search(r"\btimes\b", self.text.lower())
        ):
            self.found |= {"amount": self.found.pop("rounds"), "unit": Unit.REPS}
        if "amount" not in self.found or {"side", "each_side"} <= self.found.keys():
            raise self._fault()
        return Prescription(**self.found)

    def _amount(self, words: str) -> None:
        """Take in what is done at a time, its unit, and whether it was called a hold."""
        bare = re.sub(r"^(?:hold(?:\s+for)?|for)\s+|\s+holds?$", "", words)
        hold = bare != words and "hold" in words
        if match := re.fullmatch(rf"({_FIGURES})\s*(?:slow\s+|deep\s+)*breaths?", bare):
            amount, unit, hold = parse_count_range(match[1]), Unit.BREATHS, True
        elif not hold and (match := re.fullmatch(rf"({_FIGURES})\s*(?:reps?|repetitions?)?", bare)):
            amount, unit = parse_count_range(match[1]), Unit.REPS
        else:
            try:
                amount, unit = parse_time_range(bare), Unit.TIME
            except ValueError:
                raise self._fault() from None
        self._take("amount", amount)
        self.found |= {"unit": unit, "hold": hold}

    def _take(self, key: str, value: object) -> None:
        if key in self.found:
            raise self._fault()
        self.found[key] = value

    def _fault(self) -> ValueError:
        return ValueError(f"{shown(self.text)} is not a dose")
