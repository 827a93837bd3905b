"""A speaker that is a WAV file: exactly the samples that would have been heard."""

from __future__ import annotations

import contextlib
import threading
import wave
from typing import TYPE_CHECKING

from coach.errors import CoachError, MediaError, SpeakerError, printable
from coach.files import PartFile, begins
from coach.sound.pcm import RATE
from coach.units import Ms

if TYPE_CHECKING:
    from pathlib import Path

    from coach.live.api import Lost, Pull

_BLOCK = RATE // 10
"""Samples in one pull: 100 ms."""
_PATIENCE = 2.0
"""Seconds in which ``pull`` must give back what it was asked for before closing gives up on it."""


class WavSpeaker:
    """Pulls as fast as it is given, until the session is over; then ``close`` puts the file in its place.

    The file is there whole or not at all: closed before the session was over, it is not written, and what
    stood there before stays. ``pull`` may take its time here: nobody is listening.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self._part: PartFile | None = None
        self._whole = False
        self._trouble: CoachError | None = None

    @property
    def name(self) -> str:
        """``wav:`` and the path."""
        return f"wav:{self._path}"

    @property
    def live(self) -> bool:
        """False: no one is waiting for the next word."""
        return False

    @property
    def audible(self) -> bool:
        """Whether anybody can hear it now: no."""
        return False

    @property
    def latency(self) -> Ms:
        """Nothing is in hand: what was pulled is written."""
        return Ms(0)

    def open(self, pull: Pull, lost: Lost) -> None:
        """Begin to write; raises MediaError when the file cannot be written there, or another than a WAV is."""
        if self._thread:
            raise SpeakerError(f"the speaker {self.name} is open already", hint="close it first")
        if self._path.is_file() and not begins(self._path, b"RIFF"):
            where = printable(str(self._path))
            raise MediaError("is there already, and no WAV file", where=where, hint="choose another name")
        part = PartFile(self._path)
        part.__enter__()  # until close: PartFile.__exit__ is called there, whatever happens
        self._part, self._whole, self._trouble = part, False, None
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(pull, lost), name="coach-wav", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Put the file in its place if the session is over.

        Raises MediaError, once, when it is over but the file could not be written.
        """
        thread, self._thread = self._thread, None
        part, self._part = self._part, None
        self._closing.set()
        if thread and thread is not threading.current_thread():
            thread.join(_PATIENCE)
        if not part:
            return
        with contextlib.ExitStack() as stack:
            stack.push(part.__exit__)
            if self._trouble:
                raise self._trouble
            if self._whole:
                part.commit()

    def _run(self, pull: Pull, lost: Lost) -> None:
        assert self._part  # noqa: S101 (open has just set it)
        part = self._part
        try:
            with part.part.open("wb") as file, wave.open(file, "wb") as writer:
                writer.setnchannels(1)
                writer.setsampwidth(2)
                writer.setframerate(RATE)
                closing = False
                while not closing:
                    # Who closes may have seen the end before this thread did, so ask once more.
                    closing = self._closing.is_set()
                    samples = pull(_BLOCK)
                    if not len(samples):
                        self._whole = True
                        break
                    writer.writeframesraw(samples.astype("<i2", copy=False).tobytes())
        except OSError as error:
            self._whole, self._trouble = False, part.trouble(error)
            lost(str(self._trouble))
        except Exception as error:
            lost(f"the sound failed: {error!r}")
