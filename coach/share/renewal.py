"""Looks every few seconds at what is shared, so that what is new there is shared by itself."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable

EVERY = 3.0
"""Seconds between two looks."""

_log = logging.getLogger(__name__)


class Watch:
    """Calls ``renew`` in a thread of its own each time that what ``look`` returns is another, from ``with`` on."""

    def __init__(self, look: Callable[[], object], renew: Callable[[], None], stop: threading.Event) -> None:
        """Take the first look; ``stop`` ends it."""
        self._look, self._renew, self._stop = look, renew, stop
        self._seen = look()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stop.wait(EVERY):
            try:
                seen = self._look()
                if seen != self._seen:
                    self._seen = seen
                    self._renew()
            except Exception as fault:  # whatever it is: what is shared stays, and it is looked at again
                if not self._stop.is_set():
                    _log.warning("what is new could not be shared (%s)", fault)
