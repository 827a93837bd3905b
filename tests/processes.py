"""For tests that run the coach as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import coach


def run_coach(
    *arguments: str, cwd: Path | None = None, stdin: str | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, with these variables in its environment, and return what it printed."""
    command = (sys.executable, "-m", "coach", *arguments)
    return subprocess.run(
        command, cwd=cwd, env=environment(**variables), input=stdin, capture_output=True, text=True
    )


def environment(**changes: str) -> dict[str, str]:
    """Return the environment in which a process finds this very coach, wherever it is started."""
    found = [str(Path(coach.__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(found), "PYTHONIOENCODING": "utf-8", **changes}
