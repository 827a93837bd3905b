"""Errors as the command line writes them."""

from __future__ import annotations

import click

from coach.errors import CoachError, RoutineError, printable


def tell(fault: CoachError) -> None:
    """Say on standard error what is wrong; each problem of a file stands by itself, with its place before it."""
    shown = "\n".join(map(printable, str(fault).split("\n")))
    click.echo(shown if isinstance(fault, RoutineError) else f"coach: {shown}", err=True)
