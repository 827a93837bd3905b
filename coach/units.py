"""Quantities: milliseconds and counts, and how people write them.

Text such as ``30s`` or ``10-12 reps`` is read here and nowhere else; inside the coach there are only
whole numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NewType

from coach.errors import shown

Ms = NewType("Ms", int)
"""A length or a point in time, in whole milliseconds."""

SECOND = Ms(1000)
MINUTE = Ms(60_000)

_UNITS = {
    "ms": 1, "s": 1000, "sec": 1000, "secs": 1000, "second": 1000, "seconds": 1000,
    "m": 60_000, "min": 60_000, "mins": 60_000, "minute": 60_000, "minutes": 60_000,
}  # fmt: skip
_PART = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,3})?)\s*([a-z]+)")
_RANGE = re.compile(r"(.+?)\s*(?:-|–|\bto\b)\s*(.+)")  # noqa: RUF001 (people do type en dashes)
_COUNT = re.compile(r"[0-9]{1,9}")
_MINUTES = re.compile(r"([0-9]{1,9}(?:[.,][0-9]{1,9})?)\s*(?:m|min|mins|minutes?)?\.?", re.IGNORECASE)
_LONGEST = 60
"""No quantity takes more characters; matching ranges in longer ones would take its time."""


@dataclass(frozen=True, slots=True)
class Span:
    """A closed range of whole numbers, ``low <= high``; a plain value is a range of one."""

    low: int
    high: int

    @property
    def fixed(self) -> bool:
        """Whether the range leaves no choice."""
        return self.low == self.high

    def __contains__(self, value: int) -> bool:
        return self.low <= value <= self.high

    def at(self, share: float) -> int:
        """Return the whole number ``share`` (0 to 1) of the way from low to high."""
        return round(self.low + (self.high - self.low) * share)


def parse_ms(text: str) -> Ms:
    """Read a length such as ``30s``, ``2 min``, ``1 min 30 s`` or ``1.5 min``.

    Raises ValueError for anything else, a bare number included: a length without a unit is a guess. Units go
    from large to small, so that ``20s 30s``, a range without its dash, is not taken for 50 s.
    """
    return _ms(_cleaned(text), text)


def parse_time_range(text: str) -> Span:
    """Read ``30s``, ``20-30s`` or ``20s to 1 min`` into a range of milliseconds (ValueError if not)."""
    cleaned = _cleaned(text)
    if match := _RANGE.fullmatch(cleaned):
        high_text = match[2]
        unit = re.search(r"[a-z]+$", high_text)
        low_text = match[1] if not unit or re.search(r"[a-z]", match[1]) else match[1] + unit[0]
        return _span(_ms(low_text, text), _ms(high_text, text), text)
    length = _ms(cleaned, text)
    return Span(length, length)


def parse_minutes(text: str) -> float:
    """Read the length of a session: ``6``, ``6.5``, ``6,5``, ``6 min`` or ``6:30`` (ValueError if not)."""
    if clock := re.fullmatch(r"([0-9]{1,3}):([0-5][0-9])", text.strip()):
        return int(clock[1]) + int(clock[2]) / 60
    if plain := _MINUTES.fullmatch(text.strip()):
        return float(plain[1].replace(",", "."))
    raise ValueError(f"{shown(text)} is not a number of minutes")


def parse_count_range(text: str, *units: str) -> Span:
    """Read ``10``, ``10-12`` or either followed by one of ``units`` (ValueError if not)."""
    cleaned = _cleaned(text)
    unit = next((unit for unit in sorted(units, key=len, reverse=True) if cleaned.endswith(unit)), "")
    cleaned = cleaned.removesuffix(unit)
    if match := _RANGE.fullmatch(cleaned.strip()):
        return _span(_count(match[1], text), _count(match[2], text), text)
    count = _count(cleaned, text)
    return Span(count, count)


def format_ms(length: int) -> str:
    """Write a length the way ``parse_ms`` reads it: ``30 s``, ``2 min``, ``1 min 30 s``."""
    minutes, rest = divmod(length, MINUTE)
    seconds = f"{rest / SECOND:g} s"
    if not minutes:
        return seconds
    return f"{minutes} min {seconds}" if rest else f"{minutes} min"


def format_clock(length: int) -> str:
    """Write a length as a clock shows it, to the nearest second: ``6:12``."""
    minutes, seconds = divmod(round(length / SECOND), 60)
    return f"{minutes}:{seconds:02}"


def format_time_range(span: Span) -> str:
    """Write a range of lengths: ``20-30 s``."""
    if span.fixed:
        return format_ms(span.low)
    if span.high < MINUTE or span.low % MINUTE == span.high % MINUTE == 0:
        unit, name = (SECOND, "s") if span.high < MINUTE else (MINUTE, "min")
        return f"{span.low / unit:g}-{span.high / unit:g} {name}"
    return f"{format_ms(span.low)} to {format_ms(span.high)}"


def format_count_range(span: Span) -> str:
    """Write a range of counts: ``10-12``."""
    return str(span.low) if span.fixed else f"{span.low}-{span.high}"


def _cleaned(text: str) -> str:
    if len(text) > _LONGEST:
        raise ValueError(f"{shown(text)} is too long for a quantity")
    return text.strip().lower()


def _ms(text: str, original: str) -> Ms:
    position, total, last_unit = 0, 0.0, MINUTE + 1
    for match in _PART.finditer(text):
        unit = _UNITS.get(match[2], last_unit)
        if text[position : match.start()].strip() or unit >= last_unit:
            break
        total += float(match[1]) * unit
        position, last_unit = match.end(), unit
    if position == 0 or text[position:].strip():
        bare = re.fullmatch(r"[0-9.,\s-]*[0-9]", original.strip())
        raise ValueError(f"{shown(original)} {'has no unit' if bare else 'is not a length of time'}")
    return Ms(round(total))


def _count(text: str, original: str) -> int:
    if match := _COUNT.fullmatch(text.strip()):
        return int(match[0])
    raise ValueError(f"{shown(original)} is not a count")


def _span(low: int, high: int, original: str) -> Span:
    if low > high:
        raise ValueError(f"{shown(original)} runs backwards: the smaller figure comes first")
    return Span(low, high)
