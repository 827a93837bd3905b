"""The edges of what the natural voice says: a hum before it and a hiss after it are cut away, all else stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from coach.voice.kokoro.edges import cut, hiss_begins, hum_ends, without_extras

if TYPE_CHECKING:
    from coach.sound.pcm import Samples

RATE = 24_000


def vowel(ms: int, level: float = 0.5) -> Samples:
    """Return something like a vowel: 120 Hz and its harmonics up to 2.4 kHz."""
    at = np.arange(RATE * ms // 1000) / RATE
    wave = sum(np.sin(2 * np.pi * 120 * n * at) / n for n in range(1, 21))
    return np.asarray(wave * level * 16_000, np.int16)


def hiss(ms: int, level: float = 0.3) -> Samples:
    """Return noise from 6 kHz up."""
    noise = np.fft.rfft(np.random.default_rng(7).standard_normal(RATE * ms // 1000))
    noise[: len(noise) // 2] = 0
    wave = np.fft.irfft(noise)
    return np.asarray(wave / np.abs(wave).max() * level * 32_000, np.int16)


def hum(ms: int) -> Samples:
    """Return a soft tone of 200 Hz."""
    at = np.arange(RATE * ms // 1000) / RATE
    return np.asarray(np.sin(2 * np.pi * 200 * at) * 2_500, np.int16)


def quiet(ms: int) -> Samples:
    """Return silence."""
    return np.zeros(RATE * ms // 1000, np.int16)


@pytest.mark.parametrize("sounds", ["le ʒənu.", "lɛ\u0303", "kʁwa ,"])
def test_a_hiss_after_a_vowel_is_found_to_20_ms(sounds: str) -> None:
    said = np.concatenate([vowel(600), hiss(160), vowel(20, 0.003), quiet(100)])
    begin = hiss_begins(said, RATE, sounds)
    assert begin is not None
    assert abs(begin - RATE * 600 // 1000) <= RATE * 20 // 1000


@pytest.mark.parametrize(
    ("said", "sounds"),
    [
        ([vowel(600), quiet(100)], "ʒənu"),  # none
        ([vowel(600), hiss(160)], "fɛs"),  # it belongs there
        ([vowel(600), hiss(20)], "ʒənu"),  # a breath
        ([vowel(300), hiss(100), vowel(300)], "isi"),  # within
        ([hiss(700)], "ʒənu"),  # nothing else
        ([vowel(600), hiss(160)], ""),
    ],
)
def test_other_sentences_end_as_they_do(said: list[Samples], sounds: str) -> None:
    assert hiss_begins(np.concatenate(said), RATE, sounds) is None


def test_what_is_cut_fades_out_and_leaves_the_rest_alone() -> None:
    said = np.concatenate([vowel(600), hiss(160)])
    kept = cut(said, RATE, RATE * 6 // 10)
    assert len(kept) == RATE * 6 // 10
    faded = RATE * 20 // 1000
    assert np.array_equal(kept[:-faded], said[: len(kept) - faded])
    assert np.abs(kept[-24:]).max() < np.abs(kept[: -faded - 24]).max() / 50
    assert np.array_equal(said, np.concatenate([vowel(600), hiss(160)])), "what was given stays as it is"


@pytest.mark.parametrize("sounds", ["kamina", "tɾes", "¿pje"])
def test_a_hum_before_a_voiceless_stop_is_cut_in_the_gap_after_it(sounds: str) -> None:
    said = np.concatenate([quiet(60), hum(50), quiet(60), vowel(600), quiet(60)])
    assert RATE * 110 // 1000 <= hum_ends(said, RATE, sounds) <= RATE * 170 // 1000
    assert np.array_equal(without_extras(said, RATE, sounds), said[hum_ends(said, RATE, sounds) :])


@pytest.mark.parametrize(
    ("said", "sounds"),
    [
        ([quiet(60), vowel(600)], "kamina"),  # none
        ([quiet(60), hum(50), quiet(60), vowel(600)], "baxa"),  # it belongs there
        ([quiet(60), hiss(40), quiet(60), vowel(600)], "tu"),  # the burst of the "t"
        ([quiet(60), vowel(80), quiet(60), vowel(600)], "kat"),  # a syllable
        ([quiet(60), hum(50), vowel(600)], "kamina"),
        ([vowel(700)], "kamina"),
    ],
)
def test_other_sentences_begin_as_they_do(said: list[Samples], sounds: str) -> None:
    assert hum_ends(np.concatenate(said), RATE, sounds) == 0
