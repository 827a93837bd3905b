"""Child processes: each in a group of its own, so that a Ctrl-C in the terminal is for the coach alone."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    Stream = int | IO[bytes] | None
    """What ``subprocess`` takes for one."""

_POLITE = 5
"""How nice a child is where that is a number: the sound that plays meanwhile comes first."""


def start(
    command: Sequence[str],
    *,
    stdin: Stream = subprocess.PIPE,
    stdout: Stream = subprocess.PIPE,
    stderr: Stream = subprocess.DEVNULL,
    folder: Path | None = None,
    polite: bool = False,
) -> subprocess.Popen[bytes]:
    """Start a program; ``polite`` lets everything else come first.

    Raises OSError, or ValueError for an argument with a NUL in it, when it does not start.
    """
    flags, group = 0, None if sys.platform == "win32" else 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
        flags |= subprocess.BELOW_NORMAL_PRIORITY_CLASS if polite else 0
    process = subprocess.Popen(
        command,
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        cwd=folder,
        creationflags=flags,
        process_group=group,
    )
    if polite and sys.platform != "win32":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, process.pid, _POLITE)
    return process


def finish(process: subprocess.Popen[bytes], grace: float) -> None:
    """See that a child ends: by itself within ``grace`` seconds, the hard way after that."""
    try:
        process.wait(grace)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
