"""Keeps a few rows of the terminal up to date in place, touching only what has changed."""

from __future__ import annotations

import contextlib
import os
import threading
from typing import TYPE_CHECKING

from coach.live.terminal import in_foreground

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.live.terminal import Pen

HIDE, SHOW = "\x1b[?25l", "\x1b[?25h"
NO_WRAP, WRAP = "\x1b[?7l", "\x1b[?7h"
CLEAR_RIGHT, CLEAR_BELOW = "\x1b[K", "\x1b[J"

ANEW_EVERY = 40
"""Paint all rows again every so many times, in case something else has written over them."""

PATIENCE = 0.5
"""Seconds to wait for a slow terminal when it is to be given back."""


class Painter:
    """Paints rows of text, ANSI styles included, below the cursor, and leaves nothing behind.

    The cursor rests, unseen, at the first row: when the window changes its size and the terminal wraps or cuts
    lines, that is the one place which is still known. Nothing is erased before it is overwritten, so nothing
    flickers. In the background of the terminal it paints nothing.
    """

    def __init__(self, pen: Pen, descriptor: int) -> None:
        self._pen = pen
        self._descriptor = descriptor
        self._lock = threading.RLock()  # a signal handler may come in between in the main thread
        self._ours = False
        self._rows: tuple[str, ...] = ()
        self._width = 0
        self._times = 0

    def take(self) -> None:
        """Allow painting; the next one begins afresh where the cursor is."""
        self._rows = ()
        self._ours = True

    def give_back(self) -> None:
        """Wipe the rows away, and have the cursor seen again."""
        patient = self._lock.acquire(timeout=PATIENCE)
        try:
            self._ours = False
            if self._rows and (patient or _has_room(self._descriptor)):
                self._rows = ()
                if in_foreground(self._descriptor):
                    with contextlib.suppress(OSError):
                        self._pen.write(f"\r{CLEAR_BELOW}{WRAP}{SHOW}")
        finally:
            if patient:
                self._lock.release()

    def paint(self, rows: Sequence[str], width: int) -> None:
        """Show these rows on a terminal of this width; raises OSError when the terminal is gone."""
        new = tuple(rows)
        with self._lock:
            if not self._ours:
                return
            if not in_foreground(self._descriptor):
                self._rows = ()
                return
            self._times += 1
            if (
                width != self._width
                or len(new) != len(self._rows)
                or self._times % ANEW_EVERY == 0
                or not self._rows
            ):
                text = self._all(new)
            else:
                text = self._changes(new)
            self._rows, self._width = new, width
            if text:
                self._pen.write(text)

    def _all(self, rows: Sequence[str]) -> str:
        body = "\r\n".join(f"{row}{CLEAR_RIGHT}" for row in rows)
        return f"{HIDE}{NO_WRAP}\r{body}{CLEAR_BELOW}{WRAP}{_up(len(rows) - 1)}\r"

    def _changes(self, rows: Sequence[str]) -> str:
        changed = "".join(
            f"{_down(number)}\r{row}{CLEAR_RIGHT}{_up(number)}\r"
            for number, (row, old) in enumerate(zip(rows, self._rows, strict=True))
            if row != old
        )
        return f"{NO_WRAP}{changed}{WRAP}" if changed else ""


def _up(rows: int) -> str:
    return f"\x1b[{rows}A" if rows else ""


def _down(rows: int) -> str:
    return f"\x1b[{rows}B" if rows else ""


def _has_room(descriptor: int) -> bool:
    """Whether a few characters can be written without waiting."""
    if os.name == "nt":
        return False
    import select

    try:
        return bool(select.select([], [descriptor], [], 0)[1])
    except (OSError, ValueError):
        return False
