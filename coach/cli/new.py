"""``coach new``: files to start from."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, TypeVar

import click

from coach.cli.language import language_option
from coach.cli.output import output_option
from coach.cli.tables import print_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from coach.content.starting import Kind

Command = TypeVar("Command", bound="Callable[..., object]")


@click.group("new")
def command() -> None:
    """Write an exercise or a routine to start from: it works as it is, and its notes say what to change.

    It goes into your folder, where it is found by its name. On a terminal it is opened in the editor that
    VISUAL or EDITOR names. A file that is there is never replaced.
    """


_output_option = output_option("Write it there, instead of into your folder.")


@command.command("exercise", short_help="An exercise of your own.")
@click.argument("name", metavar="NAME")
@_output_option
@language_option
def exercise(name: str, output: Path | None, language: str) -> None:
    """Write an exercise of your own to start from, with the notes in your language: write its sentences in that.

    NAME is made of lower-case words joined by "-", such as side-plank; or write its title, "Side plank".
    """
    from coach.content.library import Library

    library, called = Library(language), _name(name)
    shipped = called in library.exercise_names and called not in library.own_exercises
    _start("exercise", name, library.exercise_folder, output, language, shipped=shipped)


@command.command("routine", short_help="A routine of your own.")
@click.argument("name", metavar="NAME")
@_output_option
@language_option
def routine(name: str, output: Path | None, language: str) -> None:
    """Write a routine of your own to start from, with the notes in your language.

    NAME is made of lower-case words joined by "-", such as my-hips; or write its title, "My tight hips".
    """
    from coach.content.library import Library

    library, called = Library(language), _name(name)
    shipped = library.has(called) and not (library.own / f"{called}.yaml").exists()
    _start("routine", name, library.own, output, language, shipped=shipped)


def _start(kind: Kind, text: str, folder: Path, output: Path | None, language: str, *, shipped: bool) -> None:
    """Write the file, into your folder unless it is to be elsewhere, and say what comes next."""
    name = _name(text)
    if output is None and shipped:
        print_text(f"From now on, this one is meant by '{name}', not the one that is shipped.", err=True)
    path = _write(kind, text, output or folder / f"{name}.yaml", language)
    _go_on(path, str(path) if output else name)


def _name(text: str) -> str:
    """Return the name that is typed, or that of the title that is."""
    from coach.content.nearest import as_name

    name = as_name(text)
    if not name:
        raise click.BadParameter(
            "write lower-case words joined by '-', such as side-plank", param_hint="'NAME'"
        )
    return name


def _write(kind: Kind, text: str, path: Path, language: str) -> Path:
    """Write a new file, with the folders above it; raises MediaError where that cannot be, or there is one."""
    from coach.content.finding import ENDINGS
    from coach.content.starting import starting_file, title_for
    from coach.errors import MediaError, printable
    from coach.files import expanded

    path = expanded(path)
    if path.suffix not in ENDINGS:
        raise click.UsageError(f"'{path}' does not end in .yaml, which these files do")
    name = _name(text)
    shown = printable(str(path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(starting_file(kind, name, title_for(text, name), language))
    except FileExistsError:
        hint = "open it in an editor, or choose another name"
        raise MediaError("is there already", where=shown, hint=hint) from None
    except (OSError, ValueError) as fault:
        reason = getattr(fault, "strerror", None) or "no file can have this name"
        raise MediaError(
            f"cannot be written ({reason})", where=shown, hint="write elsewhere, with -o"
        ) from None
    print_text(printable(str(path)))
    return path


def _go_on(path: Path, name: str) -> None:
    """Open what was written in an editor where there is one, and say what comes next."""
    from coach.errors import printable

    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if editor and sys.stdin.isatty() and sys.stdout.isatty():
        try:
            click.edit(filename=str(path), editor=editor)
        except click.ClickException as fault:
            print_text(f"The editor did not start: {fault.format_message()}", err=True)
    name = printable(name)
    print_text(f"Next: 'coach check {name}' names every mistake, and 'coach play {name}' leads it.", err=True)
