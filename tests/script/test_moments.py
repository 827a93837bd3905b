"""What is said once or twice a session, and where."""

from __future__ import annotations

import pytest

from coach.content.fields import When
from coach.content.routine import Routine
from coach.script.dose import Choice
from coach.script.habits import NO_HABITS
from coach.script.moments import Moments, find_moments
from coach.script.settling import settle
from tests.strategies import LIBRARY


def _moments(*exercises: str, when: str = "after", hold: str = "30s", pressed: bool = False) -> Moments:
    steps = [
        {"exercise": name, **({"hold": hold} if LIBRARY.exercise(name).kind == "hold" else {})}
        for name in exercises
    ]
    routine = Routine.model_validate({"name": "a", "title": "A", "when": when, "steps": steps})
    doses = list(settle(routine, LIBRARY, Choice(), NO_HABITS))
    return find_moments(doses, When(when), LIBRARY.postures, pressed=pressed)


@pytest.mark.parametrize(
    ("exercises", "quiet"),
    [
        (("childs-pose", "lying-knee-hug", "seated-forward-fold"), 2),
        (("lying-knee-hug", "supine-spinal-twist", "childs-pose"), 2),
        (("childs-pose", "plank"), 1),
        (("cat-cow", "plank"), None),
    ],
)
def test_the_quiet_hold_is_the_lowest_and_latest_never_one_against_a_load(
    exercises: tuple[str, ...], quiet: int | None
) -> None:
    assert _moments(*exercises).quiet == quiet


def test_no_hold_is_quiet_that_is_too_short_for_twenty_seconds_of_it() -> None:
    assert _moments("lying-knee-hug", hold="20s").quiet is None


def test_the_first_hold_after_a_run_is_breathed_as_one_needs_unless_a_walk_came_before() -> None:
    holds = ("childs-pose", "lying-knee-hug")
    assert _moments(*holds).own_breath == 1
    assert _moments("walk", *holds).own_breath is None
    assert _moments(*holds, when="any").own_breath is None


def test_a_session_pressed_for_time_has_no_reasons_choices_or_praise() -> None:
    exercises = ("childs-pose", "couch-stretch", "cat-cow", "figure-four", "lying-knee-hug", "plank")
    usual, pressed = (_moments(*exercises, pressed=each) for each in (False, True))
    assert (usual.why, usual.choices) == (frozenset({2, 5}), frozenset({2}))
    assert (usual.praised, usual.middle) == (3, 3)
    assert pressed.why == pressed.choices == frozenset()
    assert (pressed.praised, pressed.middle) == (None, 3)
    assert pressed.sparse == 1
