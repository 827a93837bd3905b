"""The server: one socket, one thread, until it is told to stop or has not been used for a while."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
import socket
import sys
import threading
from typing import TYPE_CHECKING, Any, Self

from coach.errors import CoachError
from coach.share.doors import OneDoor
from coach.share.guard import LARGEST_HEADERS, Activity, Guard
from coach.share.web import Pages

if TYPE_CHECKING:
    from coach.share.guard import Doors
    from coach.share.telling import Telling
    from coach.share.tracks import Shelf
    from coach.share.workshop import Workshop

USUAL_PORT = 8746
"""Taken where it is free: what a phone remembers of a page, it remembers by address and port."""

MOST_CONNECTIONS = 300
_KEEP_ALIVE = 5
_LOOK = 0.2
"""Seconds between two looks at whether to stop; on Windows a Ctrl-C comes through between them."""

_log = logging.getLogger(__name__)


class Server:
    """Serves a shelf on ``address`` from ``with`` to its end, under a token that cannot be guessed.

    With ``doors`` it serves what they open instead, the page at ``url`` under their ``token``.
    """

    def __init__(
        self,
        shelf: Shelf,
        workshop: Workshop | None = None,
        *,
        address: str = "127.0.0.1",
        port: int | None = None,
        language: str = "en",
        telling: Telling | None = None,
        doors: Doors | None = None,
        token: str = "",
    ) -> None:
        """Listen; ``port`` None takes the usual one or, where that is in use, any that is free.

        The pages are in ``language``. Raises CoachError when the address or port cannot be had.
        """
        self.activity = Activity()
        self._workshop = workshop
        self._token = token or secrets.token_urlsafe(16)
        if doors is None:
            doors = OneDoor(self._token, Pages(shelf, workshop, self._token, language, telling=telling).app())
        self._app = Guard(doors, self.activity)
        self._socket = _listen(address, port)
        self.address, self.port = self._socket.getsockname()[:2]
        self._thread = threading.Thread(target=self._run, name="server", daemon=True)
        self._end = threading.Event()

    @property
    def url(self) -> str:
        """The address of the page."""
        return f"http://{self.address}:{self.port}/{self._token}/"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join(timeout=5)
        self._socket.close()

    def wait(self, stop: threading.Event, idle: float | None) -> bool:
        """Wait until ``stop`` is set (True), or it has not been used for ``idle`` seconds (False), if any."""
        while not stop.wait(_LOOK):
            if self._workshop and self._workshop.busy:
                self.activity.touch()
            if idle is not None and self.activity.idle > idle:
                return False
            if not self._thread.is_alive():
                raise CoachError("the server has ended unexpectedly", hint="start it again")
        return True

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        import uvicorn

        from coach.share.connections import Visits

        loop = asyncio.get_running_loop()
        loop.set_exception_handler(_report)
        visits = Visits(_room_for(MOST_CONNECTIONS))
        config = uvicorn.Config(
            self._app,
            http=visits.protocol(),
            ws="none",
            lifespan="off",
            loop="asyncio",
            log_config=None,
            log_level="critical",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            backlog=512,
            timeout_keep_alive=_KEEP_ALIVE,
            timeout_graceful_shutdown=1,
            h11_max_incomplete_event_size=LARGEST_HEADERS,
        )
        server = uvicorn.Server(config)
        watching = asyncio.create_task(visits.watch())
        serving = asyncio.create_task(server.serve(sockets=[self._socket]))
        while not self._end.is_set() and not serving.done():
            await asyncio.sleep(_LOOK / 2)
        server.should_exit = server.force_exit = True
        visits.close()
        with contextlib.suppress(Exception, asyncio.CancelledError):
            await serving
        watching.cancel()


def _report(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Say in one line what went wrong between requests: a connection that broke off is no news."""
    fault = context.get("exception")
    if not isinstance(fault, (ConnectionError, asyncio.CancelledError)):
        _log.warning("%s (%s)", context.get("message"), fault)


def _listen(address: str, port: int | None) -> socket.socket:
    """Return a socket that listens; raises CoachError."""
    for wanted in (USUAL_PORT, 0) if port is None else (port,):
        found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            if os.name == "posix":  # elsewhere this lets another program take the port away
                found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            elif sys.platform == "win32":
                found.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
            found.bind((address, wanted))
            found.listen(512)
        except OSError as fault:
            found.close()
            reason = fault
        else:
            return found
    hint = "leave out --port for one that is free" if port else "see whether the network is there"
    raise CoachError(
        f"cannot serve at this address ({reason.strerror or reason})",
        where=f"{address}:{port}" if port else address,
        hint=hint,
    ) from reason


def _room_for(connections: int) -> int:
    """How many connections there can be, each with a file; raises the limit of open files if it is low."""
    if sys.platform == "win32":
        return connections
    import resource

    need = 2 * connections + 100
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < need:
        with contextlib.suppress(ValueError, OSError):
            top = need if hard == resource.RLIM_INFINITY else min(need, hard)
            resource.setrlimit(resource.RLIMIT_NOFILE, (top, hard))
            soft = top
        connections = max(8, min(connections, (soft - 100) // 2))
    return connections
