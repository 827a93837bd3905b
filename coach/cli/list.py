"""``coach list``."""

from __future__ import annotations

import sys
from itertools import groupby
from typing import TYPE_CHECKING

import click

from coach.cli.language import language_option
from coach.cli.numbers import Minutes
from coach.cli.options import complete_area
from coach.cli.tables import aligned, print_table, print_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.content.exercise import Exercise
    from coach.content.library import Library

GROUPS = {"before": "Before a run", "after": "After a run", "any": "At any time", "yours": "Yours"}
HEADER = ("name", "when", "about", "title", "")


@click.command("list")
@click.option("--exercises", is_flag=True, help="List the exercises that routines are made of.")
@click.option(
    "--area",
    metavar="AREA",
    shell_complete=complete_area,
    help="Only what is for a part of the body, such as calves.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "svg")),
    default="text",
    show_default=True,
    help="For --exercises: svg is a sheet with a figure of each.",
)
@click.option(
    "--when", type=click.Choice(("before", "after", "any")), help="Only routines for before or after a run."
)
@click.option("--max-minutes", type=Minutes(0.5), metavar="N", help="Only routines of N minutes or less.")
@language_option
def command(
    exercises: bool,
    area: str | None,
    form: str,
    when: str | None,
    max_minutes: float | None,
    language: str,
) -> None:
    """List the routines there are, shipped and your own, with how long they take in full detail.

    Your own routines are the .yaml files in the folder 'coach list' names at its end.
    """
    from coach.content.library import Library
    from coach.plan.wishes import find_area

    library = Library(language)
    found = find_area(area, library) if area else None
    if exercises:
        if max_minutes:
            raise click.UsageError("--max-minutes is for routines, not for --exercises")
        chosen = _choose_exercises(library, found, when)
        if form == "svg":
            _draw(chosen, library)
        else:
            _list_exercises(chosen)
            _tell_broken(library)
    elif form == "svg":
        raise click.UsageError(
            "--format svg is for --exercises; 'coach show ROUTINE --format html' shows a routine's"
        )
    else:
        _list_routines(library, found, when, max_minutes)


def _list_routines(library: Library, area: str | None, when: str | None, most: float | None) -> None:
    from coach.cli.summaries import summaries
    from coach.errors import CoachError, printable
    from coach.units import MINUTE, SECOND, Ms, format_clock
    from coach.voice.cache import default_folder

    rows, broken = [], []
    for listed, found in summaries(library.routines(), library, default_folder()):
        if isinstance(found, CoachError):
            broken.append(str(found))
            continue
        short = not most or round(found.length / SECOND) * SECOND <= most * MINUTE  # as it is shown
        if short and when in (None, found.when) and (area is None or area in found.areas):
            own = "yours" if listed.own else ""
            length = format_clock(Ms(found.length))
            rows.append((printable(listed.name), found.when, length, printable(found.title), own))
    _print_groups(rows)
    for message in broken:
        print_text(message, err=True)
    if not rows:
        print_text("No routine fits that; 'coach plan' makes one.", err=True)
    print_text(f"Your own routines go into {printable(str(library.own))}", err=True)


def _print_groups(rows: Sequence[tuple[str, ...]]) -> None:
    """Print the routines by when they are for, one's own last; a person gets a heading for each group."""
    groups = list(GROUPS)
    rows = sorted(rows, key=lambda row: groups.index(row[4] or row[1]))
    lines = iter(aligned([HEADER, *rows])[1:])
    for group, inside in groupby(rows, key=lambda row: row[4] or row[1]):
        if sys.stdout.isatty():
            print_text(GROUPS[group], dim=True)
        for _ in inside:
            print_text(next(lines))


def _choose_exercises(library: Library, area: str | None, when: str | None) -> list[Exercise]:
    """Choose the exercises for an area, those that are mainly for it first, and for a time."""
    from coach.content.fields import When

    found = list(library.exercises())
    if area:
        found = [exercise for exercise in found if area in exercise.areas]
        found.sort(key=lambda exercise: (list(exercise.areas).index(area), exercise.name))
    return [exercise for exercise in found if when in (None, exercise.when) or exercise.when is When.ANY]


def _list_exercises(exercises: list[Exercise]) -> None:

    rows = []
    for exercise in exercises:
        sides = "each side" if exercise.sides or exercise.alternating else ""
        dose = f"{exercise.kind}: {exercise.usual_dose}"
        rows.append((exercise.name, dose, sides, ", ".join(exercise.areas)))
    print_table(("exercise", "usual dose", "", "areas"), rows)


def _tell_broken(library: Library) -> None:
    """Say which exercises of one's own cannot be used."""
    from coach.errors import RoutineError

    for name in library.own_exercises:
        try:
            library.exercise(name)
        except RoutineError as fault:
            print_text(str(fault), err=True)


def _draw(exercises: list[Exercise], library: Library) -> None:
    """Print a sheet with the figures of exercises."""
    from coach.track.figures.sheet import sheet
    from coach.track.figures.shown import Figures

    click.echo(sheet((exercise.name for exercise in exercises), library, Figures(library)), nl=False)
