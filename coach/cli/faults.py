"""Errors as the command line writes them."""

from __future__ import annotations

import click

from coach.errors import CoachError, RoutineError


def tell(fault: CoachError) -> None:
    """Say on standard error what is wrong; each problem of a file stands by itself, with its place before it."""
    click.echo(str(fault) if isinstance(fault, RoutineError) else f"coach: {fault}", err=True)
