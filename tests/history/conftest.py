"""A history of its own for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the history is, in a folder that is not there yet; the commands use it, too."""
    monkeypatch.setenv("COACH_DATA", str(tmp_path / "data"))
    return tmp_path / "data" / "history.sqlite"
