"""Prescriptions in a routine file: what they come to for an exercise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from coach.errors import RoutineError
from coach.script.estimate import expect_spoken
from coach.timeline.compiler import compile_timeline
from coach.track.transcript import as_json
from coach.units import Span
from tests.content.reports import STEPS
from tests.rules import broken_rules
from tests.strategies import LIBRARY

if TYPE_CHECKING:
    from pathlib import Path

    from coach.content.routine import Routine


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
        (
            "exercise: glute-bridge, dose: '3 x 10, hold 5 s'",
            "exercise: glute-bridge, reps: 10, rounds: 3, hold: 5s",
        ),
        ("exercise: bird-dog, dose: 10 x 5 s hold each side", "exercise: bird-dog, reps: 10, hold: 5s"),
        ("exercise: glute-bridge, dose: hold 30 s", "exercise: glute-bridge, reps: 1, hold: 30s"),
        (
            "exercise: glute-bridge, dose: '3 x 30 s hold, rest 20 s'",
            "exercise: glute-bridge, reps: 1, rounds: 3, hold: 30s, between: 20s",
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


def test_held_repetitions_and_notes_keep_every_rule(tmp_path: Path) -> None:
    routine = load(
        "  - {exercise: glute-bridge, dose: '3 x 10, hold 5 s', note: Only as high as your back likes it.}\n"
        "  - {exercise: bird-dog, dose: 10 x 5 s hold}\n"
        "  - {exercise: glute-bridge, hold: 30s}\n",
        tmp_path,
    )
    timeline: Any = as_json(compile_timeline(routine, LIBRARY, expect_spoken))
    assert broken_rules(timeline) == []
    lengths = [[end - start for start, end in _times(step)] for step in timeline["steps"]]
    bridge, bird_dog = (LIBRARY.exercise(name) for name in ("glute-bridge", "bird-dog"))
    assert lengths == [
        [10 * (bridge.rep_length + 5000)] * 3,
        [10 * (bird_dog.rep_length + 2 * 2000)],  # three seconds of hold are in each side already
        [bridge.rep_length + 30_000],
    ]
    said = [cue["text"] for cue in timeline["cues"]]
    assert said.count("Only as high as your back likes it.") == 1
    assert "Hold, and keep breathing." in said


def _times(step: Any) -> list[tuple[int, int]]:
    return [(interval["start_ms"], interval["end_ms"]) for interval in step["intervals"]]


def test_all_doses_that_do_not_suit_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(RoutineError) as error:
        load(
            "  - {exercise: ankle-circles, dose: 10 x 5 s hold}\n"
            "  - {exercise: childs-pose, dose: '3 x 10, hold 5 s'}\n"
            "  - {exercise: glute-bridge, reps: 10, hold: 2 min}\n"
            "  - {exercise: plank, hold: 3s}\n"
            "  - {exercise: walk, hold: 30s}\n"
            "  - {exercise: cat-cow, note: '<b>'}\n",
            tmp_path,
        )
    found = {problem.line: f"{problem.what}; {problem.hint}" for problem in error.value.problems}
    first = STEPS.count("\n") + 1
    assert sorted(found) == [first + number for number in range(6)]
    assert found[first] == "ankle-circles keeps moving, and is not held; write 'dose: 8-12'"
    assert found[first + 1] == "childs-pose is held, not repeated; write 'dose: 10 x 5 s hold'"


@pytest.mark.parametrize(
    ("step", "fault"),
    [
        ("exercise: plank, dose: 30 min", "'30 min' is out of bounds; 'hold' can be 5 s to 5 min"),
        ("exercise: plank, dose: 3 x 30 min", "'30 min' is out of bounds; 'hold' can be 5 s to 5 min"),
        ("exercise: plank, dose: hold 4 s", "'4 s' is out of bounds; 'hold' can be 5 s to 5 min"),
        ("exercise: walk, dose: 6 s", "'6 s' is out of bounds; 'time' can be 10 s to 60 min"),
        ("exercise: walk, dose: 30 min to 2000 min", "'30-2000 min' is out of bounds; 'time' can be"),
        ("exercise: cat-cow, dose: 3 x 101 reps", "'3 x 101 reps' is out of bounds; 'reps' can be 1-100"),
        ("exercise: plank, dose: 31 x 30 s", "'31 x 30 s' is out of bounds; 'rounds' can be 1-30"),
        ("exercise: plank, dose: '30 s, rest 11 min'", "is out of bounds; 'between' can be 1 s to 10 min"),
    ],
)
def test_a_prescription_is_bound_as_plain_keys_are(step: str, fault: str, tmp_path: Path) -> None:
    with pytest.raises(RoutineError) as error:
        load(f"  - {{{step}}}", tmp_path)
    [problem] = error.value.problems
    assert fault in str(problem)
    assert (problem.line, problem.column) == (STEPS.count("\n") + 1, 6 + step.index("dose: ") + len("dose: "))


def test_a_short_hold_is_a_hold(tmp_path: Path) -> None:
    assert load("  - {exercise: plank, dose: 6 s}", tmp_path).steps[0].hold == Span(6000, 6000)


def load(steps: str, folder: Path) -> Routine:
    path = folder / "mine.yaml"
    path.write_text(f"{STEPS}{steps}\n", "utf-8")
    return LIBRARY.load(str(path))
