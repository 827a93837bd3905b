"""Beds and music of single steps: where each is heard, and how one goes over into the other."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from coach.content.routine import Routine
from coach.session import Session
from coach.session_options import Options
from coach.sound.backing import Backing
from coach.sound.bed import BLOCK, REFERENCE_LUFS
from coach.sound.pcm import Samples, Wave, to_samples
from coach.timeline.compiler import compile_timeline
from coach.timeline.model import Ground, Passage
from coach.units import Ms
from coach.voice.cache import ClipCache
from coach.voice.narrator import Narrator
from tests.fakes import FakeVoice
from tests.strategies import LIBRARY, expected

if TYPE_CHECKING:
    from collections.abc import Iterator

BOWLS = Path("bowls.mp3")


class Constant:
    """A source whose every sample is the same."""

    def __init__(self, value: float) -> None:
        self.value = value

    def block(self, number: int) -> Wave:
        return np.full(BLOCK, self.value, np.float32)


class Ramp:
    """A source that rises by as much with each second, so that a sample tells where in it it is."""

    def block(self, number: int) -> Wave:
        return (np.arange(number * BLOCK, (number + 1) * BLOCK) / 44_100 / 100).astype(np.float32)


def _passage(start: int, end: int, ground: Ground, before: Ground, *, last: bool = False) -> Passage:
    spoken = None if last else Ms(end + 60_000)
    return Passage(Ms(start), Ms(end), (), (), None, None, spoken, ground, before)


def _heard(backing: Backing, passage: Passage, begin: int | None = None, end: int | None = None) -> Samples:
    first = to_samples(passage.start if begin is None else Ms(begin))
    last = to_samples(passage.end if end is None else Ms(end))
    return np.concatenate([sound for _, sound in backing.under(passage, (), first, last)])


def _loud(backing: Backing, sound: Samples, second: float) -> float:
    full = 32_768 * 10 ** ((backing.level - REFERENCE_LUFS) / 20)
    return float(sound[round(second * 44_100)] / full)


RAIN, OWN = Ground("rain", Ms(20_000)), Ground()


def test_one_goes_over_into_the_other_at_the_border_and_both_together_are_as_loud() -> None:
    backing = Backing(Constant(0.5), 0.5, others={"rain": Constant(0.5)})
    sound = _heard(backing, _passage(20_000, 40_000, RAIN, OWN))
    assert _loud(backing, sound, 0) == pytest.approx(0.5, rel=0.01)
    assert _loud(backing, sound, 2) == pytest.approx(
        0.5 * 2**0.5, rel=0.01
    )  # alike, these add up to 3 dB more
    assert _loud(backing, sound, 5) == pytest.approx(0.5, rel=0.01)
    assert np.abs(np.diff(sound.astype(int))).max() <= 1


def test_nothing_under_a_step_is_silence_after_a_fade() -> None:
    backing = Backing(Constant(0.5), 0.5, others={"off": None})
    sound = _heard(backing, _passage(20_000, 40_000, Ground("off", Ms(20_000)), OWN))
    assert _loud(backing, sound, 0) == pytest.approx(0.5, rel=0.01)
    assert not sound[to_samples(Ms(4000)) :].any()
    back = _heard(backing, _passage(40_000, 60_000, OWN, Ground("off", Ms(20_000))))
    assert back[0] == 0
    assert _loud(backing, back, 4) == pytest.approx(0.5, rel=0.01)


def test_a_step_shorter_than_the_fade_has_all_of_it() -> None:
    backing = Backing(None, 0.5, others={"rain": Constant(0.5)})
    sound = _heard(backing, _passage(20_000, 21_000, Ground("rain", Ms(20_000)), OWN))
    assert sound[0] == 0
    assert _loud(backing, sound, 0.999) == pytest.approx(0.5, rel=0.01)


def test_music_of_a_step_begins_with_it_and_goes_on_in_the_next() -> None:
    backing = Backing(None, 0.5, others={BOWLS: Ramp()})
    bowls = Ground(BOWLS, Ms(20_300))
    sound = _heard(backing, _passage(20_300, 40_000, bowls, OWN))
    assert _loud(backing, sound, 10) == pytest.approx(0.1, rel=0.02)
    following = _heard(backing, _passage(40_000, 60_000, bowls, bowls))
    assert _loud(backing, following, 0.01) == pytest.approx(0.197, rel=0.02)


def test_any_part_is_equal_to_that_part_of_the_whole() -> None:
    backing = Backing(Constant(0.5), 0.5, others={BOWLS: Ramp()})
    passage = _passage(20_300, 40_000, Ground(BOWLS, Ms(20_300)), OWN)
    edges = [20_300, 21_111, 24_299, 24_300, 31_415, 40_000]
    parts = [_heard(backing, passage, begin, end) for begin, end in pairwise(edges)]
    assert np.array_equal(np.concatenate(parts), _heard(backing, passage))


def _routine(**file: Any) -> Routine:
    steps = [
        {"exercise": "glute-bridge"},
        {"intervals": {"work": "20s", "rest": "10s", "rounds": "2", "of": ["cat-cow"]}, "bed": "rain"},
        {"rest": "10s"},
        {"say": "Let go.", "pause": "8s", "music": "off"},
        {"breathe": "6-6", "time": "1 min", "bed": "waves"},
        {"exercise": "childs-pose", "bed": "waves"},
    ]
    return Routine.model_validate({"name": "own", "title": "Own", "when": "any", "steps": steps} | file)


def test_each_step_has_its_own_a_rest_that_of_the_step_before_it_and_the_end_that_of_the_session() -> None:
    passages = compile_timeline(_routine(), LIBRARY, expected(LIBRARY)).passages
    assert [passage.ground.sound for passage in passages] == [
        *(None, None, None),
        *("rain", "rain", "rain"),
        *("off", "waves", "waves", None),
    ]
    waves = [passage.ground for passage in passages if passage.ground.sound == "waves"]
    assert waves[0] == waves[1]
    for before, after in pairwise(passages):
        assert after.ground_before == before.ground


@pytest.fixture
def narrator(tmp_path: Path) -> Iterator[Narrator]:
    with Narrator(FakeVoice(), ClipCache(tmp_path)) as narrator:
        yield narrator


@pytest.mark.parametrize(
    ("options", "heard"),
    [
        (Options(step_music=()), {"glute-bridge": False, "cat-cow": True, "say": False, "breathe": True}),
        (Options(), {"glute-bridge": False, "cat-cow": False, "say": False, "breathe": False}),
        (Options(bed="drone"), {"glute-bridge": True, "cat-cow": True, "say": True, "breathe": True}),
        (
            Options(bed="drone", step_music=()),
            {"glute-bridge": True, "cat-cow": True, "say": False, "breathe": True},
        ),
        (Options(step_music=(), music_volume=0), {"cat-cow": False}),
    ],
)
def test_it_is_heard_under_its_steps_alone(
    narrator: Narrator, options: Options, heard: dict[str, bool]
) -> None:
    with Session(_routine(), LIBRARY, narrator, options) as session:
        assert session.backed == any(heard.values())
        for passage, sound in session.sound():
            assert np.array_equal(sound, np.concatenate([*session.parts(passage)]))
            if passage.step and passage.step.exercise in heard:
                end = to_samples(Ms(passage.end - passage.start - 700))
                last = sound[end : end + to_samples(Ms(200))]
                talk = any(cue.end > passage.end - 700 for cue in passage.cues)
                tones = any(tone.end > passage.end - 700 for tone in passage.tones)
                assert talk or tones or last.any() == heard[passage.step.exercise]
