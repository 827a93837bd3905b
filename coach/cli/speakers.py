"""``coach speakers``."""

from __future__ import annotations

import click

from coach.cli.tables import print_table


@click.command("speakers")
def command() -> None:
    """List what a session can be played through; take the name of one for --speaker."""
    from coach.live.speakers import list_outlets

    rows = [
        (outlet.name, "" if outlet.ready else "not ready", outlet.description) for outlet in list_outlets()
    ]
    print_table(("name", "state", "what it is"), rows)
