"""After a session on a real terminal: how does it feel?"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

if os.name == "nt":
    pytest.skip("needs a pseudo-terminal", allow_module_level=True)

from coach.history.store import History
from tests.live.terminals import Terminal

if TYPE_CHECKING:
    from pathlib import Path

QUICK = """
name: quick
title: Quick one
when: any
steps:
  - {exercise: childs-pose, hold: 20s}
  - {exercise: thread-the-needle, hold: 8s}
  - {exercise: figure-four, hold: 7s}
  - {exercise: cross-body-arm-stretch, hold: 6s}
"""


def playing(tmp_path: Path, cache: Path, language: str) -> Terminal:
    (tmp_path / "quick.yaml").write_text(QUICK)
    return Terminal(
        sys.executable, "-m", "coach", "play", str(tmp_path / "quick.yaml"), "--history", "--speaker", "null:fast",
        environment={"COACH_DATA": str(tmp_path), "COACH_CACHE": str(cache), "COACH_LANGUAGE": language},
    )  # fmt: skip


@pytest.fixture
def play(tmp_path: Path, shared_cache: Path) -> Terminal:
    return playing(tmp_path, shared_cache, "en")


def test_answers_are_recorded_and_enter_skips(play: Terminal, tmp_path: Path) -> None:
    with play as terminal:
        terminal.wait_for("lower back: ")
        terminal.type("7\n")
        terminal.wait_for("upper back: ")
        terminal.type("\n")
        terminal.wait_for("glutes: ")
        terminal.type("11\n")
        terminal.wait_for("0 to 10", "glutes: ")
        terminal.type("0\n")
        terminal.wait_for("shoulders: ")
        terminal.type("\n")
        terminal.wait_for("sharp pain?")
        terminal.type("y\n")
        terminal.wait_for("Where")
        terminal.type("upper back\n")
        terminal.wait_for("physiotherapist or sports doctor")
        assert terminal.end() == 0
    records = History.read(tmp_path / "history.sqlite")
    assert [(feeling.area, feeling.tightness, feeling.session) for feeling in records.feelings] == [
        ("lower-back", 7, 1),
        ("glutes", 0, 1),
    ]
    assert [pain.area for pain in records.pains] == ["upper-back"]


def test_they_are_asked_in_the_language_of_the_session(tmp_path: Path, shared_cache: Path) -> None:
    with playing(tmp_path, shared_cache, "de") as terminal:
        for area in ("unterer Rücken", "oberer Rücken", "Gesäß"):
            terminal.wait_for(f"{area}: ")
            terminal.type("\n")
        terminal.wait_for("Schultern: ")
        terminal.type("viel\n")
        terminal.wait_for("eine ganze Zahl von 0 bis 10", "Schultern: ")
        terminal.type("6\n")
        terminal.wait_for("stechender Schmerz? [j/N]: ")
        terminal.type("vielleicht\n")
        terminal.wait_for("j für ja", "[j/N]: ")
        terminal.type("j\n")
        terminal.wait_for("Wo (")
        terminal.type("Hals\n")
        terminal.wait_for("eines davon: ", "Wo (")
        terminal.type("gesäß\n")
        terminal.wait_for("Stechender Schmerz, Gesäß: ", "Physiotherapeutin")
        assert terminal.end() == 0
    records = History.read(tmp_path / "history.sqlite")
    assert [(feeling.area, feeling.tightness) for feeling in records.feelings] == [("shoulders", 6)]
    assert [pain.area for pain in records.pains] == ["glutes"]


def test_ctrl_c_keeps_what_was_answered(play: Terminal, tmp_path: Path) -> None:
    with play as terminal:
        terminal.wait_for("lower back: ")
        terminal.type("3\n")
        terminal.wait_for("upper back: ")
        terminal.type("\x03")
        assert terminal.end() == 0
        assert b"Traceback" not in terminal.seen
    records = History.read(tmp_path / "history.sqlite")
    assert [feeling.tightness for feeling in records.feelings] == [3]
    assert records.sessions[0].outcome == "done"


def test_a_pain_counts_before_it_has_a_place(play: Terminal, tmp_path: Path) -> None:
    with play as terminal:
        for area in ("lower back", "upper back", "glutes", "shoulders"):
            terminal.wait_for(f"{area}: ")
            terminal.type("\n")
        terminal.wait_for("sharp pain?")
        terminal.type("y\n")
        terminal.wait_for("Where")
        terminal.type("\x03")
        assert terminal.end() == 0
    assert [pain.area for pain in History.read(tmp_path / "history.sqlite").pains] == [None]
