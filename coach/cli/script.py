"""``coach script``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from coach.cli.faults import tell_detail
from coach.cli.help_page import GroupedCommand
from coach.cli.loading import load_or_plan
from coach.cli.options import making_options, routine_argument, session_options
from coach.cli.tables import wrapped
from coach.track.written import FORMS

if TYPE_CHECKING:
    from pathlib import Path


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
@making_options()
@session_options
def command(routine: str | None, form: str, cache: Path | None, **given: Any) -> None:
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
        timeline = session.timeline
    tell_detail(timeline.detail, options)
    written = in_writing(form, timeline, session)
    click.echo(wrapped(written) if form == "text" else written, nl=False)
