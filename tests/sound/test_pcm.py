from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.sound.pcm import RATE, resample, silence, to_mono, to_ms, to_pcm, to_samples, to_wave

TWO_DAYS = 2 * 24 * 3600 * 1000


@given(st.integers(0, TWO_DAYS))
def test_a_time_is_its_nearest_sample(time: int) -> None:
    exact = Fraction(time * RATE, 1000)
    assert abs(to_samples(time) - exact) <= Fraction(1, 2)


@given(st.integers(0, TWO_DAYS), st.integers(0, 60 * RATE))
def test_a_sound_is_over_when_its_length_says_so(start: int, samples: int) -> None:
    assert to_samples(start) + samples <= to_samples(start + to_ms(samples))
    assert (to_ms(samples) - 1) * RATE < samples * 1000 or samples == 0


def test_known_times() -> None:
    assert [to_samples(time) for time in (0, 1, 10, 1000, 372_400)] == [0, 44, 441, 44_100, 16_422_840]
    assert [to_ms(samples) for samples in (0, 1, 44, 45, 441, 44_100)] == [0, 1, 1, 2, 10, 1000]


def test_resampling_makes_no_images() -> None:
    tone = (0.5 * np.sin(2 * np.pi * 8000 * np.arange(22_050) / 22_050)).astype(np.float32)
    spectrum = np.abs(np.fft.rfft(resample(tone, 22_050)[4410:-4410] * np.hanning(RATE - 8820)))
    hertz = np.fft.rfftfreq(RATE - 8820, 1 / RATE)
    assert hertz[spectrum.argmax()] == pytest.approx(8000, abs=2)
    image = spectrum[np.abs(hertz - 14_050) < 100].max()  # where straight lines would put one, 9 dB down
    assert 20 * np.log10(image / spectrum.max()) < -80


def test_resampling_keeps_the_type_and_the_length() -> None:
    sound = silence(16_000)
    assert resample(sound, 16_000).dtype == np.int16
    assert len(resample(sound, 16_000)) == RATE
    assert resample(sound, RATE) is sound
    assert len(resample(silence(0), 16_000)) == 0


def test_waves_and_samples_are_each_others_inverse() -> None:
    samples = np.array([-32768, -1, 0, 1, 32767], np.int16)
    assert to_pcm(to_wave(samples)).tolist() == samples.tolist()


def test_too_loud_a_wave_is_clipped_not_wrapped() -> None:
    assert to_pcm(np.array([2.0, -2.0], np.float32)).tolist() == [32767, -32768]


def test_channels_are_averaged() -> None:
    assert to_mono(np.array([[100, 300], [32767, 32767], [-32768, 32767]], np.int16)).tolist() == [
        200,
        32767,
        0,
    ]
    assert to_mono(np.array([[7], [8]], np.int16)).tolist() == [7, 8]
