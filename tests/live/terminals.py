"""Real terminals to run programs in: a pseudo-terminal with its own session, and tmux, which has a screen."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TOP = Path(__file__).parents[2]
PATIENCE = 30.0
"""Seconds until something that has not happened is taken never to happen."""

LAST = 3000
"""Bytes that a terminal was sent last, and that are worth a look when something is wrong."""

LOG_IN = """
import fcntl, os, sys, termios
os.setsid()
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execvp(sys.argv[1], sys.argv[1:])
"""
"""Makes the terminal on standard input that of a new session, and runs a program in that."""

STEERED = (sys.executable, "-m", "tests.live.steered")


def eventually(true: Callable[[], object], what: Callable[[], object] = lambda: "") -> None:
    """Wait until something is true; ``what`` tells what was there instead."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, what()
        time.sleep(0.02)


class Terminal:
    """A pseudo-terminal, and a program that is the leader of its session."""

    def __init__(
        self,
        *command: str,
        environment: Mapping[str, str] | None = None,
        stdout: int | None = None,
        size: tuple[int, int] = (80, 24),
        folder: Path = TOP,
    ) -> None:
        self._ours, self.descriptor = pty.openpty()
        self.seen = b""
        self.resize(*size)
        self.mode_before = self.mode()
        kept = {
            name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS", "LINES")
        }
        self.program = subprocess.Popen(
            [sys.executable, "-c", LOG_IN, *command],
            stdin=self.descriptor,
            stdout=self.descriptor if stdout is None else stdout,
            stderr=self.descriptor,
            env=kept | {"TERM": "xterm-256color", "PS1": "ready> ", "ENV": ""} | dict(environment or {}),
            cwd=folder,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.program.pid, signal.SIGKILL)
        self.program.wait()
        os.close(self.descriptor)
        self.hang_up()

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self._ours, keys.encode())

    def hang_up(self) -> None:
        """Take the terminal away."""
        if self._ours >= 0:
            os.close(self._ours)
        self._ours = -1

    def read(self) -> bytes:
        """Return what has been written and not waited for."""
        while select.select([self._ours], [], [], 0)[0]:
            self.seen += os.read(self._ours, 4096)
        return self.seen

    def wait_for(self, *texts: str) -> None:
        """Read until these texts have come, in this order, after those waited for before."""
        for text in texts:
            wanted = text.encode()
            eventually(lambda: wanted in self.read(), lambda: (wanted, self.seen[-LAST:]))  # noqa: B023
            self.seen = self.seen[self.seen.index(wanted) + len(wanted) :]

    def end(self) -> int:
        """Wait for the program to end, reading on, and return its exit code."""
        eventually(lambda: self.read() is not None and self.program.poll() is not None, lambda: self.seen)
        self.read()
        return int(self.program.wait())

    def mode(self) -> list[Any]:
        """Return how the terminal is set."""
        return termios.tcgetattr(self.descriptor)

    def takes_single_keys(self) -> bool:
        """Tell whether keys come singly and unseen, with Ctrl-C still a signal."""
        flags = self.mode()[3]
        return not flags & (termios.ICANON | termios.ECHO) and bool(flags & termios.ISIG)

    def resize(self, columns: int, lines: int) -> None:
        """Give the window another size."""
        fcntl.ioctl(self.descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))


class Tmux:
    """A terminal with a screen to look at, running a shell."""

    installed = shutil.which("tmux") is not None

    def __init__(self, columns: int, lines: int) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._socket = f"{self._folder.name}/tmux"
        self._ask(
            "-f", "/dev/null", "new-session", "-d", "-x", f"{columns}", "-y", f"{lines}",
            "-c", str(TOP), "env -u NO_COLOR PS1='ready> ' ENV= sh -i",
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._ask("kill-server")
        self._folder.cleanup()

    def type(self, *keys: str) -> None:
        """Press keys, each by its name in tmux."""
        self._ask("send-keys", *keys)

    def resize(self, columns: int, lines: int) -> None:
        """Give the window another size."""
        self._ask("resize-window", "-x", f"{columns}", "-y", f"{lines}")

    def screen(self) -> list[str]:
        """Return the rows of the screen."""
        return self._ask("capture-pane", "-p").rstrip("\n").split("\n")

    def shows_cursor(self) -> bool:
        """Tell whether the cursor can be seen."""
        return self._ask("display-message", "-p", "#{cursor_flag}").strip() == "1"

    def wait_for(self, text: str) -> None:
        """Wait until the screen has a text."""
        eventually(lambda: text in "\n".join(self.screen()), lambda: "\n".join(self.screen()))

    def _ask(self, *command: str) -> str:
        environment = {name: value for name, value in os.environ.items() if name != "TMUX"}
        done = subprocess.run(
            ["tmux", "-u", "-S", self._socket, *command],  # noqa: S607
            capture_output=True, text=True, check=True, env=environment,
        )  # fmt: skip
        return done.stdout
