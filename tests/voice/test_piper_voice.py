"""Neural voices: a small model made here, spoken with by the real library."""

from __future__ import annotations

import importlib.metadata
import json
import os
import subprocess
import sys
import threading
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

import coach.voice.piper.voice
from coach.content.manner import Manner
from coach.errors import CoachError, NotFoundError, VoiceError
from coach.sound.loudness import loudness
from coach.sound.pcm import to_wave
from coach.voice.cache import ClipCache
from coach.voice.clip import SPEECH_LUFS, finish
from coach.voice.engines import find_voice, language_of
from coach.voice.lexicon import SHIPPED, find_lexicon, read_lexicon
from coach.voice.narrator import Narrator
from coach.voice.piper.models import models_folder
from coach.voice.piper.voice import NATURAL
from tests.piper_model import DUMB, EMPTY, ENDLESS, MEASURELESS, SOUND, make_voice
from tests.processes import environment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import numpy as np

pytest.importorskip("piper", reason="needs the extra piper")

SENTENCE = "Lie on your back and draw your right knee toward your chest."


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COACH_VOICES", str(tmp_path / "voices"))
    return tmp_path


@pytest.fixture
def model(folder: Path) -> Path:
    return make_voice(folder / "ann.onnx")


def install(name: str, **about: object) -> Path:
    return make_voice(models_folder() / name / f"{name}.onnx", language=name.split("-")[0], **about)  # type: ignore[arg-type]


def length(name: str, text: str = SENTENCE, rate: int | None = None) -> int:
    with closing(find_voice(name, rate)) as voice:
        return finish(voice.say(text), text).length


def test_a_session_is_said_as_loud_as_by_any_other(model: Path, tmp_path: Path) -> None:
    texts = ["In.", "Breathe in.", SENTENCE, "Lie down. Let it fall, and breathe."]
    with Narrator(find_voice(str(model)), ClipCache(tmp_path / "clips")) as narrator:
        narrator.prepare(texts)
        clips = [narrator.clip(text) for text in texts]
    lengths = [clip.length for clip in clips]
    assert lengths[0] < lengths[1] < lengths[3] < lengths[2]
    for clip in clips:
        assert abs(loudness(to_wave(clip.samples)) - SPEECH_LUFS) < 1


def test_it_is_found_by_name_and_by_path(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install("de_DE-anna-medium")
    monkeypatch.chdir(model.parent)
    named = find_voice("piper:de_DE-anna-medium")
    assert (named.name, language_of(named.name)) == ("piper:de_DE-anna-medium", "de")
    for path in (str(model), f"piper:{model}", "ann.onnx", "piper:ann.onnx"):
        voice = find_voice(path)
        assert voice.name == f"piper:{path.removeprefix('piper:')}"
        assert find_voice(voice.name).identity == voice.identity
        assert language_of(path) == "en"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("piper:en_US-bop-medium", "there is no voice 'piper:en_US-bop-medium'; did you mean en_US-bob-"),
        ("piper:", "'coach voices install' lists"),
        ("piper:../../etc/passwd", "there is no voice"),
        ("none.onnx", "'none.onnx': there is no such file"),
        ("piper:en_US-bob-medium:1", "en_US-bob-medium has no speaker '1'; it has only one"),
        ("piper:en_US-two-medium:p2", "en_US-two-medium has no speaker 'p2'; there are p0, p1"),
    ],
)
def test_a_name_that_nothing_has(name: str, message: str) -> None:
    install("en_US-bob-medium")
    install("en_US-two-medium", speakers=2)
    with pytest.raises(NotFoundError) as error:
        find_voice(name)
    assert message in str(error.value)


def test_one_of_several_speakers(folder: Path) -> None:
    install("en_US-two-medium", speakers=2)
    names = ["piper:en_US-two-medium", *(f"piper:en_US-two-medium:{who}" for who in ("0", "p0", "1", "p1"))]
    usual, zero, first, one, second = (find_voice(name).say("Breathe in.").samples for name in names)
    assert (usual == zero).all()
    assert (zero == first).all()
    assert (one == second).all()
    assert len(zero) == len(one)
    assert (zero != one).any()


def test_a_rate_is_that_of_the_readers_such_voices_learn_from(model: Path) -> None:
    slow, usual, fast = (length(str(model), rate=rate) for rate in (100, 140, 200))
    assert slow / usual == pytest.approx(1.4, abs=0.05)
    assert usual / fast == pytest.approx(200 / 140, abs=0.05)
    assert 12 * 60_000 / usual == pytest.approx(140, rel=0.15)
    drawling = make_voice(model.with_name("slow.onnx"), inference={"length_scale": 1.5})
    assert length(str(drawling)) / usual == pytest.approx(1.5, abs=0.05)


def test_soft_is_slower(model: Path) -> None:
    with closing(find_voice(str(model))) as voice:
        plain, soft = (finish(voice.say(SENTENCE, manner), SENTENCE, manner).length for manner in Manner)
    assert plain / soft == pytest.approx(Manner.SOFT.pace, abs=0.02)


def test_what_changes_the_sound_changes_the_identity(model: Path) -> None:
    install("en_US-two-medium", speakers=2)
    voices = [find_voice(str(model)), find_voice(str(model), 100), find_voice("piper:en_US-two-medium")]
    voices.append(find_voice("piper:en_US-two-medium:1"))
    assert len({voice.identity for voice in voices}) == len(voices)
    before = voices[0].identity
    assert find_voice(str(model)).identity == before
    os.utime(model.with_name(f"{model.name}.json"), (1, 1))
    assert find_voice(str(model)).identity != before


def test_phonemes_take_the_place_of_words_that_it_would_say_wrong(model: Path) -> None:
    assert find_voice(str(model)).lexicon.digest == find_lexicon("en", "piper").digest
    phonemes = read_lexicon(SHIPPED)["en"]["coccyx"]["piper"].strip("[]")
    samples = find_voice(str(model), NATURAL).say("Coccyx.").samples
    assert len(samples) == SOUND * (
        2 * len(f"{phonemes}.") + 3
    )  # each with a pad, between two edges and a pad


def test_the_model_is_loaded_by_the_first_word(model: Path) -> None:
    code = f"""
import sys
from coach.voice.engines import find_voice
voice = find_voice({str(model)!r})
voice.identity, voice.lexicon, voice.parallel
assert not {{"piper", "onnxruntime"}} & set(sys.modules)
voice.say("Breathe in.")
assert {{"piper", "onnxruntime"}} <= set(sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_without_the_extra_it_says_how_to_get_it(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def lacks(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", lacks)
    with pytest.raises(VoiceError) as error:
        find_voice(str(model))
    assert "Piper is not installed; run " in str(error.value)
    assert "piper" in error.value.hint


# What goes wrong ----------------------------------------------------------------------------------------------


def _empty(model: Path) -> None:
    model.write_bytes(b"")


def _cut(model: Path) -> None:
    model.write_bytes(model.read_bytes()[:500])


def _nonsense(model: Path) -> None:
    model.write_bytes(b"Not Found\n" * 99)


def _undescribed(model: Path) -> None:
    model.with_name(f"{model.name}.json").unlink()


def _misdescribed(model: Path) -> None:
    model.with_name(f"{model.name}.json").write_text("[" * 99_999)


def _other_json(model: Path) -> None:
    model.with_name(f"{model.name}.json").write_text("{}")


def _lacking(model: Path) -> None:
    config = model.with_name(f"{model.name}.json")
    config.write_text(json.dumps({**json.loads(config.read_text()), "audio": {}}))


def _other_sounds(model: Path) -> None:
    config = model.with_name(f"{model.name}.json")
    config.write_text(json.dumps({**json.loads(config.read_text()), "phoneme_id_map": {"_": [0]}}))


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        (_empty, "piper cannot load the voice ("),
        (_cut, "piper cannot load the voice ("),
        (_nonsense, "piper cannot load the voice ("),
        (_undescribed, "the description of the voice is missing; a voice for Piper is two files"),
        (_misdescribed, "does not describe a voice for Piper"),
        (_other_json, "does not describe a voice for Piper"),
        (_lacking, "piper cannot load the voice (it lacks 'sample_rate')"),
        (_other_sounds, "piper could not say 'Breathe in.' (it lacks '^')"),
    ],
)
def test_a_broken_voice_is_a_clear_error(harm: Callable[[Path], None], message: str, model: Path) -> None:
    harm(model)
    for _ in range(2):
        with pytest.raises(CoachError) as error:
            find_voice(str(model)).say("Breathe in.")
        assert message in str(error.value)
        assert "\n" not in str(error.value)
        assert str(model) in str(error.value)


@pytest.mark.parametrize(
    ("fault", "message"),
    [(DUMB, "returned silence"), (MEASURELESS, "returned broken sound"), (EMPTY, "returned silence")],
)
def test_sound_that_is_none(fault: str, message: str, folder: Path) -> None:
    with pytest.raises(VoiceError, match=message):
        find_voice(str(make_voice(folder / "x.onnx", fault=fault))).say("Breathe in.")


def test_a_rate_that_no_speech_has(folder: Path) -> None:
    mute = make_voice(folder / "x.onnx", audio={"sample_rate": 0})
    with pytest.raises(VoiceError, match="the voice has 0 samples a second"):
        find_voice(str(mute)).say("Breathe in.")


def test_a_minute_for_a_word_is_refused(folder: Path, tmp_path: Path) -> None:
    slow = make_voice(folder / "slow.onnx", inference={"length_scale": 10})
    narrator = Narrator(find_voice(str(slow), 80), ClipCache(tmp_path / "clips"))
    with narrator, pytest.raises(VoiceError, match="the engine took"):
        narrator.clip("Xylophonist")


def test_a_model_without_end_is_ended(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    endless = str(make_voice(folder / "x.onnx", fault=ENDLESS))
    monkeypatch.setattr(coach.voice.piper.voice, "_PATIENCE", (0.2, 0.0))
    with pytest.raises(VoiceError, match="it takes too long"):
        find_voice(endless).say("Breathe in.")


def test_closing_ends_what_is_being_said(folder: Path) -> None:
    voice = find_voice(str(make_voice(folder / "x.onnx", fault=ENDLESS)))
    trouble: list[BaseException] = []

    def say() -> None:
        try:
            voice.say("Breathe in.")
        except VoiceError as error:
            trouble.append(error)

    thread = threading.Thread(target=say)
    thread.start()
    while not voice._net._running and thread.is_alive():  # type: ignore[attr-defined]
        thread.join(0.01)
    voice.close()
    thread.join(30)
    assert [str(error) for error in trouble] == ["the voice is closed; ask for a new one"]
    with pytest.raises(VoiceError, match="closed"):
        voice.say("Breathe in.")


def test_threads_share_a_model(model: Path) -> None:
    voice = find_voice(str(model))
    texts = [f"Breathe in {word}." for word in ("one", "two", "three", "four", "five", "six")] * 3
    alone = {text: voice.say(text).samples for text in texts[:6]}
    said: dict[int, np.ndarray[tuple[int], np.dtype[np.int16]]] = {}
    threads = [
        threading.Thread(target=lambda n=n, text=text: said.update({n: voice.say(text).samples}))
        for n, text in enumerate(texts)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(said) == len(texts)
    assert all((said[n] == alone[text]).all() for n, text in enumerate(texts))


def test_nothing_is_told_to_the_makers_of_the_runtime(model: Path, tmp_path: Path) -> None:
    """Their telemetry leaves a file among the temporary ones as soon as it wakes up."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    program = f"from coach.voice.engines import find_voice; find_voice({str(model)!r}).say('Breathe in.')"
    subprocess.run(
        [sys.executable, "-c", program],
        env=environment(TMPDIR=str(temporary), TEMP=str(temporary)),
        check=True,
    )
    assert list(temporary.iterdir()) == []
