"""What ``coach share --keep`` has beyond ``coach share``: addresses that stay, are listed, revoked and renewed."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coach.cli.tables import print_text
from coach.errors import CoachError, printable
from coach.share.tokens import MAIN, changing, default_addresses, new_token, read_addresses

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.share.guard import App
    from coach.share.server import Server
    from coach.share.tokens import Entry


def list_tokens() -> None:
    """Print the name and the address of every library."""
    kept = read_addresses(default_addresses())
    if not kept.libraries:
        print_text("No address is kept yet; 'coach share post --keep' begins it.", err=True)
    wide = max((len(each.name) for each in kept.libraries), default=0)
    for each in sorted(kept.libraries, key=lambda entry: (entry.folder, entry.name)):
        print_text(printable(f"{each.name:<{wide}}  {kept.url(each) or 'revoked'}"))


def revoke(name: str) -> None:
    """Shut the address of a library, on a running server, too."""
    with changing(default_addresses()) as kept:
        entry = kept.named(name)
        entry.token = None
    told = (
        f"Nobody can reach {entry.name} any more; 'coach share --renew {entry.name}' gives it a new address."
    )
    print_text(printable(told), err=True)


def renew(name: str) -> None:
    """Give a library a new address in place of its old one, and print it."""
    with changing(default_addresses()) as kept:
        entry = kept.named(name)
        entry.token = new_token()
    print_text(kept.url(entry))


def print_unit(arguments: list[str]) -> None:
    """Print a unit for systemd that runs this command."""
    from coach.share.unit import unit

    kept = [each for each in arguments if each != "--print-unit"]
    variables = {name: value for name, value in sorted(os.environ.items()) if name.startswith("COACH_")}
    click.echo(unit([sys.executable, "-m", "coach", "share", *kept], Path.cwd(), variables), nl=False)


class Keeping:
    """The addresses of one run: of the main library, if ``main``, and of whoever has a folder in ``people``."""

    def __init__(self, people: Path | None, *, main: bool) -> None:
        self._path = default_addresses()
        self._people = people.resolve() if people else None
        with changing(self._path) as kept:
            if main:
                kept.take([MAIN])
            self.port = kept.port
        self.token = ""
        if main:
            entry = kept.named(MAIN)
            if entry.token is None:
                hint = f"'coach share --renew {MAIN}' gives it a new one"
                raise CoachError("the address of the routines was revoked", where=str(self._path), hint=hint)
            self.token = entry.token
        self.meet()

    @property
    def names(self) -> list[str]:
        """The people there are now."""
        if self._people is None:
            return []
        try:
            with os.scandir(self._people) as entries:
                return sorted(
                    each.name
                    for each in entries
                    if each.name[0] != "." and each.is_dir(follow_symlinks=False)
                )
        except OSError as fault:
            reason, hint = fault.strerror or str(fault), "give the folder that 'coach roster --to' wrote"
            raise CoachError(
                f"the people cannot be read ({reason})", where=str(self._people), hint=hint
            ) from fault

    def meet(self) -> None:
        """Give everybody an address who has none yet."""
        if self._people is not None:
            with changing(self._path) as kept:
                kept.take(self.names, str(self._people))

    def serve(self, entry: Entry, main: Callable[[str], App], language: str) -> App | None:
        """Return what an address opens: ``main`` makes the application of the main library, given its token."""
        from coach.share.found_tracks import FolderShelf
        from coach.share.web import Pages

        token = entry.token or ""
        if not entry.folder:
            return main(token) if self.token else None
        if self._people is None or entry.folder != str(self._people):
            return None
        shelf = FolderShelf(self._people / entry.name, language)
        return Pages(shelf, None, token, language, whose=token).app()

    @property
    def path(self) -> Path:
        """Where the addresses are kept."""
        return self._path

    def settle(self, server: Server) -> None:
        """Keep where a server is: it is there the next time, too."""
        with changing(self._path) as kept:
            kept.address, kept.port = server.address, server.port
