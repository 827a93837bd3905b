"""For tests that run the coach as a process of its own."""

from __future__ import annotations

import os
from pathlib import Path

import coach


def environment(**changes: str) -> dict[str, str]:
    """Return the environment in which a process finds this very coach, wherever it is started."""
    found = [str(Path(coach.__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(found), "PYTHONIOENCODING": "utf-8", **changes}
