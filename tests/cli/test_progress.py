"""``coach progress`` and ``coach safety`` as they are met, on a terminal and in a pipe."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from tests.history import years

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COACH_DATA", str(tmp_path))
    return tmp_path / "history.sqlite"


def test_progress_of_nothing_is_no_fault(run: Run, file: Path) -> None:
    ran = run("progress")
    assert (ran.code, ran.err) == (0, "")
    assert "No session is recorded yet." in ran.out
    assert not file.exists()


def test_in_a_pipe_it_is_plain(run: Run, file: Path) -> None:
    years.fill(file, 60)
    ran = run("progress", "--goal", "4")
    assert ran.code == 0
    assert "the goal is 4 a week" in ran.out
    assert "Tightness, lower back, weeks from" in ran.out
    assert "█" not in ran.out
    assert "\x1b" not in ran.out


@pytest.mark.parametrize("goal", ["0", "15", "3-2", "often"])
def test_a_goal_that_is_none_is_refused(goal: str, run: Run, file: Path) -> None:
    assert run("progress", "--goal", goal).code == 2


def test_the_goal_may_be_a_setting(run: Run, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("log", "post")
    monkeypatch.setenv("COACH_CONFIG", str(file.with_name("config.toml")))
    run("config", "set", "goal", "5")
    assert "the goal is 5 a week" in run("progress").out
    monkeypatch.setenv("COACH_GOAL", "4")
    assert "the goal is 4 a week" in run("progress").out
    assert "the goal is 3 a week" in run("progress", "--goal", "3").out


def test_pain_is_spoken_of_first(run: Run, file: Path) -> None:
    run("log", "--pain", "lower-back")
    assert run("progress").out.startswith("Sharp pain in the lower back")


def test_the_page_is_written(run: Run, file: Path, tmp_path: Path) -> None:
    years.fill(file, 60)
    ran = run("progress", "--html", str(tmp_path / "page.html"))
    assert ran.out.strip() == str(tmp_path / "page.html")
    assert "</html>" in (tmp_path / "page.html").read_text("utf-8")
    assert run("progress", "--html", str(tmp_path / "none" / "page.html")).code == 1


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
def test_on_a_terminal_there_are_charts(file: Path) -> None:
    from tests.live.terminals import Terminal

    years.fill(file, 400)
    with Terminal(sys.executable, "-m", "coach", "progress") as terminal:
        assert terminal.end() == 0
        lines = terminal.seen.decode().splitlines()
    assert any("█" in line for line in lines)
    assert max(map(len, (line.replace("\x1b[2m", "").replace("\x1b[0m", "") for line in lines))) <= 80


def test_safety_is_said_with_its_sources(run: Run) -> None:
    ran = run("safety")
    assert ran.code == 0
    assert ran.out.count("not a diagnosis") == 1
    assert "[back-questions]" in ran.out
    assert "saddle" in ran.out
    points = [line for line in ran.out.splitlines() if line.startswith("  - ")]
    assert all(line.endswith("]") for line in points)
