"""Reads tables with something between the cells: CSV as Excel writes it in any country, and TSV."""

from __future__ import annotations

import codecs
import csv
import io
from typing import TYPE_CHECKING

from coach.errors import CoachError
from coach.rosters.table import COLUMNS, Cell, Record, tidy

if TYPE_CHECKING:
    from collections.abc import Iterator

_BETWEEN = (",", ";", "\t", "|")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_delimited(data: bytes, where: str) -> Iterator[Record]:
    """Yield the lines of a table, each with its place; what cannot be read is a fault of its line alone."""
    lines = io.StringIO(_decoded(data, where), newline="").readlines()
    first = 0
    between = ""
    if lines and lines[0].strip().strip('"').casefold().startswith("sep="):  # Excel's own word for it
        between, first = lines[0].strip().strip('"')[4:5] or "\t", 1
    between = between or _separator(lines)
    number = 0
    while first < len(lines):
        reader = csv.reader(lines[first:], delimiter=between, strict=True)
        begin, broken = first, False
        while not broken:
            line = begin + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as fault:
                # The reader may have swallowed the rest of the file after a quote: go on in the next line.
                number += 1
                yield Record(number, f"line {line}", fault=f"the quotation marks are not in pairs ({fault})")
                first, broken = begin + 1, True
                continue
            begin = first + reader.line_num
            number += 1
            yield Record(
                number,
                f"line {line}",
                tuple(
                    Cell(tidy(text), f"line {line}, column {column}", line, column)
                    for column, text in enumerate(cells, start=1)
                ),
            )


def _decoded(data: bytes, where: str) -> str:
    """Decode a text: by its mark, as UTF-8, or as what Excel writes on Windows in the west."""
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    for name in (encoding,) if encoding else ("utf-8", "cp1252"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise CoachError("is not a text file", where=where, hint="save it as CSV in UTF-8")


def _separator(lines: list[str]) -> str:
    """What stands between the cells: that with which the heading has the most columns of a roster."""
    head = next((line for line in lines if line.strip()), "")

    def known(between: str) -> tuple[int, int]:
        cells = [cell.strip().strip('"').casefold() for cell in head.split(between)]
        return sum(cell in COLUMNS for cell in cells), len(cells)

    return max(_BETWEEN, key=known)
