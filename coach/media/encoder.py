"""MP3 as it is made: PCM goes into ffmpeg while the rest is still being mixed."""

from __future__ import annotations

import contextlib
import subprocess
import threading
from typing import IO, TYPE_CHECKING, Self

from coach.errors import MediaError
from coach.media.ffmpeg import drain, ended, last_line, start_ffmpeg
from coach.media.partfile import PartFile
from coach.media.pcm import RATE, Samples

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from types import TracebackType

BITRATE = 96_000
COMPRESSION = 2


class Mp3Encoder:
    """A context manager that encodes what is written to it; ``commit()`` puts the finished file in place.

    pydub's own ``export`` wants the whole track in memory, empties the target before it starts and leaves
    temporary files behind when it fails. This one streams: encoding overlaps with mixing, memory stays flat
    however long the track, and the target is replaced by a whole file or stays what it was.

        with Mp3Encoder(path, tags={"title": "After the run"}) as encoder:
            for samples in steps:
                encoder.write(samples)
            encoder.commit()

    The bitrate is constant, as phones seek by it; the LAME header makes decoders drop the encoder's padding,
    so the MP3 lasts as long as what was written, to the sample; equal input and equal tags give equal files.
    """

    def __init__(
        self,
        path: Path,
        *,
        channels: int = 1,
        tags: Mapping[str, str] | None = None,
        bitrate: int = BITRATE,
    ) -> None:
        """Take the file to make; nothing is touched before the ``with`` block is entered.

        ``channels`` is 1 or 2; ``tags`` are ID3 names as ffmpeg knows them (title, artist, album, genre,
        date, comment, …); ``bitrate`` is in bits a second.
        """
        self._path = path
        self._channels = channels
        self._tags = dict(tags or {})
        self._bitrate = bitrate
        self._file = PartFile(path)
        self._said: list[str] = []

    def __enter__(self) -> Self:
        """Start the encoder; raises MediaError when there is no ffmpeg or the target cannot be written."""
        self._file.__enter__()
        try:
            self._process = start_ffmpeg(*self._arguments(), stdin=subprocess.PIPE)
        except BaseException:
            self._file.__exit__(None, None, None)
            raise
        # Its words are read as they come: ffmpeg, stuck on a full stderr, would stop reading its stdin.
        self._listener = threading.Thread(target=drain, args=(_pipe(self._process.stderr), self._said))
        self._listener.daemon = True
        self._listener.start()
        return self

    def write(self, samples: Samples) -> None:
        """Encode more sound, of shape (n,), or (n, 2) when there are two channels.

        Waits while ffmpeg is busy. Raises MediaError, with ffmpeg's reason, when it has stopped.
        """
        data = samples.astype("<i2", copy=False).tobytes()
        try:
            _pipe(self._process.stdin).write(data)
        except (OSError, ValueError) as error:  # it died; or it did before, and the pipe is closed
            raise self._failed() from error

    def commit(self) -> None:
        """Finish the file and put it in place; MediaError, with the target as it was, when that fails."""
        try:
            _pipe(self._process.stdin).close()
        except OSError as error:
            raise self._failed() from error
        if self._process.wait():
            raise self._failed()
        self._file.commit()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        try:
            self._stop()
        finally:
            self._file.__exit__(kind, error, where)

    def _stop(self) -> None:
        """End ffmpeg if it still runs, and its listener with it."""
        self._process.kill()
        with contextlib.suppress(OSError):  # what was still to be written is of no use to anyone
            _pipe(self._process.stdin).close()
        self._process.wait()
        self._listener.join()
        _pipe(self._process.stdout).close()

    def _failed(self) -> MediaError:
        self._stop()
        reason = last_line("\n".join(self._said)) or ended(self._process)
        reason = reason.replace(str(self._file.part), self._path.name)
        hint = "check the free space and try again"
        return MediaError(f"could not be encoded: {reason}", where=str(self._path), hint=hint)

    def _arguments(self) -> list[str]:
        tags = [part for key, value in self._tags.items() for part in ("-metadata", f"{key}={value}")]
        return [
            *("-loglevel", "error", "-y"),
            *("-f", "s16le", "-ar", str(RATE), "-ac", str(self._channels), "-i", "pipe:0"),
            *("-codec:a", "libmp3lame", "-b:a", str(self._bitrate), "-compression_level", str(COMPRESSION)),
            # No version of the encoder in the file: equal sound gives equal bytes.
            *("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact"),
            *("-id3v2_version", "3", "-write_xing", "1", *tags),
            *("-f", "mp3", str(self._file.part)),
        ]


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None  # noqa: S101 (start_ffmpeg asks for all three)
    return stream
