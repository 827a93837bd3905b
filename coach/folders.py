"""The user's folders; each place of the coach's can be moved by a variable of its own, such as ``COACH_DATA``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from coach.files import expanded


def moved(variable: str) -> Path | None:
    """The path that a variable of the environment gives, or None if it gives none."""
    chosen = os.environ.get(variable)
    return expanded(Path(chosen)) if chosen else None


def user_folder(kind: Literal["cache", "config", "data"]) -> Path:
    """The coach's folder among the user's, wherever the system keeps that kind; it need not exist."""
    import platformdirs

    folders = {
        "cache": platformdirs.user_cache_path,
        "config": platformdirs.user_config_path,
        "data": platformdirs.user_data_path,
    }
    return folders[kind]("coach", appauthor=False)
