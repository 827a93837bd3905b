"""What one run of ``coach share`` serves: tracks made of routines, and tracks that people have in folders."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from coach.cli.faults import tell, tell_detail
from coach.cli.loading import load_or_plan
from coach.cli.waiting import Bar
from coach.errors import CoachError

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import ExitStack
    from pathlib import Path

    from coach.content.library import Library
    from coach.session_options import Options
    from coach.share.guard import App
    from coach.share.making import Order
    from coach.share.server import Server
    from coach.share.telling import Telling
    from coach.share.workshop import Workshop


class Sharing:
    """What is shared in one run: the tracks of routines, and the tracks of people."""

    def __init__(
        self,
        library: Library,
        references: tuple[str, ...],
        every: bool,
        given: dict[str, Any],
        cache: Path | None,
        folder: Path | None,
    ) -> None:
        from coach.share.tracks import Shelf

        self.library, self.shelf = library, Shelf()
        self.people: int | None = None
        self._references, self._every, self._given = references, every, given
        self._cache, self._folder = cache, folder
        self._context = click.get_current_context()
        self._options: Options
        self._ordered: set[str] = set()

    def begin(self, stop: threading.Event) -> bool:
        """Make the tracks; return whether one could not be made. Nothing to share ends the program."""
        from coach.share.making import tidy, tracks_folder
        from coach.track.batch import StoppedError

        orders, self._options, failed = self._orders()
        self._ordered = {order.id for order in orders}
        try:
            failed |= self._render(orders, stop)
        except StoppedError:
            raise click.Abort from None
        if not self.shelf.all():
            raise SystemExit(1)
        tidy(tracks_folder(self._cache), self.shelf)
        return failed

    def served(
        self,
        opened: ExitStack,
        where: str,
        port: int | None,
        *,
        making: bool,
        telling: bool,
        keeping: bool,
        people: Path | None,
        main: bool,
    ) -> Server:
        """Serve it until ``opened`` is closed; with ``telling``, what the page tells of a play is recorded."""
        from coach.share.server import Server
        from coach.share.telling import Telling
        from coach.share.workshop import Workshop

        workshop = None
        if making and main:
            workshop = Workshop(self.shelf, self.library, self._options, self._cache)
            opened.callback(workshop.close)
        told = Telling(self.library) if telling else None
        serve = partial(
            Server, self.shelf, workshop, address=where, language=self.library.language, telling=told
        )
        if not keeping:
            return opened.enter_context(serve(port=port))
        return self._kept(opened, serve, workshop, told, port, people, main=main)

    def _kept(
        self,
        opened: ExitStack,
        serve: Callable[..., Server],
        workshop: Workshop | None,
        told: Telling | None,
        port: int | None,
        people: Path | None,
        *,
        main: bool,
    ) -> Server:
        """Serve it where it was served before, and look at what is new."""
        from coach.cli.kept import Keeping
        from coach.share.doors import KeptDoors
        from coach.share.renewal import Watch
        from coach.share.web import Pages

        keeping = Keeping(people, main=main)
        language = self.library.language
        self.people = len(keeping.names) if people else None

        def home(token: str) -> App:
            return Pages(self.shelf, workshop, token, language, telling=told).app()

        doors = KeptDoors(keeping.path, lambda entry: keeping.serve(entry, home, language))
        wanted = port or keeping.port
        try:
            server = serve(port=wanted, doors=doors, token=keeping.token)
        except CoachError as fault:
            if port or not keeping.port:
                raise
            hint = "end what uses it, or keep another with --port: every phone then has to subscribe anew"
            what = f"the port that is kept, {keeping.port}, cannot be had: {fault.what}"
            raise CoachError(what, where=fault.where, hint=hint) from fault
        opened.enter_context(server)
        keeping.settle(server)
        ended = threading.Event()
        if main:
            opened.enter_context(Watch(self._stamps, lambda: self._renew(ended), ended))
        if people:
            opened.enter_context(Watch(lambda: keeping.names, keeping.meet, ended))
        return server

    def _stamps(self) -> object:
        """What tells whether a routine is another, or there are others."""
        if self._every:
            return [_stamp(listed.path) for listed in self.library.routines()]
        return [_stamp(self._found(each)) for each in self._references]

    def _found(self, reference: str) -> Path | None:
        try:
            return self.library.find(reference)
        except CoachError:
            return None

    def _renew(self, ended: threading.Event) -> None:
        """Make the tracks of routines that are new or changed, and take away those that are gone."""
        with self._context.scope(cleanup=False):  # which options were given is asked of it
            orders, self._options, failed = self._orders()
        self._render(orders, ended, shown=False)
        if not failed:  # a routine that is broken just now keeps its track
            now = {order.id for order in orders}
            for gone in self._ordered - now:
                self.shelf.remove(gone)
            self._ordered = now

    def _orders(self) -> tuple[list[Order], Options, bool]:
        """What is to be rendered, with which options, and whether something could not be loaded."""
        from coach.cli.loading import build_options, made_safe
        from coach.share.making import Order

        library, given = self.library, self._given
        if not self._every and len(self._references) < 2:
            made, options = load_or_plan(library, next(iter(self._references), None), given, self._cache)
            return [Order(made.name, made)], options, False
        orders: dict[str, Order] = {}
        failed = False
        paths = [str(listed.path) for listed in library.routines()]
        for reference in paths if self._every else dict.fromkeys(self._references):
            try:
                loaded = made_safe(library.load(reference), library, given["avoid"], keep=given["keep"])
            except CoachError as fault:
                tell(fault)
                failed = True
                continue
            if loaded.name in orders:
                raise click.UsageError(f"two routines are called '{loaded.name}'; give them different names")
            orders[loaded.name] = Order(loaded.name, loaded)
        return [*orders.values()], build_options(given, self._cache), failed

    def _render(self, orders: list[Order], stop: threading.Event, *, shown: bool = True) -> bool:
        """Put the track of each order on the shelf; return whether one could not be made."""
        from coach.share.making import make
        from coach.share.tracks import Track

        failed = False
        with Bar(len(orders)) as bar:
            for found in make(
                *(orders, self.library, self._options, self._cache),
                folder=self._folder,
                progress=bar.update if shown else None,
                stop=stop,
            ):
                bar.clear()
                if isinstance(found, Track):
                    tell_detail(found.timeline.detail, self._options, found.id)
                    self.shelf.put(found)
                else:
                    order, fault = found
                    tell(fault, of=order.routine.name)
                    failed = True
        return failed


def _stamp(path: Path | None) -> tuple[str, int, int] | None:
    """What tells a file from what it was; None if it is gone."""
    try:
        status = path.stat() if path else None
    except OSError:
        status = None
    return (str(path), status.st_mtime_ns, status.st_size) if status else None
