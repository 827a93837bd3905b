"""From recordings to clips: where they begin and end, and how loud they are, as ffmpeg hears it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pytest

from coach.errors import VoiceError
from coach.sound.codec import write_audio
from coach.sound.loudness import true_peak
from coach.sound.pcm import RATE, to_wave
from coach.voice.api import Recording
from coach.voice.clip import SPEECH_LUFS, finish
from coach.voice.engines import find_voice
from tests.fakes import FakeVoice, fake_length
from tests.track import ear

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from coach.voice.clip import Clip

NATIVE = 22_050
TEXT = "one two three four five six"

Sound = npt.NDArray[np.float64]


def recording(*parts: Sound, rate: int = NATIVE) -> Recording:
    return Recording(np.rint(np.concatenate(parts) * 32767).clip(-32768, 32767).astype(np.int16), rate)


def quiet(ms: int, floor: float = 0.0, rate: int = NATIVE) -> Sound:
    """Silence, or an engine's idea of it: hiss of that level in dBFS."""
    noise = np.random.default_rng(ms).standard_normal(ms * rate // 1000)
    return noise * 10 ** (floor / 20) if floor else noise * 0


def vowel(ms: int, amplitude: float = 0.3, rate: int = NATIVE) -> Sound:
    time = np.arange(ms * rate // 1000) / rate
    overtones = np.arange(1, 12)[:, None]
    wave: Sound = (np.sin(2 * np.pi * 120 * overtones * time) / overtones).sum(axis=0) * amplitude / 1.5
    return wave


def fricative(ms: int, below_vowel: float, rate: int = NATIVE) -> Sound:
    """A soft /f/: hiss, that many dB under a vowel."""
    return quiet(ms, 20 * np.log10(np.sqrt(np.mean(vowel(500, rate=rate) ** 2))) - below_vowel, rate)


def heard(clip: Clip, tmp_path: Path) -> tuple[float, float]:
    write_audio(tmp_path / "clip.wav", clip.samples)
    return ear.loudness(tmp_path / "clip.wav")


# Beginning and end ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rate", [8000, 16_000, 22_050, 24_000, 44_100, 48_000])
def test_the_silence_goes_and_the_sound_stays(rate: int) -> None:
    clip = finish(FakeVoice(rate=rate).recording(TEXT), TEXT)
    assert abs(clip.length - fake_length(TEXT)) <= 10  # edges that rise and fall softly over 10 ms
    assert clip.text == TEXT
    assert clip.samples.dtype == np.dtype(np.int16)


@pytest.mark.parametrize(("lead", "tail"), [(0, 0), (0, 900), (3000, 0), (1, 1), (17, 431)])
def test_wherever_the_sound_lies_the_clip_is_the_same(lead: int, tail: int) -> None:
    usual = finish(FakeVoice().recording(TEXT), TEXT)
    clip = finish(FakeVoice(lead=lead, tail=tail).recording(TEXT), TEXT)
    assert abs(clip.length - usual.length) <= 6  # a window's width at each end


@pytest.mark.parametrize("floor", [0.0, -85.0, -70.0, -60.0])
@pytest.mark.parametrize("below", [20, 30, 35])
def test_soft_consonants_stay(below: int, floor: float) -> None:
    sound = (fricative(80, below), vowel(600), fricative(90, below))
    clip = finish(recording(quiet(250, floor), *sound, quiet(400, floor)), "fluff")
    assert clip.length == pytest.approx(770, abs=8)


def test_a_breathed_stop_after_its_closure_stays() -> None:
    clip = finish(recording(quiet(100), vowel(400), quiet(90), fricative(25, 30), quiet(300)), "out")
    assert clip.length == pytest.approx(515, abs=8)


def test_an_offset_is_not_sound() -> None:
    plain = finish(FakeVoice().recording(TEXT), TEXT)
    said = FakeVoice().recording(TEXT)
    offset = finish(Recording(said.samples + np.int16(1500), said.rate), TEXT)
    assert offset.length == plain.length
    assert abs(float(offset.samples.mean())) < 3
    assert np.abs(offset.samples.astype(int) - plain.samples).max() < 30


def test_the_edges_do_not_click() -> None:
    clip = finish(recording(vowel(700)), "aah")
    assert abs(int(clip.samples[0])) < 5
    assert clip.samples[-1] == 0
    inside = np.abs(np.diff(clip.samples.astype(int)[1000:-1000])).max()
    assert np.abs(np.diff(clip.samples.astype(int))).max() <= inside


def test_the_samples_are_shared_so_they_are_fixed() -> None:
    clip = finish(FakeVoice().recording(TEXT), TEXT)
    with pytest.raises(ValueError, match="read-only"):
        clip.samples[0] = 1


# Loudness -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("amplitude", [0.01, 0.1, 0.3, 0.99])
@pytest.mark.parametrize("text", ["one two", "one two three four five six seven eight nine ten"])
def test_every_clip_is_as_loud_as_the_next(amplitude: float, text: str, tmp_path: Path) -> None:
    loudness, peak = heard(finish(FakeVoice(amplitude=amplitude).recording(text), text), tmp_path)
    assert loudness == pytest.approx(SPEECH_LUFS, abs=0.3)
    assert peak <= -2.0 + 0.1


def test_a_spiky_voice_is_limited(tmp_path: Path) -> None:
    wave = vowel(2000, 0.05)
    wave[::2205] = 0.95
    loudness, peak = heard(finish(recording(wave), TEXT), tmp_path)
    assert loudness == pytest.approx(SPEECH_LUFS, abs=0.5)
    assert peak <= -2.0 + 0.1


def test_a_click_in_the_recording_does_not_make_the_voice_soft(tmp_path: Path) -> None:
    wave = vowel(2000, 0.1)
    wave[20_000] = 1.0
    loudness, _ = heard(finish(recording(wave), TEXT), tmp_path)
    assert loudness == pytest.approx(SPEECH_LUFS, abs=0.3)


def test_a_sentence_of_one_short_word_is_as_loud_as_others() -> None:
    short = finish(recording(vowel(250)), "in")
    long = finish(recording(vowel(2500)), TEXT)
    assert 20 * np.log10(short.samples.std() / long.samples.std()) == pytest.approx(0, abs=0.5)


# What is no sentence --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        recording(quiet(0)),
        recording(quiet(1)),
        recording(quiet(2000)),
        recording(quiet(2000, -60.0)),
        recording(quiet(2000) + 0.5),
    ],
    ids=["nothing", "a sample", "silence", "hiss", "an offset"],
)
def test_silence_is_an_error(said: Recording) -> None:
    with pytest.raises(VoiceError, match=r"'one two.*': the engine returned silence"):
        finish(said, TEXT)


@pytest.mark.parametrize(
    ("ms", "text"),
    [(61_000, "word " * 200), (20_000, "in"), (150, "one two three four five six"), (30, "in")],
)
def test_absurd_lengths_are_errors(ms: int, text: str) -> None:
    with pytest.raises(VoiceError, match=r"the engine took .* to say it"):
        finish(recording(vowel(ms)), text)


@pytest.mark.parametrize(
    ("ms", "text"), [(5000, "in"), (260, "in"), (40_000, "word " * 90), (9000, "1 000 000")]
)
def test_slow_and_quick_voices_are_not(ms: int, text: str) -> None:
    assert finish(recording(vowel(ms)), text).length == pytest.approx(ms, abs=3)


# A real voice ---------------------------------------------------------------------------------------------------

SENTENCES = (
    "Half way.",
    "Six.",
    "Four slow breaths, soft through the feet.",
    "Lie down and draw your right knee toward your chest.",
)


@pytest.fixture(scope="module")
def spoken() -> Iterator[dict[str, Recording]]:
    voice = find_voice()
    try:
        yield {text: voice.say(text) for text in SENTENCES}
    finally:
        voice.close()


@pytest.mark.parametrize("text", SENTENCES)
def test_a_real_sentence(text: str, spoken: dict[str, Recording], tmp_path: Path) -> None:
    said = spoken[text]
    clip = finish(said, text)
    loudness, peak = heard(clip, tmp_path)
    assert loudness == pytest.approx(SPEECH_LUFS, abs=0.3)
    assert peak <= -2.0 + 0.1
    assert true_peak(to_wave(clip.samples)) <= -2.0 + 0.01
    # What was cut off is 45 dB softer than what was kept: nobody hears the difference.
    power = said.samples.astype(float) ** 2
    kept = len(clip.samples) * said.rate // RATE
    best = np.convolve(power, np.ones(kept), "valid").max()
    assert 10 * np.log10((power.sum() - best + 1e-9) / best) < -45
    assert clip.length < len(said.samples) * 1000 / said.rate - 200  # engines add silence
