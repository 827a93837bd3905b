"""``coach swap``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from coach.cli.language import language_option
from coach.cli.loading import STDIN
from coach.cli.options import avoid_option, routine_argument
from coach.cli.output import routine_output, write_routine
from coach.cli.tables import print_text

if TYPE_CHECKING:
    from pathlib import Path


@click.command("swap")
@routine_argument()
@click.argument("exercise", metavar="EXERCISE")
@click.option("--for", "other", metavar="OTHER", help="The exercise to take instead.")
@avoid_option("What to spare, such as knee, wrist or neck: nothing that strains it is taken.")
@language_option
@routine_output
def command(
    routine: str,
    exercise: str,
    other: str | None,
    avoid: tuple[str, ...],
    language: str,
    output: Path | None,
    force: bool,
) -> None:
    """Replace an EXERCISE of ROUTINE ("-": standard input) that feels off by another; print the new routine file.

    Without --for it is one for the same part of the body: an easier one if there is one, else one along
    the same line, else along another; what you like comes first, what you dislike last. The dose goes
    along, as far as the new one takes it; the rest of the file stays as it was written.
    """
    from coach.content.library import Library
    from coach.content.yaml_io import MAX_BYTES, opened
    from coach.plan.swap import swap, swapped_file
    from coach.settings.tastes import read_tastes

    library = Library(language)
    if routine == STDIN:
        written = sys.stdin.buffer.read(MAX_BYTES + 1)
        loaded = library.read(opened(written, "<stdin>"))
    else:
        loaded = library.load(routine)
        written = library.find(routine).read_bytes()
    done = swap(loaded, exercise, library, other, avoid, read_tastes())
    text, as_written = swapped_file(written, done, library)
    write_routine(text, output, force=force)
    for sentence in (done.reason, *done.notes):
        print_text(sentence, err=True)
    if not as_written:
        print_text("The file had to be written anew, without the comments it may have had.", err=True)
