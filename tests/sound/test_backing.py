"""What goes under the voice: how loud, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from coach.script.model import CueKind
from coach.sound.backing import BENEATH, NEAREST, Backing
from coach.sound.bed import BLOCK, REFERENCE_LUFS
from coach.sound.loudness import TRACK_LUFS
from coach.sound.mixer import mix
from coach.sound.pcm import Samples, Wave, to_samples
from coach.timeline.model import Cue, Passage, Tone
from coach.units import Ms

if TYPE_CHECKING:
    from coach.content.manner import Manner


class Constant:
    """A source whose every sample is the same, so that its gain can be read off."""

    def block(self, number: int) -> Wave:
        return np.full(BLOCK, 0.5, np.float32)


def _clip(text: str, _: Manner) -> Samples:
    return np.zeros(0, np.int16)


def _passages(*cues: int, tones: tuple[int, ...] = ()) -> list[Passage]:
    """Two passages, the first 20 s long, the second 15 s, with cues of a second each."""
    edges = [(0, 20_000), (20_000, 35_000)]
    placed = [Cue(Ms(cue), Ms(cue + 1000), CueKind.FORM, "Soft.") for cue in cues]
    inside = [tuple(cue for cue in placed if low <= cue.start < high) for low, high in edges]
    sounding = [tuple(Tone(Ms(at), "beat") for at in tones if low <= at < high) for low, high in edges]
    return [
        Passage(Ms(0), Ms(20_000), inside[0], sounding[0], None, None, inside[1][0].start),
        Passage(Ms(20_000), Ms(35_000), inside[1], sounding[1], None, inside[0][-1].end, None),
    ]


def _decibels(sound: Samples, backing: Backing) -> Wave:
    """Return the gain in dB at each sample."""
    loud = 32_768 * 0.5 * 10 ** ((backing.level - REFERENCE_LUFS) / 20)
    decibels: Wave = 20 * np.log10(np.maximum(sound, 1e-3) / loud)
    return decibels


def _at(decibels: Wave, time: int) -> float:
    return float(decibels[to_samples(time)])


@pytest.mark.parametrize("share", [0.0, 0.05, 0.25, 0.5, 0.8, 1.0])
@pytest.mark.parametrize("volume", [0.1, 1.0, 2.0])
def test_the_voice_keeps_its_distance(share: float, volume: float) -> None:
    backing = Backing(Constant(), share, volume)
    assert TRACK_LUFS - (backing.level - backing.depth) >= BENEATH - 1e-9
    assert backing.depth >= 8
    if volume <= 1:
        assert TRACK_LUFS - backing.level >= NEAREST


def test_fewer_words_have_softer_sound_under_them() -> None:
    levels = [Backing(Constant(), share).level for share in (0.1, 0.25, 0.5)]
    assert levels == sorted(levels)
    assert levels[0] < levels[-1]


def test_it_goes_down_ahead_of_a_cue_in_the_next_passage_and_up_after_one_in_the_last() -> None:
    backing = Backing(Constant(), 0.5)
    passages = _passages(5000, 19_800, 20_000, 27_000, tones=(12_000,))
    sound = np.concatenate([mix(passage, _clip, backing=backing) for passage in passages])
    assert len(sound) == to_samples(35_000)
    gain = _decibels(sound, backing)
    assert _at(gain, 4590) == pytest.approx(0, abs=0.1)
    assert _at(gain, 5000) == pytest.approx(-backing.depth, abs=0.1)
    assert _at(gain, 5999) == pytest.approx(-backing.depth, abs=0.1)
    assert _at(gain, 6810) == pytest.approx(0, abs=0.1)
    assert _at(gain, 11_999) == pytest.approx(-5, abs=0.1)
    assert _at(gain, 19_390) == pytest.approx(0, abs=0.1)
    assert _at(gain, 19_600) == pytest.approx(-backing.depth / 2, abs=0.2)
    assert _at(gain, 20_500) == pytest.approx(-backing.depth, abs=0.1)
    assert _at(gain, 21_400) == pytest.approx(-backing.depth / 2, abs=0.2)
    assert _at(gain, 21_810) == pytest.approx(0, abs=0.1)
    assert sound[0] == sound[-1] == 0
    steps = np.abs(np.diff(sound.astype(int)))
    steps[to_samples(12_000) : to_samples(12_300)] = 0  # the tone itself
    assert steps.max() <= 2


def test_no_room_is_made_for_tones_that_are_not_heard() -> None:
    backing = Backing(Constant(), 0.5)
    passage = _passages(5000, 20_000, tones=(12_000,))[0]
    gain = _decibels(mix(passage, _clip, tones=False, backing=backing), backing)
    assert _at(gain, 11_999) == pytest.approx(0, abs=0.1)


def test_nothing_under_the_voice_is_nothing_at_all() -> None:
    assert not any(mix(passage, _clip).any() for passage in _passages(5000, 20_000))
