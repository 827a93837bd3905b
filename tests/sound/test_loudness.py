"""The coach's loudness against ffmpeg's, which is what finished tracks are judged by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from coach.sound.codec import write_audio
from coach.sound.loudness import limit, loudness, true_peak
from coach.sound.pcm import RATE, Wave, to_pcm, to_wave
from tests.sound.sounds import hiss, pauses, sine
from tests.track import ear

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "wave",
    [
        sine(60, 3.0, 0.5),
        sine(997, 3.0, 0.5),
        sine(3000, 1.05, 0.1),
        sine(12_000, 3.0, 0.1),
        hiss(5.0, 0.1),
        hiss(0.43, 0.1),
        pauses(hiss(20.0, 0.2)),
        np.concatenate([sine(300, 3.0, 0.3), sine(300, 3.0, 0.03), sine(300, 3.0, 0.001)]),
    ],
    ids=["60 Hz", "997 Hz", "3 kHz", "12 kHz", "hiss", "short", "pauses", "steps"],
)
def test_it_agrees_with_ffmpeg(wave: Wave, tmp_path: Path) -> None:
    write_audio(tmp_path / "it.wav", to_pcm(wave))
    lufs, dbtp = ear.loudness(tmp_path / "it.wav")
    assert loudness(wave) == pytest.approx(lufs, abs=0.15)
    assert true_peak(wave) == pytest.approx(dbtp, abs=0.3)


def test_a_full_scale_sine_reads_as_the_standard_says() -> None:
    assert loudness(sine(997, 5.0, 1.0)) == pytest.approx(-3.01, abs=0.02)


def test_a_sound_too_short_for_a_block_counts_whole() -> None:
    assert loudness(sine(997, 0.3, 0.5)) == pytest.approx(loudness(sine(997, 3.0, 0.5)), abs=0.1)


def test_silence_has_no_loudness_and_no_peak() -> None:
    for wave in (np.zeros(0, np.float32), np.zeros(100, np.float32), np.zeros(RATE * 2, np.float32)):
        assert loudness(wave) == -np.inf
        assert true_peak(wave) == -np.inf


def test_peaks_between_samples_are_seen() -> None:
    wave = np.sin(np.pi / 2 * np.arange(RATE) + np.pi / 4).astype(np.float32)  # every sample at 0.707
    assert true_peak(wave) == pytest.approx(0.0, abs=0.1)


@pytest.mark.parametrize("ceiling", [-1.0, -2.0, -6.0])
def test_the_limiter_holds_its_ceiling(ceiling: float) -> None:
    wave = hiss(2.0, 0.4)
    wave[RATE] = 1.5
    wave[-1] = -1.5
    assert true_peak(limit(wave, ceiling)) <= ceiling + 0.01


def test_the_limiter_leaves_alone_what_needs_nothing() -> None:
    wave = sine(440, 1.0, 0.5)
    assert limit(wave, -2.0) is wave
    assert len(limit(np.zeros(0, np.float32), -2.0)) == 0


def test_the_limiter_touches_only_the_neighbourhood_of_a_peak() -> None:
    wave = sine(440, 1.0, 0.3)
    wave[RATE // 2 : RATE // 2 + 40] *= 3
    limited = limit(wave, -2.0)
    near = RATE * 12 // 1000
    far = np.r_[0 : RATE // 2 - near, RATE // 2 + 40 + near : RATE]
    assert np.allclose(limited[far], wave[far], rtol=1e-3)  # 0.01 dB
    assert np.abs(limited).max() < 0.8


def test_the_limiter_turns_down_without_a_step() -> None:
    wave = np.full(RATE, 0.5, np.float32)
    wave[RATE // 2 - 50 : RATE // 2 + 50] = np.hanning(100) * 0.5 + 0.5
    before = RATE // 2 - 60  # where the wave is still flat, its slope is the gain's
    slope = np.abs(np.diff(limit(wave, -2.0)[:before]))
    assert 0 < slope.max() < 0.002


def test_a_minute_measures_as_its_seconds_do() -> None:
    second = sine(500, 1.0, 0.25)
    assert loudness(np.tile(second, 60)) == pytest.approx(loudness(np.tile(second, 3)), abs=0.05)


def test_16_bits_measure_as_floats_do() -> None:
    wave = hiss(1.0, 0.1)
    assert loudness(to_wave(to_pcm(wave))) == pytest.approx(loudness(wave), abs=0.01)
