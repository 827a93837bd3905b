"""Plain tables for the terminal and for pipes alike."""

from __future__ import annotations

import shutil
import sys
import textwrap
from typing import TYPE_CHECKING

import click

from coach.errors import printable

if TYPE_CHECKING:
    from collections.abc import Sequence


GAP = 2
"""Columns between two columns of a table."""

NARROWEST = 24
"""Columns that the last column of a table must have, to be wrapped in its place."""


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows in aligned columns; the header, being no result, only where a person reads it.

    On a terminal what is too wide is wrapped at spaces, in the last column or under the first.
    """
    if not rows:
        return
    first, *others = (
        _fitted([header, *rows]) if sys.stdout.isatty() else [[line] for line in aligned([header, *rows])]
    )
    if sys.stdout.isatty():
        for line in first:
            click.secho(line, dim=True)
    for lines in others:
        for line in lines:
            click.echo(line)


def _fitted(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return each row as the lines it takes on this terminal."""
    room = shutil.get_terminal_size().columns
    cells = [[printable(str(cell)) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    if sum(widths) + GAP * (len(widths) - 1) <= room:
        return [[line] for line in aligned(rows)]
    before = sum(widths[:-1]) + GAP * (len(widths) - 1)
    if room - before >= NARROWEST:
        return [_hung(aligned([row[:-1]], widths[:-1])[0], row[-1], before, room) for row in cells]
    return [_hung(row[0], "  ".join(filter(None, row[1:])), 4, room, below=True) for row in cells]


def _hung(begin: str, text: str, indent: int, room: int, *, below: bool = False) -> list[str]:
    """Return ``text`` in lines that hang ``indent`` columns in, after ``begin`` or below it."""
    lines = textwrap.wrap(text, room - indent, break_on_hyphens=False)
    if below:
        return [begin, *(" " * indent + line for line in lines)]
    first, *others = lines or [""]
    return [f"{begin:<{indent}}{first}".rstrip(), *(" " * indent + line for line in others)]


def aligned(rows: Sequence[Sequence[str]], widths: Sequence[int] = ()) -> list[str]:
    """Return rows as lines of aligned columns, as wide as they need or as ``widths`` say."""
    cells = [[printable(str(cell)) for cell in row] for row in rows]
    wide = widths or [max(map(len, column)) for column in zip(*cells, strict=True)]
    return [(" " * GAP).join(map(str.ljust, row, wide)).rstrip() for row in cells]


def wrapped(text: str, bullet: str = "") -> str:
    """Return a text in lines as wide as the terminal, but not wider than is easily read; whole in a pipe."""
    if not sys.stdout.isatty():
        return bullet + text
    width = min(100, shutil.get_terminal_size().columns)
    return textwrap.fill(
        text, width, initial_indent=bullet, subsequent_indent=" " * len(bullet), break_on_hyphens=False
    )
