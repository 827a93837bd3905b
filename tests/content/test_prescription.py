"""Prescriptions as physiotherapists write them, and what is none."""

from __future__ import annotations

from typing import Any

import pytest

from coach.content.prescription import Prescription, Unit, parse_prescription
from coach.units import Span

THIRTY = Span(30_000, 30_000)
FIVE = Span(5_000, 5_000)
TEN = Span(10, 10)


@pytest.mark.parametrize(
    ("text", "amount", "unit", "rest"),
    [
        ("30 s", THIRTY, Unit.TIME, {}),
        ("hold 30 s", THIRTY, Unit.TIME, {"hold": True}),
        ("3 x 30 s each side", THIRTY, Unit.TIME, {"rounds": 3, "each_side": True}),
        ("3×30s/side", THIRTY, Unit.TIME, {"rounds": 3, "each_side": True}),  # noqa: RUF001
        ("3X30S", THIRTY, Unit.TIME, {"rounds": 3}),
        ("30 s x 3", THIRTY, Unit.TIME, {"rounds": 3}),
        ("30 seconds per leg, 3 times", THIRTY, Unit.TIME, {"rounds": 3, "each_side": True}),
        ("3x 30 sec hold each leg", THIRTY, Unit.TIME, {"rounds": 3, "each_side": True, "hold": True}),
        ("30 s, right side only", THIRTY, Unit.TIME, {"side": "right"}),
        ("2 min", Span(120_000, 120_000), Unit.TIME, {}),
        ("20-30 s", Span(20_000, 30_000), Unit.TIME, {}),
        ("20s to 1 min", Span(20_000, 60_000), Unit.TIME, {}),
        ("10", TEN, Unit.REPS, {}),
        ("10 times", TEN, Unit.REPS, {}),
        ("10 times each side", TEN, Unit.REPS, {"each_side": True}),
        ("2x10 reps", TEN, Unit.REPS, {"rounds": 2}),
        ("2 sets of 10", TEN, Unit.REPS, {"rounds": 2}),
        ("2 sets x 10 repetitions", TEN, Unit.REPS, {"rounds": 2}),
        ("2 x 10-12", Span(10, 12), Unit.REPS, {"rounds": 2}),
        ("10 each", TEN, Unit.REPS, {"each_side": True}),
        ("hold 5 breaths", Span(5, 5), Unit.BREATHS, {"hold": True}),
        ("5 slow breaths", Span(5, 5), Unit.BREATHS, {"hold": True}),
        ("3 x 5 breaths per leg", Span(5, 5), Unit.BREATHS, {"rounds": 3, "each_side": True, "hold": True}),
        ("2 x 10 reps, rest 30 s", TEN, Unit.REPS, {"rounds": 2, "between": THIRTY}),
        ("2 x 10 reps with 30 s rest between sets", TEN, Unit.REPS, {"rounds": 2, "between": THIRTY}),
        ('3 x 30"', THIRTY, Unit.TIME, {"rounds": 3}),
        ("3x30'' R/L", THIRTY, Unit.TIME, {"rounds": 3, "each_side": True}),
        ("2 x 2:00", Span(120_000, 120_000), Unit.TIME, {"rounds": 2}),
        ("3 x :30 ea.", THIRTY, Unit.TIME, {"rounds": 3, "each_side": True}),
        ("2x10 e/s", TEN, Unit.REPS, {"rounds": 2, "each_side": True}),
        ("2 x 10 bilaterally", TEN, Unit.REPS, {"rounds": 2, "each_side": True}),
        ("3x30s R & L", THIRTY, Unit.TIME, {"rounds": 3, "each_side": True}),
        ("3 x 30 s, right and left", THIRTY, Unit.TIME, {"rounds": 3, "each_side": True}),
        ("each side 3 x 30 s", THIRTY, Unit.TIME, {"rounds": 3, "each_side": True}),
        ("30 s each side x 3", THIRTY, Unit.TIME, {"rounds": 3, "each_side": True}),
        ("3 x 30 s L only", THIRTY, Unit.TIME, {"rounds": 3, "side": "left"}),
        ("right leg only, 30 s", THIRTY, Unit.TIME, {"side": "right"}),
        ("hold 30 s, repeat 3 times", THIRTY, Unit.TIME, {"rounds": 3, "hold": True}),
        ("Hold 30s repeat x3 each side", THIRTY, Unit.TIME, {"rounds": 3, "each_side": True, "hold": True}),
        ("hold 30 s, 3 reps", THIRTY, Unit.TIME, {"rounds": 3, "hold": True}),
        ("3 reps, hold 30 s", THIRTY, Unit.TIME, {"rounds": 3, "hold": True}),
        ("3 reps x 30 s hold", THIRTY, Unit.TIME, {"rounds": 3, "hold": True}),
        ("2 sets of 10 reps, hold 5 s", TEN, Unit.REPS, {"rounds": 2, "each": FIVE}),
        ("3 x 10, hold 5 s, rest 30 s", TEN, Unit.REPS, {"rounds": 3, "each": FIVE, "between": THIRTY}),
        ("3 x 10 hold 5 s", TEN, Unit.REPS, {"rounds": 3, "each": FIVE}),
        ("3 x 10 reps hold 5 s", TEN, Unit.REPS, {"rounds": 3, "each": FIVE}),
        ("hold 5 s, 3 x 10", TEN, Unit.REPS, {"rounds": 3, "each": FIVE}),
        ("10 x 5 s hold", FIVE, Unit.TIME, {"rounds": 10, "hold": True}),
        ("10 reps x 3", TEN, Unit.REPS, {"rounds": 3}),
        ("Sets: 3, Reps: 10", TEN, Unit.REPS, {"rounds": 3}),
        ("Hold: 30 sec, Reps: 3", THIRTY, Unit.TIME, {"rounds": 3, "hold": True}),
        (
            "3 x 30 s each side rest 30 s",
            THIRTY,
            Unit.TIME,
            {"rounds": 3, "each_side": True, "between": THIRTY},
        ),
        ("2x10 reps 30 s rest", TEN, Unit.REPS, {"rounds": 2, "between": THIRTY}),
        ("2x10 w/ 30 s rest", TEN, Unit.REPS, {"rounds": 2, "between": THIRTY}),
        (" 2 x 10  (rest of 30 s) ", TEN, Unit.REPS, {"rounds": 2, "between": THIRTY}),
    ],
)
def test_prescriptions(text: str, amount: Span, unit: Unit, rest: dict[str, Any]) -> None:
    if "rounds" in rest:
        rest["rounds"] = Span(rest["rounds"], rest["rounds"])
    assert parse_prescription(text) == Prescription(amount, unit, **rest)


@pytest.mark.parametrize(
    "text",
    [
        "", "x", "3 x", "hold", "hold 30", "rest", "rest 20 s", "each side", "2 rounds", "3 x 10 x 4", "30 s 20 s",
        "30 s right each side", "30 s, 20 s", "two x three", "some", "10 potatoes", "-3 x 10", "3.5 x 10",
        "30 s" * 40, "3 x 10, hold 5 s, hold 6 s", "3 x 30 s left, each side", "10 reps, 30 s",
    ],
)  # fmt: skip
def test_no_prescriptions(text: str) -> None:
    with pytest.raises(ValueError, match=r"dose|count|length"):
        parse_prescription(text)


@pytest.mark.parametrize(
    "text", ["3 x 30 s, 2x/day", "3 x 30 s twice a day", "30 s daily", "10 reps 3 times a week"]
)
def test_how_often_is_no_part_of_a_dose(text: str) -> None:
    with pytest.raises(ValueError, match="tells how often a day or a week, which is not part of a dose"):
        parse_prescription(text)
