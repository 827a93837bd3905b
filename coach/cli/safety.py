"""``coach safety``."""

from __future__ import annotations

import click

from coach.cli.tables import wrapped


@click.command("safety")
def command() -> None:
    """Say when to stop, what a strained back needs, when to run again, and what needs a doctor now.

    In brackets is the article that each point comes from; common-red-flags are warning signs that any doctor
    would name.
    """
    from coach.history.advice import chapters, disclaimer

    for chapter in chapters():
        click.secho(chapter.title, bold=True)
        for point in chapter.points:
            click.echo(wrapped(f"{point.text} [{point.source}]", "  - "))
        click.echo()
    click.echo(wrapped(disclaimer()))
