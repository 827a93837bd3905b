"""The terminal on loan: what is changed on it is undone whenever this process lets go of it."""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import sys
import threading
import time
from typing import TYPE_CHECKING, Self, TextIO

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

STOPS = tuple(
    getattr(signal, name)
    for name in ("SIGTSTP", "SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGBREAK")
    if hasattr(signal, name)
)
"""Signals that by themselves suspend or end a process, without giving it a last word."""


ENABLE_VIRTUAL_TERMINAL_PROCESSING = 0x0004
"""From the console functions of Windows."""


class Loan:
    """A change to the terminal: ``take`` makes it, ``give_back`` undoes it.

    It is undone at the end of the ``with`` block, at the latest when the interpreter ends, and before a signal
    suspends or kills the process; when the process goes on after a suspension, it is made again. Signals that
    have a handler already are left to it: that raises, and the ``with`` block ends. Both functions may be
    called at any moment in the main thread, and more often than once.
    """

    def __init__(self, take: Callable[[], None], give_back: Callable[[], None]) -> None:
        self._take = take
        self._give_back = give_back
        self._replaced: dict[int, Callable[[int, FrameType | None], object] | int | None] = {}

    def __enter__(self) -> Self:
        atexit.register(self._give_back)
        if threading.current_thread() is threading.main_thread():
            for number in STOPS:
                handler = signal.getsignal(number)
                if handler == signal.SIG_DFL or isinstance(getattr(handler, "__self__", None), Loan):
                    self._replaced[number] = handler
                    signal.signal(number, self._before)
        self._take()
        return self

    def __exit__(self, *_: object) -> None:
        self._give_back()
        for number, handler in self._replaced.items():
            if signal.getsignal(number) == self._before:  # else somebody else has taken over since
                signal.signal(number, handler)
        self._replaced.clear()
        atexit.unregister(self._give_back)

    def _before(self, number: int, frame: FrameType | None) -> None:
        """Undo the change, let the signal do what it does, and make the change again if that returns."""
        self._give_back()
        replaced = self._replaced.get(number, signal.SIG_DFL)
        if callable(replaced) and not isinstance(replaced, signal.Handlers):
            replaced(number, frame)  # another loan, which does the rest
        else:
            current = signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)  # suspended here, until somebody says continue
            signal.signal(number, current)
        self._take()


class Pen:
    """Writes to a stream past its buffer: a terminal that stalls then stalls its writer alone.

    (Python's own streams hold a lock while they write; the interpreter cannot end while a thread has it.)
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._encoding = getattr(stream, "encoding", None) or "utf-8"
        self._raw = None
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
            self._raw = os.fdopen(stream.fileno(), "wb", buffering=0, closefd=False)

    def can_write(self, text: str) -> bool:
        """Whether the stream's encoding has these characters."""
        try:
            text.encode(self._encoding)
        except (UnicodeError, LookupError):
            return False
        return True

    def write(self, text: str) -> None:
        """Write all of a text now; raises OSError when the stream is gone."""
        if self._raw is None:
            if self._stream.closed:
                raise BrokenPipeError
            self._stream.write(text)
            self._stream.flush()
            return
        data = memoryview(text.encode(self._encoding, "replace"))
        while data:
            written = self._raw.write(data) or 0
            data = data[written:]
            if not written:  # somebody who shares the terminal has made it non-blocking
                time.sleep(0.01)


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a stream is there, open, and a terminal."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False


def enable_escapes(descriptor: int) -> bool:
    """Have a terminal obey escape sequences; all do but the console of Windows, which is asked to (False: no)."""
    if sys.platform != "win32":
        return True
    import ctypes
    import msvcrt

    console, mode = msvcrt.get_osfhandle(descriptor), ctypes.c_ulong()
    kernel = ctypes.windll.kernel32
    return bool(
        kernel.GetConsoleMode(console, ctypes.byref(mode))
        and kernel.SetConsoleMode(console, mode.value | ENABLE_VIRTUAL_TERMINAL_PROCESSING)
    )


def in_foreground(descriptor: int) -> bool:
    """Whether this process may read from, and draw on, the terminal: only its foreground job should.

    A terminal that is not this session's own has no jobs; there, everybody may.
    """
    if sys.platform == "win32":
        return True
    try:
        return os.tcgetpgrp(descriptor) == os.getpgrp()
    except OSError:
        return True
