"""``coach share``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coach.cli.faults import tell, tell_detail
from coach.cli.help_page import GroupedCommand
from coach.cli.lengths import Minutes
from coach.cli.loading import is_made, load_or_plan
from coach.cli.numbers import Whole
from coach.cli.options import making_options, routine_argument, session_options
from coach.cli.waiting import Bar, noting_interrupts
from coach.errors import CoachError
from coach.units import SECOND, format_clock, format_ms

if TYPE_CHECKING:
    import threading

    from coach.content.library import Library
    from coach.session import Options
    from coach.share.making import Order
    from coach.share.tracks import Shelf


@click.command("share", cls=GroupedCommand)
@routine_argument(nargs=-1)
@click.option("--all", "every", is_flag=True, help="Every routine there is.")
@click.option(
    "--lan/--no-lan", default=False, help="Let others on the same network reach it.  [default: no-lan]"
)
@click.option(
    "--address",
    metavar="IP",
    help="Which of this computer's addresses --lan is to use, where it is on several networks.",
)
@click.option(
    "--port",
    type=Whole(1, 65535),
    metavar="N",
    help="The port.  [default: 8746, or one that is free]",
)
@click.option(
    "--for",
    "idle",
    type=Minutes(),
    default="30min",
    metavar="TIME",
    show_default=True,
    help="End after nobody used it for so long.",
)
@click.option(
    "--make/--no-make", "making", default=True, help="Let the page make tracks, too.  [default: make]"
)
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Keep the tracks in this folder.  [default: 'tracks' in the cache]",
)
@making_options
@session_options
def command(
    routine: tuple[str, ...],
    every: bool,
    lan: bool,
    address: str | None,
    port: int | None,
    idle: int,
    making: bool,
    folder: Path | None,
    cache: Path | None,
    **given: Any,
) -> None:
    """Serve the track of each ROUTINE to your phone: a page that plays them, downloads, a podcast feed.

    With --lan the phone on the same Wi-Fi opens the address or scans the code; without, only this computer can.
    Nothing but these tracks can be reached, and only under an address that nobody can guess. Ctrl-C ends it.

    \b
    coach share post --lan
    coach share --all --lan --for 2h
    """  # noqa: D301 (the \b is click's mark for lines to keep as they are)
    from coach.content.library import Library
    from coach.share.making import tidy, tracks_folder
    from coach.share.server import Server
    from coach.share.tracks import Shelf
    from coach.share.workshop import Workshop
    from coach.track.batch import StoppedError

    if every + bool(routine) + is_made(given) != 1:
        raise click.UsageError("name one or more routines, or give --all, --tight AREA or --step TEXT")
    if address and not lan:
        raise click.UsageError("--address is for --lan")
    library, shelf = Library(given["language"]), Shelf()
    where = _address(lan, address)
    orders, options, failed = _orders(library, routine, every, given, cache)
    with noting_interrupts() as stop:
        try:
            failed |= _render(orders, library, options, cache, folder, shelf, stop)
        except StoppedError:
            raise click.Abort from None
        if not shelf.all():
            raise SystemExit(1)
        tidy(tracks_folder(cache), shelf)
        workshop = Workshop(shelf, library, options, cache) if making else None
        try:
            with Server(shelf, workshop, address=where, port=port, language=library.language) as server:
                _announce(server.url, shelf, lan, making, idle)
                stopped = server.wait(stop, idle / SECOND)
        finally:
            if workshop:
                workshop.close()
    click.echo("Stopped." if stopped else f"Nobody used it for {format_ms(idle)}: stopped.", err=True)
    raise SystemExit(int(failed))


def _address(lan: bool, address: str | None) -> str:
    from coach.share.address import LOCAL, lan_address

    if not lan:
        return LOCAL
    found = address or lan_address()
    if found is None:
        raise CoachError("this computer is on no network", hint="connect it, or name its --address")
    return found


def _orders(
    library: Library, references: tuple[str, ...], every: bool, given: dict[str, Any], cache: Path | None
) -> tuple[list[Order], Options, bool]:
    """What is to be rendered, with which options, and whether something could not be loaded."""
    from coach.cli.loading import build_options, heeding
    from coach.share.making import Order

    if not every and len(references) < 2:
        made, options = load_or_plan(library, next(iter(references), None), given, cache)
        return [Order(made.name, made)], options, False
    orders: dict[str, Order] = {}
    failed = False
    paths = [str(listed.path) for listed in library.routines()] if every else dict.fromkeys(references)
    for reference in paths:
        try:
            loaded = heeding(library.load(reference), library, given["avoid"], keep=given["keep"])
        except CoachError as fault:
            tell(fault)
            failed = True
            continue
        if loaded.name in orders:
            raise click.UsageError(f"two routines are called '{loaded.name}'; give them different names")
        orders[loaded.name] = Order(loaded.name, loaded)
    return [*orders.values()], build_options(given, cache), failed


def _render(
    orders: list[Order],
    library: Library,
    options: Options,
    cache: Path | None,
    folder: Path | None,
    shelf: Shelf,
    stop: threading.Event,
) -> bool:
    """Put the track of each order on the shelf; return whether one could not be made."""
    from coach.share.making import make
    from coach.share.tracks import Track

    failed = False
    with Bar(len(orders)) as bar:
        for found in make(orders, library, options, cache, folder=folder, progress=bar.update, stop=stop):
            bar.clear()
            if isinstance(found, Track):
                tell_detail(found.timeline.detail, options, found.id)
                shelf.put(found)
            else:
                order, fault = found
                tell(fault, of=order.routine.name)
                failed = True
    return failed


def _announce(url: str, shelf: Shelf, lan: bool, making: bool, idle: int) -> None:
    """Say what is exposed to whom, and where; the address alone on stdout."""
    from coach.share.address import qr_code

    def say(text: str) -> None:
        click.echo(text, err=True)

    say("Sharing, to play and to download:")
    for track in shelf.all():
        say(f"  {track.title}  {format_clock(track.timeline.duration)}  {track.path}")
    if making:
        say("and what is made on the page from the routines of this computer (--no-make forbids it).")
    if lan:
        say("Everybody on this network who has the address can reach this, and nothing else:")
    else:
        say("Only this computer can reach it; --lan opens it to the phone on the same network:")
    say("")
    if lan and sys.stderr.isatty():
        say(qr_code(url))
        say("")
    click.echo(url)
    say("")
    say(f"It ends when nobody uses it for {format_ms(idle)}, or with Ctrl-C.")
