"""``coach forget``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from coach.cli.dates import Day
from coach.cli.tables import print_text, wrapped

if TYPE_CHECKING:
    from datetime import date


@click.command("forget")
@click.option("--before", type=Day(), metavar="DATE", help="Everything before this day, such as 2025-01-01.")
@click.option("--all", "everything", is_flag=True, help="Everything.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def command(before: date | None, everything: bool, yes: bool) -> None:
    """Delete what was recorded, for good: sessions, how they felt, and notes."""
    from coach.history.store import History, default_path
    from coach.live.terminal import is_terminal

    if everything == (before is not None):
        raise click.UsageError("say what to forget: either --before DATE or --all")
    if not default_path().exists():
        print_text("There is nothing to forget.", err=True)
        return
    with History.open() as history:
        count = history.count(before)
        if not count:
            print_text("There is nothing to forget.", err=True)
            return
        what = f"{count} entries" if count > 1 else "one entry"
        if not yes:
            if not is_terminal(sys.stdin):
                raise click.UsageError(f"this would forget {what}; to do so without being asked, add --yes")
            click.confirm(wrapped(f"Forget {what}, for good?", err=True), abort=True, err=True)
        history.forget(before)
    print_text(f"Forgot {what}.", err=True)
