"""Work and rest by the clock, round by round, as people write it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import BeforeValidator, Field

from coach.content.fields import InputError, IntervalRounds, Model, Slug
from coach.errors import shown
from coach.units import MINUTE, SECOND, Ms, Span, format_time_range, parse_ms

if TYPE_CHECKING:
    from collections.abc import Callable

LIMITS = {"work": Span(5 * SECOND, 10 * MINUTE), "rest": Span(10 * SECOND, 5 * MINUTE)}
"""A rest has time for the name of what comes next, and three seconds counted down."""


def _length(key: str) -> Callable[[object], object]:
    """Read one length, which is no range: it is kept to the millisecond."""

    def read(value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            length = parse_ms(value)
        except ValueError as fault:
            raise InputError(str(fault), f"write one length, like '{key}: 40s'") from None
        if length not in LIMITS[key]:
            what = f"'{key}' of intervals can be {format_time_range(LIMITS[key])}"
            raise InputError(f"{shown(value)} is out of bounds", what)
        return length

    return read


def _some(value: object) -> object:
    """Take one exercise for a list of one."""
    return [value] if isinstance(value, str) else value


class Intervals(Model):
    """The exercises ``of``, each for ``work``, with ``rest`` between, and all of them ``rounds`` times over."""

    work: Annotated[Ms, BeforeValidator(_length("work"))]
    rest: Annotated[Ms, BeforeValidator(_length("rest"))]
    rounds: IntervalRounds = Span(1, 1)
    of: Annotated[tuple[Slug, ...], BeforeValidator(_some), Field(min_length=1, max_length=12)]
