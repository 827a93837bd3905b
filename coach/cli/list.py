"""``coach list``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from coach.cli.tables import print_table

if TYPE_CHECKING:
    from coach.library import Library


@click.command("list")
@click.option("--exercises", is_flag=True, help="List the exercises that routines are made of.")
def command(exercises: bool) -> None:
    """List the routines there are, shipped and your own, with how long they take in full detail.

    Your own routines are the .yaml files in the folder 'coach list' names at its end.
    """
    from coach.library import Library

    library = Library()
    if exercises:
        _list_exercises(library)
    else:
        _list_routines(library)


def _list_routines(library: Library) -> None:
    from coach.compiler import compile_timeline
    from coach.errors import CoachError
    from coach.script.estimate import expect_spoken
    from coach.units import format_clock, printable

    rows, broken = [], []
    for listed in library.routines():
        try:
            routine = library.load(str(listed.path))
            length = compile_timeline(routine, library, expect_spoken).duration
        except CoachError as fault:
            broken.append(str(fault))
            continue
        own = "yours" if listed.own else ""
        rows.append((printable(listed.name), routine.when, format_clock(length), routine.title, own))
    print_table(("name", "when", "about", "title", ""), rows)
    for message in broken:
        click.echo(message, err=True)
    click.echo(f"Your own routines go into {printable(str(library.own))}", err=True)


def _list_exercises(library: Library) -> None:
    from coach.library.review import usual_dose

    rows = []
    for name in library.exercise_names:
        exercise = library.exercise(name)
        sides = "each side" if exercise.sides or exercise.alternating else ""
        rows.append((name, f"{exercise.kind}: {usual_dose(exercise)}", sides, ", ".join(exercise.areas)))
    print_table(("exercise", "usual dose", "", "areas"), rows)
