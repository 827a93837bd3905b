"""The speaker of a plain install: the machine's sound devices, through miniaudio.

The device takes its sound in periods of 30 ms and has one to two of them in hand, so what was pulled is heard
within 60 ms, plus what the sound server adds. Half of that runs dry as soon as the machine is busy. What
is lost when it does run dry is made up in the next silence (see ``pace``).

What the binding (1.71) leaves to its users, as read in its source and measured:

- Without a list of back-ends, a machine without a sound card plays into miniaudio's NULL device: so NULL is not
  on the list.
- Its stop callback also fires when a device is merely suspended, and does not when the server is gone. What
  always shows is that nothing is pulled any more, which a watchdog sees.
- A device that is not closed hangs the interpreter at its exit; closing does not let go of the context, which
  is a connection to the sound server; and an exception inside the callback is printed by cffi.
"""

from __future__ import annotations

import atexit
import difflib
import threading
import time
from typing import TYPE_CHECKING

from coach.errors import NotFoundError, SpeakerError
from coach.media.pcm import RATE
from coach.player.speakers.pace import Pace
from coach.player.speakers.quiet import hush_alsa
from coach.units import Ms, shown

if TYPE_CHECKING:
    from collections.abc import Generator

    import miniaudio

    from coach.player.api import Lost, Pull

_PERIOD = 30
"""Milliseconds that the device takes at a time. With PulseAudio this is its whole buffer as well."""
_PERIODS = 2
_LOOK = 0.1
"""Seconds between two looks of the watchdog."""
_PATIENCE = 5
"""Looks without a pull after which the device is gone: 500 ms."""
_PATIENCE_AT_FIRST = 30
"""The same before the device is under way: Bluetooth takes a second or two to wake up."""
_UNDER_WAY = 20
"""Pulls after which it is."""
_RELEASE = 2.0
"""Seconds that letting go of a device may take before it is left to its fate."""


class MiniaudioSpeaker:
    """A sound device of the machine: the one of a name, or the one the system would choose."""

    def __init__(self, device: str | None = None) -> None:
        self._device = device
        self._playback: _Playback | None = None

    @property
    def name(self) -> str:
        """``miniaudio``, with the device if one was named."""
        return f"miniaudio:{self._device}" if self._device else "miniaudio"

    @property
    def live(self) -> bool:
        """True: somebody is listening."""
        return True

    @property
    def latency(self) -> Ms:
        """What the device has in hand, in milliseconds, by its buffer and the time since the last pull."""
        return self._playback.latency if self._playback else Ms(0)

    def open(self, pull: Pull, lost: Lost) -> None:
        """Begin to play; raises SpeakerError without a device, NotFoundError without the one that was named."""
        if self._playback:
            raise SpeakerError(f"the speaker {self.name} is open already", hint="close it first")
        self._playback = _Playback(self._device, pull, lost)
        atexit.register(self.close)

    def close(self) -> None:
        """Stop, and let go of the device; within two seconds, even if the device does not answer."""
        playback, self._playback = self._playback, None
        if playback:
            atexit.unregister(self.close)
            playback.close()


class _Playback:
    """One opening of a device. A thread of its own watches the device and lets go of it."""

    def __init__(self, name: str | None, pull: Pull, lost: Lost) -> None:
        self._pull = pull
        self._lost = lost
        self._reason = ""
        self._over = False
        self._pulls = 0
        self._pulled_at = 0.0
        self._closing = threading.Event()
        self._device = _start(name, self._feed())
        self._watchdog = threading.Thread(target=self._watch, name="coach-miniaudio", daemon=True)
        self._watchdog.start()

    @property
    def latency(self) -> Ms:
        since = (time.monotonic() - self._pulled_at) * 1000
        return Ms(max(0, round(_PERIOD * _PERIODS - since)))

    def close(self) -> None:
        self._over = True
        self._closing.set()
        if threading.current_thread() is not self._watchdog:
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

    def _watch(self) -> None:
        idle, seen = 0, 0
        while not self._reason and not self._closing.wait(_LOOK):
            idle, seen = (0 if self._pulls != seen else idle + 1), self._pulls
            if self._over and not self._reason:
                continue
            if idle >= (_PATIENCE if seen > _UNDER_WAY else _PATIENCE_AT_FIRST):
                self._reason = "the sound device is gone, or has stopped taking sound"
        if self._reason and not self._closing.is_set():
            self._over = True
            self._lost(self._reason)
        _release(self._device)


def list_devices() -> list[str]:
    """Return the names of the devices there are; raises SpeakerError when there are none."""
    import miniaudio

    hush_alsa()
    try:
        found = miniaudio.Devices(_backends()).get_playbacks()
    except miniaudio.MiniaudioError as error:
        raise _no_device() from error
    if not found:
        raise _no_device()
    return [device["name"] for device in found]


def _start(name: str | None, feed: Generator[bytes, int, None]) -> miniaudio.PlaybackDevice:
    import miniaudio

    hush_alsa()
    next(feed)  # to where it waits for the first count
    try:
        device = miniaudio.PlaybackDevice(
            output_format=miniaudio.SampleFormat.SIGNED16,
            nchannels=1,
            sample_rate=RATE,
            buffersize_msec=_PERIOD,
            callback_periods=_PERIODS,
            device_id=_device_id(name) if name else None,
            backends=_backends(),
            app_name="coach",
        )
    except miniaudio.MiniaudioError as error:
        raise _no_device() from error
    try:
        device.start(feed)
    except miniaudio.MiniaudioError as error:
        _release(device)
        raise _no_device() from error
    return device


def _device_id(name: str) -> object:
    """Return miniaudio's own id of the device that is called, or alone begins, like this."""
    import miniaudio

    found = {device["name"]: device["id"] for device in miniaudio.Devices(_backends()).get_playbacks()}
    if not found:
        raise _no_device()
    matches = [each for each in found if each == name] or [
        each for each in found if each.lower().startswith(name.lower())
    ]
    if len(matches) == 1:
        return found[matches[0]]
    near = matches or difflib.get_close_matches(name[:60], found, n=3, cutoff=0.4)
    guess = f"did you mean {' or '.join(map(shown, near))}? " if near else ""
    raise NotFoundError(
        f"there is no sound device {shown(name)}", hint=f"{guess}'coach speakers' lists them all"
    )


def _backends() -> list[miniaudio.Backend]:
    """Return what may be played through, the best first: all that make a sound."""
    import miniaudio

    silent = (miniaudio.Backend.NULL, miniaudio.Backend.CUSTOM)
    enabled = miniaudio.get_enabled_backends()
    return [backend for backend in miniaudio.Backend if backend in enabled and backend not in silent]


def _release(device: miniaudio.PlaybackDevice) -> None:
    import miniaudio

    device.close()
    miniaudio.lib.ma_context_uninit(device._context)


def _no_device() -> SpeakerError:
    return SpeakerError(
        "there is no sound device to play through",
        hint="connect or switch on a speaker, or write a file with 'coach export' or --speaker wav:FILE",
    )
