"""``coach check``."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coach.cli.loading import STDIN
from coach.cli.tables import print_text

if TYPE_CHECKING:
    from collections.abc import Iterator


_MOST = 2000
"""Files of a folder that are checked at most."""


@click.command("check")
@click.argument("files", metavar="[FILE...]", nargs=-1, type=click.Path())
@click.option(
    "--language", metavar="CODE", help="Check the coach's words in this language instead, against English."
)
def command(files: tuple[str, ...], language: str | None) -> None:
    """Check files of routines or exercises, and say what a coach would question.

    FILE is a file, a folder with such files in it, the name of a routine or of an exercise of your own, or "-":
    standard input. Every problem is printed as file:line:column, what is wrong and what to do. Warnings are a
    coach's doubts about a routine that works, and do not make the check fail.

    --language is for translators: it lists what a language lacks.
    """
    if files and language:
        raise click.UsageError(
            "--language checks the coach's own words, without any FILE: leave out one of them"
        )
    if not files and not language:
        raise click.UsageError("give FILEs to check, or --language")
    if language:
        raise SystemExit(int(not _complete(language)))
    sound = [_all_sound(file) for file in files]
    raise SystemExit(int(not all(sound)))


def _all_sound(given: str) -> bool:
    """Check a file, or those of a folder; one that has none does not keep back what else is to be checked."""
    from coach.errors import CoachError

    try:
        sound = [_sound(each) for each in _files(given)]
    except CoachError as fault:
        print_text(str(fault), err=True)
        return False
    return all(sound)


def _files(given: str) -> Iterator[str]:
    """Yield the YAML files of a folder and of those in it, in order; anything else as it is."""
    from coach.content.finding import ENDINGS, kind_of
    from coach.content.library import Library
    from coach.errors import NotFoundError, printable
    from coach.files import expanded

    folder = expanded(Path(given))
    if kind_of(folder) != "folder" or Library().has(given):
        yield given
        return
    found = [
        str(Path(above, name))
        for above, _, names in os.walk(folder)
        for name in names
        if name.endswith(ENDINGS) and not name.startswith(".")
    ]
    if not found or len(found) > _MOST:
        what = f"over {_MOST}" if found else "no"
        hint = "give those to check" if found else "give a folder of routine files, or a file"
        raise NotFoundError(f"there are {what} .yaml files in it", where=printable(given), hint=hint)
    yield from sorted(found)


def _sound(file: str) -> bool:
    """Check a file, and print what there is to say about it."""
    from coach.content.library import Library
    from coach.content.review import review
    from coach.errors import CoachError, printable
    from coach.script.estimate import expect_spoken
    from coach.timeline.compiler import compile_timeline
    from coach.units import format_clock

    library = Library()
    try:
        found = review(library, sys.stdin.buffer if file == STDIN else library.find(file))
        for problem in (*found.errors, *found.warnings):
            print_text(str(problem), err=True)
        if found.routine is None:
            return False
        length = format_clock(compile_timeline(found.routine, library, expect_spoken).duration)
    except CoachError as fault:
        print_text(str(fault), err=True)
        return False
    doubts = f", {len(found.warnings)} warning{'s'[: len(found.warnings) != 1]}" if found.warnings else ""
    name = "<stdin>" if file == STDIN else printable(file)
    print_text(f"{name}: fine, about {length}{doubts}")
    return True


def _complete(language: str) -> bool:
    """Print what a language lacks, or that it lacks nothing."""
    from coach.content.completeness import missing
    from coach.content.language_words import begun

    if language not in begun():
        raise click.BadParameter(
            f"there is no '{language}'; there are {', '.join(begun())}", param_hint="'--language'"
        )
    found = missing(language)
    for problem in found:
        print_text(str(problem), err=True)
    if not found:
        print_text(f"{language}: complete")
    return not found
