"""``--from``: a step by its number or by what it is called."""

from __future__ import annotations

import pytest

from coach.cli.places import find_step
from coach.errors import NotFoundError
from coach.script.request import Request
from coach.script.writer import write
from tests.strategies import LIBRARY

SCRIPT = write(Request(LIBRARY.load("post"), LIBRARY))


@pytest.mark.parametrize(
    ("wanted", "step"),
    [
        ("3", 3), ("99", 99), ("supine-spinal-twist", 3), ("twist", 3), ("Supine Twist ", 3), ("TWIST", 3),
        ("child's pose", 1), ("Fold", 2), ("child-pose", 1), ("spinal twits", 3),
    ],
)  # fmt: skip
def test_a_step_is_found(wanted: str, step: int) -> None:
    assert find_step(wanted, SCRIPT) == step


@pytest.mark.parametrize(
    "wanted",
    ["elbow", "", "9" * 40, "-1"],
)
def test_what_is_no_step_is_told_with_what_there_is(wanted: str) -> None:
    with pytest.raises(
        NotFoundError, match=f"there is no step '{wanted}' in 'post'; there are childs-pose, "
    ):
        find_step(wanted, SCRIPT)
