"""What commands that take a while show meanwhile, and how they are stopped."""

from __future__ import annotations

import signal
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from coach.cli.tables import columns

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import FrameType

    from coach.track.batch import Job


_BAR, _BESIDE = 30, 11
"""Columns of a bar at most, and what stands beside it and what is done."""


@contextmanager
def noting_interrupts() -> Iterator[threading.Event]:
    """Note Ctrl-C and SIGTERM in an event, instead of raising an exception wherever the program happens to be.

    An exception would be lost in a callback of the garbage collector, and a second one would break off the
    tidying up after the first. Once one is noted, all others are ignored until the process ends.
    """
    noted = threading.Event()

    def note(_signal: int, _frame: FrameType | None) -> None:
        for number in before:
            signal.signal(number, signal.SIG_IGN)
        noted.set()

    every = (signal.SIGINT, signal.SIGTERM)
    before = {number: now for number in every if (now := signal.getsignal(number)) is not signal.SIG_IGN}
    for number in before:
        signal.signal(number, note)
    yield noted
    for number, handler in before.items():
        signal.signal(number, handler)


class Line:
    """A line on the terminal that tells how far something is, and nothing at all in a pipe."""

    def __init__(self, doing: str) -> None:
        self._doing = doing
        self._lock = threading.Lock()
        self._shown = sys.stderr.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    def show(self, share: float) -> None:
        """Show how far it is, from 0 to 1."""
        if self._shown:
            room = max(0, min(_BAR, columns(err=True) - len(self._doing) - _BESIDE))
            filled = round(share * room)
            with self._lock:
                sys.stderr.write(f"\r  {self._doing}  {'█' * filled}{'·' * (room - filled)} {share:4.0%} ")
                sys.stderr.flush()

    def clear(self) -> None:
        """Take the line away, so that results stand on clean ones."""
        if self._shown:
            with self._lock:
                sys.stderr.write("\r\x1b[2K")
                sys.stderr.flush()


class Bar(Line):
    """How far several tracks are."""

    def __init__(self, jobs: int) -> None:
        super().__init__("rendering")
        self._done: dict[Path, float] = {}
        self._jobs = jobs

    def update(self, job: Job, done: int, total: int) -> None:
        """Show how far all jobs together are."""
        self._done[job.path] = done / total
        self.show(sum(self._done.copy().values()) / self._jobs)
