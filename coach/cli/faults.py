"""Errors as the command line writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.cli.tables import print_text
from coach.content.fields import Detail
from coach.errors import CoachError, RoutineError, printable

if TYPE_CHECKING:
    from coach.session_options import Options


def tell(fault: CoachError, of: str = "") -> None:
    """Say on standard error what is wrong, and with which routine; a file's problems have their own places."""
    shown = "\n".join(map(printable, str(fault).split("\n")))
    whose = f"{printable(of)}: " if of and f"'{of}'" not in shown else ""
    print_text(shown if isinstance(fault, RoutineError) else f"coach: {whose}{shown}", err=True)


def tell_detail(detail: Detail, options: Options, name: str = "") -> None:
    """Say that less than everything is said, where that was not asked for but needed for the length."""
    if options.detail is None and detail is not Detail.FULL:
        whose = printable(f"{name}: ") if name else ""
        print_text(f"{whose}Said in {detail} detail, to fit into {options.minutes:g} minutes.", err=True)
