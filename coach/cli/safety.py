"""``coach safety``."""

from __future__ import annotations

import click

from coach.cli.tables import print_text


@click.command("safety")
def command() -> None:
    """Say when to stop, what a strained back needs, when to run again, and what needs a doctor now.

    In brackets is the article that each point comes from; common-red-flags are warning signs that any doctor
    would name.
    """
    from coach.history.advice import chapters, disclaimer

    for chapter in chapters():
        print_text(chapter.title, bold=True)
        for point in chapter.points:
            print_text(f"  - {point.text} [{point.source}]")
        print_text()
    print_text(disclaimer())
