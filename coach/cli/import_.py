"""``coach import``."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from shlex import quote

import click

from coach.cli.output import routine_output, write_routine
from coach.cli.tables import print_text

LARGEST = 100_000
"""Bytes; a workout of a hundred steps has five thousand."""

_ROUTINE = re.compile(r"^steps:", re.MULTILINE)


@click.command("import")
@click.argument("workout", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True), metavar="FILE")
@click.option(
    "--when",
    type=click.Choice(("before", "after", "any")),
    help="For before or after a run.  [default: what the workout says, or after]",
)
@routine_output
def command(workout: Path, when: str | None, output: Path | None, force: bool) -> None:
    """Make a routine of the workout text in FILE ("-": standard input), as Intervals.icu writes it.

    Each line names an exercise by its name or title, with its side and length: "- Figure four, right 30s". What
    stands under a line such as "3x" is done that often; the right side followed by the left becomes one step for
    both, and what is repeated its rounds. A line "Made for: before" says what --when does.

    Of what 'coach script --format intervals' writes, exercises, rests and breathing come back. Work by the clock
    comes back as single exercises; texts are left out, as only their first words are there.
    """
    from coach.content.fields import When
    from coach.content.library import Library
    from coach.errors import CoachError, printable
    from coach.files import read_bytes
    from coach.plan.routine_file import routine_file
    from coach.track.watch.intervals_icu import read_intervals

    standard = str(workout) == "-"
    where = "<stdin>" if standard else printable(str(workout))
    data = sys.stdin.buffer.read(LARGEST + 1) if standard else read_bytes(workout, LARGEST)
    if len(data) > LARGEST:
        raise CoachError("is too long for a workout", where=where, hint=f"keep it to {LARGEST >> 10} KB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CoachError("is not a text file in UTF-8", where=where, hint="save it as text") from None
    if _ROUTINE.search(text):
        hint = f"play it as it is: coach play {printable(quote(str(workout)))}"
        raise CoachError("is a routine already, not a workout", where=where, hint=hint)
    imported = read_intervals(text, Library(), where, When(when) if when else None)
    write_routine(routine_file(imported.routine), output, force=force)
    if imported.note:
        print_text(imported.note, err=True)
