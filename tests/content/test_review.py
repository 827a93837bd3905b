"""What a coach questions in a routine that works, and how several faults are reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from coach.content.review import Review, review
from tests.content.reports import assert_plain

if TYPE_CHECKING:
    from pathlib import Path

    from coach.content.library import Library


def judged(library: Library, folder: Path, steps: str, when: str = "after") -> Review:
    path = folder / "mine.yaml"
    path.write_text(f"name: my-hips\ntitle: My hips\nwhen: {when}\nsteps:\n{steps}", "utf-8")
    found = review(library, path)
    for problem in (*found.errors, *found.warnings):
        assert_plain(problem, path)
    return found


def doubts(library: Library, folder: Path, steps: str, when: str = "after") -> list[str]:
    """Return the warnings of a routine of these steps, each as ``line:column: what``; steps begin on line 5."""
    found = judged(library, folder, steps, when)
    assert found.errors == ()
    assert found.routine is not None
    assert all(doubt.warning for doubt in found.warnings)
    return [f"{doubt.line}:{doubt.column}: {doubt.what}" for doubt in found.warnings]


def test_shipped_routines_raise_no_doubts(library: Library) -> None:
    for listed in library.routines():
        found = review(library, listed.path)
        assert (found.errors, found.warnings) == ((), ())


@pytest.mark.parametrize(
    ("dose", "said"),
    [
        ("", "a static hold of 30 s to 1 min before a run"),
        ("    hold: 30s\n", "a static hold of 30 s before a run"),
        ("    hold: 10-60s\n", "a static hold of 10 s to 1 min before a run"),
        ("    hold: 16s\n", "a static hold of 16 s before a run"),
    ],
)
def test_long_static_holds_before_a_run(dose: str, said: str, library: Library, tmp_path: Path) -> None:
    assert doubts(library, tmp_path, f"  - exercise: childs-pose\n{dose}", "before")[0] == f"5:15: {said}"
    for when in ("after", "any"):
        assert "static" not in "".join(doubts(library, tmp_path, f"  - exercise: childs-pose\n{dose}", when))


def test_a_warm_up_does_not_make_a_long_hold_right_before_a_run(library: Library, tmp_path: Path) -> None:
    steps = "  - exercise: walk\n  - exercise: childs-pose\n"
    assert doubts(library, tmp_path, steps, "before") == ["6:15: a static hold of 30 s to 1 min before a run"]


def test_short_holds_before_a_run_are_moving_enough(library: Library, tmp_path: Path) -> None:
    said = doubts(library, tmp_path, "  - exercise: childs-pose\n    hold: 15s\n", "before")
    assert said == ["6:11: childs-pose is usually held for 30 s to 1 min"]


def test_cold_stretching(library: Library, tmp_path: Path) -> None:
    cold = "  - exercise: childs-pose\n  - exercise: figure-four\n"
    assert doubts(library, tmp_path, cold, "any") == [
        "5:15: a long hold on cold muscles",
        "6:15: a long hold on cold muscles",
    ]
    assert doubts(library, tmp_path, cold, "after") == []
    assert doubts(library, tmp_path, "  - exercise: walk\n" + cold, "any") == []
    assert doubts(library, tmp_path, "  - exercise: cat-cow\n" + cold, "any") == []
    assert doubts(library, tmp_path, "  - rest: 30s\n" + cold, "any") != []


def test_strength_and_breathing_are_no_stretches(library: Library, tmp_path: Path) -> None:
    assert doubts(library, tmp_path, "  - exercise: plank\n    hold: 30s\n", "before") == []
    assert doubts(library, tmp_path, "  - exercise: plank\n  - exercise: childs-pose\n", "any") == []
    cold = "  - exercise: diaphragmatic-breathing\n  - exercise: childs-pose\n"
    assert doubts(library, tmp_path, cold, "any") == ["6:15: a long hold on cold muscles"]


def test_a_missing_second_side(library: Library, tmp_path: Path) -> None:
    right = "  - exercise: figure-four\n    side: right\n"
    left = right.replace("right", "left")
    assert doubts(library, tmp_path, right) == ["6:11: only the right side is worked"]
    assert doubts(library, tmp_path, right + "  - exercise: cat-cow\n") == [
        "6:11: only the right side is worked"
    ]
    assert doubts(library, tmp_path, right + left) == []
    assert doubts(library, tmp_path, left + "  - rest: 10s\n" + right) == []
    other = left.replace("figure-four", "supine-spinal-twist")
    assert doubts(library, tmp_path, right + other) == [
        "6:11: only the right side is worked",
        "8:11: only the left side is worked",
    ]


def test_sides_that_get_unequal_time(library: Library, tmp_path: Path) -> None:
    right = "  - exercise: figure-four\n    side: right\n    hold: 40s\n"
    left = "  - exercise: figure-four\n    side: left\n    hold: 20s\n"
    longer = "6:11: the right side is worked for longer than the left one"
    assert doubts(library, tmp_path, right + left) == [longer]
    assert doubts(library, tmp_path, right + left + left) == []
    assert doubts(library, tmp_path, right + left + "    rounds: 2\n") == []
    assert doubts(library, tmp_path, right + "  - exercise: figure-four\n") == [longer]


def test_sides_with_other_names(library: Library, tmp_path: Path) -> None:
    found = judged(library, tmp_path, "  - exercise: hip-circles\n    side: clockwise\n")
    assert [doubt.hint for doubt in found.warnings] == [
        "add a step with 'side: counterclockwise', or leave 'side:' out to work both"
    ]


@pytest.mark.parametrize(
    ("first", "rest", "second", "said"),
    [
        ("roll-down", "3s", "figure-four", "3 s is too short to change from standing to supine"),
        ("roll-down", "8s", "figure-four", "8 s is too short to change from standing to supine"),
        ("roll-down", "3-60s", "figure-four", "3 s to 1 min is too short to change from standing to supine"),
        ("roll-down", "9s", "figure-four", None),
        ("childs-pose", "3s", "childs-pose", None),
        ("figure-four", "3s", "lying-knee-hug", None),
    ],
)
def test_a_rest_too_short_to_change_posture(
    first: str, rest: str, second: str, said: str | None, library: Library, tmp_path: Path
) -> None:
    steps = f"  - exercise: {first}\n  - rest: {rest}\n  - exercise: {second}\n"
    assert doubts(library, tmp_path, steps) == ([f"6:11: {said}"] if said else [])


def test_rests_at_the_ends_are_only_rests(library: Library, tmp_path: Path) -> None:
    assert doubts(library, tmp_path, "  - rest: 1s\n  - exercise: figure-four\n  - rest: 1s\n") == []


@pytest.mark.parametrize(
    ("exercise", "dose", "said"),
    [
        ("childs-pose", "hold: 2 min", "childs-pose is usually held for 30 s to 1 min"),
        ("childs-pose", "hold: 10-40s", "childs-pose is usually held for 30 s to 1 min"),
        ("childs-pose", "hold: 30-60s", None),
        ("cat-cow", "reps: 40", "cat-cow is usually done 5-12 times"),
        ("cat-cow", "reps: 2-8", "cat-cow is usually done 5-12 times"),
        ("cat-cow", "reps: 8", None),
        ("walk", "time: 30 min", "walk is usually kept up for 1-10 min"),
    ],
)
def test_unusual_doses(exercise: str, dose: str, said: str | None, library: Library, tmp_path: Path) -> None:
    column = 5 + dose.index(" ") + 1
    expected = [f"6:{column}: {said}"] if said else []
    assert doubts(library, tmp_path, f"  - exercise: {exercise}\n    {dose}\n") == expected


def test_usual_doses_raise_no_doubt_and_can_be_copied_from_the_message(
    library: Library, tmp_path: Path
) -> None:
    for name in library.exercise_names:
        wrong = "reps: 5" if library.exercise(name).kind != "reps" else "time: 30s"
        [fault] = judged(library, tmp_path, f"  - exercise: {name}\n    {wrong}\n").errors
        dose = fault.hint.removeprefix("write ").strip("'")
        assert doubts(library, tmp_path, f"  - exercise: {name}\n    {dose}\n") == []


def test_warnings_wait_until_the_faults_are_mended(library: Library, tmp_path: Path) -> None:
    found = judged(library, tmp_path, "  - exercise: childs-pose\n    hold: 2 min\n  - rest: 10\n")
    assert found.routine is None
    assert found.warnings == ()
    assert [fault.what for fault in found.errors] == ["'10' has no unit"]


def test_a_day_is_the_limit(library: Library, tmp_path: Path) -> None:
    hour = "  - exercise: walk\n    time: 60 min\n"
    assert judged(library, tmp_path, hour * 24).errors == ()
    [fault] = judged(library, tmp_path, hour * 24 + "  - rest: 1s\n").errors
    assert fault.what == "the steps add up to 25 hours"
