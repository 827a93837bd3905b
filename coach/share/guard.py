"""What stands before the pages: only those who have the token, not too often, and nothing said about anything."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    App = Callable[[Message, Receive, Send], Awaitable[None]]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "private, no-cache",
    "x-robots-tag": "noindex",
}
_ENCODED = [(name.encode(), value.encode()) for name, value in HEADERS.items()]

GUESTS = (200.0, 2000)
STRANGERS = (5.0, 60)
"""Requests a second that an address may go on making, and how many at once; the latter without the token."""

LARGEST_HEADERS = 16 * 1024
"""Bytes that the request line and its headers may have."""

_log = logging.getLogger(__name__)


class Activity:
    """When the pages were last used; ``clock`` is in seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last = clock()

    def touch(self) -> None:
        """Note that they are being used now."""
        self._last = self._clock()

    @property
    def idle(self) -> float:
        """Seconds since they were last used."""
        return self._clock() - self._last


class Rates:
    """How often each address may come: a bucket for each that refills ``rate`` times a second."""

    def __init__(
        self, rate: float, burst: int, clock: Callable[[], float] = time.monotonic, most: int = 1024
    ) -> None:
        self._rate, self._burst, self._clock, self._most = rate, burst, clock, most
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def allow(self, address: str) -> bool:
        """Take one from the bucket, if there is any left; the buckets longest unused are forgotten."""
        now = self._clock()
        left, since = self._left.pop(address, (float(self._burst), now))
        left = min(self._burst, left + (now - since) * self._rate)
        self._left[address] = (left - 1 if left >= 1 else left, now)
        while len(self._left) > self._most:
            self._left.popitem(last=False)
        return left >= 1


class Doors(Protocol):
    """What knows the tokens."""

    def open(self, token: str, /) -> App | None:
        """Return what a token opens; None if it opens nothing."""


class Guard:
    """Lets requests with a token through to what it opens, which sees the path behind it; others get a 404."""

    def __init__(self, doors: Doors, activity: Activity) -> None:
        self._doors, self._activity = doors, activity
        self._guests, self._strangers = Rates(*GUESTS), Rates(*STRANGERS)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one request of ASGI."""
        if scope["type"] != "http":
            return
        visit = scope.get("state", {}).get("visit")
        begun = False

        async def answer(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                given = {name for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *((name, value) for name, value in _ENCODED if name not in given),
                ]
            await send(message)
            if visit:
                visit.moved()

        if visit:
            visit.serving()
        try:
            await self._serve(scope, receive, answer)
        except ConnectionError:  # who goes away before the end is no news
            if visit:
                visit.abort()
        except Exception as fault:  # whatever it is: one line, and no traceback to anybody
            _log.warning("a request could not be served (%s: %s)", type(fault).__name__, fault)
            if not begun:
                await _say(answer, 500, "Something went wrong.")
            elif visit:
                visit.abort()  # or what was sent of the file would be taken for the whole
        finally:
            if visit:
                visit.waiting()

    async def _serve(self, scope: Message, receive: Receive, send: Send) -> None:
        address = scope["client"][0] if scope.get("client") else ""
        app, path = self._behind_token(scope["path"])
        if _size(scope) > LARGEST_HEADERS:
            await _say(send, 431, "This is too long.", (b"connection", b"close"))
        elif app is None:
            if self._strangers.allow(address):
                await _say(send, 404, "Not found.")
            else:
                await _say(send, 429, "Too many requests.", (b"retry-after", b"10"))
        elif not self._guests.allow(address):
            await _say(send, 429, "Too many requests.", (b"retry-after", b"2"))
        else:
            self._activity.touch()

            async def use(message: Message) -> None:
                await send(message)
                self._activity.touch()

            inner = {**scope, "path": path, "raw_path": path.encode("utf-8", "replace"), "root_path": ""}
            await app(inner, receive, use)

    def _behind_token(self, path: str) -> tuple[App | None, str]:
        """What the token in a path opens, None without a right one; and what follows, with its slash."""
        token, slash, rest = path.removeprefix("/").partition("/")
        return self._doors.open(token) if slash else None, f"/{rest}"


def _size(scope: Message) -> int:
    """Bytes of a request's line and headers."""
    line = len(scope["raw_path"]) + len(scope["query_string"])
    return line + sum(len(name) + len(value) for name, value in scope["headers"])


def refusal(status: int, text: str) -> bytes:
    """Return a whole answer of HTTP to what is no sound request, and that the connection ends with it."""
    headers = {
        "content-type": "text/plain; charset=utf-8",
        "content-length": str(len(text) + 1),
        "connection": "close",
        **HEADERS,
    }
    lines = [
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        *map(": ".join, headers.items()),
        "",
        f"{text}\n",
    ]
    return "\r\n".join(lines).encode("ascii", "replace")


async def _say(send: Send, status: int, text: str, *more: tuple[bytes, bytes]) -> None:
    body = f"{text}\n".encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        *more,
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
