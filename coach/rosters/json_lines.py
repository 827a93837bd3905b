"""Reads JSON lines: an object a line, its keys the columns."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from coach.errors import CoachError
from coach.rosters.table import Cell, Fault, Row, check_columns, no_rows, tidy

if TYPE_CHECKING:
    from collections.abc import Iterator


def read_json_lines(data: bytes, where: str) -> Iterator[Row]:
    """Yield a row for each line; raises RoutineError that names every key there is not, whichever line has it."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CoachError("is not in UTF-8", where=where, hint="save it as UTF-8") from None
    rows: list[Row] = []
    named: dict[str, Cell] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            rows.append(_row(line, number, named))
    if not rows:
        raise no_rows(where)
    if named:
        check_columns(list(named.items()), where)
    yield from rows


def _row(line: str, number: int, named: dict[str, Cell]) -> Row:
    place = f"line {number}"
    try:
        pairs = json.loads(line, object_pairs_hook=_Pairs)
    except (ValueError, RecursionError) as fault:
        column = f", column {fault.colno}" if isinstance(fault, json.JSONDecodeError) else ""
        return Row(number, place, {}, (Fault(f"{place}{column}", "", "this is not JSON"),))
    if not isinstance(pairs, _Pairs):
        return Row(number, place, {}, (Fault(place, "", "this is not a JSON object"),))
    cells: dict[str, Cell] = {}
    faults = []
    for at, (key, value) in enumerate(pairs, start=1):
        name, (text, wrong) = key.strip().casefold(), _text(value)
        cell = Cell(text, place, number, at, wrong)
        named.setdefault(name, Cell(key, place, number, at))
        if name in cells:
            faults.append(Fault(place, name, "the key is there twice; keep one"))
        elif text or wrong:
            cells[name] = cell
    return Row(number, place, cells, tuple(faults))


class _Pairs(list[tuple[str, Any]]):
    """An object as it was written, keys that come twice included."""


def _text(value: object) -> tuple[str, str]:
    """Return a value as it would stand in a cell, and what is wrong with it."""
    if value is None:
        return "", ""
    if isinstance(value, str):
        return tidy(value), ""
    if isinstance(value, bool | _Pairs):
        return "", "this is neither a text nor a number"
    if isinstance(value, int):
        return str(value), ""
    if isinstance(value, float):
        return f"{value:.10g}", ""
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return tidy(", ".join(value)), ""
    return "", "this is neither a text nor a number"
