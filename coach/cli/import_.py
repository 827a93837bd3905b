"""``coach import``."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

import click

from coach.cli.output import routine_output, write_routine

if TYPE_CHECKING:
    from pathlib import Path

LARGEST = 100_000
"""Characters; a workout of a hundred steps has five thousand."""


@click.command("import")
@click.argument("workout", type=click.File("r", encoding="utf-8"), metavar="FILE")
@click.option(
    "--when",
    type=click.Choice(("before", "after", "any")),
    help="Made for before or after a run.  [default: what the workout says, or after]",
)
@routine_output
def command(workout: IO[str], when: str | None, output: Path | None, force: bool) -> None:
    """Make a routine of the workout text in FILE ("-": standard input), as Intervals.icu writes it.

    Each line names an exercise by its name or title, with its side and length: "- Figure four, right 30s". What
    stands under a line such as "3x" is done so often; the right side followed by the left becomes one step for
    both, and what is repeated its rounds. A line "Made for: before" says what --when does.
    """
    from coach.content.fields import When
    from coach.content.library import Library
    from coach.errors import CoachError
    from coach.plan.routine_file import routine_file
    from coach.track.watch.intervals_icu import read_intervals

    where = workout.name
    try:
        text = workout.read(LARGEST + 1)
    except UnicodeDecodeError:
        raise CoachError("is not a text file in UTF-8", where=where, hint="save it as text") from None
    if len(text) > LARGEST:
        raise CoachError("is too long for a workout", where=where, hint=f"keep it to {LARGEST} characters")
    imported = read_intervals(text, Library(), where, When(when) if when else None)
    write_routine(routine_file(imported.routine), output, force=force)
    if imported.note:
        click.echo(imported.note, err=True)
