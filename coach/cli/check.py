"""``coach check``."""

from __future__ import annotations

import click


@click.command("check")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path())
def command(files: tuple[str, ...]) -> None:
    """Check routine files (or routines by name), and say what a coach would question.

    Every problem is printed as file:line:column, what is wrong and what to do. Warnings are a coach's doubts
    about a routine that works, and do not make the check fail.
    """
    from coach.compiler import compile_timeline
    from coach.errors import CoachError
    from coach.library import Library
    from coach.library.review import review
    from coach.script.estimate import expect_spoken
    from coach.units import format_clock, printable

    library = Library()
    failed = False
    for file in files:
        try:
            found = review(library, library.find(file))
            for problem in (*found.errors, *found.warnings):
                click.echo(str(problem), err=True)
            if found.routine is None:
                failed = True
                continue
            length = format_clock(compile_timeline(found.routine, library, expect_spoken).duration)
        except CoachError as fault:
            click.echo(str(fault), err=True)
            failed = True
            continue
        doubts = f", {len(found.warnings)} warning{'s'[: len(found.warnings) != 1]}" if found.warnings else ""
        click.echo(f"{printable(file)}: fine, about {length}{doubts}")
    raise SystemExit(int(failed))
