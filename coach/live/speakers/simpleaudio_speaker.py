"""The speaker for machines with simpleaudio, which plays whole buffers only and tells no position.

How it plays a session nevertheless
-----------------------------------
simpleaudio hands a buffer to a thread of its own, which copies it to the device piece by piece, straight from
our memory. So the buffer can be a tape that is written while it plays: it begins blank, and every 20 ms the
next 20 ms of sound are pulled and written shortly before the device gets there. Tapes are long (two minutes),
so there is no seam to hear, and pulls are short, so a pause is prompt.

How shortly before? 100 ms are built into simpleaudio; a sound server reads up to 50 ms on (measured with
PulseAudio: 100 to 123 ms, and 200 in the first moments of a tape); 30 ms are for a busy machine. So what was
pulled is heard 180 ms later. That is what it takes: miniaudio is the one for prompt answers.

A tape's place on the clock is read off when it has been started. Starting takes 5 to 20 ms, and it does not
matter how many, as long as the tape is still blank there. What matters is that the first sound comes as long
after ``play_buffer`` has returned on each tape.

- Every 20 s or so, in a silence, a new tape takes over: what a device lost by running dry, or by a clock that is
  not the machine's, is made up then. If there is no silence (music), the tapes cross-fade at the end of the old.
  For a moment before, sound is pulled further ahead, so that the new tape may stay blank until it runs.
- Should this program be held up for longer than its 30 ms, what it did not write in time comes later, not
  never; the lateness is made up in the next silence.
- ``play_buffer`` keeps Python waiting while it opens the device. With a sound server that hangs, that is
  for long, and nothing in here can help it. miniaudio has no such trouble.
"""

from __future__ import annotations

import atexit
import threading
import time
from typing import TYPE_CHECKING

import numpy as np

from coach.errors import SpeakerError, remedy
from coach.live.api import GONE
from coach.live.speakers.device_speaker import DeviceSpeaker
from coach.live.speakers.simpleaudio_tape import AHEAD, LENGTH, Tape, wait_for, why_not
from coach.sound.pcm import RATE
from coach.units import Ms

if TYPE_CHECKING:
    from coach.live.api import Lost, Pull

_BLOCK = RATE // 50
"""Samples in one pull: 20 ms."""
_SLACK = RATE * 30 // 1000
"""Samples that a busy machine may hold this program up before the device gets to what is not written yet."""
_LEAD = AHEAD + _SLACK
"""Samples from where a tape is heard to where it is written."""
_SETTLING = RATE * 120 // 1000
"""Samples that a tape stays blank in addition when it is new: while it is started, and hastily read on."""
_OLD = 20 * RATE
"""Samples after which a tape is left for a new one in the next silence."""
_SILENCE = RATE * 3 // 10
"""Samples of a silence long enough to change tapes in."""
_RELEASE = 0.5
"""Seconds that closing waits for the device to play out what it has."""
_OUTLIVE = 2.0
"""Seconds that the interpreter's exit waits for the same: simpleaudio's threads need it till then."""


class SimpleaudioSpeaker(DeviceSpeaker["_Reel"]):
    """The output that the system would choose, through simpleaudio."""

    def __init__(self) -> None:
        super().__init__()
        self._fading: list[Tape] = []

    @property
    def name(self) -> str:
        """``simpleaudio``."""
        return "simpleaudio"

    def _start(self, pull: Pull, lost: Lost) -> _Reel:
        if reason := why_not():
            raise SpeakerError(
                f"simpleaudio: {reason}",
                hint=f"{remedy('simpleaudio')}, or use --speaker miniaudio",
            )
        reel = _Reel(pull, lost)
        atexit.unregister(self._outlive)  # that of an earlier opening
        atexit.register(self._outlive)
        return reel

    def _end(self, run: _Reel) -> None:
        """Let go of the device within half a second, though it may be playing out silence still."""
        run.close()
        self._fading = [tape for tape in (*self._fading, *run.tapes) if tape.playing]

    def _outlive(self) -> None:
        self.close()
        wait_for(self._fading, _OUTLIVE)


class _Reel:
    """One opening of the device: tape after tape, written by a thread of its own.

    Positions are samples on the clock: sample n is due to be pulled n / RATE seconds after ``_began``. On a tape
    that began when sample ``_first`` was due, it is number ``n - _first + _LEAD``.
    """

    def __init__(self, pull: Pull, lost: Lost) -> None:
        self._pull = pull
        self._lost = lost
        self._tape = Tape()
        self._spent: list[Tape] = []
        self._began = self._tape.began + _SETTLING / RATE
        self._first = -_SETTLING
        self._at = 0
        self._hurry = 0
        """How many samples to be ahead of the clock: for a change of tapes."""
        self._late = 0
        self._silent = 0
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="coach-simpleaudio", daemon=True)
        self._thread.start()

    @property
    def latency(self) -> Ms:
        """What is written but not yet heard, in milliseconds."""
        heard = self._began + (self._at + _LEAD) / RATE
        return Ms(max(0, round((heard - time.monotonic()) * 1000)))

    @property
    def tapes(self) -> list[Tape]:
        """All that may still be playing."""
        return [*self._spent, self._tape]

    def close(self) -> None:
        self._closing.set()
        if threading.current_thread() is not self._thread:
            self._thread.join(2 * _RELEASE)

    def _run(self) -> None:
        reason = ""
        try:
            while not reason and not self._closing.wait(max(0.0, self._due - time.monotonic())):
                reason = self._turn()
        except SpeakerError as error:
            reason = str(error)
        except Exception as error:
            reason = f"the sound failed: {error!r}"
        if reason and not self._closing.is_set():
            self._lost(reason)
        self._let_go()

    @property
    def _due(self) -> float:
        return self._began + (self._at - self._hurry) / RATE

    def _turn(self) -> str:
        """Pull and write the next block; return why there will be no other, if so."""
        if not self._tape.playing:
            return GONE
        behind = round((time.monotonic() - self._began) * RATE) - self._at - _SLACK
        if behind > 0:
            # The device may be past the place of the next block: so that goes where it is yet to come.
            self._at += behind
            self._late += behind
        block = self._pull(_BLOCK)
        if not len(block):
            self._closing.wait(self.latency / 1000 + 0.1)
            self._closing.set()
            return ""
        if block.any():
            self._silent = 0
        else:
            self._silent += len(block)
            made_up = min(self._late, len(block))
            self._late -= made_up
            block = block[made_up:]
        place = self._at - self._first + _LEAD
        if self._change_is_due(place):
            faded = block * np.linspace(1, 0, len(block))
            self._tape.write(place, np.rint(faded).astype(np.int16))
            self._change()
            place = self._at - self._first + _LEAD
            block = block - np.rint(faded).astype(np.int16)
        self._tape.write(place, block)
        self._at += len(block)
        return ""

    def _change_is_due(self, place: int) -> bool:
        """Whether to change tapes now; if it is time to, but too early, make haste."""
        ending = place > LENGTH - 2 * _LEAD - _SETTLING
        pausing = place > _OLD and self._silent >= _SILENCE
        self._hurry = _SETTLING if ending or pausing else 0
        ahead = self._at - round((time.monotonic() - self._began) * RATE)
        return ahead > self._hurry - _BLOCK > 0

    def _change(self) -> None:
        before = self._tape
        if self._silent:
            before.stop()  # first: some devices play one thing at a time
        self._spent = [tape for tape in self._spent if tape.playing] + [before]
        self._tape = Tape()
        self._first = round((self._tape.began - self._began) * RATE)
        self._hurry = 0

    def _let_go(self) -> None:
        for tape in self.tapes:
            tape.wipe()
            tape.stop()
        wait_for(self.tapes, _RELEASE)
