"""Numbers and lengths on the command line, within limits."""

from __future__ import annotations

import math
from typing import Any

import click

from coach.units import parse_minutes


def _in_words(low: float | None, high: float | None) -> str:
    """Write a range as help texts show it: ``1 to 99``, or ``1 or more``."""
    return f"{low or 0:g} or more" if high is None else f"{low or 0:g} to {high:g}"


class Whole(click.IntRange):
    """A whole number."""

    name = "whole number"

    def _describe_range(self) -> str:
        return _in_words(self.min, self.max)


class Number(click.FloatRange):
    """A number, which "nan" is not, though it is within every range."""

    name = "number"

    def _describe_range(self) -> str:
        return _in_words(self.min, self.max)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read ``7`` or ``7.5``."""
        found = super().convert(value, param, ctx)
        if math.isnan(found):
            self.fail(f"{value!r} is not a valid {self.name}.", param, ctx)
        return found


class Minutes(Number):
    """A length in minutes, as people write it."""

    name = "minutes"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read ``6``, ``6.5``, ``6 min`` or ``6:30``."""
        if isinstance(value, str):
            try:
                value = parse_minutes(value)
            except ValueError:
                self.fail(f"{value!r} is not a length; write it like 6, 6:30 or '6 min'", param, ctx)
        return super().convert(value, param, ctx)
