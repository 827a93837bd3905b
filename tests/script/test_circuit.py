"""Intervals of work and rest: as long as they say, to the millisecond, with the last three seconds counted."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.content.fields import Detail
from coach.content.routine import Routine
from coach.timeline.compiler import compile_timeline
from coach.track.transcript import as_json
from coach.track.watch.laps import laps
from coach.units import Ms
from tests.rules import broken_rules
from tests.strategies import LIBRARIES, LIBRARY, expected

if TYPE_CHECKING:
    from coach.timeline.model import TimedInterval, Timeline

THREE = {
    "en": ("Three.", "Two.", "One."),
    "de": ("Drei.", "Zwei.", "Eins."),
    "es": ("Tres.", "Dos.", "Uno."),
    "fr": ("Trois.", "Deux.", "Un."),
}


def _routine(of: str | list[str], work: str = "40s", rest: str = "20s", rounds: str = "4") -> Routine:
    intervals = {"work": work, "rest": rest, "rounds": rounds, "of": of}
    keys = {"name": "own", "title": "Own", "when": "any", "steps": [{"intervals": intervals}]}
    return Routine.model_validate(keys)


def _intervals(timeline: Timeline) -> list[TimedInterval]:
    return [interval for step in timeline.steps for interval in step.intervals]


@pytest.mark.parametrize("detail", list(Detail))
@pytest.mark.parametrize("language", LIBRARIES)
@pytest.mark.parametrize("rest", [10_000, 12_500, 20_000, 45_000])
def test_work_and_rest_last_what_they_say(language: str, detail: Detail, rest: int) -> None:
    library = LIBRARIES[language]
    routine = _routine(["glute-bridge", "clamshell", "plank"], rest=f"{rest}ms")
    timeline = compile_timeline(routine, library, expected(library), detail)
    assert broken_rules(as_json(timeline), language) == []
    work = _intervals(timeline)
    assert [step.exercise for step in timeline.steps] == ["glute-bridge", "clamshell", "plank"] * 4
    assert {each.end - each.start for each in work} == {40_000}
    assert {after.start - before.end for before, after in pairwise(work)} == {rest}


@pytest.mark.parametrize("language", LIBRARIES)
def test_the_last_three_seconds_are_counted_into_work_and_out_of_it(language: str) -> None:
    library = LIBRARIES[language]
    timeline = compile_timeline(_routine("glute-bridge"), library, expected(library))
    at = {cue.start: cue.text for cue in timeline.cues}
    for work in _intervals(timeline):
        for edge in (work.start, work.end):
            assert tuple(at.get(Ms(edge - left), "") for left in (3000, 2000, 1000)) == THREE[language]
    assert sum(cue.kind == "halfway" for cue in timeline.cues) == 4


def test_a_tone_marks_each_change() -> None:
    timeline = compile_timeline(_routine("glute-bridge"), LIBRARY, expected(LIBRARY))
    changes = {tone.start for tone in timeline.tones if tone.name == "change"}
    assert {edge for work in _intervals(timeline) for edge in (work.start, work.end)} == changes


@pytest.mark.parametrize("rounds", range(1, 6))
def test_sides_take_turns_and_come_out_equal(rounds: int) -> None:
    timeline = compile_timeline(_routine("clamshell", rounds=str(rounds)), LIBRARY, expected(LIBRARY))
    assert broken_rules(as_json(timeline)) == []
    spent = dict.fromkeys(("right", "left"), 0)
    for work in _intervals(timeline):
        spent[work.side or ""] += work.end - work.start
    assert spent["right"] == spent["left"] == 20_000 * rounds
    whole = [work.side for work in _intervals(timeline) if work.end - work.start == 40_000]
    assert whole == ["right", "left", "right", "left"][: rounds - rounds % 2]


def test_what_comes_next_is_named_in_the_rest() -> None:
    timeline = compile_timeline(_routine(["glute-bridge", "clamshell"]), LIBRARY, expected(LIBRARY))
    for step in timeline.steps[1:]:
        told = [cue for cue in timeline.cues if cue.step == step.index and cue.kind == "next"]
        assert len(told) == 1
        assert step.start <= told[0].start < told[0].end <= step.intervals[0].start - 3000
        called = LIBRARY.exercise(step.exercise).words.called
        assert called in told[0].text.lower()


@pytest.mark.parametrize(("rest", "place"), [("30s", 1), ("20s", 0)])
def test_how_an_exercise_is_done_is_told_once_where_there_is_time(rest: str, place: int) -> None:
    timeline = compile_timeline(_routine(["glute-bridge", "plank"], rest=rest), LIBRARY, expected(LIBRARY))
    cautions = LIBRARY.exercise("plank").words.caution
    told = [cue.step for cue in timeline.cues if cue.kind == "safety" and cue.text in cautions]
    assert told == [place + 1]


def test_a_watch_gets_laps_of_the_same_lengths() -> None:
    timeline = compile_timeline(_routine("glute-bridge"), LIBRARY, expected(LIBRARY))
    found = laps(timeline)
    assert [lap.length for lap in found if lap.active] == [40_000] * 4
    assert [lap.length for lap in found if not lap.active][1:4] == [20_000] * 3
    assert sum(lap.length for lap in found) == timeline.duration


def test_rounds_are_what_a_length_is_made_of() -> None:
    routine = _routine("glute-bridge", rounds="2-12")
    timeline = compile_timeline(routine, LIBRARY, expected(LIBRARY), minutes=8.5)
    assert abs(timeline.duration - 510_000) <= 15_000
    assert len(_intervals(timeline)) == 7


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(LIBRARY.exercise_names), min_size=1, max_size=4),
    st.integers(5, 120),
    st.integers(10, 60),
    st.integers(1, 6),
    st.sampled_from(Detail),
    st.integers(100, 1200),
)
def test_any_circuit_in_any_voice_keeps_its_lengths(
    of: list[str], work: int, rest: int, rounds: int, detail: Detail, a_word: int
) -> None:
    routine = _routine(of, f"{work}s", f"{rest}s", str(rounds))
    timeline = compile_timeline(
        routine, LIBRARY, lambda text, _: Ms(100 + len(text.split()) * a_word), detail
    )
    spent = [sum(each.end - each.start for each in step.intervals) for step in timeline.steps]
    assert spent == [work * 1000] * (len(of) * rounds)
    for before, after in pairwise(timeline.steps):
        assert after.intervals[0].start - before.intervals[-1].end == rest * 1000
    for first, second in pairwise(timeline.cues):
        assert first.end <= second.start
