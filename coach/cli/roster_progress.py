"""What ``coach roster --progress`` does: a table and a chart of the histories that people handed in."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from coach.rosters.adherence import Adherence

FORMATS = (".html", ".csv")


def show_adherence(paths: Sequence[Path], output: Path | None, *, force: bool) -> NoReturn:
    """Print the table, or write it with its chart; exits with 1 when a file could not be read, after all others.

    Files that cannot be read are told of on stderr.
    """
    from coach.cli.output import write_anew
    from coach.cli.tables import print_table, print_text
    from coach.errors import HistoryError
    from coach.history.progress import GOAL
    from coach.history.store import now
    from coach.rosters.adherence import HEADER, export_files, read_adherence
    from coach.rosters.adherence_page import adherence_page
    from coach.rosters.storage import OWNER_ONLY
    from coach.settings.settings_file import read_settings

    if output and output.suffix.lower() not in FORMATS:
        raise click.UsageError(f"'{output}' does not end in {' or '.join(FORMATS)}")
    today, own = now().date(), read_settings().goal
    goal = (own, own) if own else GOAL
    files = [
        file for file in export_files(paths) if not (output and output.exists() and output.samefile(file))
    ]
    people: list[Adherence] = []
    faults: list[str] = []
    for found in read_adherence(files, today, goal):
        if isinstance(found, HistoryError):
            faults.append(str(found))
            print_text(f"coach: {found}", err=True)
        else:
            people.append(found)
    people.sort(key=lambda each: each.person.casefold())
    if output is None:
        print_table(HEADER, [each.row for each in people])
    else:
        page = output.suffix.lower() == ".html"
        text = adherence_page(people, faults, today, goal) if page else _table(people)
        write_anew(output, text, "roster progress", force=force)
        output.chmod(OWNER_ONLY)
    if not files:
        print_text("There is no exported history there (.json or .csv, by 'coach history export').", err=True)
    raise SystemExit(int(bool(faults) or not files))


def _table(people: Sequence[Adherence]) -> str:
    """Write the table for spreadsheets."""
    from coach.rosters.adherence import HEADER

    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(each.harmless_row for each in people)
    return text.getvalue()
