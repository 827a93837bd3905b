"""A place to play real sessions in: a home, clips, and a terminal to watch."""

from __future__ import annotations

import json
import os
import re
import sys
import time
import wave
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from coach.api import compile as compile_session
from coach.api import load, render
from coach.live.screen.painter import HIDE, SHOW
from coach.sound.pcm import RATE
from tests.live.terminals import LAST, PATIENCE, Terminal, eventually
from tests.track.running import Coach, session_of

if TYPE_CHECKING:
    from pathlib import Path

    from coach.sound.pcm import Samples
    from tests.live.soundserver import SoundServer

TWO = """\
name: live-two
title: A short two
when: after
steps:
  - exercise: cat-cow
    reps: 3
  - exercise: childs-pose
    hold: 15s
"""
TEN = """\
name: live-ten
title: Ten minutes
when: after
steps:
  - exercise: cat-cow
    reps: 10
  - exercise: childs-pose
    hold: 30-40s
    rounds: 1-3
  - exercise: supine-spinal-twist
    hold: 20-30s
    rounds: 1-3
  - exercise: figure-four
    hold: 30-40s
"""
SIZE = (80, 10)
"""Columns and lines of a terminal that shows every word as it is written."""

MINIMAL = ("--detail", "minimal")

UNASKED = "--no-history"
"""Without the questions at the end of a session that was trained through."""


@dataclass(frozen=True)
class Stage:
    """Runs ``coach`` with a home and a cache of its own, in terminals and before an audience."""

    folder: Path
    cache: Path

    @cached_property
    def _coach(self) -> Coach:
        (self.folder / "home").mkdir(parents=True, exist_ok=True)
        return Coach(self.folder / "home", self.cache)

    def __call__(self, *arguments: str | Path) -> str:
        """Run a command to its good end; returns what it prints."""
        return self._coach(*arguments).out

    def routine(self, text: str) -> str:
        """Write a routine into a file; returns its path."""
        path = self.folder / f"{text.split()[1]}.yaml"
        path.write_text(text)
        return str(path)

    def timeline(self, *arguments: str) -> dict[str, Any]:
        """Return the timeline that ``coach script`` prints, by which all of its clips are in the cache."""
        found: dict[str, Any] = json.loads(self("script", *arguments, "--format", "json"))
        return found

    def terminal(
        self, *arguments: str | Path, server: SoundServer | None = None, program: str = "coach"
    ) -> Show:
        """Start ``coach``, or another program, with these arguments in a terminal of its own."""
        return self._show(server, sys.executable, "-m", program, *map(str, arguments))

    def shell(self, server: SoundServer) -> Show:
        """Start a shell to type commands in."""
        return self._show(server, "sh", "-i")

    def _show(self, server: SoundServer | None, *command: str) -> Show:
        card = server.card if server else {}
        return Show(Terminal(*command, environment=self._coach.environment | card, size=SIZE))


@dataclass(frozen=True)
class Show:
    """A session in a terminal."""

    terminal: Terminal

    def __enter__(self) -> Show:
        self.terminal.__enter__()
        return self

    def __exit__(self, *whatever: object) -> None:
        self.terminal.__exit__(*whatever)

    @property
    def pid(self) -> int:
        """The leader of all its processes."""
        return self.terminal.program.pid

    def running(self) -> bool:
        """Look at what is shown, and tell whether the session still goes on."""
        self.terminal.read()
        return self.terminal.program.poll() is None

    def press(self, key: str) -> float:
        """Press a key, and return when, in seconds of ``time.monotonic``."""
        at = time.monotonic()
        self.terminal.type(key)
        return at

    def see(self, *texts: str) -> None:
        """Wait until the terminal shows these, one after the other, whatever their styles."""
        self.terminal.wait_for(*texts)

    def forget(self) -> None:
        """Look at nothing that has been shown until now."""
        self.terminal.read()
        self.terminal.seen = b""

    def signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def end(self, code: int, seconds: float = PATIENCE) -> str:
        """See a session end with this code, its terminal as it was and no process left; return its last words."""
        deadline = time.monotonic() + seconds
        while self.running():
            assert time.monotonic() < deadline, self.terminal.seen[-LAST:]
            time.sleep(0.02)
        last = self.terminal.read()[-LAST:]
        assert self.terminal.program.returncode == code, last
        assert self.terminal.mode() == self.terminal.mode_before
        assert last.rfind(SHOW.encode()) >= last.rfind(HIDE.encode()), last
        assert b"Traceback" not in last, last
        eventually(lambda: not session_of(self.pid), lambda: session_of(self.pid))
        return re.sub(r"\x1b\[[0-?]*[ -/]*[@-~]", "", last.decode(errors="replace"))


def heard(path: Path) -> Samples:
    """Return the sound of a WAV file."""
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.int16)


def whole(routine: str, cache: Path, **options: Any) -> Samples:
    """Return what ``export`` encodes."""
    with compile_session(load(routine), cache=cache, **options) as session:
        return np.frombuffer(render(session).raw_data, "<i2").astype(np.int16)
