"""``coach forget``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from coach.cli.dates import Day
from coach.cli.tables import print_text, wrapped
from coach.errors import printable

if TYPE_CHECKING:
    from datetime import date, datetime

    from coach.history.records import SessionRecord


@click.command("forget")
@click.option("--last", is_flag=True, help="The last line of 'coach history', such as one logged by mistake.")
@click.option("--before", type=Day(), metavar="DATE", help="Everything before this day, such as 2025-01-01.")
@click.option("--all", "everything", is_flag=True, help="Everything.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def command(last: bool, before: date | None, everything: bool, yes: bool) -> None:
    """Delete what was recorded, for good: sessions, how they felt, and notes."""
    from coach.history.store import History, default_path
    from coach.live.terminal import is_terminal

    if last + everything + (before is not None) != 1:
        raise click.UsageError("say what to forget: --last, or either --before DATE or --all")
    if not default_path().exists():
        print_text("There is nothing to forget.", err=True)
        return
    with History.open() as history:
        entry = history.last() if last else None
        count = int(entry is not None) if last else history.count(before)
        if not count:
            print_text("There is nothing to forget.", err=True)
            return
        what = _named(entry) if entry else f"{count} entries" if count > 1 else "one entry"
        if not yes:
            if not is_terminal(sys.stdin):
                raise click.UsageError(f"this would forget {what}; to do so without being asked, add --yes")
            click.confirm(wrapped(f"Forget {what}, for good?", err=True), abort=True, err=True)
        if entry:
            history.forget_entry(entry)
        else:
            history.forget(before)
    print_text(f"Forgot {what}.", err=True)


def _named(entry: SessionRecord | datetime) -> str:
    """Call an entry by what is in its line of the history."""
    from coach.history.records import SessionRecord

    if isinstance(entry, SessionRecord):
        return f"{printable(entry.routine)} of {entry.started:%Y-%m-%d %H:%M}"
    return f"what was recorded at {entry:%Y-%m-%d %H:%M}"
