"""One run of a program that speaks: never a shell, never longer or larger than allowed, nothing left behind."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from coach.children import start

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WAV = "{wav}"
"""The argument in whose place comes the file to write."""

LARGEST = 32 << 20
"""Bytes that a program may write: a minute in stereo at 48 kHz, 32 bits, is 23 million."""

_GLANCE = 0.05
"""Seconds between two looks at the clock and at what has been written so far."""

_TOLD = 4096
"""Bytes of a program's complaints that are read: the last ones."""


class CommandFault(Exception):  # noqa: N818 (nobody's error yet: the sentence may be tried again)
    """A run that came to nothing, and why."""


class ProgramMissing(CommandFault):
    """There is no such program, or it cannot be started: no second try will help."""


def run(
    arguments: Sequence[str], text: str | None, patience: float, closed: Callable[[], bool] = lambda: False
) -> bytes:
    """What a program wrote to the file at ``{wav}`` or, without that argument, to standard output.

    ``text`` goes to its standard input. Raises CommandFault, with the last line the program said, when it
    fails, writes nothing or too much, or takes more than ``patience`` seconds; and when ``closed()`` is true.
    """
    with tempfile.TemporaryDirectory(prefix="coach-command-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        wav, out, told = folder / "said.wav", folder / "out", folder / "told"
        command = [str(wav) if argument == WAV else argument for argument in arguments]
        (folder / "in").write_bytes(f"{text}\n".encode() if text is not None else b"")
        with (folder / "in").open("rb") as stdin, out.open("wb") as stdout, told.open("wb") as stderr:
            try:
                process = start(
                    command, stdin=stdin, stdout=stdout, stderr=stderr, folder=folder, polite=True
                )
            except (OSError, ValueError) as error:
                reason = getattr(error, "strerror", None) or str(error)
                raise ProgramMissing(f"{command[0]} does not start: {reason}") from error
            try:
                _wait(process, (wav, out, told), time.monotonic() + patience, patience, closed)
            finally:
                _end(process)
        if process.returncode:
            raise CommandFault(_last_line(told, out if WAV in arguments else None) or _ended(process))
        result = wav if WAV in arguments else out
        with contextlib.suppress(OSError):
            if data := result.read_bytes():
                return data
        reason = _last_line(told, out if WAV in arguments else None)
        raise CommandFault("it wrote no sound" + (f": {reason}" if reason else ""))


def _wait(
    process: subprocess.Popen[bytes],
    files: tuple[Path, ...],
    deadline: float,
    patience: float,
    closed: Callable[[], bool],
) -> None:
    """Wait until the program has ended by itself."""
    while True:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_GLANCE)
        if sum(file.stat().st_size for file in files if file.is_file()) > LARGEST:
            raise CommandFault(f"it wrote more than {LARGEST >> 20} MB")
        if process.returncode is not None:
            return
        if closed():
            raise CommandFault("the voice was closed")
        if time.monotonic() > deadline:
            raise CommandFault(f"it was not done within {patience:.3g} seconds")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program that is still running, and what it started."""
    if process.poll() is not None:
        return
    if sys.platform == "win32":
        tree = ["taskkill", "/T", "/F", "/PID", str(process.pid)]
        with contextlib.suppress(OSError):
            subprocess.run(tree, check=False, capture_output=True)
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


def _last_line(*files: Path | None) -> str:
    """Return the last line that there is in the first of the files with any."""
    for file in files:
        if file is None:
            continue
        with contextlib.suppress(OSError), file.open("rb") as said:
            said.seek(max(0, file.stat().st_size - _TOLD))
            lines = [line.strip() for line in said.read().decode(errors="replace").splitlines()]
            if told := [line for line in lines if line]:
                return told[-1][:200]
    return ""


def _ended(process: subprocess.Popen[bytes]) -> str:
    code = process.returncode
    return f"it was ended by signal {-code}" if code < 0 else f"it ended with exit code {code}"
