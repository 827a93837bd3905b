"""What is installed beside the coach only if asked for: how to tell a person who lacks it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parents[1]


def remedy(extra: str) -> str:
    """Return what to run to have an extra of pyproject.toml: in a checkout's own environment, its script."""
    script = _CHECKOUT / "scripts" / "extra"
    if Path(sys.prefix).resolve() == _CHECKOUT / ".venv" and script.is_file():
        return f'run "{"python " if os.name == "nt" else ""}{script} {extra}"'
    return f"run \"pip install 'coach[{extra}]'\""
