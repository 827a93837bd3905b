"""Keeps two rosters apart at an address: a file that says whose turn it is, which its owner renews.

No file system at an address frees a lock by itself when its owner dies. So a lock counts as left behind when
nothing has renewed it for a minute, or its owner was a process of this machine and is gone.
"""

from __future__ import annotations

import json
import logging
import os
import platform
import threading
import time
import uuid
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any, Protocol

from coach.errors import CoachError, MediaError
from coach.files import abandoned
from coach.track.batch import StoppedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LOCK = ".roster.lock"
_EXPIRES = 60.0
"""Seconds without a change after which a lock counts as left behind; this machine's clock alone is asked."""
_RENEWED = 15.0
"""Seconds between two renewals."""
_PATIENCE = 1.0
_SETTLES = 0.5
"""Seconds after which it is looked whether somebody else has written the lock in the same moment."""


class Place(Protocol):
    """What a lock needs of the place it is in; ``RemoteStorage`` says what each method does."""

    @property
    def shown(self) -> str:
        """What the place is called in messages."""

    def read(self, name: str) -> bytes | None:
        """Return a file; None if it is not there."""

    def write(self, name: str, data: bytes) -> None:
        """Write a file, over another or where none is."""

    def claim(self, name: str, data: bytes) -> bool:
        """Write a file where none is; False if there is one."""

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""


@contextmanager
def holding(storage: Place, stop: threading.Event, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold the address for the length of the block, waiting for another roster first; see ``Storage.opened``.

    Raises MediaError when another roster has taken over meanwhile, as after a long break of the network.
    """
    lock = _Lock(storage)
    lock.take(stop, waiting)
    done = threading.Event()
    renewing = threading.Thread(target=lock.renew, args=(done, stop), daemon=True)
    renewing.start()
    try:
        yield
    except StoppedError:
        if lock.lost:
            hint = "run this again: it goes on where it was"
            raise MediaError("another roster has taken over", where=storage.shown, hint=hint) from None
        raise
    finally:
        done.set()
        renewing.join()
        lock.release()


class _Lock:
    """The lock file of one address, and whether it was lost to another owner."""

    def __init__(self, storage: Place) -> None:
        self._storage = storage
        self._owner = token_hex(8)
        self._seen: tuple[bytes, float] = (b"", 0.0)
        self.lost = False

    def take(self, stop: threading.Event, waiting: Callable[[], None]) -> None:
        """Wait until the lock is free or left behind, and take it; raises StoppedError when ``stop`` is set."""
        told = False
        while not stop.is_set():
            found = self._storage.read(LOCK)
            if found is not None and self._left_behind(found):
                self._storage.remove(LOCK)
                found = None
            if found is None and self._write_first() and not stop.wait(_SETTLES) and self._is_mine():
                return
            if found is not None and not told:
                waiting()
                told = True
            stop.wait(_PATIENCE)
        self.release()
        raise StoppedError("interrupted")

    def renew(self, done: threading.Event, stop: threading.Event) -> None:
        """Renew the lock until ``done``; if it is another's by now, set ``lost`` and ``stop``."""
        while not done.wait(_RENEWED):
            with suppress(CoachError):  # a place that cannot be reached may be the next time
                if not self._is_mine():
                    self.lost = True
                    stop.set()
                    return
                self._storage.write(LOCK, self._said())

    def release(self) -> None:
        """Let the next one have it; what cannot be removed will count as left behind."""
        with suppress(CoachError):
            if self._is_mine():
                self._storage.remove(LOCK)

    def _write_first(self) -> bool:
        """Write the lock where none is; warns where the file system writes over what is there all the same."""
        try:
            if not self._storage.claim(LOCK, self._said()):
                return False
            exclusive = not self._storage.claim(LOCK, self._said())
        except MediaError as fault:
            if not isinstance(fault.__cause__, (NotImplementedError, TypeError, ValueError)):
                raise
            self._storage.write(LOCK, self._said())
            exclusive = False
        if not exclusive:
            what = "two rosters that begin at the same moment cannot be kept apart at this address"
            logging.getLogger(__name__).warning("coach: %s: %s", self._storage.shown, what)
        return True

    def _said(self) -> bytes:
        """What the file says: who holds it, and since when it is renewed."""
        said = {"owner": self._owner, "machine": _machine(), "process": os.getpid(), "renewed": time.time()}
        return json.dumps(said).encode()

    def _is_mine(self) -> bool:
        return _read(self._storage.read(LOCK)).get("owner") == self._owner

    def _left_behind(self, found: bytes) -> bool:
        """Whether the owner of a lock is gone, as far as can be known."""
        said, now = _read(found), time.monotonic()
        if found != self._seen[0]:
            self._seen = found, now
        process = said.get("process")
        if isinstance(process, int) and said.get("machine") == _machine() and os.name != "nt":
            return abandoned(Path(), process) or now - self._seen[1] > _EXPIRES
        return now - self._seen[1] > _EXPIRES


def _read(found: bytes | None) -> dict[str, Any]:
    with suppress(ValueError, RecursionError):
        said = json.loads(found or b"")
        return said if isinstance(said, dict) else {}
    return {}


def _machine() -> str:
    return f"{platform.node()} {uuid.getnode():x}"
