"""Live sessions that are played by hand: sample by sample, by a speaker that the test holds."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from coach.live.api import Action
from coach.live.player import Player
from coach.session import Session
from coach.session_options import Options
from coach.sound.pcm import RATE, silence, to_samples
from coach.units import Ms
from coach.voice.cache import ClipCache
from coach.voice.narrator import Narrator
from tests.fakes import FakeVoice
from tests.strategies import LIBRARY

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from coach.content.routine import Routine
    from coach.live.api import Lost, Pull
    from coach.live.tally import StepMark
    from coach.sound.pcm import Samples

BLOCK = RATE // 50

PATIENCE = 120.0
"""Seconds that a session may take to end: what was changed in it may still be mixed."""


class HandSpeaker:
    """A speaker that plays when the test says so, and keeps what it played."""

    name = "hand"
    live = True
    audible = False
    latency = Ms(0)

    def __init__(self) -> None:
        self.opened = threading.Event()
        self.closed = 0
        self.played: list[Samples] = []
        self.settle: Callable[[], object] = lambda: None
        """Waits until there is sound: what plays faster than a device would leave no time to mix it."""

    def open(self, pull: Pull, lost: Lost) -> None:
        self.pull, self.lost = pull, lost
        self.opened.set()

    def close(self) -> None:
        self.closed += 1

    def play(self, milliseconds: int) -> Samples:
        """Pull that much in blocks of 20 ms and return it."""
        wanted = to_samples(milliseconds)
        parts = []
        while wanted > 0:
            self.settle()
            part = self.pull(min(BLOCK, wanted))
            if not len(part):
                break
            parts.append(part)
            wanted -= len(part)
        self.played += parts
        return np.concatenate(parts) if parts else np.zeros(0, np.int16)


class Begun:
    """A session that is being played, and hands on all of its controls; ``more`` is for the player."""

    def __init__(
        self,
        cache: Path,
        routine: str | Routine = "post",
        options: Options = Options(),
        voice: FakeVoice | None = None,
        **more: Any,
    ) -> None:
        self.options = options
        self.routine = LIBRARY.load(routine) if isinstance(routine, str) else routine
        self.voice = voice or FakeVoice()
        self.narrator = Narrator(self.voice, ClipCache(cache))
        self.session = self.another()
        self.speaker = HandSpeaker()
        self.marks: list[StepMark] = []
        self.player = Player(self.session, self.speaker, on_step=self.marks.append, **more)
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.result: bool | BaseException | None = None

    def another(self) -> Session:
        return Session(self.routine, LIBRARY, self.narrator, self.options)

    def _run(self) -> None:
        try:
            self.result = self.player.run()
        except BaseException as error:
            self.result = error

    def __enter__(self) -> Self:
        self.speaker.settle = self._settle
        self.thread.start()
        assert self.speaker.opened.wait(20)
        return self

    def _settle(self) -> None:
        """Wait until all that is near the listener is mixed, as far as it has been laid."""
        tape = self.player._tape
        with tape._changed:
            assert tape._changed.wait_for(
                lambda: not tape._near.missing() or tape.closed or tape.fault, PATIENCE
            )

    def __exit__(self, *_: object) -> None:
        self.player.do(Action.STOP)
        self.play_out()
        self.narrator.close()

    def play_out(self) -> None:
        """Play until the session is over, however long the sound of what was changed takes to be made."""
        until = time.monotonic() + PATIENCE
        while self.thread.is_alive():
            assert time.monotonic() < until, "the session does not end"
            self.speaker.play(1000)
            self.thread.join(0.02)

    def play_to(self, milliseconds: int) -> None:
        self.speaker.play(milliseconds - self.player.now().position)

    def listen_to(self, milliseconds: int) -> Samples:
        """Play to a time and return what was heard, without the silence in which sound was waited for."""
        heard = [silence(0)]
        while (before := self.player._deck.position) < to_samples(milliseconds):
            part = self.speaker.play(20)[: self.player._deck.position - before]
            heard.append(part)
            if not len(part):
                threading.Event().wait(0.005)
        return np.concatenate(heard)

    def ask(self, action: Action) -> None:
        """Have an action carried out, and wait until it was."""
        self.player.do(action)
        self.player.do(Action.HELP)  # changes nothing, and is taken only when the first is done
        while not self.player._asked.empty():
            threading.Event().wait(0.005)


class Live(Begun):
    """One of which every length is known."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.timeline = self.another().timeline

    def __enter__(self) -> Self:
        super().__enter__()
        while self.player.now().remaining is None:
            threading.Event().wait(0.01)
        return self


class Starved(Begun):
    """One whose voice says nothing more until it is let."""

    def __init__(self, cache: Path, **more: Any) -> None:
        self.let = threading.Event()
        super().__init__(cache, voice=FakeVoice(hold=self.let), **more)
