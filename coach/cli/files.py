"""Text that a command writes into a file of the user's choice."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable

Command = TypeVar("Command", bound="Callable[..., Any]")


def output_options(command: Command) -> Command:
    """Take the routine file to write, and whether one that is there may go."""
    output = click.option(
        "-o",
        "--output",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Write it there, instead of printing it.",
    )
    force = click.option("--force", is_flag=True, help="Overwrite the file if it is there.")
    return output(force(command))


def write_routine(text: str, output: Path | None, *, force: bool) -> None:
    """Print the text of a routine file, or write it; one that is there is never overwritten unasked."""
    from coach.errors import MediaError, printable

    if output is None:
        click.echo(text, nl=False)
        return
    if output.suffix not in (".yaml", ".yml"):
        raise click.UsageError(f"'{output}' does not end in .yaml, which routine files do")
    if output.exists() and not force:
        hint = "choose another name, or overwrite it with --force"
        raise MediaError("the file is there already", where=printable(str(output)), hint=hint)
    write_whole(output, text)


def write_whole(target: Path, text: str) -> None:
    """Write a file whole or not at all, and name it; raises MediaError when that cannot be done."""
    from coach.files import PartFile

    with PartFile(target) as file:
        try:
            file.part.write_text(text, "utf-8", newline="")
        except OSError as fault:
            raise file.trouble(fault) from fault
        file.commit()
    click.echo(str(target))
