"""Voices that are killed, hang or talk rubbish in mid-session: another child says it, and nobody hears."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

if sys.platform == "win32":
    pytest.skip("needs pseudo-terminals", allow_module_level=True)

from coach.live.player import Player
from coach.live.speakers.wav_speaker import WavSpeaker
from coach.session import Session
from coach.session_options import Options
from coach.voice.cache import ClipCache
from coach.voice.narrator import Narrator
from coach.voice.pyttsx3.voice import Pyttsx3Voice
from tests.live.stage import MINIMAL, heard, whole
from tests.strategies import LIBRARY
from tests.track.running import needs_proc, session_of

if TYPE_CHECKING:
    from tests.live.stage import Stage

HOSTILE = (sys.executable, "-P", str(Path(__file__).with_name("hostile.py")))


@needs_proc
def test_a_voice_that_is_killed_again_and_again_is_replaced(stage: Stage, tmp_path: Path) -> None:
    cache, file = tmp_path / "cold", tmp_path / "heard.wav"
    killed = said = 0
    with stage.terminal("play", "post", *MINIMAL, "--cache", cache, "--speaker", f"wav:{file}") as show:
        while show.running():
            known = len([*cache.rglob("*.wav")])
            if known >= said + 4:  # not more often, or no sentence would ever be finished
                said = known
                killed += kill_a_voice(show.pid)
            time.sleep(0.02)
        show.end(0)
    assert killed > 2
    assert np.array_equal(heard(file), whole("post", cache, detail="minimal"))


def kill_a_voice(leader: int) -> bool:
    """Kill a child of the session that ``leader`` began, if there is one."""
    voices = [process for process in session_of(leader) if process != leader]
    try:
        os.kill(voices[0], signal.SIGKILL)
    except (IndexError, ProcessLookupError):
        return False
    return True


def test_a_voice_that_hangs_or_talks_rubbish_is_replaced(tmp_path: Path) -> None:
    turns, file = tmp_path / "turns", tmp_path / "heard.wav"
    voice = Pyttsx3Voice(patience=1.5, child=(*HOSTILE, str(turns)))
    with Narrator(voice, ClipCache(tmp_path / "clips")) as narrator:
        session = Session(LIBRARY.load("post"), LIBRARY, narrator, Options())
        assert Player(session, WavSpeaker(file)).run()
    assert turns.stat().st_size > 6
    assert np.array_equal(heard(file), whole("post", tmp_path / "clips"))
