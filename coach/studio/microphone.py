"""The microphone, open for a whole session of recording: what it hears counts between ``begin`` and ``end``."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Self

import numpy as np

from coach.errors import MediaError
from coach.live.speakers.miniaudio_device import release, start_microphone
from coach.sound.pcm import RATE
from coach.voice.api import Recording

if TYPE_CHECKING:
    from collections.abc import Generator
    from types import TracebackType

    import miniaudio

LONGEST = 60
"""Seconds of a take; what comes later is not kept."""

_PERIOD = 30
_HINT = "connect or switch on a microphone, and let this terminal use it; or record elsewhere, and use --from"


class Microphone:
    """A context manager; raises MediaError when there is none."""

    def __init__(self) -> None:
        self._lock = threading.Lock()  # the device has a thread of its own
        self._take: bytearray | None = None
        self._heard = threading.Event()
        self._device: miniaudio.CaptureDevice | None = None

    def __enter__(self) -> Self:
        try:
            self._device = start_microphone(RATE, _PERIOD, self._feed())
        except MediaError as error:
            raise MediaError(error.what, hint=_HINT) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        if self._device:
            release(self._device)

    def begin(self) -> None:
        """Begin a take; raises MediaError when the microphone gives nothing at all."""
        self._heard.clear()
        if not self._heard.wait(5):
            raise MediaError("the microphone is gone", hint=_HINT)
        with self._lock:
            self._take = bytearray()

    def end(self) -> Recording:
        """What was heard since ``begin``."""
        with self._lock:
            data, self._take = bytes(self._take or b""), None
        return Recording(np.frombuffer(data[: len(data) // 2 * 2], "<i2").astype(np.int16), RATE)

    def _feed(self) -> Generator[None, bytearray, None]:
        while True:
            block = yield
            with self._lock:
                if self._take is not None and len(self._take) < LONGEST * RATE * 2:
                    self._take += block
            self._heard.set()
