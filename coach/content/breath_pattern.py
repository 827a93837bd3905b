"""Patterns of breath as people write them: ``4-4-4-4``, ``4-7-8``, ``6-6``, or so many breaths a minute."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import Annotated

from pydantic import BeforeValidator

from coach.content.fields import InputError
from coach.errors import shown
from coach.units import MINUTE, SECOND, Ms

HOW = "write it like 4-4-4-4 (in, hold, out, hold), 4-7-8, 6-6, or {rate: 6} for six breaths a minute"
INHALE_SHARE = 0.4
"""Of a breath that is given by its rate; breathing out longer than in is what calms."""

SHORTEST, LONGEST = Ms(1 * SECOND), Ms(60 * SECOND)
"""Of breathing in, or out; a hold may also be left out, as 0."""

RATES = (2, 20)
"""Breaths a minute."""

_LONGEST_TEXT = 40
_PARTS = re.compile(r"\s*[-–]\s*")  # noqa: RUF001 (people do type en dashes)
_SECONDS = re.compile(r"\d{1,3}(\.\d{1,2})?")


@dataclass(frozen=True, slots=True)
class BreathPattern:
    """How long each part of one breath takes; ``full`` and ``empty`` are the holds after breathing in and out."""

    inhale: Ms
    full: Ms
    exhale: Ms
    empty: Ms

    @property
    def cycle(self) -> Ms:
        """The whole breath."""
        return Ms(self.inhale + self.full + self.exhale + self.empty)

    @property
    def parts(self) -> tuple[tuple[str, Ms], ...]:
        """Each part that takes time, in order, by its name."""
        named = (("inhale", self.inhale), ("full", self.full), ("exhale", self.exhale), ("empty", self.empty))
        return tuple((name, length) for name, length in named if length)

    def __str__(self) -> str:
        figures = [self.inhale, self.full, self.exhale, self.empty]
        if not self.empty:
            figures = figures[:3] if self.full else [self.inhale, self.exhale]
        return "-".join(f"{length / SECOND:g}" for length in figures)

    def rounds_in(self, time: int) -> int:
        """How many whole breaths come nearest to ``time``, one at least."""
        return max(1, (time + self.cycle // 2) // self.cycle)


def parse_pattern(text: str) -> BreathPattern:
    """Read two to four lengths in seconds; raises InputError for anything else."""
    figures = _PARTS.split(text.strip().removesuffix("s").strip()) if len(text) <= _LONGEST_TEXT else []
    if not 2 <= len(figures) <= 4 or not all(map(_SECONDS.fullmatch, figures)):
        raise InputError(f"{shown(text)} is not a breathing pattern", HOW)
    lengths = [Ms(round(float(figure) * SECOND)) for figure in figures]
    if len(lengths) == 2:
        lengths.insert(1, Ms(0))
    return _bounded(BreathPattern(*lengths, *([Ms(0)] if len(lengths) == 3 else [])), text)


def _bounded(pattern: BreathPattern, text: str) -> BreathPattern:
    """Return a pattern that can be breathed; raises InputError that quotes it."""
    for name, length in (("in", pattern.inhale), ("out", pattern.exhale)):
        if not SHORTEST <= length <= LONGEST:
            what = f"{shown(text)} has {length / SECOND:g} s to breathe {name}"
            raise InputError(what, f"give it {SHORTEST // SECOND} to {LONGEST // SECOND} s")
    if longest := max((length for length in (pattern.full, pattern.empty) if length > LONGEST), default=None):
        what = f"{shown(text)} holds the breath for {longest / SECOND:g} s"
        raise InputError(what, f"hold it for {LONGEST // SECOND} s at most, or 0 for not at all")
    return pattern


def _at_a_rate(value: dict[str, object]) -> BreathPattern:
    if unknown := next((key for key in value if key != "rate"), None):
        raise InputError(f"unknown key {shown(str(unknown))}", "the key here is rate", str(unknown))
    written = value.get("rate", "")
    low, high = RATES
    if not isinstance(written, str) or not _SECONDS.fullmatch(written.strip()):
        raise InputError(f"'rate' has to be {low} to {high} breaths a minute", "write {rate: 6}")
    rate = float(written)
    if not low <= rate <= high:
        raise InputError(
            f"{shown(written)} is out of bounds", f"'rate' can be {low} to {high} a minute", "rate"
        )
    breath = round(MINUTE / rate / 10) * 10
    inhale = round(breath * INHALE_SHARE / 10) * 10
    return BreathPattern(Ms(inhale), Ms(0), Ms(breath - inhale), Ms(0))


def _read(value: object) -> object:
    if isinstance(value, BreathPattern):
        return value
    if isinstance(value, dict):
        lengths = [part for part in value.values() if type(part) is int]
        if [*value] == [part.name for part in fields(BreathPattern)] and len(lengths) == len(value):
            pattern = BreathPattern(*map(Ms, lengths))  # which model_dump took apart
            return _bounded(pattern, str(pattern))
        return _at_a_rate(value)
    if isinstance(value, str):
        return parse_pattern(value)
    raise InputError("'breathe' has to be one pattern", HOW)


Pattern = Annotated[BreathPattern, BeforeValidator(_read)]
