"""Figures as people write them: every exercise has one, and what is wrong with one is said where it is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from coach.content.figure import HANGING, Direction, Figure, read_figure
from coach.content.language_words import SHIPPED
from coach.content.yaml_io import opened
from coach.errors import RoutineError
from tests.content.reports import assert_plain

if TYPE_CHECKING:
    from pathlib import Path

    from coach.content.library import Library


def read(text: str) -> Figure:
    return read_figure(opened(text.encode(), "figure.yaml"))


def refused(text: str) -> str:
    with pytest.raises(RoutineError) as caught:
        read(text)
    return str(caught.value)


def test_every_exercise_has_a_figure(library: Library) -> None:
    without = [name for name in library.exercise_names if library.figure(name) is None]
    assert without == []


def test_what_is_no_exercise_has_none(library: Library) -> None:
    assert library.figure("../exercises/plank") is None


@pytest.mark.parametrize("path", sorted((SHIPPED / "figures").glob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_figures_mark_what_moves_or_stretches(path: Path) -> None:
    figure = read_figure(path)
    assert figure.moves or figure.stretches or figure.arrows


def test_a_spine_is_filled_in() -> None:
    one, two, three = (
        read(f"poses: [{{back: {back}}}]").poses[0].back for back in ("80", "90 10/20", "1 2 3")
    )
    assert one == (Direction(80), Direction(80), Direction(80))
    assert two == (Direction(90), Direction(50, 10), Direction(10, 20))
    assert three == (Direction(1), Direction(2), Direction(3))


def test_one_side_may_differ_from_both() -> None:
    pose = read("poses: [{legs: -90 -90, left_leg: 0 0}]").poses[0]
    right, left, arm = (pose.limb(name).bend for name in ("right-leg", "left-leg", "right-arm"))
    assert right == (Direction(-90), Direction(-90))
    assert left == (Direction(0), Direction(0))
    assert arm == HANGING.bend


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "figure.yaml:1:1: the file is empty"),
        ("poses: []", "'poses' is empty"),
        ("poses: [{back: up}]", "figure.yaml:1:16: 'up' is not a number; write one such as 30 or -12.5"),
        ("poses: [{back: nan}]", "'nan' is out of bounds"),
        ("poses: [{back: 1e9}]", "'1e9' is out of bounds; write a number from -360 to 360"),
        ("poses: [{back: 1 2 3 4}]", "'1 2 3 4' is not a spine"),
        ("poses: [{back: 90/1/2}]", "'1/2' is not a number"),
        ("poses: [{head: 1 2}]", "'1 2' is not one angle"),
        ("poses: [{arms: 10}]", "too short"),
        ("poses: [{arms: {floor: 10, wall: 60}}]", "an arm or a leg has one place"),
        ("poses: [{arms: {}}]", "an arm or a leg has one place"),
        ("poses: [{arms: {holds: left-kne}}]", "figure.yaml:1:24: 'left-kne' is not a part of the body; did"),
        ("poses: [{legs: {holds: head}}]", "a foot cannot hold anything"),
        ("poses: [{arms: {holds: left-elbow}}]", "a hand cannot hold its own arm"),
        ("poses: [{left_arm: {holds: right-elbow}, right_arm: {holds: left-wrist}}]", "hold each other's arms"),
        ("poses: [{rigt_arm: 1 2}]", "unknown key 'rigt_arm'; did you mean right_arm?"),
        ("poses: [{}]\nview: behind", "figure.yaml:2:7: 'view' cannot be 'behind'"),
        ("poses: [{}]\nmoves: [right-ear]", "'right-ear' is not a limb"),
        ("poses: [{}]\nstretches: [left-calves]", "did you mean left-calf"),
        ("poses: [{}]\nstrap: [left-palm]", "too short"),
        ("poses: [{}]\ntilt: 200", "figure.yaml:2:7: 200 is out of bounds; write a number from 0 to 90"),
        ("poses: [{}]\napart: perhaps", "'perhaps' cannot stand here"),
        ("poses: [{}, {}, {}, {}]", "'poses' is too long"),
        ("poses: [{}]\narrows: [{of: nose}]", "'nose' is not a part of the body"),
        ("poses: [{back: &a 90}]", "the anchor '&a'"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_place(text: str, told: str) -> None:
    assert told in refused(text)


PLACES = (
    "poses: [{%s}]",
    "poses: [{arms: {%s}}]",
    "poses: [{}]\n%s",
    "poses: [{}]\narrows: [{of: head, %s}]",
)
KEYS = (
    "back", "twist", "legs", "arms", "hips", "floor", "wall", "to", "holds", "toward", "view", "chair", "strap",
    "moves", "stretches", "along", "long", "circle", "both", "what",
)  # fmt: skip
VALUES = (
    "", "~", "[]", "{}", "[[]]", "{a: b}", "-", "1", "1 2 3", "90/90/90", "nan", "-inf", "9" * 300, "left", "''",
    "'\\0'", "[1, 2]", "*a", "!!int 3", "\u202e", "1/", "/", "\u0663", "1_0", "0x10", "left-knee",
)  # fmt: skip


@pytest.mark.parametrize("key", KEYS)
def test_any_value_at_any_place_is_read_or_refused_in_plain_words(key: str, tmp_path: Path) -> None:
    file = tmp_path / "figure.yaml"
    for place in PLACES:
        for value in VALUES:
            file.write_text(place % f"{key}: {value}", "utf-8")
            try:
                read_figure(file)
            except RoutineError as error:
                for problem in error.problems:
                    assert_plain(problem, file)
