"""Voice control, an experiment: "coach, pause" and five more, understood offline. An extra: ``coach[listen]``.

What to expect of it
--------------------
Measured by ``scripts/_listening.py`` on synthesised speech, 33 English voices of espeak-ng, flite and festival, in
a simulated room. The thresholds in ``ear`` were chosen with voices like these, so people will fare worse:

- Commands in a quiet room: 86 % understood, none mistaken for another. With pink noise 20 dB below: 82 %, none
  mistaken. 10 dB below: 50 %, and 3 % mistaken.
- In a session 12 dB below them: 84 % of those said while the coach was silent, 3 % mistaken (1 of 38). While it
  talks, none: whatever is found there is passed over, and little is. A full session leaves few gaps (160 of 198
  commands at random moments met a sentence), so "coach pause" wants patience, and the keys remain.
- Of its own accord: no command in 0.57 h of sessions (two voices), even before anything was passed over, nor in
  0.7 h of silence and pink noise. So short a time only says: fewer than about 5 an hour in sessions (at 95 %).
- Other things people say, each on its own, many chosen because they sound alike: 21 of 490 were taken for a
  command (10 of the voices), such as "cold house", "couch potato", "poach an egg".
- It costs 6 % of a core, in a process of its own.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import deque
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Self

from coach import children
from coach.errors import MediaError, remedy
from coach.live.api import Action
from coach.live.controls.listen_child import READY, SORRY, TICK
from coach.units import SECOND

if TYPE_CHECKING:
    import subprocess

    from coach.live.api import Steering

_PROGRAM = """
import os, sys
sys.path.append(sys.argv[1])
from coach.live.controls.listen_child import main
main()
os._exit(0)  # a sound server that has died can keep miniaudio's threads for ever
"""
_ROOT = str(Path(__file__).absolute().parents[3])
"""Where coach was imported from; it goes to the end of the child's module path."""

_PATIENCE = 15.0
"""Seconds that the child may take to open the microphone; half a second is usual."""
_GRACE = 0.5
"""Seconds that it may take to let go of it."""
DELAY = 0.2
"""Seconds from the microphone to here: a period of 100 ms, and the thinking."""
ECHO = 0.3
"""Seconds that the coach's last syllable may linger: in the room, or on its way to a wireless speaker."""
_MEMORY = 64
"""How many looks back at a talking coach are remembered; there are ten a second."""
_HINT = "connect a microphone and let this terminal use it, or play without --listen"


class Listening:
    """Lets a voice steer a session, from a thread of its own, for as long as the ``with`` block lasts.

    Entering it waits for the microphone to be open, and raises MediaError when there is none, or when the extra
    is not installed. When something goes wrong later, nobody listens any more; the runner is told, and that is
    all.
    """

    def __init__(self, steering: Steering) -> None:
        self._steering = steering
        self._talked: deque[float] = deque(maxlen=_MEMORY)
        self._trouble = ""
        self._leaving = False
        self._answered = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._run, name="listening", daemon=True)

    @property
    def trouble(self) -> str:
        """Why it does not listen; empty while nothing is wrong."""
        return self._trouble

    def __enter__(self) -> Self:
        if not find_spec("pocketsphinx"):
            hint = f"{remedy('listen')}, or play without --listen"
            raise MediaError("voice control is not installed", hint=hint)
        try:
            self._child = children.start([sys.executable, "-P", "-c", _PROGRAM, _ROOT])
        except OSError as error:
            raise MediaError(f"voice control cannot start ({error.strerror})", hint=_HINT) from error
        self._thread.start()
        answered = self._answered.wait(_PATIENCE)
        if not answered or self._trouble:
            reason = self._trouble or "no answer from the microphone"
            self._end()
            raise MediaError(f"voice control cannot listen ({reason})", hint=_HINT)
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def _run(self) -> None:
        try:
            self._follow()
        except Exception as fault:  # whatever it is, the session goes on
            self._trouble = str(fault) or type(fault).__name__
        if not self._leaving:
            self._trouble = self._trouble or "the process that listens has ended"
            if self._answered.is_set():
                self._steering.tell(self._steering.words.news.deaf.format(reason=self._trouble))
        self._answered.set()

    def _follow(self) -> None:
        """Pass on what the child hears, until it ends."""
        for line in self._child.stdout if self._child and self._child.stdout else ():
            word, *rest = line.decode().split()
            if word == READY:
                self._answered.set()
            elif word == SORRY:
                self._trouble = " ".join(rest)
            elif word == TICK:
                if self._steering.now().talking:
                    self._talked.append(time.monotonic())
            elif not self._leaving and not self._talking(*map(int, rest)):
                self._steering.do(Action(word))

    def _talking(self, began: int, ended: int) -> bool:
        """Whether the coach was heard to talk between two moments, given in milliseconds ago."""
        now = time.monotonic() - DELAY
        return any(now - began / SECOND - ECHO <= talked <= now - ended / SECOND for talked in self._talked)

    def _end(self) -> None:
        """End the child, the hard way if need be, and the thread with it."""
        self._leaving = True
        if not self._child:
            return
        if self._child.stdin:
            self._child.stdin.close()
        children.finish(self._child, _GRACE)
        self._thread.join(_GRACE)
        if self._child.stdout:
            self._child.stdout.close()
