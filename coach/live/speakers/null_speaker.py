"""A speaker without sound: for tests, and for machines that have no sound card."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from coach.errors import SpeakerError
from coach.sound.pcm import RATE
from coach.units import Ms

if TYPE_CHECKING:
    from coach.live.api import Lost, Pull

_BLOCK = RATE // 50
"""Samples in one pull: 20 ms, as a small device buffer would have."""


class NullSpeaker:
    """Takes sound at the pace of the clock, or ``fast``: as fast as it is given."""

    def __init__(self, *, fast: bool = False) -> None:
        self._fast = fast
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self._ends = 0.0

    @property
    def name(self) -> str:
        """``null`` or ``null:fast``."""
        return "null:fast" if self._fast else "null"

    @property
    def live(self) -> bool:
        """Whether it keeps time: then somebody might as well be listening."""
        return not self._fast

    @property
    def audible(self) -> bool:
        """Whether anybody can hear it: no."""
        return False

    @property
    def latency(self) -> Ms:
        """What is left of the last pull, in milliseconds."""
        return Ms(max(0, round((self._ends - time.monotonic()) * 1000)))

    def open(self, pull: Pull, lost: Lost) -> None:
        """Begin to pull; raises SpeakerError when it is open already."""
        if self._thread:
            raise SpeakerError(f"the speaker {self.name} is open already", hint="close it first")
        self._closing = threading.Event()
        self._thread = threading.Thread(
            target=self._run, args=(pull, lost, self._closing), name="coach-null", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Stop pulling."""
        thread, self._thread = self._thread, None
        self._closing.set()
        if thread and thread is not threading.current_thread():
            thread.join(2)

    def _run(self, pull: Pull, lost: Lost, closing: threading.Event) -> None:
        began, pulled = time.monotonic(), 0
        while not closing.is_set():
            if not self._fast:
                # Each pull at its own time since the beginning, so lateness never adds up.
                wait = began + pulled / RATE - time.monotonic()
                if wait > 0 and closing.wait(wait):
                    return
            try:
                samples = pull(_BLOCK)
            except Exception as error:
                lost(f"the sound failed: {error!r}")
                return
            if not len(samples):
                return
            pulled += len(samples)
            if not self._fast:
                self._ends = began + pulled / RATE
