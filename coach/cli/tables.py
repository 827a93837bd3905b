"""Texts and tables as wide as the terminal, however narrow that is; whole lines in pipes."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
import textwrap
from typing import TYPE_CHECKING, Any

import click

from coach.errors import printable

if TYPE_CHECKING:
    from collections.abc import Sequence


GAP = 2
"""Columns between two columns of a table."""

NARROWEST = 24
"""Columns that the last column of a table must have, to be wrapped in its place."""

BELOW = 4
"""Columns that it is indented where it goes below the first instead."""

WIDEST = 100
"""Columns of a text that is easily read."""

FALLBACK = 80
"""Columns of a terminal that does not say how many it has."""

_FILE = re.compile(r"\S+  \S")
"""What a result begins with: a file, and what is told of it, which stays beside it."""

_BEGIN = re.compile(
    r"(?P<indent> *)(?:.*\S {2,})?(?P<mark>- |# |\d+\. |)(?:[a-z]+: +)?(?P<place>\S+:\d+:\d+: )?"
)
"""What stands before the last column of a line, or before an item."""


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
    room = columns()
    cells = [[printable(str(cell)) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    if sum(widths) + GAP * (len(widths) - 1) <= room:
        return [[line] for line in aligned(rows)]
    before = sum(widths[:-1]) + GAP * (len(widths) - 1)
    if room - before >= NARROWEST:
        return [_hung(aligned([row[:-1]], widths[:-1])[0], row[-1], before, room) for row in cells]
    return [_hung(row[0], "  ".join(filter(None, row[1:])), BELOW, room, below=True) for row in cells]


def _hung(begin: str, text: str, indent: int, room: int, *, below: bool = False) -> list[str]:
    """Return ``text`` in lines that hang ``indent`` columns in, after ``begin`` or below it."""
    lines = textwrap.wrap(text, room - indent, break_on_hyphens=False, break_long_words=False)
    if below:
        return [begin, *(" " * indent + line for line in lines)]
    first, *others = lines or [""]
    return [f"{begin:<{indent}}{first}".rstrip(), *(" " * indent + line for line in others)]


def aligned(rows: Sequence[Sequence[str]], widths: Sequence[int] = ()) -> list[str]:
    """Return rows as lines of aligned columns, as wide as they need or as ``widths`` say."""
    cells = [[printable(str(cell)) for cell in row] for row in rows]
    wide = widths or [max(map(len, column)) for column in zip(*cells, strict=True)]
    return [(" " * GAP).join(map(str.ljust, row, wide)).rstrip() for row in cells]


def print_text(text: str = "", *, err: bool = False, **style: Any) -> None:
    """Print what a person reads, as wide as the terminal it goes to (``wrapped``), in a ``style`` of click's."""
    told = wrapped(text, err=err)
    click.echo(click.style(told, **style) if style else told, err=err)


def wrapped(text: str, *, err: bool = False) -> str:
    """Return each line of a text in lines as wide as the terminal, but not wider than is easily read.

    What is too wide goes on below where the line's last column or item begins; in YAML it stays the same. A word
    alone, such as a path, stays whole. In a pipe, every line does.
    """
    if not (sys.stderr if err else sys.stdout).isatty():
        return text
    room = min(WIDEST, columns(err=err))
    lines, block = [], None
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip())
        if block is not None and line.strip() and depth <= block:
            block = None
        lines.append(line if block is not None else _in_lines(line, room))
        if line.endswith((": |", ": |-")):  # in YAML, what follows has to keep its lines
            block = depth
    return "\n".join(lines)


def columns(*, err: bool = False) -> int:
    """Return how many columns the terminal has, that of standard error if ``err``."""
    if err and not sys.stdout.isatty() and "COLUMNS" not in os.environ:
        with contextlib.suppress(OSError, ValueError):
            return os.get_terminal_size(sys.stderr.fileno()).columns or FALLBACK
    return shutil.get_terminal_size().columns


def _in_lines(line: str, room: int) -> str:
    """Return a line that is too wide in several."""
    if len(line) <= room or (_FILE.match(line) and line.index("  ") > room):
        return line
    key, noted, note = line.partition("  # ")
    if noted and key.strip():  # a note behind a line of YAML goes below it
        margin = " " * (len(key) - len(key.lstrip()))
        return "\n".join(_in_lines(each, room) for each in (key.rstrip(), f"{margin}# {note}"))
    begin = _BEGIN.match(line)
    indent = begin.end() if begin else 0
    if begin and (begin["place"] or room - indent < NARROWEST):
        indent = len(begin["indent"]) + BELOW
    mark = f"{begin['indent']}# " if begin and begin["mark"] == "# " else " " * indent
    return textwrap.fill(line, room, subsequent_indent=mark, break_on_hyphens=False, break_long_words=False)
