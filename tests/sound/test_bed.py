"""The beds: the same every time, without a seam, at their level, and nothing harsh in them."""

from __future__ import annotations

import numpy as np
import pytest

from coach.cli.options import BEDS as CHOICES
from coach.sound.bed import BEDS, BLOCK, REFERENCE_LUFS, bed
from coach.sound.pcm import RATE, Wave, to_pcm
from tests.track import ear

MINUTE = 60 * RATE // BLOCK


def _sound(name: str, blocks: range) -> Wave:
    return np.concatenate([bed(name).block(number) for number in blocks])


def _share(sound: Wave, low: float, high: float) -> float:
    """Return how much of a sound's power lies between two frequencies, in dB."""
    power = np.abs(np.fft.rfft(sound.astype(float))) ** 2
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
    return float(10 * np.log10(power[(hertz >= low) & (hertz < high)].sum() / power.sum()))


def test_each_can_be_asked_for() -> None:
    assert {*CHOICES} == {*BEDS, "off"}


@pytest.mark.parametrize("name", BEDS)
def test_a_sample_depends_on_its_place_alone(name: str) -> None:
    forth = [bed(name).block(number) for number in (0, 7, 10_000)]
    bed.cache_clear()
    back = [bed(name).block(number) for number in (10_000, 7, 0)]
    for one, other in zip(forth, reversed(back), strict=True):
        assert np.array_equal(one, other)
    assert not np.array_equal(forth[0], forth[1])


@pytest.mark.parametrize("name", BEDS)
def test_there_is_no_seam_where_blocks_meet_or_loops_begin_anew(name: str) -> None:
    sound = _sound(name, range(MINUTE)).astype(float)
    bends = np.abs(np.diff(sound, 2))
    seams = {*range(BLOCK, len(sound) - 2, BLOCK)}
    for layer in bed(name).layers:
        seams.update(range(len(layer.loop), len(sound) - 2, len(layer.loop)))
    at_seams = max(bends[seam - 3 : seam + 2].max() for seam in seams)
    assert len(seams) > MINUTE
    assert at_seams < 1.05 * np.quantile(bends, 0.99999)


@pytest.mark.parametrize("name", BEDS)
def test_it_is_as_loud_as_the_reference_where_it_is_loudest(name: str) -> None:
    sound = _sound(name, range(20 * MINUTE, 23 * MINUTE))
    momentary = ear.momentary(to_pcm(sound))[4:]
    assert np.quantile(momentary, 0.95) == pytest.approx(REFERENCE_LUFS, abs=1.5)
    assert momentary.max() < REFERENCE_LUFS + 3
    assert momentary.min() > REFERENCE_LUFS - (14 if name == "waves" else 7)
    assert 20 * np.log10(np.abs(sound).max() / sound.std()) < 19


@pytest.mark.parametrize("name", BEDS)
def test_it_is_soft_where_sounds_are_sharp(name: str) -> None:
    sound = _sound(name, range(MINUTE))
    assert _share(sound, 4000, 8000) < -15
    assert _share(sound, 8000, 22_050) < -22
    assert _share(sound, 0, 40) < -20


def test_waves_come_about_as_often_as_breaths_and_not_like_clockwork() -> None:
    sound = _sound("waves", range(5 * MINUTE)).astype(float)
    level = np.sqrt(np.mean(sound[: len(sound) // RATE * RATE].reshape(-1, RATE // 2) ** 2, axis=1))
    smooth = np.convolve(level, np.ones(5) / 5, mode="same")
    peaks = np.flatnonzero((smooth[1:-1] > smooth[:-2]) & (smooth[1:-1] >= smooth[2:])) / 2
    assert 4 <= len(peaks) / 5 <= 10
    assert np.std(np.diff(peaks)) > 1
