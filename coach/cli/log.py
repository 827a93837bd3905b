"""``coach log``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from coach.cli.dates import Day
from coach.cli.options import routine_argument
from coach.cli.tables import print_text

if TYPE_CHECKING:
    from datetime import date, datetime

    from coach.content.library import Library

SOMEWHERE = "somewhere"
"""What stands for an area that was not given."""


@click.command("log")
@routine_argument(required=False)
@click.option(
    "--tight", multiple=True, metavar="AREA=N", help="How tight an area is, from 0 (loose) to 10: calves=6."
)
@click.option(
    "--pain", is_flag=False, flag_value=SOMEWHERE, metavar="[AREA]", help="A sharp pain, and where it was."
)
@click.option(
    "--on", "day", type=Day(), metavar="DATE", help="The day it was, if not today: yesterday, or 2025-11-30."
)
@click.option("--note", default="", metavar="TEXT", help="Anything else worth remembering.")
def command(
    routine: str | None, tight: tuple[str, ...], pain: str | None, day: date | None, note: str
) -> None:
    """Record by hand that you did ROUTINE, or how it feels, or both.

    \b
    coach log post --tight lower-back=4
    coach log --tight calves=6 --pain lower-back --note "after the long run"
    """  # noqa: D301 (the \b is click's mark for lines to keep as they are)
    from coach.content.library import Library
    from coach.errors import printable
    from coach.history.records import Entry
    from coach.history.store import History

    note = printable(note.strip())
    if not (routine or tight or pain or note):
        raise click.UsageError("there is nothing to log: give a ROUTINE, --tight, --pain or --note")
    library = Library()
    loaded = library.load(routine) if routine else None
    entry = Entry(
        at=_moment(day),
        routine=loaded.name if loaded else "",
        title=loaded.title if loaded else "",
        tight=dict(_rating(library, part) for text in tight for part in text.split(",")),
        pains=() if pain is None else (None if pain == SOMEWHERE else _area(pain, library),),
        note=note,
    )
    with History.open() as history:
        history.log(entry)
    print_text("Logged.", err=True)


def _moment(day: date | None) -> datetime:
    """Return now, or the noon of a day that is over."""
    from datetime import datetime, time

    from coach.history.store import now

    at = now()
    return at if day in (None, at.date()) else datetime.combine(day or at.date(), time(12)).astimezone()


def _rating(library: Library, text: str) -> tuple[str, int]:
    """Read ``calves=6``, the area being called whatever people call it."""
    area, equals, number = text.strip().partition("=")
    number = number.strip()
    if not equals or not (number.isascii() and number.isdecimal() and int(number[:9]) <= 10):
        raise click.BadParameter(
            f"'{text}' is not a rating; write it like lower-back=4, from 0 (loose) to 10",
            param_hint="--tight",
        )
    return _area(area, library), int(number)


def _area(word: str, library: Library) -> str:
    """Return the area that people call ``word``; of a joint, say how else to write it down."""
    from coach.errors import NotFoundError, shown
    from coach.plan.wishes import find_area

    try:
        return find_area(word, library)
    except NotFoundError as fault:
        if "--avoid" not in fault.hint:
            raise
        hint = "name what is around it, such as quads or calves, and the joint with --note"
        raise NotFoundError(f"{shown(word)} is not among the areas that are kept", hint=hint) from None
