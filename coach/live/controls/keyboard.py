"""Keyboards: the bytes of single keys, as they are pressed, without waiting for Enter."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from typing import TYPE_CHECKING, Protocol

from coach.live.terminal import Loan, in_foreground

if TYPE_CHECKING:
    from typing import Any

if sys.platform == "win32":
    import msvcrt
else:
    import select
    import termios

LOOK_AROUND = 1.0
"""Every so many seconds a keyboard looks whether its terminal has come back, or was put in order by a shell."""


class Keyboard(Protocol):
    """Where the bytes of keys come from."""

    def open(self) -> None:
        """Begin to take keys from the terminal."""

    def read(self) -> bytes | None:
        """Wait for keys and return their bytes; None when closed or when the terminal is gone."""

    def close(self) -> None:
        """Give the terminal back and make ``read`` return; called once, from the thread that opened it."""


def find_keyboard(descriptor: int) -> Keyboard:
    """Return the keyboard behind standard input, which is a terminal."""
    if sys.platform == "win32":
        return WindowsKeyboard()
    else:  # noqa: RET505 (what is missing on a platform is only known to be unused in such a branch)
        return PosixKeyboard(descriptor)


if sys.platform != "win32":

    class PosixKeyboard:
        """A terminal in cbreak mode: keys come singly and unseen, Ctrl-C and Ctrl-Z stay signals.

        Only while this process is the terminal's foreground job: in the background the terminal is somebody
        else's, and touching it would suspend us.
        """

        def __init__(self, descriptor: int) -> None:
            self._descriptor = descriptor
            self._wake_end, self._wake_begin = os.pipe()
            self._lock = threading.RLock()  # a signal handler may come in between in the main thread
            self._ours = False
            self._closed = False
            self._before: list[Any] | None = None
            self._loan = Loan(self._take, self._give_back)

        def __del__(self) -> None:
            for end in (self._wake_end, self._wake_begin):
                os.close(end)

        def open(self) -> None:
            """Switch the terminal to single keys."""
            self._loan.__enter__()

        def close(self) -> None:
            """Put the terminal back as it was; keys not read yet were meant for us, not for the shell."""
            self._closed = True
            self._wake()
            if in_foreground(self._descriptor):
                with contextlib.suppress(termios.error):
                    termios.tcflush(self._descriptor, termios.TCIFLUSH)
            self._loan.__exit__()

        def read(self) -> bytes | None:
            """Wait for keys; see ``Keyboard``."""
            # Should we be put in the background at the wrong moment, reading is to fail, not to suspend us.
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTTIN, signal.SIGTTOU})
            while not self._closed:
                watched = [self._wake_end]
                if self._settle():
                    watched.append(self._descriptor)
                ready, _, _ = select.select(watched, [], [], LOOK_AROUND)
                if self._wake_end in ready:
                    os.read(self._wake_end, 64)
                elif ready and in_foreground(self._descriptor):
                    try:
                        return os.read(self._descriptor, 1024) or None
                    except OSError:
                        if in_foreground(self._descriptor):
                            return None
            return None

        def _take(self) -> None:
            with self._lock:
                self._ours = True
                self._settle()
            self._wake()

        def _give_back(self) -> None:
            with self._lock:
                self._ours = False
                before, self._before = self._before, None
                # Without waiting for output to drain: a terminal held by Ctrl-S would hold us, too.
                if before is not None and in_foreground(self._descriptor):
                    with contextlib.suppress(termios.error):
                        termios.tcsetattr(self._descriptor, termios.TCSANOW, before)

        def _settle(self) -> bool:
            """See to it that the terminal gives single keys, if it is ours; tell whether it is."""
            with self._lock:
                if not self._ours or not in_foreground(self._descriptor):
                    return False
                try:
                    mode = termios.tcgetattr(self._descriptor)
                    if mode[3] & (termios.ICANON | termios.ECHO):
                        self._before = [*mode[:6], [*mode[6]]]
                        mode[3] &= ~(termios.ICANON | termios.ECHO)
                        mode[6][termios.VMIN], mode[6][termios.VTIME] = 1, 0
                        termios.tcsetattr(self._descriptor, termios.TCSANOW, mode)
                except termios.error:
                    pass  # the terminal is gone: reading will tell
                return True

        def _wake(self) -> None:
            os.write(self._wake_begin, b"\0")

else:
    POLL = 0.03
    """Seconds between looks: the console has nothing to wait on that could be interrupted."""

    ARROWS = {"H": b"\x1b[A", "P": b"\x1b[B", "M": b"\x1b[C", "K": b"\x1b[D"}
    """What follows the prefix of a special key, and what a terminal elsewhere would have sent."""

    class WindowsKeyboard:
        """The console of Windows, which gives single keys to whoever asks."""

        def __init__(self) -> None:
            self._closed = threading.Event()

        def open(self) -> None:
            """Nothing is to be changed."""

        def close(self) -> None:
            """Let ``read`` end."""
            self._closed.set()

        def read(self) -> bytes | None:
            """Wait for a key; see ``Keyboard``."""
            while not self._closed.wait(POLL):
                if msvcrt.kbhit():
                    key = msvcrt.getwch()
                    if key in ("\0", "\xe0"):
                        return ARROWS.get(msvcrt.getwch(), b"\0")
                    return key.encode("utf-8", "replace")
            return None
