"""Which library a token opens: the only one there is, or one of those whose addresses stay."""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections import OrderedDict
from typing import TYPE_CHECKING

from coach.errors import CoachError
from coach.share.tokens import Addresses, Entry, read_addresses

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from coach.share.guard import App

_MOST = 200
"""Applications that are kept ready; another one takes a millisecond."""

_log = logging.getLogger(__name__)


class OneDoor:
    """One library under one token."""

    def __init__(self, token: str, app: App) -> None:
        self._token, self._app = token.encode(), app

    def open(self, token: str) -> App | None:
        """Return the library if that is its token."""
        return self._app if hmac.compare_digest(token.encode("utf-8", "replace"), self._token) else None


class KeptDoors:
    """The libraries of a file of addresses, which is looked at for every request: what it revokes is shut at once.

    A file that cannot be read opens nothing.
    """

    def __init__(self, path: Path, serve: Callable[[Entry], App | None]) -> None:
        """Take the file, and what makes the application of a library; None for one that is not served."""
        self._path, self._serve = path, serve
        self._seen: tuple[int, ...] | None = ()
        self._entries: dict[bytes, Entry] = {}
        self._ready: OrderedDict[str, App | None] = OrderedDict()

    def open(self, token: str) -> App | None:
        """Return what a token opens now."""
        self._look()
        entry = self._entries.get(_digest(token))
        if entry is None or entry.token is None:
            return None
        app = self._ready.pop(entry.token, None) or self._serve(entry)
        self._ready[entry.token] = app
        while len(self._ready) > _MOST:
            self._ready.popitem(last=False)
        return app

    def _look(self) -> None:
        """Read the file anew if it has changed."""
        try:
            status = self._path.stat()
            seen = (status.st_ino, status.st_mtime_ns, status.st_size)
        except OSError:
            seen = None
        if seen == self._seen:
            return
        try:
            found = read_addresses(self._path)
        except CoachError as fault:
            _log.warning("%s", fault)
            found = Addresses()
        self._seen = seen
        self._entries = {_digest(each.token): each for each in found.libraries if each.token}


def _digest(token: str) -> bytes:
    """What a token is looked up by: how long that takes tells nothing of the token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
