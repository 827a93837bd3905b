"""What commands that take a while show meanwhile, and how they are stopped."""

from __future__ import annotations

import signal
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import FrameType

    from coach.track.batch import Job


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


class Bar:
    """A progress line on the terminal, and nothing at all in a pipe."""

    def __init__(self, jobs: int) -> None:
        self._done: dict[Path, float] = {}
        self._jobs = jobs
        self._lock = threading.Lock()
        self._shown = sys.stderr.isatty()

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    def update(self, job: Job, done: int, total: int) -> None:
        """Show how far all jobs together are."""
        if not self._shown:
            return
        with self._lock:
            self._done[job.path] = done / total
            share = sum(self._done.values()) / self._jobs
            filled = round(share * 30)
            line = f"\r  rendering  {'█' * filled}{'·' * (30 - filled)} {share:4.0%} "
            sys.stderr.write(line)
            sys.stderr.flush()

    def clear(self) -> None:
        """Take the line away, so that results stand on clean ones."""
        if self._shown:
            with self._lock:
                sys.stderr.write("\r\x1b[2K")
                sys.stderr.flush()
