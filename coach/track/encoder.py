"""Tracks as they are made: PCM goes into ffmpeg while the rest is still being mixed."""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import threading
import time
from typing import IO, TYPE_CHECKING, Self

from coach.errors import MediaError
from coach.files import PartFile
from coach.sound.ffmpeg import drain, ended, last_line, start_ffmpeg
from coach.sound.pcm import RATE, Samples
from coach.track.formats.mp3 import MP3
from coach.track.tags import NO_TAGS, Tags

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

    from coach.track.formats.format import Format

_AHEAD = 2
_PATIENCE = 0.2
"""Seconds to wait at a time: on Windows a Ctrl-C is noticed only between two waits."""

_LEAST_BYTES = 40
"""Bytes a second that every codec writes, even for silence."""

_STUCK = 60.0
"""Seconds after which an ffmpeg that takes nothing, or does not end, is given up."""

_LAST_WORDS = 2.0
"""Seconds for an ffmpeg that has closed its ears to say why."""


class Encoder:
    """A context manager that encodes what is written to it; ``commit()`` puts the finished file in place.

    pydub's own ``export`` wants the whole track in memory, empties the target before it starts and leaves
    temporary files behind when it fails. This one streams: encoding overlaps with mixing, memory stays flat
    however long the track, and the target is replaced by a whole file or stays what it was.

        with Encoder(path, M4A) as encoder:
            for samples in steps:
                encoder.write(samples)
            encoder.finish(Tags({"title": "After the run"}))
            encoder.commit()

    The bitrate of an MP3 is constant, as phones seek by it; every format says how much padding its encoder
    added, so the track lasts as long as what was written; equal input and equal tags give equal files.
    """

    def __init__(self, path: Path, form: Format = MP3, *, kbit: int | None = None, channels: int = 1) -> None:
        """Take the file to make; nothing is touched before the ``with`` block is entered.

        ``kbit`` is the bitrate in kbit/s, None for the format's usual one.
        """
        self._path = path
        self._form = form
        self._sound = form.arguments(channels, kbit)
        self._channels = channels
        self._bare = PartFile(path)
        self._file = PartFile(path)
        self._samples = 0
        self._ended = self._finished = False
        self._said: list[str] = []
        self._waiting: queue.Queue[bytes | None] = queue.Queue(_AHEAD)
        self._broken = False

    def __enter__(self) -> Self:
        """Start the encoder; raises MediaError when there is no ffmpeg or the target cannot be written."""
        with contextlib.ExitStack() as files:
            files.enter_context(self._file)
            files.enter_context(self._bare)
            self._process = start_ffmpeg(*self._arguments(), stdin=subprocess.PIPE, encoder=self._form.codec)
            self._files = files.pop_all()
        # Its words are read as they come: ffmpeg, stuck on a full stderr, would stop reading its stdin.
        self._listener = threading.Thread(target=drain, args=(_pipe(self._process.stderr), self._said))
        self._listener.daemon = True
        self._listener.start()
        self._feeder = threading.Thread(target=self._feed, name="encoder", daemon=True)
        self._feeder.start()
        return self

    def write(self, samples: Samples) -> None:
        """Encode more sound, of shape (n,) or (n, channels).

        Returns at once while no more than ``_AHEAD`` writes wait for ffmpeg, so that the next sound is mixed
        meanwhile. Raises MediaError, with ffmpeg's reason, when it has stopped.
        """
        self._samples += len(samples)
        self._hand_over(samples.astype("<i2", copy=False).tobytes())

    def end(self) -> None:
        """Say that there is no more; returns while the rest is still being encoded."""
        if not self._ended:
            self._hand_over(None)
            self._ended = True

    def finish(self, tags: Tags = NO_TAGS) -> None:
        """Encode the rest and add what the file is to say of itself; it is not in its place yet.

        Raises MediaError, with the target as it was, when that fails.
        """
        self.end()
        self._wait_for(lambda: not self._feeder.is_alive())
        self._wait_for(lambda: self._process.poll() is not None)
        if self._broken or self._process.returncode:
            raise self._failed()
        self._look()
        try:
            self._form.embed(self._bare.part, self._file.part, tags, self._samples)
        except OSError as error:
            raise self._file.trouble(error) from error
        except MediaError as error:
            raise self._explained(error.what) from error
        self._finished = True

    def _look(self) -> None:
        """Look at what ffmpeg made, before it replaces anything: raises MediaError if it cannot be this sound."""
        least = self._samples * _LEAST_BYTES // RATE
        with self._bare.part.open("rb") as file:
            file.seek(self._form.head_at)
            head = file.read(4)
            size = file.seek(0, os.SEEK_END)
        if size < least or not head.startswith(self._form.heads):
            raise self._explained(
                f"ffmpeg made {size} bytes that are no {self._form.name} file of this length"
            )

    def settle(self) -> None:
        """Have the finished file safely on the disk; raises MediaError when that cannot be done."""
        self._file.settle()

    def commit(self) -> None:
        """Put the file in place, finished first if need be; MediaError, with the target as it was, if not."""
        if not self._finished:
            self.finish()
        self._file.commit()

    def _hand_over(self, data: bytes | None) -> None:
        waited = time.monotonic()
        while not self._broken:
            with contextlib.suppress(queue.Full):
                self._waiting.put(data, timeout=_PATIENCE)
                return
            self._give_up(waited)
        raise self._failed()

    def _wait_for(self, done: Callable[[], bool]) -> None:
        """Wait until ``done`` holds, giving up an ffmpeg that grows its file no more; MediaError then."""
        waited, size = time.monotonic(), -1
        while not done():
            time.sleep(_PATIENCE / 20)
            grown = self._bare.part.stat().st_size
            if grown != size:
                waited, size = time.monotonic(), grown
            self._give_up(waited)

    def _give_up(self, since: float) -> None:
        """Raise MediaError once ffmpeg has been stuck for too long."""
        if time.monotonic() - since > _STUCK:
            self._stop()
            raise self._explained(f"ffmpeg has done nothing for {_STUCK:.0f} s")

    def _feed(self) -> None:
        """Write what is waiting into ffmpeg, in a thread of its own, until there is no more."""
        pipe = _pipe(self._process.stdin)
        try:
            while (data := self._waiting.get()) is not None:
                pipe.write(data)
            pipe.close()
        except (OSError, ValueError):  # it died; or it did before, and the pipe is closed
            self._broken = True

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        try:
            self._stop()
        finally:
            self._files.__exit__(kind, error, where)

    def _stop(self) -> None:
        """End ffmpeg if it still runs, and the threads that talk to it."""
        self._process.kill()
        self._process.wait()
        while self._feeder.is_alive():  # what was still to be written is of no use to anyone
            with contextlib.suppress(queue.Empty):
                self._waiting.get_nowait()
            with contextlib.suppress(queue.Full):
                self._waiting.put_nowait(None)
            self._feeder.join(0.01)
        with contextlib.suppress(OSError):
            _pipe(self._process.stdin).close()
        self._listener.join(_LAST_WORDS)  # a child of ffmpeg may hold its stderr open

    def _failed(self) -> MediaError:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_LAST_WORDS)
        self._stop()
        return self._explained(last_line("\n".join(self._said)) or ended(self._process))

    def _explained(self, reason: str) -> MediaError:
        for part in (self._bare.part, self._file.part):
            reason = reason.replace(f"file:{part}", self._path.name).replace(str(part), self._path.name)
        hint = "check the free space and try again"
        return MediaError(f"could not be encoded: {reason}", where=str(self._path), hint=hint)

    def _arguments(self) -> list[str]:
        pcm = ("-f", "s16le", "-ar", str(RATE), "-ac", str(self._channels))
        return [
            *("-loglevel", "error", "-y", *pcm, "-i", "pipe:0"),
            *(*self._sound, "-f", self._form.muxer, f"file:{self._bare.part}"),
        ]


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None  # noqa: S101 (both are asked for above)
    return stream
