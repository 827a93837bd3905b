"""Lengths of time on the command line."""

from __future__ import annotations

from typing import Any

import click

from coach.units import SECOND, parse_ms


class Length(click.ParamType[int]):
    """A length of time as people write it, in milliseconds."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read ``10s``; a bare number is taken for seconds."""
        if isinstance(value, int):
            return value
        try:
            return parse_ms(f"{value}s" if str(value).isdigit() else str(value))
        except ValueError as fault:
            self.fail(f"{fault}; write it like 10s", param, ctx)


class Minutes(Length):
    """A length of time of which a bare number means minutes."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read ``30min``."""
        found = super().convert(f"{value}min" if str(value).isdigit() else value, param, ctx)
        if found < SECOND:
            self.fail("that is no time at all; write it like 30min", param, ctx)
        return found
