"""For tests that run the coach as a process of its own."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from tests import forked

if TYPE_CHECKING:
    from pathlib import Path


def run_coach(
    *arguments: str, cwd: Path | None = None, stdin: str | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, with these variables in its environment, and return what it printed."""
    done = forked.run(*arguments, cwd=cwd, env=environment(**variables), stdin=(stdin or "").encode())
    out, err = (told.decode().replace(os.linesep, "\n") for told in (done.stdout, done.stderr))
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)


def environment(**changes: str) -> dict[str, str]:
    """Return the environment of a process that is to find this very coach, with these variables in it."""
    return {**forked.environment(), **changes}
