"""``coach share``."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from coach.cli.help_page import GroupedCommand
from coach.cli.lengths import Minutes
from coach.cli.loading import is_made
from coach.cli.numbers import Whole
from coach.cli.options import making_options, routine_argument, session_options
from coach.cli.tables import print_text
from coach.cli.waiting import noting_interrupts
from coach.errors import CoachError
from coach.units import SECOND, format_clock, format_ms

if TYPE_CHECKING:
    from coach.cli.sharing import Sharing


class _Command(GroupedCommand):
    """A command that remembers how it was called, for ``--print-unit``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments."""
        ctx.meta[_GIVEN] = [*args]
        return super().parse_args(ctx, args)


_GIVEN = "coach.share.given"


@click.command("share", cls=_Command)
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
    help="End when nobody has used it for this long; with --keep, only if it is given.",
)
@click.option(
    "--keep", "stays", is_flag=True, help="Share for good: the same address each time, no end by itself."
)
@click.option(
    "--people",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    metavar="DIR",
    help="With --keep: a page and a feed for each person who has a folder in DIR, as 'coach roster' makes it.",
)
@click.option("--tokens", is_flag=True, help="List the names and addresses that are kept, and end.")
@click.option("--revoke", metavar="NAME", help="Shut the address of NAME for good, at once, and end.")
@click.option("--renew", metavar="NAME", help="Give NAME a new address instead, print it, and end.")
@click.option("--print-unit", is_flag=True, help="Print a unit for systemd that runs this command, and end.")
@click.option(
    "--make/--no-make", "making", default=True, help="Let the page make tracks, too.  [default: make]"
)
@click.option(
    "--history/--no-history",
    default=True,
    help="Record what the page tells: what was done, and how it felt.  [default: history]",
)
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Keep the tracks in this folder.  [default: 'tracks' in the cache]",
)
@making_options(keep="--as-is")
@session_options
def command(
    routine: tuple[str, ...],
    every: bool,
    lan: bool,
    address: str | None,
    port: int | None,
    idle: int,
    making: bool,
    history: bool,
    folder: Path | None,
    cache: Path | None,
    stays: bool,
    people: Path | None,
    tokens: bool,
    revoke: str | None,
    renew: str | None,
    print_unit: bool,
    **given: Any,
) -> None:
    """Serve the track of each ROUTINE to your phone: a page that plays them, downloads, a podcast feed.

    With --lan the phone on the same Wi-Fi opens the address or scans the code; without, only this computer can.
    Nothing but these tracks can be reached, and only under an address that nobody can guess. Ctrl-C ends it.

    With --keep it stays: port and addresses are the same after a restart, so that a podcast app stays subscribed,
    and what is new in the routines named, or in a person's folder, comes by itself.

    \b
    coach share post --lan
    coach share --all --lan --for 2h
    coach share --all --lan --keep
    coach share --people clinic --lan --keep
    """  # noqa: D301 (the \b is click's mark for lines to keep as they are)
    from coach.cli.sharing import Sharing
    from coach.content.library import Library

    if tokens + bool(revoke) + bool(renew) > 1:
        raise click.UsageError("--tokens, --revoke and --renew are for one thing each")
    if tokens or revoke or renew:
        _manage(tokens, revoke, renew)
        return
    main = every + bool(routine) + is_made(given)
    if main > 1 or not (main or people):
        raise click.UsageError("name one or more routines, or give --all, --tight AREA or --step TEXT")
    if address and not lan:
        raise click.UsageError("--address is for --lan")
    if not stays and (people or print_unit):
        raise click.UsageError(f"{'--people' if people else '--print-unit'} is for --keep")
    context = click.get_current_context()
    if print_unit:
        from coach.cli.kept import print_unit as print_it

        print_it(context.meta[_GIVEN])
        return
    ends = not stays or context.get_parameter_source("idle") is not ParameterSource.DEFAULT
    sharing = Sharing(Library(given["language"]), routine, every, given, cache, folder)
    where = _address(lan, address)
    with noting_interrupts() as stop, ExitStack() as opened:
        failed = sharing.begin(stop) if main else False
        server = sharing.served(
            opened, where, port, making=making, telling=history, keeping=stays, people=people, main=bool(main)
        )
        _announce(
            server.url if main else "",
            sharing,
            lan=lan,
            making=making,
            telling=history,
            idle=idle if ends else None,
        )
        stopped = server.wait(stop, idle / SECOND if ends else None)
    print_text("Stopped." if stopped else f"Nobody used it for {format_ms(idle)}: stopped.", err=True)
    raise SystemExit(int(failed))


def _manage(tokens: bool, revoked: str | None, renewed: str | None) -> None:
    """List, revoke or renew an address."""
    from coach.cli.kept import list_tokens, renew, revoke

    if tokens:
        list_tokens()
    elif revoked:
        revoke(revoked)
    elif renewed:
        renew(renewed)


def _address(lan: bool, address: str | None) -> str:
    from coach.share.address import LOCAL, lan_address

    if not lan:
        return LOCAL
    found = address or lan_address()
    if found is None:
        raise CoachError("this computer is on no network", hint="connect it, or name its --address")
    return found


def _announce(
    url: str, sharing: Sharing, *, lan: bool, making: bool, telling: bool, idle: int | None
) -> None:
    """Say what is exposed to whom, and where; the address alone on stdout."""
    from coach.share.address import qr_code

    def say(text: str) -> None:
        print_text(text, err=True)

    if url:
        say("Sharing, to play and to download:")
        for track in sharing.shelf.all():
            say(f"  {track.title}  {format_clock(track.timeline.duration)}  {track.path}")
        if making:
            say("and whatever is made on the page, from the routines on this computer (not with --no-make).")
    if url and telling:
        say(
            "What the page tells of a session, and how it felt, goes into your history (not with --no-history)."
        )
    if sharing.people is not None:
        say(
            f"Sharing with {sharing.people} people, each at an address of their own;"
            " 'coach share --tokens' lists them."
        )
    if lan:
        say("Everybody on this network who has an address can reach what is there, and nothing else.")
    else:
        say("Only this computer can reach it; --lan opens it to the phone on the same network.")
    if url:
        say("")
        if lan and sys.stderr.isatty():
            say(qr_code(url))
            say("")
        print_text(url)
        say("")
    say(f"It ends {'' if idle is None else f'when nobody uses it for {format_ms(idle)}, or '}with Ctrl-C.")
