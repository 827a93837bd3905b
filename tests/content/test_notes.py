"""Steps as they stand on a note, on the command line."""

from __future__ import annotations

import pytest

from coach.content.note_steps import read_step
from coach.content.routine import Step
from coach.errors import CoachError
from coach.units import Span
from tests.strategies import LIBRARY

THIRTY = Span(30_000, 30_000)


@pytest.mark.parametrize(
    ("text", "step"),
    [
        (
            "supine-spinal-twist 3 x 30 s each side",
            Step(exercise="supine-spinal-twist", hold=THIRTY, rounds=Span(3, 3)),
        ),
        ("Supine spinal twist: 30 s", Step(exercise="supine-spinal-twist", hold=THIRTY)),
        ("cat-cow 2x10 reps", Step(exercise="cat-cow", reps=Span(10, 10), rounds=Span(2, 2))),
        ("Child's pose hold 5 breaths", Step(exercise="childs-pose", breaths=Span(5, 5))),
        ("walk 2 min", Step(exercise="walk", time=Span(120_000, 120_000))),
        ("plank", Step(exercise="plank")),
        ("plank 6 s", Step(exercise="plank", hold=Span(6000, 6000))),
        ("rest 30 s", Step(rest=THIRTY)),
        ("Rest: 30 s", Step(rest=THIRTY)),
        ("figure-four 30 s left", Step(exercise="figure-four", hold=THIRTY, side="left")),
    ],
)
def test_notes(text: str, step: Step) -> None:
    assert read_step(text, LIBRARY) == step


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("childs posse 30 s", "there is no exercise 'childs posse'; did you mean childs-pose"),
        ("cat-cow 30 s", "cat-cow is done in repetitions; write '5-12 reps'"),
        ("childs-pose 30 s each side", "childs-pose has no sides"),
        ("childs-pose a while", "'a while' is not a dose; write it like 3 x 30 s each side"),
        ("childs-pose 40 x 30 s", "is out of bounds"),
        ("plank 3 x 30 min", "'30 min' is out of bounds; 'hold' can be 5 s to 5 min"),
        ("rest a while", "'a while' is not a length of time"),
        ("", "there is no exercise ''"),
    ],
)
def test_notes_that_cannot_be_read(text: str, message: str) -> None:
    with pytest.raises(CoachError) as error:
        read_step(text, LIBRARY)
    assert message in str(error.value)
    assert str(error.value).startswith("--step '")
