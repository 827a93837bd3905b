"""A roster as it was read: rows of cells, each of which knows its place in the file."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coach.content.problems import nearest
from coach.errors import CoachError, Problem, RoutineError, printable, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

COLUMNS = (
    "person",
    "routine",
    "prescription",
    "language",
    "voice",
    "detail",
    "minutes",
    "bed",
    "avoid",
    "greet",
    "format",
)
"""What a row may say; ``person`` and one of the next two have to be there."""

PRIVATE = frozenset(("person", "prescription", "avoid", "greet"))
"""What belongs to a person: it is quoted in the report and on a terminal, never in what could be a log."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one place of the file, given in words (``cell C17``) and as numbers from 1.

    ``fault`` is what is wrong with the way it was stored, whatever it says.
    """

    text: str
    place: str
    line: int
    column: int
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One line of a table before its heading is known; ``number`` is how a spreadsheet numbers it."""

    number: int
    place: str
    cells: tuple[Cell, ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row, in one of its columns or ("") as a whole."""

    place: str
    column: str
    what: str

    def __str__(self) -> str:
        return f"{self._where}: {self.what}"

    @property
    def discreet(self) -> str:
        """The same without what belongs to a person."""
        return f"{self._where}: cannot be used" if self.column in PRIVATE else str(self)

    @property
    def _where(self) -> str:
        return f"{self.place} ({self.column})" if self.column else self.place


@dataclass(frozen=True, slots=True)
class Row:
    """A person's row: the cells that are not empty, by column, and what is wrong with it as a row."""

    number: int
    place: str
    cells: Mapping[str, Cell]
    faults: tuple[Fault, ...] = ()
    empty: Mapping[str, str] = field(default_factory=dict)
    """The places of the cells that are empty."""


def rows_of(records: Iterable[Record], where: str) -> Iterator[Row]:
    """Yield the rows under a heading, without empty ones.

    Raises RoutineError that names every column there is not, and CoachError when there is no heading.
    """
    filled = (record for record in records if record.fault or any(cell.text for cell in record.cells))
    head = next(filled, None)
    if head is None:
        raise no_rows(where)
    heading = [cell.text.casefold() for cell in head.cells]
    check_columns([(name, cell) for name, cell in zip(heading, head.cells, strict=True) if name], where)
    for record in filled:
        yield _row(record, heading)


def no_rows(where: str) -> CoachError:
    """The error of a file without a single row."""
    hint = f"begin with a line of column names, such as {', '.join(COLUMNS[:2])}"
    return CoachError("there is nothing in it", where=where, hint=hint)


def check_columns(named: list[tuple[str, Cell]], where: str) -> None:
    """Raise RoutineError unless these are columns of a roster, each once, and the needed ones among them."""
    problems, names = [], [name for name, _ in named]
    for number, (name, cell) in enumerate(named):
        if name not in COLUMNS:
            hint = nearest(name, COLUMNS, f"there are {', '.join(COLUMNS)}")
            problems.append(
                Problem(where, cell.line, cell.column, f"there is no column {shown(cell.text)}", hint)
            )
        elif name in names[:number]:
            what = f"the column '{name}' is there twice"
            problems.append(Problem(where, cell.line, cell.column, what, "keep one"))
    line = named[0][1].line if named else 1
    if "person" not in names:
        what = "there is no column 'person'"
        problems.append(Problem(where, line, 1, what, "give one, with a name or a number for each"))
    if not {"routine", "prescription"} & set(names):
        what = "there is neither a column 'routine' nor 'prescription'"
        problems.append(Problem(where, line, 1, what, "give one of them"))
    if problems:
        raise RoutineError(problems)


def _row(record: Record, heading: list[str]) -> Row:
    faults = [Fault(record.place, "", record.fault)] if record.fault else []
    cells, empty = {}, {}
    for number, cell in enumerate(record.cells):
        name = heading[number] if number < len(heading) else ""
        if not (cell.text or cell.fault):
            empty[name] = cell.place
        elif name:
            cells[name] = cell
        else:
            faults.append(
                Fault(cell.place, "", "this stands under no heading; take it away, or quote commas")
            )
    return Row(record.number, record.place, cells, tuple(faults), empty)


def tidy(text: str) -> str:
    """Return a cell's text, single blanks in it, without marks that cannot be seen; line breaks stay."""
    seen = (each for each in unicodedata.normalize("NFC", text) if unicodedata.category(each) != "Cf")
    lines = "".join(seen).splitlines()
    return "\n".join(printable(" ".join(line.split())) for line in lines).strip()
