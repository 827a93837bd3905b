"""Prescriptions in a routine file: what they come to for an exercise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from coach.compiler import compile_timeline
from coach.script.estimate import expect_spoken
from coach.transcript import as_json
from tests.library.reports import STEPS
from tests.rules import broken_rules
from tests.strategies import LIBRARY

if TYPE_CHECKING:
    from pathlib import Path

    from coach.routine import Routine


@pytest.mark.parametrize(
    ("short", "plain"),
    [
        ("exercise: figure-four, dose: 2 x 30 s each side", "exercise: figure-four, hold: 30s, rounds: 2"),
        ("exercise: figure-four, dose: 30s left", "exercise: figure-four, hold: 30s, side: left"),
        ("exercise: childs-pose, dose: hold 5 breaths", "exercise: childs-pose, breaths: 5"),
        ("exercise: walk, dose: 2 min", "exercise: walk, time: 2 min"),
        (
            "exercise: cat-cow, dose: '2x10, rest 20 s'",
            "exercise: cat-cow, reps: 10, rounds: 2, between: 20 s",
        ),
        ("exercise: standing-twist, dose: 10 each side", "exercise: standing-twist, reps: 10"),
    ],
)
def test_a_prescription_is_short_for_plain_keys(short: str, plain: str, tmp_path: Path) -> None:
    assert load(f"  - {{{short}}}", tmp_path).steps == load(f"  - {{{plain}}}", tmp_path).steps


def test_a_prescribed_routine_keeps_every_rule(tmp_path: Path) -> None:
    routine = load(
        "  - {exercise: figure-four, dose: '2 x 30 s each side, rest 20 s'}\n"
        "  - {exercise: cat-cow, dose: '3 x 10, rest 15 s'}\n"
        "  - {exercise: childs-pose, dose: hold 5 breaths}\n",
        tmp_path,
    )
    timeline: Any = as_json(compile_timeline(routine, LIBRARY, expect_spoken))
    assert broken_rules(timeline) == []
    figure, cat, pose = timeline["steps"]
    assert [interval["side"] for interval in figure["intervals"]] == ["right", "left"] * 2
    assert [interval["reps"] for interval in cat["intervals"]] == [10] * 3
    assert [interval["breaths"] for interval in pose["intervals"]] == [5]
    rests = [cue["step"] for cue in timeline["cues"] if cue["kind"] == "rest"]
    assert rests == [1, 2, 2]
    _, second, third, _ = figure["intervals"]
    assert third["start_ms"] - second["end_ms"] > 20_000


def load(steps: str, folder: Path) -> Routine:
    path = folder / "mine.yaml"
    path.write_text(f"{STEPS}{steps}\n", "utf-8")
    return LIBRARY.load(str(path))
