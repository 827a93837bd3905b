"""Voice control: real recognition of synthesised speech, and a real microphone where there is a sound server."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np
import pytest

from coach.content.labels.screen import ScreenWords
from coach.errors import MediaError, remedy
from coach.live.api import Action, Now
from coach.live.controls.ear import COMMANDS, RATE, Ear
from coach.live.controls.listen import DELAY, Listening
from coach.sound.pcm import resample
from coach.units import Ms
from coach.voice.pyttsx3.voice import Pyttsx3Voice
from tests.live.soundserver import SINK, WHY_NOT, SoundServer, without_sound

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from coach.sound.pcm import Samples

needs_ear = pytest.mark.skipif(find_spec("pocketsphinx") is None, reason="needs the extra listen")
needs_microphone = pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)

PAUSE = np.zeros(2 * RATE, np.int16)
COACHING = (
    "Next, on your back: the supine twist. Three of four.",
    "Breathe in.",
    "And out, letting the knee sink.",
    "Pause in the middle, then circle the other way.",
    "Same again: left side, three breaths.",
    "Stop if it hurts.",
    "A long breath out.",
    "And ten.",
)


@pytest.mark.parametrize(
    ("talk", "obeyed"),
    [((5, 2.5), True), ((4, 0), False), ((1.7, 1.3), False), ((4, 2.1), False), ((0.9, 0), True)],
)
def test_what_is_said_while_the_coach_talks_counts_for_nothing(
    talk: tuple[float, float], obeyed: bool
) -> None:
    listening, now = Listening(Wheel()), time.monotonic() - DELAY
    looks = np.arange(50) / 10
    listening._talked.extend(now - ago for ago in looks[::-1] if talk[1] <= ago < talk[0])
    assert listening._talking(2000, 1000) is not obeyed


class Wheel:
    """A session to steer: keeps what it was asked and told; ``talking`` is for the test to set."""

    def __init__(self) -> None:
        self.asked: list[Action] = []
        self.steered = threading.Event()
        self.talking = False
        self.told: list[str] = []
        self.informed = threading.Event()

    def do(self, action: Action) -> None:
        self.asked.append(action)
        self.steered.set()

    @property
    def words(self) -> ScreenWords:
        return ScreenWords.read("en")

    def now(self) -> Now:
        return Now("a routine", position=Ms(0), remaining=None, steps=1, talking=self.talking)

    def tell(self, message: str) -> None:
        self.told.append(message)
        self.informed.set()


@pytest.fixture(scope="module")
def commands() -> dict[Action, Samples]:
    """The six commands, as the runner says them."""
    return dict(
        zip(COMMANDS.values(), spoken("en-us+f5", 150, [f"coach {word}" for word in COMMANDS]), strict=True)
    )


@pytest.fixture(scope="module")
def coaching() -> list[Samples]:
    """Sentences as the coach says them, some with a command's word in them."""
    return spoken(None, 140, COACHING)


def spoken(voice: str | None, rate: int, texts: list[str] | tuple[str, ...]) -> list[Samples]:
    with closing(Pyttsx3Voice(voice, rate)) as engine:
        recordings = [engine.say(text) for text in texts]
    return [resample(recording.samples, recording.rate, RATE) // 2 for recording in recordings]


def room(*sounds: Samples) -> Samples:
    """Put sounds one after another, two seconds apart, over the hiss of a microphone."""
    silence = [PAUSE] * len(sounds)
    parts = [PAUSE, *(part for pair in zip(sounds, silence, strict=True) for part in pair)]
    quiet = np.concatenate(parts)
    return (quiet + np.random.default_rng(1).normal(0, 8, len(quiet))).astype(np.int16)


def blocks(sound: Samples, size: int) -> Iterator[Samples]:
    for start in range(0, len(sound), size):
        yield sound[start : start + size]


def actions(sound: Samples, block: int = 1600) -> list[Action]:
    ear = Ear()
    return [heard.action for part in blocks(sound, block) for heard in ear.hear(part)]


@needs_ear
@pytest.mark.parametrize("block", [1600, 1117, 10**9])
def test_every_command_is_heard_once_however_the_sound_comes(
    commands: dict[Action, Samples], block: int
) -> None:
    assert actions(room(*commands.values()), block) == list(commands)


@needs_ear
def test_a_command_is_placed_where_it_was_said(commands: dict[Action, Samples]) -> None:
    said = commands[Action.PAUSE]
    sound = room(said)
    [heard] = Ear().hear(sound)
    loud = np.flatnonzero(np.abs(said.astype(int)) > 0.05 * np.abs(said).max())
    for found, sample in ((heard.began, loud[0]), (heard.ended, loud[-1])):
        assert found == pytest.approx((len(sound) - len(PAUSE) - sample) * 1000 / RATE, abs=150)


@needs_ear
def test_the_coach_itself_is_not_obeyed(coaching: list[Samples]) -> None:
    assert actions(room(*coaching)) == []


@needs_ear
def test_half_a_command_is_none() -> None:
    words = spoken("en-us+f5", 150, ["coach", *COMMANDS])
    assert actions(room(*words)) == []


@needs_ear
@pytest.mark.parametrize("loudness", [0, 10, 1000])
def test_silence_and_noise_are_no_commands(loudness: int) -> None:
    noise = np.random.default_rng(loudness).normal(0, loudness, 20 * RATE).astype(np.int16)
    knocks = noise.copy()
    knocks[RATE :: 3 * RATE // 2] = 20_000
    assert actions(noise) == actions(knocks) == []


def test_without_the_extra_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pocketsphinx", None)
    with pytest.raises(MediaError, match=re.escape(remedy("listen"))), Listening(Wheel()):
        pass


@needs_ear
def test_without_a_microphone_it_says_so_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in without_sound(tmp_path).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(MediaError, match="connect a microphone"), Listening(Wheel()):
        pass


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SoundServer]:
    """A sound server whose microphone hears what is played."""
    with SoundServer(tmp_path) as server:
        server.pactl("set-default-source", f"{SINK}.monitor")
        for name, value in server.env.items():
            monkeypatch.setenv(name, value)
        yield server


def play(sound: Samples) -> None:
    """Play the sound; returns when it has been heard."""
    format_of_it = ("--raw", "--format=s16le", f"--rate={RATE}", "--channels=1")
    subprocess.run(["pacat", *format_of_it], input=sound.tobytes(), check=True, timeout=30)  # noqa: S607


@needs_ear
@needs_microphone
def test_a_spoken_command_steers_the_session_unless_the_coach_talks(
    server: SoundServer, commands: dict[Action, Samples]
) -> None:
    wheel = Wheel()
    with Listening(wheel) as listening:
        wheel.talking = True
        play(room(commands[Action.NEXT])[RATE:-RATE])
        wheel.talking = False
        play(room(commands[Action.AGAIN])[RATE:-RATE])
        assert wheel.steered.wait(20)
        assert listening.trouble == ""
    assert wheel.asked == [Action.AGAIN]


@needs_ear
@needs_microphone
def test_when_the_listening_process_dies_the_runner_is_told_once(server: SoundServer) -> None:
    wheel = Wheel()
    with Listening(wheel):
        find = ("pgrep", "-P", str(os.getpid()), "-f", "listen_child")
        [child] = subprocess.run(find, capture_output=True, check=True).stdout.split()
        os.kill(int(child), signal.SIGKILL)
        assert wheel.informed.wait(20)
    assert wheel.told == ["no longer listening: the process that listens has ended"]
    assert wheel.asked == []


@needs_ear
@needs_microphone
def test_when_the_microphone_goes_away_the_runner_is_told_once(server: SoundServer) -> None:
    wheel = Wheel()
    with Listening(wheel):
        server.kill()
        assert wheel.informed.wait(20)
    assert wheel.told == ["no longer listening: the microphone is gone"]


@needs_ear
@needs_microphone
def test_leaving_is_no_news(server: SoundServer) -> None:
    wheel = Wheel()
    with Listening(wheel):
        pass
    assert wheel.told == []


def test_play_says_what_is_missing_before_the_session_begins(shared_cache: Path, tmp_path: Path) -> None:
    (tmp_path / "pocketsphinx.py").write_text("raise ImportError('not here')")
    command = (*(sys.executable, "-m", "coach", "play", "post"), *("--listen", "--speaker", "null:fast"))
    quiet = {**without_sound(tmp_path), "COACH_CACHE": str(shared_cache), "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(command, env=quiet, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "voice control" in done.stderr
    assert "--listen" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""
