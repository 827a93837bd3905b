"""Days on the command line."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import click

FIRST = date(1970, 1, 1)
"""Not every system knows what offset from UTC an earlier day had."""


class Day(click.ParamType[date]):
    """A day as ISO 8601 writes it, or today or yesterday; not in the future."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read ``2025-11-30``, or ``yesterday``."""
        if isinstance(value, date):
            return value
        today = datetime.now().astimezone().date()
        near = {"today": today, "yesterday": today - timedelta(days=1)}
        try:
            day = near.get(str(value).strip().lower()) or date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"'{value}' is no day; write it like {today.isoformat()}", param, ctx)
        if not FIRST <= day <= today:
            self.fail(f"{day.isoformat()} is {'to come' if day > today else 'too long ago'}", param, ctx)
        return day
