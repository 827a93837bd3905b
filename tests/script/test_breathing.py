"""Breathing to a pattern: whole rounds, words on the instants of their parts, tones where words thin out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.content.breath_pattern import parse_pattern
from coach.content.fields import Detail, InputError
from coach.content.routine import Routine
from coach.script.habits import NO_HABITS
from coach.script.request import Request
from coach.script.writer import write
from coach.timeline.compiler import compile_timeline
from coach.timeline.layout import lay_out
from coach.track.transcript import as_json
from coach.units import Ms
from tests.rules import broken_rules
from tests.strategies import LIBRARIES, LIBRARY, expected

if TYPE_CHECKING:
    from coach.timeline.model import Timeline

PATTERNS = {
    "4-4-4-4": (4000, 4000, 4000, 4000),
    "4-7-8": (4000, 7000, 8000, 0),
    "6-6": (6000, 0, 6000, 0),
    "5.5-5.5": (5500, 0, 5500, 0),
    "4 - 0 - 6 - 2": (4000, 0, 6000, 2000),
    "4–4–6": (4000, 4000, 6000, 0),  # noqa: RUF001 (an en dash)
}


def _routine(**step: object) -> Routine:
    return Routine.model_validate({"name": "own", "title": "Own", "when": "any", "steps": [step]})


def _timeline(detail: Detail = Detail.FULL, **step: object) -> Timeline:
    return compile_timeline(_routine(**step), LIBRARY, expected(LIBRARY), detail)


@pytest.mark.parametrize(("written", "lengths"), PATTERNS.items())
def test_a_pattern_is_read(written: str, lengths: tuple[int, ...]) -> None:
    pattern = parse_pattern(written)
    assert (pattern.inhale, pattern.full, pattern.exhale, pattern.empty) == lengths
    assert parse_pattern(str(pattern)) == pattern


@pytest.mark.parametrize(
    "written",
    [
        "4",
        "",
        "4-",
        "4-4-4-4-4",
        "0-4",
        "4-0",
        "four-four",
        "61-4",
        "4-61-4",
        "4/4",
        "-4-4",
        "4-4 min",
        "9" * 300,
    ],
)
def test_what_is_no_pattern_is_refused(written: str) -> None:
    with pytest.raises(InputError):
        parse_pattern(written)


@pytest.mark.parametrize(
    ("step", "rounds", "cycle"),
    [
        ({"breathe": "4-4-4-4", "time": "2 min"}, 8, 16_000),  # 7.5 of them
        ({"breathe": "4-7-8", "time": "2 min"}, 6, 19_000),
        ({"breathe": "6-6", "rounds": "3"}, 3, 12_000),
        ({"breathe": "6-6", "rounds": "1"}, 1, 12_000),
        ({"breathe": "30-30-30-30", "time": "10s"}, 1, 120_000),
        ({"breathe": {"rate": "6"}, "time": "1 min"}, 6, 10_000),
        ({"breathe": {"rate": "5.5"}}, 11, 10_910),  # two minutes
    ],
)
@pytest.mark.parametrize("detail", list(Detail))
def test_rounds_are_whole(detail: Detail, step: dict[str, object], rounds: int, cycle: int) -> None:
    (breathed,) = _timeline(detail, **step).steps
    (interval,) = breathed.intervals
    assert breathed.exercise == "breathe"
    assert (interval.breaths, interval.end - interval.start) == (rounds, rounds * cycle)


@pytest.mark.parametrize("detail", list(Detail))
@pytest.mark.parametrize("language", LIBRARIES)
def test_each_part_is_named_on_its_instant_at_first_and_the_last_breath_is_told(
    language: str, detail: Detail
) -> None:
    library = LIBRARIES[language]
    timeline = compile_timeline(_routine(breathe="4-4-4-4", rounds="8"), library, expected(library), detail)
    assert broken_rules(as_json(timeline), language) == []
    (interval,) = timeline.steps[0].intervals
    starts = {phase.start: phase.cue for phase in interval.phases}
    inside = [cue for cue in timeline.cues if interval.start <= cue.start < interval.end]
    assert {cue.start for cue in inside} <= starts.keys()
    assert [cue.start - interval.start for cue in inside[:4]] == [0, 4000, 8000, 12_000]
    assert [starts[cue.start] for cue in inside[:4]] == ["inhale", "hold", "exhale", "hold"]
    assert [(cue.kind, cue.start) for cue in inside][-1] == ("last", interval.end - 16_000)
    fewer = {Detail.FULL: 14, Detail.SHORT: 8, Detail.MINIMAL: 5}[detail]
    assert len(inside) == fewer


def test_tones_carry_on_at_every_part_that_is_not_named() -> None:
    timeline = _timeline(breathe="4-4-4-4", rounds="8")
    (interval,) = timeline.steps[0].intervals
    named = {cue.start for cue in timeline.cues}
    tones = {tone.start: tone.name for tone in timeline.tones}
    for phase in interval.phases:
        if phase.start not in named:
            assert tones[phase.start] == {"hold": "beat"}.get(phase.cue, phase.cue)


def test_without_tones_the_breath_is_named_to_the_end() -> None:
    request = Request(
        _routine(breathe="4-4-4-4", rounds="8"), LIBRARY, Detail.FULL, None, NO_HABITS, tones=False
    )
    timeline = lay_out(write(request), expected(LIBRARY))
    (interval,) = timeline.steps[0].intervals
    named = {cue.start for cue in timeline.cues}
    assert {phase.start for phase in interval.phases if phase.cue != "hold"} - named == {interval.end - 8000}


def test_a_hold_comes_with_a_word_for_the_dizzy() -> None:
    for detail in Detail:
        kinds = [cue.kind for cue in _timeline(detail, breathe="4-7-8", rounds="4").cues if cue.step]
        assert "safety" in kinds


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(1, 20), min_size=2, max_size=4),
    st.integers(1, 30),
    st.sampled_from(Detail),
    st.integers(100, 1200),
)
def test_any_pattern_in_any_voice_keeps_every_rule(
    lengths: list[int], rounds: int, detail: Detail, a_word: int
) -> None:
    routine = _routine(breathe="-".join(map(str, lengths)), rounds=str(rounds))
    timeline = compile_timeline(
        routine, LIBRARY, lambda text, _: Ms(100 + len(text.split()) * a_word), detail
    )
    assert broken_rules(as_json(timeline)) == []


@pytest.mark.parametrize("more", [[], [{"exercise": "cat-cow"}]])
def test_an_exercise_after_it_is_not_told_to_be_the_first(more: list[dict[str, str]]) -> None:
    steps = [{"breathe": "6-6"}, {"exercise": "childs-pose"}, *more]
    routine = Routine.model_validate({"name": "own", "title": "Own", "when": "any", "steps": steps})
    for library in LIBRARIES.values():
        said = compile_timeline(routine, library, expected(library))
        told = next(cue.text for cue in said.cues if cue.kind == "next" and cue.step == 2)
        book = library.phrases
        values = {"called": library.exercise("childs-pose").words.called, "where": book.where["kneeling"]}
        assert told not in [each.format_map(values) for each in (*book.first, *book.only)]
