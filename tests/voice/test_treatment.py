"""The treatment of clips: what it takes from a voice, and that it moves nothing."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np
import pytest

from coach.sound.loudness import loudness
from coach.sound.pcm import RATE, to_pcm, to_wave
from coach.voice.api import Recording
from coach.voice.cache import ClipCache
from coach.voice.clip import SPEECH_LUFS, finish
from coach.voice.engines import find_voice
from coach.voice.narrator import Narrator
from coach.voice.treatment import compressed, filtered
from tests.fakes import FakeVoice

if TYPE_CHECKING:
    from pathlib import Path

    from coach.sound.pcm import Wave

TEXT = "one two three four five"
RATES = (8000, 16_000, 22_050, 44_100, 48_000)


def tone(hertz: float, rate: int, level: float = 0.3) -> Wave:
    return (level * np.sin(2 * np.pi * hertz * np.arange(2 * rate) / rate)).astype(np.float32)


def gain(hertz: float, rate: int, *, shelf: bool = True) -> float:
    """What becomes of a steady tone, in dB."""
    wave, middle = tone(hertz, rate), slice(rate // 2, 3 * rate // 2)
    heard = filtered(wave, rate, shelf=shelf)
    return 10 * float(np.log10(np.mean(heard[middle] ** 2) / np.mean(wave[middle] ** 2)))


@pytest.mark.parametrize("rate", RATES)
def test_rumble_goes_and_the_voice_stays(rate: int) -> None:
    for hertz in (10, 15, 20):
        assert gain(hertz, rate) < -24
    for hertz in (100, 150, 300, 1000, 2000, 3000, 3900):
        assert abs(gain(hertz, rate)) < 1.5, hertz
    dc = filtered(np.full(rate, 0.1, np.float32), rate)[rate // 2 :]
    assert np.abs(dc).max() < 1e-5


def test_hiss_is_softened_and_a_person_s_is_not() -> None:
    assert -6 < gain(10_000, 44_100) < -5
    assert abs(gain(10_000, 44_100, shelf=False)) < 0.1


@pytest.mark.parametrize("rate", RATES)
def test_a_click_stays_where_it_is(rate: int) -> None:
    wave = np.zeros(rate, np.float32)
    wave[rate // 2] = 0.5
    for heard in (filtered(wave, rate), compressed(wave, rate)):
        assert len(heard) == len(wave)
        assert np.argmax(np.abs(heard)) == rate // 2
        assert np.abs(heard[: rate // 2 - rate // 2000]).max() < 0.5 * 10**-3  # nothing before it


def test_loud_and_weak_syllables_come_nearer_to_each_other() -> None:
    loud, weak = tone(300, RATE, 0.5), tone(300, RATE, 0.05)
    heard = compressed(np.concatenate([loud, weak]), RATE)
    level = [np.sqrt(np.mean(heard[place : place + RATE] ** 2)) for place in (RATE // 2, 5 * RATE // 2)]
    apart = 20 * np.log10(level[0] / level[1])
    assert 17 < apart < 20 - 0.4
    alike = compressed(weak, RATE)
    assert loudness(weak) - loudness(alike) < 1  # what is even is left alone


@pytest.mark.parametrize("text", ["one", TEXT])
def test_clips_are_as_long_as_loud_and_begin_as_they_would(text: str) -> None:
    said = FakeVoice().recording(text)
    plain, treated = finish(said, text), finish(said, text, treated=True)
    assert len(treated.samples) == len(plain.samples)
    for clip in (plain, treated):
        assert loudness(to_wave(clip.samples)) == pytest.approx(SPEECH_LUFS, abs=0.3)
    onsets = [np.flatnonzero(np.abs(clip.samples) > 1000)[0] for clip in (plain, treated)]
    assert abs(onsets[1] - onsets[0]) < RATE // 1000


def test_what_a_person_said_is_only_freed_of_rumble() -> None:
    wave = FakeVoice().recording(TEXT).samples / 32_768
    rumble = 0.05 * np.sin(2 * np.pi * 15 * np.arange(len(wave)) / 22_050)
    samples = to_pcm((wave + rumble).astype(np.float32))
    human = finish(Recording(samples, 22_050, human=True), TEXT, treated=True).samples.astype(float)
    clean = finish(Recording(to_pcm(wave.astype(np.float32)), 22_050, human=True), TEXT).samples.astype(float)
    size = min(len(human), len(clean))
    power = [np.abs(np.fft.rfft(sound[:size])) ** 2 for sound in (human, clean)]
    hertz = np.fft.rfftfreq(size, 1 / RATE)
    voice = (hertz > 300) & (hertz < 2000)
    assert 10 * np.log10(power[0][voice].sum() / power[1][voice].sum()) == pytest.approx(0, abs=0.2)
    deep = (hertz > 10) & (hertz < 20)
    assert 10 * np.log10(power[0][deep].sum() / power[0][voice].sum()) < -40


def test_with_and_without_are_two_clips(tmp_path: Path) -> None:
    cache = ClipCache(tmp_path)
    found = {}
    for treated in (True, False):
        with Narrator(FakeVoice(), cache, treated=treated) as narrator:
            found[treated] = narrator.clip(TEXT).samples
    assert not np.array_equal(found[True], found[False])
    assert np.array_equal(found[False], finish(FakeVoice().recording(TEXT), TEXT).samples)
    with Narrator(FakeVoice(fails=lambda *_: True), cache) as narrator:
        assert np.array_equal(narrator.clip(TEXT).samples, found[True])


def test_a_real_voice_hisses_less_and_is_as_long() -> None:
    text = "Breathe out slowly, and let your hips sink a little closer to the mat."
    with closing(find_voice()) as voice:
        said = voice.say(text)
    plain, treated = finish(said, text), finish(said, text, treated=True)
    assert len(plain.samples) == len(treated.samples)
    hertz = np.fft.rfftfreq(len(plain.samples), 1 / RATE)
    hiss = [
        10 * np.log10((power := np.abs(np.fft.rfft(clip.samples)) ** 2)[hertz > 5000].sum() / power.sum())
        for clip in (plain, treated)
    ]
    assert hiss[0] - hiss[1] > 0.8
