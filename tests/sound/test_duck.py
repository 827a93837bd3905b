"""The gain of what sounds under the voice, over any cues at all."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.script.estimate import expect_spoken
from coach.script.model import CueKind
from coach.script.request import Request
from coach.script.writer import write
from coach.sound.duck import BRIDGE, DOWN, FADE_IN, FADE_OUT, UP, bridge, duck, fade, spans
from coach.sound.pcm import RATE, to_samples
from coach.timeline.layout import lay_out
from coach.timeline.model import Cue, Passage
from coach.units import Ms
from tests.strategies import LIBRARY, routines

if TYPE_CHECKING:
    from coach.content.routine import Routine
    from coach.sound.duck import Span
    from coach.sound.pcm import Wave

DEPTH = 9.0
LOW = 10 ** (-DEPTH / 20)
END = 12_000


@st.composite
def speech(draw: st.DrawFn) -> list[Span]:
    """Draw cues within twelve seconds, as spans of samples."""
    starts = draw(st.lists(st.integers(0, END - 100), max_size=6))
    return [
        (to_samples(start), to_samples(min(END, start + draw(st.integers(50, 3000))))) for start in starts
    ]


def _curve(spoken: list[Span]) -> Wave:
    return duck(bridge(spoken), 0, to_samples(END), DEPTH)


@settings(deadline=None)
@given(speech())
def test_it_is_down_wherever_somebody_speaks_and_nowhere_below_or_above(spoken: list[Span]) -> None:
    gain = _curve(spoken)
    assert gain.max(initial=0) <= 1
    assert gain.min(initial=1) >= LOW - 1e-6
    for start, end in spoken:
        assert np.abs(gain[start:end] - LOW).max(initial=0) < 1e-6


@settings(deadline=None)
@given(speech())
def test_it_is_up_where_nobody_speaks_for_long(spoken: list[Span]) -> None:
    gain = _curve(spoken)
    near = np.zeros(len(gain), bool)
    for start, end in bridge(spoken):
        near[max(0, start - to_samples(DOWN)) : end + to_samples(UP)] = True
    assert np.all(gain[~near] == 1)


@settings(deadline=None)
@given(speech())
def test_it_moves_smoothly(spoken: list[Span]) -> None:
    decibels = 20 * np.log10(_curve(spoken).astype(float))
    steepest = DEPTH * np.pi / 2 / to_samples(DOWN)
    sharpest = DEPTH * np.pi**2 / 2 / to_samples(DOWN) ** 2
    assert np.abs(np.diff(decibels)).max(initial=0) < 1.1 * steepest + 1e-5
    grain = 64  # single precision is too coarse to tell from sample to sample
    assert np.abs(np.diff(decibels[::grain], 2)).max(initial=0) < 1.5 * sharpest * grain**2 + 1e-5


@settings(deadline=None)
@given(speech(), st.integers(1, to_samples(END) - 1))
def test_any_part_of_it_is_that_part_of_the_whole(spoken: list[Span], cut: int) -> None:
    whole, joined = _curve(spoken), bridge(spoken)
    parts = [duck(joined, 0, cut, DEPTH), duck(joined, cut, len(whole) - cut, DEPTH)]
    assert np.array_equal(np.concatenate(parts), whole)


def test_gaps_of_less_than_a_second_are_bridged() -> None:
    second = to_samples(BRIDGE)
    assert bridge([(0, 10), (9 + second, 5 * RATE)]) == [(0, 5 * RATE)]
    assert bridge([(0, 10), (10 + second, 5 * RATE)]) == [(0, 10), (10 + second, 5 * RATE)]
    assert bridge([(0, 4 * RATE), (10, 20)]) == [(0, 4 * RATE)]


@settings(max_examples=12, deadline=None)
@given(routines(longest=5))
def test_passage_by_passage_it_is_the_curve_of_the_whole_session(routine: Routine) -> None:
    timeline = lay_out(write(Request(routine, LIBRARY)), expect_spoken)
    spoken = bridge((to_samples(cue.start), to_samples(cue.end)) for cue in timeline.cues)
    for before, after in pairwise(timeline.passages):
        assert before.spoken_after == after.cues[0].start
        assert after.spoken_before == max(cue.end for cue in before.cues)
    for passage in timeline.passages:
        first, last = to_samples(passage.start), to_samples(passage.end)
        assert np.array_equal(
            duck(spans(passage), first, last - first, DEPTH), duck(spoken, first, last - first, DEPTH)
        )


@settings(max_examples=12, deadline=None)
@given(routines(longest=5))
def test_no_tone_is_so_near_to_the_edge_of_its_passage_that_its_duck_would_be_cut(routine: Routine) -> None:
    timeline = lay_out(write(Request(routine, LIBRARY)), expect_spoken)
    for passage in timeline.passages:
        for tone in passage.tones:
            assert tone.start - DOWN >= passage.start
            assert tone.end + UP <= passage.end


def _passage(start: int, end: int, after: int | None) -> Passage:
    cue = Cue(Ms(start + 4000), Ms(start + 5000), CueKind.FORM, "Soft.")
    return Passage(Ms(start), Ms(end), (cue,), (), None, None, None if after is None else Ms(after))


def test_a_session_fades_in_and_out() -> None:
    gain: Wave = np.ones(to_samples(20_000), np.float32)
    fade(gain, 0, _passage(0, 20_000, None))
    assert gain[0] < 1e-6
    assert gain[-1] < 1e-6
    assert np.all(gain[to_samples(FADE_IN) : -to_samples(FADE_OUT)] == 1)
    assert np.abs(np.diff(gain)).max() < 1e-4
    assert np.all(np.diff(gain[: to_samples(FADE_IN)]) >= 0)


def test_only_its_first_and_last_passage_do() -> None:
    middle: Wave = np.ones(to_samples(9000), np.float32)
    fade(middle, to_samples(10_000), _passage(10_000, 19_000, 19_500))
    assert np.all(middle == 1)
    short: Wave = np.ones(to_samples(2000), np.float32)
    fade(short, to_samples(10_000), _passage(10_000, 12_000, None))
    assert short[0] > 0.999
    assert short[-1] < 1e-6
