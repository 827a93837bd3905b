"""Numbers and lengths on the command line, within limits."""

from __future__ import annotations

import math
import re
from typing import Any

import click


class Whole(click.IntRange):
    """A whole number."""

    name = "whole number"


class Number(click.FloatRange):
    """A number, which "nan" is not, though it is within every range."""

    name = "number"

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
            if clock := re.fullmatch(r"\s*([0-9]{1,3}):([0-5][0-9])\s*", value):
                value = int(clock[1]) + int(clock[2]) / 60
            else:
                value = re.sub(r"\s*(?:m|min|mins|minutes?)\s*$", "", value)
        return super().convert(value, param, ctx)
