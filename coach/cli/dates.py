"""Days on the command line."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

import click

from coach.history.records import FIRST_DAY

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_NEAR = {
    "today": 0, "heute": 0, "hoy": 0, "aujourd'hui": 0, "yesterday": 1, "gestern": 1, "ayer": 1, "hier": 1,
    "tomorrow": -1, "last week": 7, "a week ago": 7, "last month": 30, "a month ago": 30,
}  # fmt: skip
"""Days ago."""


class Day(click.ParamType[date]):
    """A day as ISO 8601 writes it, or as people say it: yesterday, last monday, 3 days ago; not in the future."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read ``2025-11-30``, ``yesterday``, ``last week``, ``monday`` or ``3 days ago``."""
        if isinstance(value, date):
            return value
        today = datetime.now().astimezone().date()
        try:
            day = _said(str(value), today) or date.fromisoformat(str(value))
        except (ValueError, OverflowError):
            hint = f"write it like {today.isoformat()}, yesterday or last week"
            self.fail(f"'{value}' is not a day; {hint}", param, ctx)
        if not FIRST_DAY <= day <= today:
            self.fail(
                f"{day.isoformat()} is {'in the future' if day > today else 'too long ago'}", param, ctx
            )
        return day


def _said(text: str, today: date) -> date | None:
    """Return the day that people mean by a word or two, None for any other text."""
    said = " ".join(text.lower().split())
    if said in _NEAR:
        return today - timedelta(days=_NEAR[said])
    if ago := re.fullmatch(r"([0-9]{1,4}) (day|week)s? ago", said):
        return today - timedelta(days=int(ago[1]) * (7 if ago[2] == "week" else 1))
    if (weekday := said.removeprefix("last ")) in _WEEKDAYS:
        return today - timedelta(days=(today.weekday() - _WEEKDAYS.index(weekday) - 1) % 7 + 1)
    return None
