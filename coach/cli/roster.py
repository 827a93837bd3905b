"""``coach roster``."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coach.cli.language import language_option
from coach.cli.numbers import Whole
from coach.cli.options import (
    bed_option,
    clinic_option,
    detail_option,
    logo_option,
    minutes_option,
    rate_option,
    system_voice_option,
    voice_option,
)
from coach.cli.output import output_option
from coach.cli.roster_progress import show_adherence
from coach.cli.tables import print_text
from coach.cli.waiting import Line, noting_interrupts
from coach.errors import printable
from coach.track.formats import every_format

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coach.rosters.roster import Order, Told


@click.command("roster")
@click.argument(
    "people", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="FILE…"
)
@click.option(
    "--progress",
    is_flag=True,
    help="Instead: how people keep at it, from what 'coach history export' wrote for them, FILEs or folders.",
)
@output_option("With --progress: write a page with a chart (.html) or a table (.csv) there.")
@click.option(
    "--to",
    "target",
    metavar="DIR",
    help="Where the results go: a folder, or an address such as s3://bucket/folder.",
)
@click.option("--force", is_flag=True, help="Make everything anew, and replace whatever is there.")
@detail_option(envvar="COACH_DETAIL")
@minutes_option("Fit each session to N minutes.")
@voice_option
@system_voice_option
@language_option
@rate_option
@bed_option
@click.option(
    "--format",
    "form",
    type=click.Choice([*every_format()]),
    default="mp3",
    show_default=True,
    help="The format of the tracks.",
)
@clinic_option
@logo_option
@click.option(
    "--cache",
    envvar="COACH_CACHE",
    metavar="DIR",
    help="Where spoken clips are kept: a folder, or an address. [env: COACH_CACHE]",
)
@click.option(
    "--jobs",
    type=Whole(1, 256),
    metavar="N",
    help="Tracks made at a time.  [default: one for each processor]",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Have it made on a Dask cluster, such as tcp://10.0.0.5:8786, instead of on this machine.",
)
def command(
    people: tuple[Path, ...],
    target: str | None,
    jobs: int | None,
    scheduler: str | None,
    output: Path | None,
    *,
    progress: bool,
    **given: Any,
) -> None:
    """Make a track and a hand-out for everybody in FILE: a table (.csv, .tsv, .xlsx or .jsonl), one row for each.

    \b
    person              required: a name or a number; results are in DIR/PERSON
    routine             the name or the file of a routine, or else
    prescription        a note: "cat-cow 2 x 10; figure-four 3 x 30 s, rest 20 s"
    language, voice,    as the options of these names,
    detail, minutes,    which count where a cell is empty
    bed, format
    avoid               what to be careful with, such as "knee, wrist"
    greet               a name to be greeted by

    What became of each row is in DIR/report.csv. A row that is wrong does not hold up the others. Run again, it
    makes only what changed or is missing. What a cell says about a person is printed on a terminal only.

    With --progress, FILEs (or folders of them) are what people had written by 'coach history export'; how they
    keep at it is shown as a table, and with -o as a page with a chart.
    """  # noqa: D301 (the \b is click's mark for lines to keep as they are)
    from coach.rosters.cluster import Cluster
    from coach.rosters.crew import Processes, processors
    from coach.rosters.readers import read_roster
    from coach.rosters.remote_storage import storage_at
    from coach.rosters.roster import make_roster
    from coach.rosters.roster_report import REPORT
    from coach.track.batch import StoppedError

    if progress:
        show_adherence(people, output, force=given["force"])
    table, target = _table_and_folder(people, target, output)
    if jobs and scheduler:
        raise click.UsageError("--jobs is for this machine; a cluster has what workers it has")
    order, rows = _order(given), read_roster(table)
    storage = storage_at(target)
    most = jobs or processors()
    with noting_interrupts() as stop, Line("making") as line:
        told = make_roster(
            rows,
            order,
            storage,
            lambda works: Cluster(scheduler) if scheduler else Processes(min(works, most)),
            stop=stop,
            waiting=lambda: print_text("Another roster is at work there; waiting for it.", err=True),
        )
        try:
            states = _tell(told, table, len(rows), line)
        except StoppedError:
            raise click.Abort from None
    counts = ", ".join(f"{states[state]} {state}" for state in ("made", "unchanged", "failed"))
    print_text(printable(f"{target.rstrip('/')}/{REPORT}  {len(rows)} rows: {counts}"))
    raise SystemExit(int(states["failed"] > 0))


def _table_and_folder(people: tuple[Path, ...], target: str | None, output: Path | None) -> tuple[Path, str]:
    """Return the one table of people there is to be, and where results go; raises UsageError for anything else."""
    if target is None:
        raise click.UsageError("Missing option '--to'.")
    if output is not None:
        raise click.UsageError("-o is for --progress; results go to the folder of --to")
    if len(people) > 1 or people[0].is_dir():
        raise click.UsageError("give one table of people; several files, or folders, are for --progress")
    return people[0], target


def _order(given: dict[str, Any]) -> Order:
    """Take what goes for all rows out of the options."""
    from coach.cli.loading import detail_is_asked
    from coach.content.fields import Detail
    from coach.files import expanded
    from coach.rosters.roster import Order
    from coach.rosters.work import Sheet
    from coach.session_options import Options
    from coach.track.handout.logo import read_logo

    options = Options(
        detail=Detail(given["detail"]) if detail_is_asked() else None,
        minutes=given["minutes"],
        voice=given["voice"] or ("system" if given["system_voice"] else None),
        rate=given["rate"],
        bed=None if given["bed"] == "off" else given["bed"],
        language=given["language"],
    )
    logo = read_logo(expanded(given["logo"])) if given["logo"] else b""
    sheet = Sheet(given["clinic"], logo)
    return Order(options, every_format()[given["form"]], sheet, given["cache"], given["force"])


def _tell(told: Iterable[Told], people: Path, rows: int, line: Line) -> Counter[str]:
    """Show how far it is, and what is wrong with each row that fails; return how many rows ended how."""
    from coach.errors import printable

    states: Counter[str] = Counter()
    seen = sys.stderr.isatty()
    line.show(0)
    for each in told:
        states[each.result.state] += 1
        if each.result.state == "failed":
            line.clear()
            problem = each.result.problem if seen else each.discreet
            print_text(printable(f"{people.name}: {problem}"), err=True)
        line.show(states.total() / rows)
    return states
