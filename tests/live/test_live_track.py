"""What ``play`` sends to a speaker is the track, to the sample."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

if sys.platform == "win32":
    pytest.skip("needs pseudo-terminals", allow_module_level=True)

from coach.live.player import Player
from coach.live.speakers.null_speaker import NullSpeaker
from coach.session import Session
from coach.session_options import Options
from coach.sound.pcm import RATE, Samples, to_samples
from coach.timeline.layout import HELLO, LEAD_IN
from coach.voice.cache import ClipCache
from coach.voice.narrator import Narrator
from tests.fakes import FakeVoice
from tests.live.ear import ALIKE
from tests.live.stage import MINIMAL, TWO, heard, whole
from tests.strategies import LIBRARY

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from coach.live.api import Lost, Pull
    from tests.live.ear import Ear
    from tests.live.stage import Stage


@pytest.mark.parametrize("tones", [True, False])
def test_a_rehearsal_is_the_track(tones: bool, stage: Stage, tmp_path: Path) -> None:
    routine, file = stage.routine(TWO), tmp_path / "heard.wav"
    options = () if tones else ("--no-tones",)
    stage("play", routine, *options, "--speaker", f"wav:{file}")
    assert np.array_equal(heard(file), whole(routine, stage.cache, tones=tones))


def test_from_a_step_on_it_is_the_rest_of_the_track(stage: Stage, tmp_path: Path) -> None:
    routine, file = stage.routine(TWO), tmp_path / "heard.wav"
    stage("play", routine, "--from", "2", "--speaker", f"wav:{file}")
    start = stage.timeline(routine)["steps"][1]["start_ms"]
    track, lead = whole(routine, stage.cache), to_samples(HELLO)
    assert np.array_equal(heard(file)[lead:], track[to_samples(start) :])
    assert np.array_equal(heard(file)[:lead], track[:lead])  # a speaker wakes up here as there


def test_time_to_get_to_the_mat_is_announced_and_then_quiet(stage: Stage, ear: Ear, tmp_path: Path) -> None:
    routine, file = stage.routine(TWO), tmp_path / "heard.wav"
    stage("play", routine, *MINIMAL, "--start-in", "10s", "--speaker", f"wav:{file}")
    sound, track = heard(file), whole(routine, stage.cache, detail="minimal")
    assert np.array_equal(sound[10 * RATE :], track)
    lead = sound[: 10 * RATE]
    words = "We start in 10 seconds."
    announced = ear.find(words, lead)
    assert announced.likeness > ALIKE
    assert announced.at == to_samples(HELLO)
    assert not lead[announced.at + len(ear.clip(words)) :].any()
    assert not lead[: to_samples(LEAD_IN)].any()


class Bell(NullSpeaker):
    """A speaker that plays as fast as it can, and rings when it comes to the first word."""

    def __init__(self, ring: Callable[[], None]) -> None:
        super().__init__(fast=True)
        self._ring = ring

    def open(self, pull: Pull, lost: Lost) -> None:
        def listened(count: int) -> Samples:
            samples = pull(count)
            if len(samples) and np.max(np.abs(samples)) > 5000:  # louder than any tone
                self._ring, ring = lambda: None, self._ring
                ring()
            return samples

        super().open(listened, lost)


def test_the_first_word_is_heard_long_before_the_last_is_spoken(tmp_path: Path) -> None:
    voice = FakeVoice(delay=0.03)
    spoken: list[int] = []
    with Narrator(voice, ClipCache(tmp_path)) as narrator:
        session = Session(LIBRARY.load("post"), LIBRARY, narrator, Options())
        assert Player(session, Bell(lambda: spoken.append(len(voice.calls)))).run()
    assert spoken
    assert spoken[0] * 4 < len(voice.calls)
