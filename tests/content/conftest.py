from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from coach.content.library import Library

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The shipped library, with no routines of anybody's own; read once."""
    own: Path = tmp_path_factory.mktemp("own")
    return Library(own=own)
