"""Plain tables for the terminal and for pipes alike."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Sequence


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows in aligned columns; the header, being no result, only where a person reads it."""
    if not rows:
        return
    widths = [max(len(str(row[column])) for row in [header, *rows]) for column in range(len(header))]
    if sys.stdout.isatty():
        click.secho(_line(header, widths), dim=True)
    for row in rows:
        click.echo(_line(row, widths))


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(str(cell).ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
