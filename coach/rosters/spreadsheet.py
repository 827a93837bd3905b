"""Reads workbooks of Excel and LibreOffice (.xlsx): the one door to openpyxl."""

from __future__ import annotations

import datetime
import io
import warnings
import zipfile
from typing import TYPE_CHECKING, Any

from coach.errors import CoachError
from coach.rosters.table import Cell, Record, tidy

if TYPE_CHECKING:
    from collections.abc import Iterator

_LARGEST = 1 << 30
"""Bytes that a workbook may have unpacked; a larger one is a trap."""


def read_spreadsheet(data: bytes, where: str) -> Iterator[Record]:
    """Yield the lines of the first sheet that has a column ``person``, or else of the first.

    Raises CoachError when it cannot be read.
    """
    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > _LARGEST:
                raise CoachError("is too large", where=where, hint="save it as CSV")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl does not know, such as validation of cells
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            sheets = [list(_records(sheet)) for sheet in book.worksheets]
    except CoachError:
        raise
    except Exception as fault:  # openpyxl raises whatever its own code meets in a spoilt workbook
        hint = "save it as .xlsx without a password, or as CSV"
        raise CoachError("is not a workbook that can be read", where=where, hint=hint) from fault
    yield from next((sheet for sheet in sheets if _has_people(sheet)), sheets[0] if sheets else [])


def _has_people(records: list[Record]) -> bool:
    return any(cell.text.casefold() == "person" for cell in records[0].cells) if records else False


def _records(sheet: Any) -> Iterator[Record]:
    sheet.reset_dimensions()  # some programs write them wrong
    for number, values in enumerate(sheet.iter_rows(), start=1):
        cells = tuple(_cell(value, number, column) for column, value in enumerate(values, start=1))
        if any(cell.text or cell.fault for cell in cells):
            yield Record(number, f"row {number}", cells)


def _cell(cell: Any, line: int, column: int) -> Cell:
    text, fault = _text(cell)
    return Cell(text, f"cell {_letters(column)}{line}", line, column, fault)


def _text(cell: Any) -> tuple[str, str]:
    """Return what a cell shows, and what is wrong with the way it is stored."""
    value = cell.value
    if value is None:
        return "", ""
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        return "", f"the spreadsheet has made a date or a time of it ({value}); format the cell as text"
    if cell.data_type == "e":
        return "", f"the spreadsheet could not work it out ({value})"
    if isinstance(value, bool):
        return "", "this is neither a text nor a number"
    return (tidy(value) if isinstance(value, str) else f"{value:.10g}"), ""


def _letters(column: int) -> str:
    """Name a column as a spreadsheet does: A to Z, then AA and on."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
