"""What a body has to avoid is taken out of routines, whoever wrote them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from coach.content.routine import Routine
from coach.errors import NotFoundError, PlanError
from coach.plan.avoid import avoiding
from tests.strategies import LIBRARY

if TYPE_CHECKING:
    from pathlib import Path


def cautions(routine: Routine) -> set[str]:
    return {
        name for step in routine.steps if step.exercise for name in LIBRARY.exercise(step.exercise).cautions
    }


@pytest.mark.parametrize("name", [routine.name for routine in LIBRARY.routines() if not routine.own])
@pytest.mark.parametrize("caution", ["knee", "disc", "balance", "wrist"])
def test_nothing_that_has_to_be_avoided_is_left(name: str, caution: str) -> None:
    routine = LIBRARY.load(name)
    safe, said = avoiding(routine, LIBRARY, [caution])
    assert caution not in cautions(safe)
    assert bool(said) == (caution in cautions(routine))
    assert all(sentence.endswith(".") for sentence in said)


def test_what_may_be_done_stays_as_it_was() -> None:
    routine = LIBRARY.load("post")
    assert avoiding(routine, LIBRARY, []) == (routine, ())


def test_people_say_it_in_their_words() -> None:
    for said in ("sore knee", "my left knee", "Bad Knees"):
        assert avoiding(LIBRARY.load("post"), LIBRARY, [said]) == avoiding(
            LIBRARY.load("post"), LIBRARY, ["knee"]
        )
    assert avoiding(LIBRARY.load("post"), LIBRARY, ["knees"]) == avoiding(
        LIBRARY.load("post"), LIBRARY, ["knee"]
    )
    with pytest.raises(NotFoundError, match="kne"):
        avoiding(LIBRARY.load("post"), LIBRARY, ["kneee"])


def test_a_routine_of_which_nothing_is_left_is_an_error() -> None:
    every = list(LIBRARY.cautions)
    routine = Routine.model_validate(
        {"name": "mine", "title": "Mine", "when": "before", "steps": [{"exercise": "downward-dog"}]}
    )
    with pytest.raises(PlanError, match="nothing of 'mine' is left"):
        avoiding(routine, LIBRARY, every)


def test_the_command_line_heeds_it_and_says_so(tmp_path: Path) -> None:
    from tests.processes import run_coach

    shown = run_coach("show", "post", "--avoid", "knee")
    assert "instead of child's pose, which bends a knee deeply" in shown.stderr
    assert "Child's pose" not in shown.stdout
    assert "Child's pose" in run_coach("show", "post", "--avoid", "knee", "--keep").stdout
    assert "Child's pose" not in run_coach("script", "post", COACH_AVOID="knee").stdout
