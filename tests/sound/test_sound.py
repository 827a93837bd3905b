"""Tones and the mixer, sample by sample."""

from __future__ import annotations

import numpy as np
import pytest

from coach.content.manner import Manner
from coach.script.model import CueKind
from coach.sound.mixer import PART, mix, parts
from coach.sound.pcm import RATE, Samples, to_samples
from coach.sound.tones import tone
from coach.timeline.model import TONES, Cue, Passage, Tone
from coach.units import Ms


@pytest.mark.parametrize("name", TONES)
def test_a_tone_is_as_long_as_the_timeline_believes_and_does_not_click(name: str) -> None:
    samples = tone(name)
    assert len(samples) == to_samples(TONES[name])
    assert abs(int(samples[0])) < 30
    assert abs(int(samples[-1])) < 30
    assert np.max(np.abs(np.diff(samples.astype(int)))) < 250
    assert -32 <= 20 * np.log10(np.max(np.abs(samples)) / 32767) <= -23


def _clip(text: str, _: Manner) -> Samples:
    return np.full(RATE // 10, 20_000, np.int16)


def _passage(start: int, end: int, *cues: int, tones: tuple[int, ...] = ()) -> Passage:
    placed = tuple(Cue(Ms(cue), Ms(cue + 100), CueKind.FORM, "Soft.") for cue in cues)
    return Passage(Ms(start), Ms(end), placed, tuple(Tone(Ms(at), "beat") for at in tones))


def test_clips_begin_at_the_sample_of_their_absolute_time() -> None:
    found: list[Samples] = [
        mix(_passage(start, start + 777, start + 331), _clip) for start in range(0, 777 * 40, 777)
    ]
    whole = np.concatenate(found)
    assert len(whole) == to_samples(777 * 40)
    begins = np.flatnonzero(np.diff(whole.astype(int)) > 0) + 1
    assert list(begins) == [to_samples(start + 331) for start in range(0, 777 * 40, 777)]


def test_each_cue_is_said_in_the_manner_of_its_kind() -> None:
    asked: dict[str, Manner] = {}

    def clip(text: str, manner: Manner) -> Samples:
        asked[text] = manner
        return _clip(text, manner)

    cues = tuple(
        Cue(Ms(number * 200), Ms(number * 200 + 100), kind, kind) for number, kind in enumerate(CueKind)
    )
    mix(Passage(Ms(0), Ms(5000), cues, ()), clip)
    softly = {kind for kind, manner in asked.items() if manner is Manner.SOFT}
    assert len(asked) == len(CueKind)
    assert softly == {"inhale", "exhale", "release"}


def test_sums_saturate_and_never_wrap() -> None:
    loud = mix(_passage(0, 1000, 100, 120), _clip)
    assert loud.max() == 32767
    assert loud.min() == 0


def test_tones_can_be_left_out() -> None:
    passage = _passage(0, 1000, tones=(200,))
    assert mix(passage, _clip).any()
    assert not mix(passage, _clip, tones=False).any()


def test_a_long_passage_comes_in_parts_and_cues_run_on_across_their_edges() -> None:
    edge = PART * 1000 // RATE
    starts = [number * edge + shift for number in range(1, 5) for shift in (-50, 0, 300)]
    passage = _passage(777, 5 * edge, *starts)
    found = list(parts(passage, _clip))
    assert max(map(len, found)) <= PART
    expected = np.zeros(to_samples(5 * edge) - to_samples(777), np.int16)
    for start in starts:
        at = to_samples(start) - to_samples(777)
        expected[at : at + RATE // 10] += 20_000 // 2
    assert np.array_equal(np.concatenate(found) > 0, expected > 0)
    assert np.array_equal(np.concatenate(found), mix(passage, _clip))
