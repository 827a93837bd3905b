"""Swaps: an exercise of the same area in place of another, and the rest of the file as it was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from coach.content.review import review
from coach.errors import NotFoundError, PlanError
from coach.plan.swap import swap, swapped_file
from tests.plan.checker import EXERCISES
from tests.strategies import LIBRARY

if TYPE_CHECKING:
    from pathlib import Path

MINE = """\
# mine, for the evening
name: mine
title: "Evening"
when: after   # not before!
steps:
  - {exercise: 'supine-spinal-twist', hold: 25s}  # feels good

  - exercise: lying-knee-hug # hm
    hold: "20-30s"
    rounds: 2
"""


def test_every_exercise_of_every_routine_can_be_swapped(tmp_path: Path) -> None:
    swapped = 0
    for listed in LIBRARY.routines():
        routine = LIBRARY.load(str(listed.path))
        for name in dict.fromkeys(step.exercise for step in routine.steps if step.exercise):
            try:
                done = swap(routine, name, LIBRARY)
            except PlanError:
                continue
            main, new = next(iter(EXERCISES[name]["areas"])), EXERCISES[done.new.name]
            assert done.new.name != name
            assert main in new["areas"] or EXERCISES[name].get("easier") == done.new.name
            text, _ = swapped_file(listed.path.read_bytes(), done, LIBRARY)
            path = tmp_path / f"{listed.name}.yaml"
            path.write_text(text, "utf-8")
            assert review(LIBRARY, path).routine == done.routine
            counts = [len(one.steps) for one in (routine, done.routine)]
            assert counts[0] == counts[1]
            swapped += 1
    assert swapped >= 15


def test_the_rest_of_a_file_stays_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(MINE, "utf-8")
    done = swap(LIBRARY.load(str(path)), "lying-knee-hug", LIBRARY, "childs-pose")
    text, as_written = swapped_file(path.read_bytes(), done, LIBRARY)
    assert as_written
    assert text == MINE.replace("lying-knee-hug", "childs-pose").replace('"20-30s"', '"30 s"')
    flow = swap(LIBRARY.load(str(path)), "supine-spinal-twist", LIBRARY, "cat-cow")
    text, as_written = swapped_file(path.read_bytes(), flow, LIBRARY)
    assert as_written
    dose = EXERCISES["cat-cow"]["reps"]
    assert text == MINE.replace("supine-spinal-twist", "cat-cow").replace("hold: 25s", f"reps: {dose}")


def test_a_file_that_cannot_stay_is_written_anew(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(MINE.replace("hold: 25s}", "side: left}"), "utf-8")
    done = swap(LIBRARY.load(str(path)), "supine-spinal-twist", LIBRARY, "cat-cow")
    text, as_written = swapped_file(path.read_bytes(), done, LIBRARY)
    assert not as_written
    path.write_text(text, "utf-8")
    assert LIBRARY.load(str(path)) == done.routine


def test_the_easier_one_comes_first_unless_it_is_to_be_avoided(tmp_path: Path) -> None:
    for name, facts in EXERCISES.items():
        easier = facts.get("easier")
        if not easier or EXERCISES[easier]["when"] not in ("after", "any") or facts["when"] == "before":
            continue
        path = tmp_path / "one.yaml"
        path.write_text(f"name: one\ntitle: One\nwhen: after\nsteps:\n  - exercise: {name}\n", "utf-8")
        routine = LIBRARY.load(str(path))
        assert swap(routine, name, LIBRARY).new.name == easier
        for caution in EXERCISES[easier].get("cautions", ()):
            try:
                new = swap(routine, name, LIBRARY, avoid=[caution]).new.name
            except PlanError:
                continue
            assert caution not in EXERCISES[new].get("cautions", ())


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(MINE, "utf-8")
    routine = LIBRARY.load(str(path))
    with pytest.raises(
        NotFoundError, match="'mine' has no exercise 'x'; it has supine-spinal-twist and lying-"
    ):
        swap(routine, "x", LIBRARY)
    with pytest.raises(NotFoundError, match="there is no exercise 'childs-poses'; did you mean childs-pose"):
        swap(routine, "lying-knee-hug", LIBRARY, "childs-poses")
    doubtful = swap(routine, "lying-knee-hug", LIBRARY, "cross-body-arm-stretch", avoid=["shoulders"])
    assert doubtful.notes[0] == "It is not for the lower back."


def test_a_word_of_its_name_is_enough_where_only_one_has_it() -> None:
    post = LIBRARY.load("post")
    assert swap(post, "twist", LIBRARY).routine == swap(post, "supine-spinal-twist", LIBRARY).routine
    with pytest.raises(NotFoundError):
        swap(post, "e", LIBRARY)
