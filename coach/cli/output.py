"""Files of the user's choice: what may be replaced, and text written whole."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from coach.cli.options import together
from coach.cli.tables import print_text, wrapped
from coach.errors import printable

if TYPE_CHECKING:
    from collections.abc import Callable

Command = TypeVar("Command", bound="Callable[..., Any]")


def may_replace(path: Path, *, force: bool) -> None:
    """Make sure that a file which is there may go: asked for on a terminal, refused in a pipe without ``--force``.

    Raises MediaError when the file must stay.
    """
    from coach.errors import MediaError, printable

    if force or not path.exists():
        return
    shown = printable(str(path))
    if sys.stdin.isatty() and sys.stderr.isatty():
        if click.confirm(wrapped(f"{shown} is there already. Replace it?", err=True), err=True):
            return
        raise MediaError("left as it was", where=shown, hint="choose another name with -o")
    hint = "choose another name with -o, or replace it with --force"
    raise MediaError("is there already", where=shown, hint=hint)


def output_option(purpose: str, *, folder: bool = False) -> Callable[[Command], Command]:
    """Take the file to write, or the folder."""
    kind = click.Path(file_okay=folder is False, dir_okay=folder, path_type=Path)
    return click.option("-o", "--output", type=kind, metavar="DIR" if folder else "FILE", help=purpose)


force_option = click.option("--force", is_flag=True, help="Replace the file if it is there.")
routine_output = together(output_option("Write it there, instead of printing it."), force_option)
"""The routine file to write, and whether one that is there may go."""


def write_routine(text: str, output: Path | None, *, force: bool) -> None:
    """Print the text of a routine file, or write it; one that is there is never overwritten unasked."""
    if output is None:
        click.echo(wrapped(text), nl=False)
        return
    if output.suffix not in (".yaml", ".yml"):
        raise click.UsageError(f"'{output}' does not end in .yaml, which routine files do")
    may_replace(output, force=force)
    write_whole(output, text)


def write_anew(target: Path, text: str | bytes, wish: str, *, force: bool) -> None:
    """Write what is made again and again, such as a page of progress, over an earlier one of the same ``wish``.

    Raises MediaError when anything else is there, or it cannot be written.
    """
    from coach.track.receipt import made_files

    if not made_files().intact(target, wish):
        may_replace(target, force=force)
    write_whole(target, text)
    made_files().keep(target, wish, [target])


def write_whole(target: Path, content: str | bytes) -> None:
    """Write a file whole or not at all, and name it; raises MediaError when that cannot be done."""
    from coach import files

    files.write_whole(target, content)
    print_text(printable(str(target)))
