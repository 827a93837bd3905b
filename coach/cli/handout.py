"""``coach handout``."""

from __future__ import annotations

from pathlib import Path

import click

from coach.cli.language import language_option
from coach.cli.loading import load_or_plan_tight
from coach.cli.options import (
    avoid_option,
    clinic_option,
    keep_option,
    logo_option,
    one_line,
    routine_argument,
)
from coach.cli.output import force_option, output_option, write_anew

ENDINGS = (".pdf", ".html")
_LONGEST_ADDRESS = 300
"""Characters: the code of a longer one has squares too small for a phone on paper."""


def _address(_ctx: click.Context, parameter: click.Parameter, value: str | None) -> str:
    """Take the address of a page, short enough for a code."""
    address = (value or "").strip()
    if address and not (
        address.startswith(("http://", "https://")) and address.isascii() and address.isprintable()
    ):
        raise click.BadParameter("write an address that begins with https:// or http://", param=parameter)
    if len(address) > _LONGEST_ADDRESS or " " in address:
        raise click.BadParameter(
            f"write an address of up to {_LONGEST_ADDRESS} characters, without spaces", param=parameter
        )
    return address


@click.command("handout")
@routine_argument()
@output_option("The file to write, .pdf or .html.  [default: ROUTINE's name, as .pdf]")
@force_option
@click.option(
    "--often",
    metavar="TEXT",
    callback=one_line,
    help="How often to do it: 'twice a day'. Without it, there is room to write it by hand.",
)
@click.option(
    "--link",
    metavar="URL",
    callback=_address,
    help="Where the track can be heard: on the sheet as a QR code, too.",
)
@clinic_option
@logo_option
@avoid_option("What to spare, such as knee, wrist or neck: exercises that strain it are swapped.")
@keep_option()
@language_option
def command(
    routine: str,
    output: Path | None,
    often: str,
    link: str,
    clinic: str,
    logo: Path | None,
    avoid: tuple[str, ...],
    language: str,
    *,
    keep: bool,
    force: bool,
) -> None:
    """Write ROUTINE on one sheet to print or to send: a figure of each exercise, its dose, what to mind.

    Up to eight exercises are on a page. Name and logo can be set once: 'coach config set clinic …', 'logo'.
    """
    from coach.content.library import Library
    from coach.files import expanded
    from coach.track.figures.shown import Figures
    from coach.track.handout.leaflet import leaflet
    from coach.track.handout.leaflet_page import as_page
    from coach.track.handout.logo import read_logo
    from coach.track.handout.paper import as_pdf

    library = Library(language)
    loaded, minutes = load_or_plan_tight(library, routine, avoid, keep=keep)
    target = output or Path(f"{loaded.name}.pdf")
    if target.suffix not in ENDINGS:
        raise click.UsageError(f"'{target}' does not end in {' or '.join(ENDINGS)}")
    picture = read_logo(expanded(logo)) if logo else b""
    sheet = leaflet(
        loaded,
        library,
        often=often,
        link=link,
        clinic=clinic,
        logo=picture,
        minutes=minutes,
    )
    figures = Figures(library.with_own(loaded.exercises))
    data = as_page(sheet, figures).encode() if target.suffix == ".html" else as_pdf(sheet, figures)
    write_anew(target, data, f"handout {loaded.name} {library.language}", force=force)
