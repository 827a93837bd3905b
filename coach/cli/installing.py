"""``coach voices install`` and ``coach voices remove``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from coach.cli.tables import print_table, print_text

if TYPE_CHECKING:
    from coach.voice.piper.catalogue import Entry


def _complete(ctx: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
    """Complete the name of a voice that can be installed, or that is."""
    from coach.voice.piper.catalogue import kept_catalogue
    from coach.voice.piper.models import installed

    here = {model.name for model in installed()}
    names = here if ctx.info_name == "remove" else kept_catalogue().keys() - here
    return [name for name in sorted(names) if name.startswith(begun)]


@click.command("install", short_help="Fetch a neural voice, or list those there are.")
@click.argument("name", metavar="[NAME]", required=False, shell_complete=_complete)
@click.option("--language", metavar="CODE", help="List only voices of this language, such as en or de.")
@click.option(
    "--source",
    metavar="URL",
    envvar="COACH_VOICE_SOURCE",
    help="Where the collection is, if not at its usual place: a mirror of it.",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
def install(name: str | None, language: str | None, source: str | None, yes: bool) -> None:
    """Fetch the neural voice called NAME; without one, list those there are.

    They come from the public collection of voices for Piper and speak without a network. Size and licence are
    shown first. What was interrupted goes on where it stopped. To speak, they need the extra piper.
    """
    from coach.voice.piper.catalogue import SOURCE, fetch_catalogue, find_entry
    from coach.voice.piper.models import installed

    source = source or SOURCE
    if name is None:
        _list(fetch_catalogue(source), language)
        return
    wanted = name.strip().removeprefix("piper:")
    if wanted in [model.name for model in installed()]:
        print_text(f"piper:{wanted} is installed already.", err=True)
    else:
        entry = find_entry(wanted, fetch_catalogue(source))
        _agree(entry, source, yes=yes)
        _fetch(entry, source)
        print_text(f"piper:{wanted}")
    _point_to_the_extra()


@click.command("remove", short_help="Delete a neural voice that was installed.")
@click.argument("name", metavar="NAME", shell_complete=_complete)
def remove(name: str) -> None:
    """Delete the neural voice called NAME, which was installed; it can be fetched again."""
    from coach.voice.piper.install import remove

    remove(name)
    print_text(f"Deleted {name}.", err=True)


def _list(catalogue: dict[str, Entry], language: str | None) -> None:
    from coach.voice.offers import only_speaking

    entries = [catalogue[name] for name in sorted(catalogue)]
    if language:
        entries = only_speaking(language, entries)
    rows = [(each.name, each.language, each.quality, f"{each.size / 1e6:.0f} MB") for each in entries]
    print_table(("name", "language", "quality", "size"), rows)


def _agree(entry: Entry, source: str, *, yes: bool) -> None:
    """Show what is to be fetched, and ask whether that is all right."""
    from coach.live.terminal import is_terminal
    from coach.voice.piper.install import read_licence

    licence = read_licence(entry, source) or "not stated"
    size = f"{entry.size / 1e6:.0f} MB"
    print_text(f"{entry.name}: {entry.language}, {entry.quality}, {size}\nLicence: {licence}", err=True)
    if yes:
        return
    if not is_terminal(sys.stdin):
        raise click.UsageError(f"this would fetch {size}; to do so without being asked, add --yes")
    click.confirm("Fetch it?", abort=True, err=True)


def _fetch(entry: Entry, source: str) -> None:
    from coach.cli.waiting import Line
    from coach.voice.piper.install import install

    with Line("fetching") as line:
        try:
            install(entry, source, lambda got: line.show(got / entry.size))
        except KeyboardInterrupt:
            line.clear()
            print_text("What was fetched is kept: run this again, and it goes on.", err=True)
            raise


def _point_to_the_extra() -> None:
    from coach.errors import remedy
    from coach.voice.piper.voice import version

    if not version():
        print_text(f"It needs Piper, which is not installed: {remedy('piper')}.", err=True)
