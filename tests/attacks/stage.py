"""A process that has the coach imported, and runs each try in a fork of its own on a pseudo-terminal.

So a try costs some hundredths of a second, and is a process all the same, with a terminal and an end of its own.
It reads a try a line on its standard input, as JSON, and writes how that ended.
"""

from __future__ import annotations

import atexit
import base64
import contextlib
import gc
import json
import os
import pkgutil
import pty
import select
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn, Self

from tests.processes import environment

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

AT_MOST = 60.0
"""Seconds after which a try hangs, on a machine that does other things as well."""

_QUIET = 0.4
"""Seconds without a word after which a try may be waiting for an answer."""

_PATIENCE = 30.0
"""Seconds after which it is told to stop: a server waits for that."""


@dataclass(frozen=True)
class Ending:
    """How a try ended: its exit code (124 for a hang), the seconds of a processor it took, what it wrote.

    ``stopped`` if it had to be, as by Ctrl-C.
    """

    code: int
    seconds: float
    written: str
    stopped: bool


class Stage:
    """A context manager: the process, for tries one after the other."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.attacks.stage"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment(OPENBLAS_NUM_THREADS="1"),
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._process.communicate()

    def run(
        self, arguments: tuple[str, ...], given: dict[str, str], typed: bytes, folder: Path, *, anew: bool
    ) -> Ending:
        """Run the coach in a folder; ``anew`` in a process that imports it itself."""
        assert self._process.stdin
        assert self._process.stdout
        sent = [arguments, given, base64.b64encode(typed).decode(), str(folder), anew]
        self._process.stdin.write(json.dumps(sent) + "\n")
        self._process.stdin.flush()
        return Ending(**json.loads(self._process.stdout.readline()))


def _serve() -> None:
    import coach.cli

    for module in pkgutil.iter_modules(coach.cli.__path__, "coach.cli."):
        import_module(module.name)
    for name in (
        "numpy",
        "coach.session",
        "coach.content.review",
        "coach.track.export",
        "coach.history.store",
    ):
        import_module(name)
    gc.freeze()
    for line in sys.stdin:
        arguments, given, typed, folder, anew = json.loads(line)
        ending = _perform(arguments, given, base64.b64decode(typed), folder, anew)
        print(json.dumps(asdict(ending)), flush=True)


def _perform(arguments: list[str], given: dict[str, str], typed: bytes, folder: str, anew: bool) -> Ending:
    master, slave = pty.openpty()
    source, feed = os.pipe() if typed else (slave, None)
    process = os.fork()
    if not process:
        _act(arguments, given, folder, source, slave, anew)
    os.close(slave)
    if feed is not None:
        os.close(source)
        _pour(typed, feed)
    written, begun, heard, stopped = b"", time.monotonic(), time.monotonic(), False
    while time.monotonic() - begun < AT_MOST:
        if select.select([master], [], [], 0.05)[0]:
            try:
                data = os.read(master, 65536)
            except OSError:  # all that had the terminal are gone
                break
            written, heard = written + data, time.monotonic()
        elif os.waitid(os.P_PID, process, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            break  # but a child of its own may live on
        elif time.monotonic() - heard > _QUIET:
            heard = time.monotonic()
            stopped = stopped or heard - begun > _PATIENCE
            os.write(master, b"\x03" if stopped else b"n\rq\r\x04")  # whatever it asks
    else:
        os.killpg(process, signal.SIGKILL)
    os.close(master)
    _, status, used = os.wait4(process, 0)
    code = 124 if time.monotonic() - begun >= AT_MOST else os.waitstatus_to_exitcode(status)
    return Ending(code, used.ru_utime + used.ru_stime, written.decode("utf-8", "replace"), stopped)


def _act(
    arguments: list[str], given: dict[str, str], folder: str, source: int, slave: int, anew: bool
) -> NoReturn:
    """Become the coach."""
    os.setsid()
    import fcntl
    import termios

    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for standard, mine in ((0, source), (1, slave), (2, slave)):
        os.dup2(mine, standard)
    os.closerange(3, 256)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(given)
    if anew:
        os.execve(sys.executable, [sys.executable, "-m", "coach", *arguments], given)  # noqa: S606
    sys.argv = ["coach", *arguments]
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    from coach.cli import main

    try:
        main()
    except SystemExit as end:
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(int(end.code or 0))


def _pour(typed: bytes, feed: int) -> None:
    """Give what is typed to a pipe, in a process of its own: whoever reads it may never do so."""
    if not os.fork():
        with contextlib.suppress(OSError), open(feed, "wb") as pipe:
            pipe.write(typed)
        os._exit(0)
    os.close(feed)


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _serve()
