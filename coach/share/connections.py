"""Connections that are too slow or too many are let go, so that one client cannot keep the others out."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from coach.share.guard import refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from uvicorn.config import Config
    from uvicorn.server import ServerState

ASKING = 10.0
"""Seconds that a request may take to arrive, counted from the connection or the answer before."""

STALLED = 60.0
"""Seconds without anybody reading after which an answer is given up; a paused player asks again for the rest."""

_ROUND = 1.0
_CLOCK = time.monotonic


class Visit:
    """One connection: whether a request of it is being ``served``, and ``since`` when nothing has moved."""

    def __init__(self, clock: Callable[[], float] = _CLOCK) -> None:
        self._clock = clock
        self.transport: asyncio.Transport | None = None
        self.served = False
        self.since = clock()

    def serving(self) -> None:
        """Note that a request has arrived."""
        self.served, self.since = True, self._clock()

    def moved(self) -> None:
        """Note that the other side has taken something."""
        self.since = self._clock()

    def waiting(self) -> None:
        """Note that the answer has been given."""
        self.served, self.since = False, self._clock()

    def abort(self) -> None:
        """Close at once."""
        if self.transport:
            self.transport.abort()


class Visits:
    """All that are open. Used from the server's own thread only."""

    def __init__(self, most: int, clock: Callable[[], float] = _CLOCK) -> None:
        """Keep at most ``most`` open; ``clock`` is in seconds."""
        self._most, self._clock = most, clock
        self._open: set[Visit] = set()

    def begin(self) -> Visit:
        """Let one in; when there are too many, the one that has been idle longest has to leave."""
        if len(self._open) >= self._most:
            worst = min(self._open, key=lambda each: (each.served, each.since))
            self._open.discard(worst)
            worst.abort()
        visit = Visit(self._clock)
        self._open.add(visit)
        return visit

    def end(self, visit: Visit) -> None:
        """Forget one that is gone."""
        self._open.discard(visit)

    def let_go(self) -> None:
        """Close those that are too slow."""
        now = self._clock()
        for each in [*self._open]:
            if now - each.since > (STALLED if each.served else ASKING):
                each.abort()

    def close(self) -> None:
        """Close all of them."""
        for each in [*self._open]:
            each.abort()

    async def watch(self) -> None:
        """Close those that are too slow, for ever."""
        while True:
            await asyncio.sleep(_ROUND)
            self.let_go()

    def protocol(self) -> type[asyncio.Protocol]:
        """What uvicorn is to make for each connection; requests find the visit in their scope's state."""
        visits = self

        class Visited(H11Protocol):
            def __init__(
                self,
                config: Config,
                server_state: ServerState,
                app_state: dict[str, Any],
                _loop: asyncio.AbstractEventLoop | None = None,
            ) -> None:
                self.visit = visits.begin()
                super().__init__(config, server_state, {**app_state, "visit": self.visit}, _loop)

            def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
                self.visit.transport = transport
                super().connection_made(transport)

            def send_400_response(self, msg: str) -> None:
                self.transport.write(refusal(400, msg))
                self.transport.close()

            def connection_lost(self, exc: Exception | None) -> None:
                visits.end(self.visit)
                super().connection_lost(exc)

        return Visited
