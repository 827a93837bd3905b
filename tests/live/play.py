"""Plays a signal through a speaker, in a process of its own: ``python -m tests.live.play SPEAKER WHAT``.

What it does and when, it says on stdout: a word and the time, in seconds of ``time.monotonic``, a line.
"""

from __future__ import annotations

import contextlib
import sys
import threading
import time

import numpy as np

from coach.errors import CoachError
from coach.live.speakers import find_speaker
from coach.sound.pcm import RATE, Samples, to_samples

LEAD_IN = 1000
BURST = 20
BURSTS = tuple(
    LEAD_IN + at for at in (0, 430, 1000, 1790, 2500, 3100, 4440, 5000, 6210, 7000, 7770, 8500, 9990)
)
"""Milliseconds at which a burst of sound begins."""
HUM = 300
"""How loud music is that never pauses."""
SIGNALS = {
    "bursts": BURSTS,
    "minutes": tuple(range(1000, 180_000, 1000)),
    "music": tuple(range(1000, 150_000, 1000)),
}


def bursts(times: tuple[int, ...], hum: int = 0) -> Samples:
    """Return a signal of short bursts, one second of silence, or of a hum so loud, before and after."""
    length = to_samples(times[-1] + LEAD_IN)
    signal = np.round(hum * np.cos(2 * np.pi * 200 * np.arange(length) / RATE)).astype(np.int16)
    burst = tone(to_samples(BURST))
    for at in times:
        signal[to_samples(at) : to_samples(at) + len(burst)] = burst
    return signal


def tone(length: int) -> Samples:
    """Return a loud tone; its first sample is loud already, so that it shows where it begins."""
    return np.round(20_000 * np.cos(2 * np.pi * 1000 * np.arange(length) / RATE)).astype(np.int16)


def say(word: str) -> None:
    sys.stdout.write(f"{word} {time.monotonic()}\n")
    sys.stdout.flush()


class Source:
    """Gives a signal once, or a tone until it is told to be silent."""

    def __init__(self, signal: Samples | None) -> None:
        self._rest = signal
        self._phase = 0
        self._loud = False
        self.silent = False
        self.over = threading.Event()

    def pull(self, count: int) -> Samples:
        if self._rest is None:
            return np.zeros(count, np.int16) if self.silent else self._tone(count)
        part, self._rest = self._rest[:count], self._rest[count:]
        loud = bool(len(part)) and bool(np.abs(part).max() > 1000)
        if loud and not self._loud:
            say("sound")
        self._loud = loud
        if not len(part):
            self.over.set()
        return part

    def _tone(self, count: int) -> Samples:
        self._phase += count
        return tone(self._phase)[-count:]


def main(name: str, what: str) -> None:
    """Do ``what``: see the branches."""
    speaker = find_speaker(name)
    lost = threading.Event()

    def mourn(reason: str) -> None:
        say("lost")
        sys.stdout.write(f"because {reason}\n")
        lost.set()

    if what in SIGNALS:
        source = Source(bursts(SIGNALS[what], HUM if what == "music" else 0))
        speaker.open(source.pull, mourn)
        source.over.wait()
        time.sleep(speaker.latency / 1000 + 0.1)
    elif what == "pause":
        source = Source(None)
        speaker.open(source.pull, mourn)
        time.sleep(1.5)
        source.silent = True
        say("silent")
        time.sleep(1)
    elif what == "wait":
        speaker.open(Source(None).pull, mourn)
        say("open")
        time.sleep(1)
        say("second")
        lost.wait(60)
        time.sleep(1)  # for a second call, which must not come
    elif what.endswith("times"):
        for _ in range(int(what.split()[0])):
            speaker.open(Source(None).pull, mourn)
            time.sleep(0.01)
            speaker.close()
    elif what == "crash":
        speaker.open(Source(None).pull, mourn)
        time.sleep(0.05)
        raise RuntimeError("as bugs do")
    elif what == "leave":
        speaker.open(Source(None).pull, mourn)
        time.sleep(0.05)
        return
    elif what == "interrupted":
        with contextlib.suppress(KeyboardInterrupt):
            say("opening")
            speaker.open(Source(None).pull, mourn)
            lost.wait(60)
    elif what == "short":
        speaker.open(Source(None).pull, mourn)
        time.sleep(0.05)
    say("closing")
    speaker.close()
    say("closed")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except CoachError as error:
        sys.exit(f"{type(error).__name__}: {error}")
