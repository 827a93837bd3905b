"""The speaker of a plain install: the machine's sound devices, through miniaudio.

The device takes its sound in periods of 30 ms and has one to two of them in hand, so what was pulled is heard
within 60 ms, plus what the sound server adds. Half of that would run dry whenever the machine is busy. What is
lost when it does run dry is made up in the next silence (see ``pace``).

miniaudio has a callback for devices that stop, but it also comes when one is merely suspended, and does not come
when the server is gone. What always shows is that nothing is pulled any more: a watchdog looks out for that.

A sound server that hangs keeps whoever opens a device waiting, deaf to Ctrl-C; and a Ctrl-C just after the device
has started would leave it playing, which hangs the interpreter at its exit. So the watchdog opens it, too.
"""

from __future__ import annotations

import atexit
import threading
import time
from typing import TYPE_CHECKING

from coach.errors import SpeakerError
from coach.live.api import GONE
from coach.live.speakers.device_speaker import DeviceSpeaker
from coach.live.speakers.drift import Pace
from coach.live.speakers.miniaudio_device import PERIOD, PERIODS, release, start
from coach.units import Ms

if TYPE_CHECKING:
    from collections.abc import Generator

    from coach.live.api import Lost, Pull

_LOOK = 0.1
"""Seconds between two looks of the watchdog."""
_PATIENCE = 5
"""Looks without a pull after which the device is gone: 500 ms."""
_PATIENCE_AT_FIRST = 30
"""The same before the device is under way: Bluetooth takes a second or two to wake up."""
_UNDER_WAY = 20
"""Pulls after which it is."""
_OPENING = 8.0
"""Seconds that a device may take to open: Bluetooth takes a second or two, a sound server that hangs for ever."""
_RELEASE = 2.0
"""Seconds that letting go of a device may take before it is left to its fate."""


class MiniaudioSpeaker(DeviceSpeaker["_Playback"]):
    """A sound device of the machine: the one of a name, or the one the system would choose."""

    def __init__(self, device: str | None = None) -> None:
        super().__init__()
        self._device = device

    @property
    def name(self) -> str:
        """``miniaudio``, with the device if one was named."""
        return f"miniaudio:{self._device}" if self._device else "miniaudio"

    def _start(self, pull: Pull, lost: Lost) -> _Playback:
        playback = _Playback(self._device, pull, lost)
        atexit.register(playback.close)  # first: a Ctrl-C may come at any moment from now on
        try:
            playback.open()
        except BaseException:
            self._end(playback)
            raise
        return playback

    def _end(self, run: _Playback) -> None:
        """Let go of the device within two seconds, even if it does not answer."""
        run.close()
        atexit.unregister(run.close)


class _Playback:
    """One opening of a device. A thread of its own opens the device, watches it, and lets go of it."""

    def __init__(self, name: str | None, pull: Pull, lost: Lost) -> None:
        self._name = name
        self._pull = pull
        self._lost = lost
        self._reason = ""
        self._over = False
        self._pulls = 0
        self._pulled_at = 0.0
        self._fault: Exception | None = None
        self._opened = threading.Event()
        self._closing = threading.Event()
        self._watchdog = threading.Thread(target=self._run, name="coach-miniaudio", daemon=True)

    @property
    def latency(self) -> Ms:
        """What the device has in hand, by its buffer and the time since the last pull."""
        since = (time.monotonic() - self._pulled_at) * 1000
        return Ms(max(0, round(PERIOD * PERIODS - since)))

    def open(self) -> None:
        self._watchdog.start()
        if not self._opened.wait(_OPENING):
            raise SpeakerError(
                "the sound device does not answer", hint="switch it off and on again, or choose another"
            )
        if self._fault:
            raise self._fault

    def close(self) -> None:
        self._over = True
        self._closing.set()
        if self._watchdog.is_alive() and threading.current_thread() is not self._watchdog:
            self._watchdog.join(_RELEASE)

    def _feed(self) -> Generator[bytes, int, None]:
        """Answer the device, in its own thread; where there is nothing (more) to give, it plays silence."""
        pace = Pace()
        count = yield b""
        while True:
            self._pulls += 1
            data = b""
            if not self._over:
                try:
                    samples = pace.pull(self._pull, count, time.monotonic())
                    data = samples.astype("<i2", copy=False).tobytes()
                    self._over = not data
                except Exception as error:
                    # An exception that left here would end the sound without a word. To tell the session from
                    # this thread could make it close the device, which waits for this thread: so the
                    # watchdog tells.
                    self._reason, self._over = f"the sound failed: {error!r}", True
            if data:
                self._pulled_at = time.monotonic()
            count = yield data

    def _run(self) -> None:
        try:
            device = start(self._name, self._feed())
        except Exception as fault:
            self._fault = fault  # raised again where it is waited for
            return
        finally:
            self._opened.set()
        self._watch()
        release(device)

    def _watch(self) -> None:
        idle, seen = 0, 0
        while not self._reason and not self._closing.wait(_LOOK):
            idle, seen = (0 if self._pulls != seen else idle + 1), self._pulls
            if self._over and not self._reason:
                continue
            if idle >= (_PATIENCE if seen > _UNDER_WAY else _PATIENCE_AT_FIRST):
                self._reason = GONE
        if self._reason and not self._closing.is_set():
            self._over = True
            self._lost(self._reason)
