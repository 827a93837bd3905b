"""Hand-written stand-ins for what needs an engine, a device or an hour."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from coach.content.manner import Manner
from coach.errors import VoiceError
from coach.units import Ms
from coach.voice.api import Recording
from coach.voice.lexicon import Lexicon

if TYPE_CHECKING:
    from collections.abc import Callable

WORD = Ms(300)
"""How long the fake voice takes for a word, with the gap after it."""

GAP = Ms(80)


class FakeVoice:
    """A voice that beeps: one tone burst a word, soft at its edges, between silences as engines leave them.

    ``calls`` holds the texts it was asked for, in order. ``fails(text, attempt)`` says whether an attempt
    (from 1) at a text fails; ``delay`` is in real seconds a sentence; each ``say`` waits for ``hold``.
    """

    name = "Fake"

    def __init__(
        self,
        *,
        identity: str = "fake 1",
        parallel: int = 2,
        rate: int = 22_050,
        lead: int = 120,
        tail: int = 400,
        amplitude: float = 0.3,
        delay: float = 0.0,
        fails: Callable[[str, int], bool] = lambda _text, _attempt: False,
        hold: threading.Event | None = None,
    ) -> None:
        self.identity = identity
        self.lexicon = Lexicon()
        self.parallel = parallel
        self.calls: list[str] = []
        self.manners: defaultdict[str, set[Manner]] = defaultdict(set)
        self.most_at_once = 0
        self.closed = threading.Event()
        self._rate, self._lead, self._tail, self._amplitude = rate, lead, tail, amplitude
        self._delay, self._fails, self._hold = delay, fails, hold
        self._lock = threading.Lock()
        self._at_once = 0

    def say(self, text: str, manner: Manner = Manner.PLAIN) -> Recording:
        with self._lock:
            self.calls.append(text)
            self.manners[text].add(manner)
            attempt = self.calls.count(text)
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            self._pause()
            if self.closed.is_set():
                raise VoiceError("the fake voice is closed")
            if self._fails(text, attempt):
                raise VoiceError("the fake voice fails on purpose", where=text)
            return self.recording(text)
        finally:
            with self._lock:
                self._at_once -= 1

    def close(self) -> None:
        self.closed.set()

    def recording(self, text: str) -> Recording:
        """What ``say`` returns for the text, without the counting."""
        parts = [self._silence(self._lead)]
        for number, word in enumerate(text.split()):
            parts += [self._silence(GAP)] if number else []
            parts.append(self._burst(400.0 + 40 * (sum(word.encode()) % 16)))
        wave = np.concatenate([*parts, self._silence(self._tail)])
        return Recording(np.rint(wave * 32767).astype(np.int16), self._rate)

    def _pause(self) -> None:
        deadline = time.monotonic() + self._delay
        while not self.closed.is_set():
            if time.monotonic() >= deadline and (self._hold is None or self._hold.is_set()):
                return
            time.sleep(0.001)

    def _silence(self, ms: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return np.zeros(ms * self._rate // 1000)

    def _burst(self, hertz: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        count = (WORD - GAP) * self._rate // 1000
        edge = 10 * self._rate // 1000
        shape = np.ones(count)
        shape[:edge] = 0.5 - 0.5 * np.cos(np.pi * np.arange(edge) / edge)
        shape[-edge:] = shape[:edge][::-1]
        tone: np.ndarray[tuple[int], np.dtype[np.float64]] = np.sin(
            2 * np.pi * hertz * np.arange(count) / self._rate
        )
        return self._amplitude * shape * tone


def fake_length(text: str) -> Ms:
    """How long a sentence of the fake voice sounds, to 5 ms either way."""
    return Ms(len(text.split()) * WORD - GAP)


class LimitedVoice(FakeVoice):
    """A voice that has the ``sentences`` it is given, and fails at others; all as long as there are none."""

    def __init__(self) -> None:
        super().__init__(fails=lambda text, _attempt: not self.says(text))
        self.sentences: frozenset[str] = frozenset()

    def says(self, text: str, manner: Manner = Manner.PLAIN) -> bool:
        return not self.sentences or text in self.sentences
