"""``coach history``."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from coach.cli.dates import Day
from coach.cli.numbers import Whole
from coach.cli.output import force_option, output_option
from coach.cli.tables import aligned, print_table, print_text

if TYPE_CHECKING:
    from datetime import date, datetime
    from pathlib import Path

    from coach.history.records import Records, SessionRecord

HEADER = ("when", "what", "how far", "how it felt")
USUAL = 20
"""Sessions in the list, unless more are asked for."""


_since = click.option("--since", type=Day(), metavar="DATE", help="From this day on, such as 2025-11-30.")
_output = output_option("Write it there.")


@click.group("history", invoke_without_command=True)
@click.option("--limit", type=Whole(1), metavar="N", help=f"The last N sessions (the list: {USUAL}).")
@_since
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "csv", "json")),
    default="text",
    show_default=True,
    help="A list to read, or all that is recorded, for other programs.",
)
@_output
@force_option
@click.pass_context
def command(
    ctx: click.Context, limit: int | None, since: date | None, form: str, output: Path | None, force: bool
) -> None:
    """List what you did and how it felt, the latest last.

    --format csv and json give everything that is recorded, for other programs. The history is an SQLite
    database in your data folder, or in the folder that COACH_DATA names; nothing of it leaves this computer.
    """
    if ctx.invoked_subcommand is None:
        _give(limit, since, form, output, force=force)


@command.command("export", short_help="Give everything that is recorded, for other programs.")
@click.option("--csv", "form", flag_value="csv", help="As a table.  [default: what FILE's ending says]")
@click.option("--json", "form", flag_value="json", help="As JSON.")
@click.option("--person", metavar="NAME", default="", help="Whose it is, for a clinic; JSON only.")
@click.option("--no-notes", is_flag=True, help="Leave out what you wrote in your own words.")
@_since
@_output
@force_option
def export(
    form: str | None,
    since: date | None,
    output: Path | None,
    person: str,
    *,
    no_notes: bool,
    force: bool,
) -> None:
    """Give everything that is recorded, for other programs; or for your physiotherapist, in one small file.

    A clinic reads the files of many people with 'coach roster --progress'.

    \b
    coach history export -o mine.json --person "A. B." --no-notes
    """  # noqa: D301 (the \b is click's mark for lines to keep as they are)
    form = form or ("json" if output and output.suffix.lower() == ".json" else "csv")
    if person and form != "json":
        raise click.UsageError("--person is for JSON: give FILE the ending .json, or add --json")
    _give(None, since, form, output, force=force, person=" ".join(person.split()), noted=not no_notes)


def _give(
    limit: int | None,
    since: date | None,
    form: str,
    output: Path | None,
    *,
    force: bool,
    person: str = "",
    noted: bool = True,
) -> None:
    """Print or write the list, or everything, of ``person`` if the file is to say so."""
    from coach.cli.output import write_anew
    from coach.errors import printable
    from coach.history.dump import as_json, latest, write_csv
    from coach.history.store import History, default_path

    records = History.read()
    if records.spoilt:
        rows = "1 entry" if records.spoilt == 1 else f"{records.spoilt} entries"
        print_text(
            f"Left out {rows} of {printable(str(default_path()))} that cannot be understood.", err=True
        )
    if form == "text" and output is None:
        if records == type(records)():
            print_text(f"Nothing is recorded yet; it will be in {printable(str(default_path()))}", err=True)
        print_table(HEADER, _rows(latest(records, since, limit or USUAL)))
        return
    chosen = latest(records, since, limit)
    chosen = chosen if noted else replace(chosen, notes=())
    text = io.StringIO(newline="")
    if form == "json":
        json.dump(as_json(chosen, person), text, ensure_ascii=False, indent=1)
        text.write("\n")
    elif form == "csv":
        write_csv(chosen, text)
    else:
        text.writelines(f"{line}\n" for line in aligned([HEADER, *_rows(chosen)])[1:])
    if output is None:
        click.echo(text.getvalue(), nl=False)
    else:
        write_anew(output, text.getvalue(), f"history {form}", force=force)


def _rows(records: Records) -> list[tuple[str, str, str, str]]:
    """Return a row for each session, and one for each moment something was logged without one."""
    from coach.history.records import in_words

    felt: dict[int | datetime, list[str]] = {}
    begun = {session.id: session.started for session in records.sessions}
    for feeling in records.feelings:
        key = feeling.session if feeling.session in begun else feeling.at
        felt.setdefault(key, []).append(f"{in_words(feeling.area)} {feeling.tightness}")
    for pain in records.pains:
        key = pain.session if pain.session in begun else pain.at
        felt.setdefault(key, []).append(f"sharp pain{f' ({in_words(pain.area)})' if pain.area else ''}")
    for note in records.notes:
        key = note.session if note.session in begun else note.at
        felt.setdefault(key, []).append(note.text)
    rows = [
        (session.started, session.routine, _how_far(session, records), ", ".join(felt.get(session.id, ())))
        for session in records.sessions
    ]
    rows += [(at, "", "", ", ".join(what)) for at, what in felt.items() if not isinstance(at, int)]
    rows.sort(key=lambda row: row[0])
    return [(f"{at:%Y-%m-%d %H:%M}", what, how_far, how) for at, what, how_far, how in rows]


def _how_far(session: SessionRecord, records: Records) -> str:
    if session.source == "logged":
        return "logged"
    done = {step.step for step in records.steps if step.session == session.id and step.outcome == "completed"}
    return session.outcome if session.outcome == "done" else f"{len(done)} exercise{'s' * (len(done) != 1)}"
