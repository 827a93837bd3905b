"""Reads doses as physiotherapists write them: ``3 x 30 s each side, rest 20 s``, or ``hold 5 breaths``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from coach.errors import shown
from coach.units import Span, parse_count_range, parse_time_range


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
    ``each`` is how long each repetition is held.
    """

    amount: Span
    unit: Unit
    rounds: Span = ONCE
    between: Span | None = None
    side: str | None = None
    each_side: bool = False
    hold: bool = False
    each: Span | None = None


EXAMPLE = "write it like 3 x 30 s each side, 2 x 10 reps, or hold 5 breaths"

_LONGEST = 120
_FIGURES = r"[0-9]+(?:\s*(?:-|–|to)\s*[0-9]+)?"  # noqa: RUF001 (people do type en dashes)
_SETS = rf"({_FIGURES})\s*(?:(?:sets?|rounds?|times)\b(?:\s*(?:of|[x×*])(?![a-z]))?|[x×*])"  # noqa: RUF001
_SETS_FIRST = re.compile(rf"{_SETS}\s*(.*)")
_SETS_LAST = re.compile(rf"(.*?)\s*[x×*]\s*({_FIGURES})")  # noqa: RUF001
_REPS_OF = re.compile(rf"({_FIGURES})\s*(?:reps?|repetitions?)\s*(?:of|[x×*])\s*(.*[a-z])")  # noqa: RUF001
_LIMB = r"(?:sides?|legs?|arms?|foot|feet|knees?|hips?|directions?|ways?)\b"
_BOTH = r"(?:r\s*[/+&]\s*l|l\s*[/+&]\s*r|b/l|e/s|bilat(?:eral(?:ly)?)?)\b"
_EACH_SIDE = re.compile(
    rf"\b(?:on\s+)?(?:each|ea|per|a|every|both)\s+{_LIMB}|/\s*{_LIMB}|\bea(?:ch)?\b|\b{_BOTH}"
)
_ONE_SIDE = re.compile(
    rf"\b(?:on\s+(?:the|your)\s+)?(right\b|left\b|[rl](?=\s*(?:only|$)))(?:\s+{_LIMB})?(?:\s+only\b)?"
)
_REST = re.compile(
    r"(?:(?:a\s+)?(?:rest|pause|break)(?:\s+(?:of|for))?\s+(.+?)|(.+?)\s+(?:of\s+)?(?:rest|pause|break))"
    r"(?:\s+(?:in\s+)?between(?:\s+(?:sets|rounds))?)?"
)


_TIDY = tuple(
    (re.compile(pattern), meaning)
    for pattern, meaning in (
        (r"(?<=[0-9])\s*(?:''|[\"″”])", " s"),
        (r"(?<=[0-9])\s*['′’]", " min "),  # noqa: RUF001
        (r"\b([0-9]{1,2}):([0-5][0-9])\b", r"\1 min \2 s"),
        (r"(?<![0-9]):([0-5][0-9])\b", r"\1 s"),
        (r"\bw/\s*", "with "),
        (r"(?<=[a-z])\.(?=\s|,|$)", ""),
        (r"\b(hold|rest)\s*:\s*", r"\1 "),
        (r"\b(sets|reps)\s*[:=]\s*([0-9]+)", r"\2 \1"),
        (r"\b(?:r|right)\s+and\s+(?:l|left)\b|\b(?:l|left)\s+and\s+(?:r|right)\b", "each side"),
        (r"\b(?:repeat|do)\s+(?=[0-9x×])", ""),  # noqa: RUF001
        (r"^x\s*(?=[0-9]+$)", "1 x "),
        (r"(?:(?<=[0-9])|(?<=\breps)|(?<=\bside))\s+(?=hold\s+(?:(?:of|for)\s+)?[0-9])", ", "),
        (r"(?<=[a-z])\s+(?=rest\s+(?:(?:of|for)\s+)?[0-9])", ", "),
        (
            r"(?<=[a-z])\s+(?=[0-9]+\s*(?:s|secs?|seconds?|mins?|minutes?)\s+(?:of\s+)?(?:rest|pause|break)\b)",
            ", ",
        ),
    )
)
"""What stands for what on a note: 30" for 30 s, 1:30 for 1 min 30 s, and a rest is a clause of its own."""

_OFTEN = re.compile(
    r"(?:/|\b(?:a|per|each|every|once|twice)\b)\s*(?:a\s+)?(?:day|week|hour)|\b(?:daily|weekly)\b"
)


def parse_prescription(text: str) -> Prescription:
    """Read a prescription; raises ValueError saying what in it cannot be read."""
    if len(text) > _LONGEST:
        raise ValueError(f"{shown(text)} is too long for a dose")
    read = _Reading(text)
    tidy = " ".join(text.lower().split())
    if _OFTEN.search(tidy):
        raise ValueError(f"{shown(text)} tells how often a day or a week, which is not part of a dose")
    for pattern, meaning in _TIDY:
        tidy = pattern.sub(meaning, tidy)
    for clause in re.split(r"[,;()]|\bwith\b|\band\b", tidy):
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
            words = f"{words[: match.start()].strip()} {words[match.end() :].strip()}".strip()
        elif match := _ONE_SIDE.search(words):
            self._take("side", {"r": "right", "l": "left"}.get(match[1], match[1]))
            words = f"{words[: match.start()].strip()} {words[match.end() :].strip()}".strip()
        if match := _REPS_OF.fullmatch(words):
            self._amount(match[1])
            words = match[2]
        elif match := _SETS_FIRST.fullmatch(words):
            self._take("rounds", parse_count_range(match[1]))
            words = match[2]
        elif match := _SETS_LAST.fullmatch(words):
            self._take("rounds", parse_count_range(match[2]))
            words = match[1]
        if words:
            self._amount(words)

    def finished(self) -> Prescription:
        """What was prescribed; "10 times" alone are repetitions."""
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
        if self.found.get("unit") is Unit.REPS and hold and unit is Unit.TIME and "rounds" in self.found:
            self._take("each", amount)  # "3 x 10, hold 5 s"
            return
        if unit is Unit.REPS and self.found.get("hold") and "rounds" in self.found:
            self._take("each", self.found.pop("amount"))  # "hold 5 s, 3 x 10"
            hold = False
        elif self.found.get("unit") is Unit.REPS and hold:  # "10 reps, hold 5 s": each of the ten is a hold
            self._take("rounds", self.found.pop("amount"))
        elif unit is Unit.REPS and self.found.get("hold"):
            self._take("rounds", amount)
            return
        self._take("amount", amount)
        self.found |= {"unit": unit, "hold": hold}

    def _take(self, key: str, value: object) -> None:
        if key in self.found:
            raise self._fault()
        self.found[key] = value

    def _fault(self) -> ValueError:
        return ValueError(f"{shown(self.text)} is not a dose")
