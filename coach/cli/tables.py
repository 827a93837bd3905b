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


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows in aligned columns; the header, being no result, only where a person reads it."""
    if not rows:
        return
    first, *others = aligned([header, *rows])
    if sys.stdout.isatty():
        click.secho(first, dim=True)
    for line in others:
        click.echo(line)


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows as lines of aligned columns."""
    cells = [[printable(str(cell)) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return ["  ".join(map(str.ljust, row, widths)).rstrip() for row in cells]


def wrapped(text: str, bullet: str = "") -> str:
    """Return a text in lines as wide as the terminal, but not wider than is easily read; whole in a pipe."""
    if not sys.stdout.isatty():
        return bullet + text
    width = min(100, shutil.get_terminal_size().columns)
    return textwrap.fill(
        text, width, initial_indent=bullet, subsequent_indent=" " * len(bullet), break_on_hyphens=False
    )
