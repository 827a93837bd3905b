"""Holds as whole breaths: the prescribed time is kept, and the breath slows down after a run."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.content.fields import When
from coach.script.breath import LONGEST, SHORTEST, breath_length, breathe
from coach.units import Ms


@given(st.integers(5000, 300_000), st.sampled_from(When), st.integers(0, 8))
def test_a_hold_is_whole_breaths_that_nobody_has_to_hurry_or_stretch(
    length: int, when: When, before: int
) -> None:
    breathing = breathe(Ms(length), breath_length(when, before))
    assert abs(breathing.length - length) <= 5 * breathing.breaths
    assert SHORTEST <= breathing.length // breathing.breaths <= LONGEST
    assert breathing.phases[-1].cue == "exhale"
    assert breathing.phases[-1].start + breathing.phases[-1].length == breathing.length
    assert breathing.inhale < breathing.exhale


@pytest.mark.parametrize(
    ("seconds", "when", "before", "breaths"),
    [(30, When.AFTER, 0, 4), (30, When.AFTER, 9, 3), (15, When.ANY, 0, 2), (5, When.AFTER, 9, 1)],
)
def test_breaths_of_a_hold(seconds: int, when: When, before: int, breaths: int) -> None:
    assert breathe(Ms(seconds * 1000), breath_length(when, before)).breaths == breaths


def test_after_a_run_each_hold_is_breathed_no_faster_than_the_one_before() -> None:
    lengths = [breath_length(When.AFTER, number) for number in range(8)]
    assert lengths == sorted(lengths)
    assert breath_length(When.BEFORE, 5) < lengths[-1]
