"""``coach check``."""

from __future__ import annotations

import sys

import click

from coach.cli.loading import STDIN


@click.command("check")
@click.argument("files", metavar="[FILE...]", nargs=-1, type=click.Path())
@click.option(
    "--language", metavar="CODE", help="Check the coach's words in this language instead, against English."
)
def command(files: tuple[str, ...], language: str | None) -> None:
    """Check routine files (or routines by name, or "-": standard input), and say what a coach would question.

    Every problem is printed as file:line:column, what is wrong and what to do. Warnings are a coach's doubts
    about a routine that works, and do not make the check fail.

    --language is for translators: it lists what a language lacks.
    """
    if bool(files) == bool(language):
        raise click.UsageError("give FILEs to check, or --language")
    sound = [_complete(language)] if language else [_sound(file) for file in files]
    raise SystemExit(int(not all(sound)))


def _sound(file: str) -> bool:
    """Check a routine, and print what there is to say about it."""
    from coach.content.library import Library
    from coach.content.review import review
    from coach.errors import CoachError, printable
    from coach.script.estimate import expect_spoken
    from coach.timeline.compiler import compile_timeline
    from coach.units import format_clock

    library = Library()
    try:
        source = sys.stdin.buffer if file == STDIN else library.find(file)
        found = review(library, source)
        for problem in (*found.errors, *found.warnings):
            click.echo(str(problem), err=True)
        if found.routine is None:
            return False
        length = format_clock(compile_timeline(found.routine, library, expect_spoken).duration)
    except CoachError as fault:
        click.echo(str(fault), err=True)
        return False
    doubts = f", {len(found.warnings)} warning{'s'[: len(found.warnings) != 1]}" if found.warnings else ""
    name = "<stdin>" if file == STDIN else printable(file)
    click.echo(f"{name}: fine, about {length}{doubts}")
    return True


def _complete(language: str) -> bool:
    """Print what a language lacks, or that it lacks nothing."""
    from coach.content.completeness import begun, missing

    if language not in begun():
        raise click.BadParameter(
            f"there is no '{language}'; there are {', '.join(begun())}", param_hint="'--language'"
        )
    found = missing(language)
    for problem in found:
        click.echo(str(problem), err=True)
    if not found:
        click.echo(f"{language}: complete")
    return not found
