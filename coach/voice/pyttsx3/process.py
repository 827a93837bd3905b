"""The parent's side of a child that speaks: starts it, asks it, gives up on it, tidies up after it."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from coach import children
from coach.files import temporary_folder
from coach.voice.pyttsx3 import child

if TYPE_CHECKING:
    from collections.abc import Sequence

# By path and not by name (-m), so that the child need not import the packages it lies in: 6 ms sooner. -P keeps
# this folder, whose modules have names like "cache", off its sys.path. No -E, -s or -I: pyttsx3 may well be
# installed where PYTHONPATH or the user's own site-packages point to.
COMMAND = (sys.executable, "-P", str(Path(child.__file__).absolute()))

_GRACE = 0.5
"""Seconds a healthy child has to tidy up and end."""


class EngineFault(Exception):  # noqa: N818 (nobody's error: another child gets the work)
    """One child did not do what it was asked; a new one may."""


class EngineProcess:
    """A running child with a temporary folder of its own; one thread at a time may ``ask`` it.

    ``command`` gets the folder as its last argument. Raises EngineFault when it cannot be started at all.
    """

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        self.rate: int | None = None
        """What it was last told to speak at; None before it has its voice."""
        self._too_late = False
        try:
            self._folder = temporary_folder("coach-voice-")
        except OSError as error:
            raise EngineFault(f"there is no temporary folder: {error.strerror}") from error
        self._log = self._folder / "log"
        try:
            with self._log.open("wb") as log:
                self._process = children.start([*command, str(self._folder)], stderr=log, polite=True)
        except BaseException as error:  # an interrupt too: nobody else knows of the folder
            shutil.rmtree(self._folder, ignore_errors=True)
            if not isinstance(error, OSError):
                raise
            raise EngineFault(f"{command[0]} cannot be started: {error.strerror}") from error
        self._requests = cast("BinaryIO", self._process.stdin)
        self._answers = cast("BinaryIO", self._process.stdout)

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def folder(self) -> Path:
        """Its temporary folder, which ``end`` removes."""
        return self._folder

    def ask(self, kind: bytes, payload: bytes, patience: float) -> bytes:
        """Return the answer to a request; raises EngineFault when none comes within ``patience`` seconds.

        After an EngineFault the child is of no more use: ``end`` it.
        """
        # Not every system can read a pipe with a time-out, but killing the child always ends the reading.
        watchdog = threading.Timer(patience, self._give_up)
        watchdog.daemon = True
        watchdog.start()
        try:
            child.send(self._requests, kind, payload)
            outcome, answer = child.receive(self._answers)
        except (OSError, EOFError, ValueError) as error:
            if self._too_late:
                raise EngineFault(f"no answer within {patience:.3g} seconds") from error
            raise EngineFault(self._cause(error)) from error
        finally:
            watchdog.cancel()
        if outcome != child.DONE:
            raise EngineFault(answer.decode(errors="replace"))
        return answer

    def hang_up(self) -> None:
        """Let the child end by itself; returns at once."""
        with contextlib.suppress(OSError):
            self._requests.close()

    def end(self, grace: float = _GRACE) -> None:
        """End the child, the hard way after ``grace`` seconds, and remove its folder. Twice does no harm."""
        self.hang_up()
        children.finish(self._process, grace)
        self._answers.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _give_up(self) -> None:
        self._too_late = True
        self._process.kill()

    def _cause(self, error: Exception) -> str:
        """Say why there was no answer: what the child left in its log, or how it ended."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            code = self._process.wait(_GRACE)
            with contextlib.suppress(OSError):
                if said := self._log.read_text(errors="replace").strip():
                    return said.splitlines()[-1]
            return f"it ended with exit code {code}"
        return str(error)
