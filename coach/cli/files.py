"""Text that a command writes into a file of the user's choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pathlib import Path


def write_whole(target: Path, text: str) -> None:
    """Write a file whole or not at all, and name it; raises MediaError when that cannot be done."""
    from coach.media.partfile import PartFile

    with PartFile(target) as file:
        try:
            file.part.write_text(text, "utf-8", newline="")
        except OSError as fault:
            raise file.trouble(fault) from fault
        file.commit()
    click.echo(str(target))
