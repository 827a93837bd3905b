"""Runs that tests make by the hundred are forked: to start Python for each would take them half as long again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests import forked
from tests.processes import environment
from tests.track.running import Coach

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(not forked.FORKS, reason="this system does not fork")


@pytest.mark.parametrize("found", [None, "/elsewhere"])
def test_usual_runs_are_forked(found: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if found:
        monkeypatch.setenv("PYTHONPATH", found)
    else:
        monkeypatch.delenv("PYTHONPATH", raising=False)
    assert forked.forks(environment(COACH_DATA=str(tmp_path)))
    assert forked.forks(Coach(tmp_path, tmp_path).environment)


@pytest.mark.parametrize("variable", ["PYTHONPATH", "PYTHONUTF8", "LC_ALL", "LANG"])
def test_what_python_reads_as_it_starts_is_not_passed_over(variable: str) -> None:
    assert not forked.forks(environment(**{variable: "0"}))
