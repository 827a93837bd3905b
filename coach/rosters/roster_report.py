"""What became of each row, and the table of it."""

from __future__ import annotations

import csv
import io
from dataclasses import astuple, dataclass, field, fields
from enum import StrEnum
from typing import TYPE_CHECKING

from coach.errors import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable

REPORT = "report.csv"


class State(StrEnum):
    """What became of a row."""

    MADE = "made"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Result:
    """A line of the report: the row as a spreadsheet numbers it, and the track's length in seconds.

    ``file`` is the track, relative to the folder of the results. ``problem`` is what is wrong, or was left out.
    """

    row: int
    person: str = field(repr=False)
    state: State
    file: str = field(default="", repr=False)
    seconds: float = 0.0
    problem: str = field(default="", repr=False)


def as_csv(results: Iterable[Result]) -> bytes:
    """Write the report as CSV, in the order of the rows."""
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(each.name for each in fields(Result))
    for result in sorted(results, key=lambda each: each.row):
        row, person, state, file, seconds, problem = astuple(result)
        length = f"{seconds:.1f}" if seconds else ""
        writer.writerow((row, harmless(person), state, file, length, harmless(problem)))
    return table.getvalue().encode("utf-8", "replace")
