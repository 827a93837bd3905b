"""``coach script``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from coach.cli.faults import tell_detail
from coach.cli.help_page import GroupedCommand
from coach.cli.loading import load_or_plan
from coach.cli.options import from_option, making_options, routine_argument, session_options
from coach.cli.places import find_step
from coach.cli.tables import wrapped
from coach.cli.waiting import Line
from coach.track.written import FORMS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from coach.session import Session
    from coach.timeline.model import Passage


@click.command("script", cls=GroupedCommand)
@routine_argument(required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    default="text",
    show_default=True,
    help="A list to read, or one of those above.",
)
@from_option(None, "Only from this exercise on: its number, or a word of its name.")
@making_options()
@session_options
def command(routine: str | None, form: str, from_step: str | None, cache: Path | None, **given: Any) -> None:
    """Print everything the coach will say in ROUTINE, and when: exactly what 'export' renders.

    With --tight, in one made for you (see 'coach plan'). Every sentence is spoken (into the clip cache) to know
    its length. JSON times are in milliseconds; svg and html draw the session, so that an author sees crowding and
    rest at a glance, html also how each exercise looks; intervals is the workout text of Intervals.icu, which
    'coach import' reads back.
    """
    from coach.content.library import Library
    from coach.session import Session, open_narrator
    from coach.track.written import in_writing

    library = Library(given["language"])
    loaded, options = load_or_plan(library, routine, {**given, "bed": "off", "music": None}, cache)
    with open_narrator(options, cache, [loaded]) as narrator:
        session = Session(loaded, library, narrator, options)
        with Line("speaking") as line:
            timeline = session.timeline_of(_shown(session, line))
        if from_step:
            number = find_step(from_step, session.script)
            session.check_step(number)
            timeline = timeline.since(number)
    tell_detail(timeline.detail, options)
    written = in_writing(form, timeline, session)
    click.echo(wrapped(written) if form == "text" else written, nl=False)


def _shown(session: Session, line: Line) -> Iterator[Passage]:
    """Yield a session on the clock, and show how much of it has been spoken."""
    number = len(session.script.sections)
    line.show(0)
    for done, passage in enumerate(session.passages(), start=1):
        line.show(done / number)
        yield passage
