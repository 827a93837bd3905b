"""Files that a roster can be read from, a table: one entry each.

How to add one: a module with a function from the file's bytes and its name to records (``table.Record``), and an
entry in ``_TABLES`` for each ending.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.errors import CoachError
from coach.files import read_bytes
from coach.rosters.delimited import read_delimited
from coach.rosters.json_lines import read_json_lines
from coach.rosters.spreadsheet import read_spreadsheet
from coach.rosters.table import no_rows, rows_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from coach.rosters.table import Record, Row

_LARGEST = 256 << 20
_TABLES: dict[str, Callable[[bytes, str], Iterator[Record]]] = {
    ".csv": read_delimited,
    ".txt": read_delimited,
    ".tsv": read_delimited,
    ".tab": read_delimited,
    ".xlsx": read_spreadsheet,
    ".xlsm": read_spreadsheet,
}
_JSON = (".jsonl", ".ndjson")
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
"""How workbooks begin, whatever they are called: a new one; an old one, or one with a password."""


def read_roster(path: Path) -> list[Row]:
    """Read the rows of a roster.

    Raises RoutineError that names every column there is not, and CoachError for a file that cannot be read.
    """
    where, ending = str(path), path.suffix.casefold()
    if ending not in (*_TABLES, *_JSON):
        hint = f"save it as one of {', '.join((*_TABLES, *_JSON))}"
        raise CoachError("is not a table that can be read", where=where, hint=hint)
    try:
        data = read_bytes(path, _LARGEST)
    except OSError as fault:
        raise CoachError(f"cannot be read ({fault.strerror})", where=where, hint="check the path") from fault
    if data.startswith(_OLE):
        raise CoachError(
            "is an old workbook, or has a password", where=where, hint="save it as .xlsx without one"
        )
    if ending in _JSON:
        rows = list(read_json_lines(data, where))
    else:
        reader = read_spreadsheet if data.startswith(_ZIP) else _TABLES[ending]
        rows = list(rows_of(reader(data, where), where))
    if not rows:
        raise no_rows(where)
    return rows
