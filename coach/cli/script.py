"""``coach script``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from coach.cli.faults import tell_detail
from coach.cli.loading import load_or_plan
from coach.cli.options import making_options, routine_argument, session_options

if TYPE_CHECKING:
    from pathlib import Path


@click.command("script")
@routine_argument(required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json", "svg", "html", "intervals")),
    default="text",
    show_default=True,
    help="A list to read, or one of those above.",
)
@making_options
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
    from coach.track.figures import Figures
    from coach.track.picture.diagram import as_svg
    from coach.track.picture.script_page import as_html
    from coach.track.transcript import as_json, as_text
    from coach.track.watch.intervals_icu import as_intervals

    library = Library(given["language"])
    loaded, options = load_or_plan(library, routine, {**given, "bed": "off", "music": None}, cache)
    with open_narrator(options, cache, [loaded]) as narrator:
        session = Session(loaded, library, narrator, options)
        timeline = session.timeline
    tell_detail(timeline.detail, options)
    if form == "json":
        click.echo(json.dumps(as_json(timeline), ensure_ascii=False, indent=1))
    elif form == "svg":
        click.echo(as_svg(timeline), nl=False)
    elif form == "intervals":
        click.echo("\n".join(as_intervals(timeline, loaded.when)))
    elif form == "html":
        click.echo(as_html(timeline, library.language, Figures(session.library)), nl=False)
    else:
        for line in as_text(timeline):
            click.echo(line)
