"""The door to simpleaudio: a buffer it plays, as a tape that is written while it plays.

simpleaudio 1.0.4, the last of its author's, crashes Python 3.12 and later; simpleaudio-patched does not.
"""

from __future__ import annotations

import importlib.util
import sys
import time
from typing import TYPE_CHECKING

import numpy as np

from coach.errors import SpeakerError
from coach.live.speakers.alsa import hush_alsa
from coach.sound.pcm import RATE

if TYPE_CHECKING:
    from coach.sound.pcm import Samples

LENGTH = 120 * RATE
"""Samples on a tape."""
AHEAD = RATE * (100 + 50) // 1000
"""Samples that are read before they are heard: simpleaudio's own SA_LATENCY_US, and what a sound server reads on.

Measured with PulseAudio: 100 to 123 ms, and 200 in the first moments of a tape.
"""


def why_not() -> str:
    """Why simpleaudio cannot be used with this Python; empty if it can."""
    if importlib.util.find_spec("simpleaudio") is None:
        return "is not installed"
    if sys.version_info >= (3, 12) and not _installed("simpleaudio-patched"):
        return "this build crashes Python 3.12 and later (simpleaudio-patched does not)"
    return ""


class Tape:
    """A buffer that simpleaudio is playing: blank, and written meanwhile."""

    def __init__(self) -> None:
        try:
            import simpleaudio
        except ImportError as error:
            raise SpeakerError(
                f"simpleaudio cannot be loaded ({error})", hint="install it anew, or use --speaker miniaudio"
            ) from error
        hush_alsa()
        self._sound = np.zeros(LENGTH, np.int16)
        self._written = 0
        try:
            self._play = simpleaudio.play_buffer(self._sound, 1, 2, RATE)
        except Exception as error:  # its own class of error hides in a private module
            raise SpeakerError(
                f"simpleaudio has no sound device to play through ({error})",
                hint="connect or switch on a speaker, or use --speaker wav:FILE",
            ) from error
        self.began = time.monotonic()

    @property
    def playing(self) -> bool:
        """Whether simpleaudio still has it."""
        playing: bool = self._play.is_playing()
        return playing

    def write(self, at: int, sound: Samples) -> None:
        """Write ``sound`` from the sample ``at`` of the tape on; what does not fit on it is left out."""
        first, last = max(0, at), min(LENGTH, at + len(sound))
        if first < last:
            self._sound[first:last] = sound[first - at : last - at]
            self._written = last

    def stop(self) -> None:
        """End it as soon as the device has played what it has: 100 ms and a little."""
        self._play.stop()

    def wipe(self) -> None:
        """Make what the device has not read yet silent."""
        self._sound[max(0, self._written - 2 * AHEAD) : self._written] = 0


def wait_for(tapes: list[Tape], seconds: float) -> None:
    """Wait until simpleaudio has given the tapes back, for so long at most."""
    deadline = time.monotonic() + seconds
    while any(tape.playing for tape in tapes) and time.monotonic() < deadline:
        time.sleep(0.01)


def _installed(distribution: str) -> bool:
    from importlib import metadata  # here: it is slow to import

    try:
        metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return False
    return True
