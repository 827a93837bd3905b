"""``--minutes``: sessions of the length that was asked for, or the lengths that can be had."""

from __future__ import annotations

import re

import pytest

from coach.content.fields import Detail
from coach.content.routine import Routine
from coach.errors import LengthError, UnspeakableError
from coach.script.estimate import expect_spoken
from coach.script.fitting import choose_with_detail
from coach.script.request import Request
from coach.timeline.compiler import compile_timeline
from coach.timeline.layout import lay_out
from coach.track.transcript import as_json
from coach.units import Span, format_clock
from tests.rules import broken_rules
from tests.strategies import LIBRARY


def _reach(name: str, detail: Detail = Detail.FULL) -> tuple[float, float]:
    """Return the shortest and the longest a routine can be, in minutes, as the error states them."""
    with pytest.raises(UnspeakableError) as caught:
        compile_timeline(LIBRARY.load(name), LIBRARY, expect_spoken, detail, minutes=239)
    low, high = re.findall(r"(\d+):(\d\d)", caught.value.hint)[:2]
    return int(low[0]) + int(low[1]) / 60, int(high[0]) + int(high[1]) / 60


@pytest.mark.parametrize("detail", list(Detail))
@pytest.mark.parametrize("name", ["pre", "post"])
def test_every_length_within_reach_is_met(name: str, detail: Detail) -> None:
    low, high = _reach(name, detail)
    routine = LIBRARY.load(name)
    assert high > low
    met = 0
    for step in range(11):
        minutes = low + (high - low) * step / 10
        try:
            timeline = compile_timeline(routine, LIBRARY, expect_spoken, detail, minutes)
        except UnspeakableError:
            continue
        assert abs(timeline.duration - minutes * 60_000) <= 15_000
        assert broken_rules(as_json(timeline)) == []
        met += 1
    assert met >= 10


@pytest.mark.parametrize("minutes", [1, 60])
def test_a_length_out_of_reach_is_an_error_that_says_what_is_in_reach(minutes: int) -> None:
    with pytest.raises(UnspeakableError, match=r"'post' cannot last \d+:00; it can last \d:\d\d to"):
        compile_timeline(LIBRARY.load("post"), LIBRARY, expect_spoken, minutes=minutes)


def test_doses_stay_within_their_ranges() -> None:
    routine = LIBRARY.load("post")
    low, high = _reach("post")
    for minutes in (low, high):
        timeline = compile_timeline(routine, LIBRARY, expect_spoken, minutes=minutes)
        for step, timed in zip(routine.steps, timeline.steps, strict=True):
            assert step.hold is not None
            for interval in timed.intervals:
                assert step.hold.low - 50 <= interval.end - interval.start <= step.hold.high + 50
            sides = len({interval.side for interval in timed.intervals})
            assert len(timed.intervals) // sides in step.rounds


def test_a_gap_between_rounds_names_the_nearest_length() -> None:
    steps = [{"exercise": "childs-pose", "hold": "2 min", "rounds": "1-3"}]
    routine = Routine.model_validate({"name": "gaps", "title": "Gaps", "when": "after", "steps": steps})
    once, twice = (
        compile_timeline(routine.model_copy(update={"steps": (step,)}), LIBRARY, expect_spoken).duration
        for step in (
            routine.steps[0].model_copy(update={"rounds": Span(1, 1)}),
            routine.steps[0].model_copy(update={"rounds": Span(2, 2)}),
        )
    )
    wanted = (once + 0.3 * (twice - once)) / 60_000
    with pytest.raises(LengthError, match="is the nearest") as caught:
        compile_timeline(routine, LIBRARY, expect_spoken, minutes=wanted)
    assert abs(caught.value.nearest - once) < 1000  # the welcome tells the minutes asked for, in other words
    assert f"{format_clock(caught.value.nearest)} is the nearest" in caught.value.hint
    assert compile_timeline(routine, LIBRARY, expect_spoken, minutes=twice / 60_000).duration == twice


def _fitted(minutes: float, detail: Detail | None = None) -> Detail:
    routine = LIBRARY.load("post")
    spoken = lambda script: lay_out(script, expect_spoken).duration  # noqa: E731 (as long as a line)
    request = Request(routine, LIBRARY, detail or Detail.FULL, minutes)
    return choose_with_detail(request, spoken, flexible=detail is None)[0].detail


def test_less_is_said_only_where_the_length_needs_it_and_never_the_least() -> None:
    (full, most), (short, _), (minimal, _) = (_reach("post", detail) for detail in Detail)
    assert minimal < short < full
    assert _fitted(most) is Detail.FULL
    assert _fitted((short + full) / 2) is Detail.SHORT
    with pytest.raises(LengthError):
        _fitted((short + full) / 2, Detail.FULL)
    with pytest.raises(LengthError, match=r"short to .* full detail; ask for (\d\.?\d?) minutes") as caught:
        _fitted(minimal - 0.1)
    offered = re.search(r"ask for (\d\.?\d?) minutes", caught.value.hint)
    assert offered
    assert _fitted(float(offered[1])) is Detail.SHORT


@pytest.mark.parametrize(("minutes", "told"), [(2, True), (60, False)])
def test_where_even_the_short_detail_is_too_long_the_least_is_named(minutes: int, told: bool) -> None:
    request = Request(LIBRARY.load("post"), LIBRARY, Detail.FULL, minutes)
    with pytest.raises(LengthError) as caught:
        choose_with_detail(request, lambda script: lay_out(script, expect_spoken).duration)
    assert ("or for less with '--detail minimal'" in caught.value.hint) is told
