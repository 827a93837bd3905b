"""MP3 as it is made: PCM goes into ffmpeg while the rest is still being mixed."""

from __future__ import annotations

import contextlib
import queue
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

# Chosen by measuring: 85 s of eSpeak speech and pauses, and the same with a chord and hiss up to 16 kHz added
# ("wide"), mono 44.1 kHz, LAME 3.100. "Noise" is the codec's error under the sound in each of 24 critical
# bands: the level that 95 % of all bands and moments stay under, in dB; "time" is seconds for 10 minutes.
#
#                    speech            wide                       speech            wide
#                  time  noise     time  noise                  time  noise     time  noise
#     64k level 2   2.0   -5.1      4.3   -3.9     96k level 2   2.6  -10.2      5.6   -5.9
#     64k level 7   1.2   -3.8      1.3   -3.2     96k level 5   1.8  -10.7      3.9   -6.2
#     80k level 7   1.3   -7.5      1.4   -6.0     96k level 7   1.3  -10.9      1.3   -8.5
#    128k level 2   3.1  -12.1      6.1   -5.9    128k level 7   1.4  -16.9      1.5  -13.1
#
# At 64k the lower levels' noise shaping is worth its time; from 96k there are bits enough to do without, and
# level 7 is both the quickest and the cleanest (8 and 9 are the same). 96k is 0.7 MB a minute, and a mono
# channel has in it what stereo has at 192k.
_BITRATE = "96000"
_COMPRESSION_LEVEL = "7"

# LAME takes 5 % off the amplitude of everything below 192k, to spare decoders that clip (measured: -0.45 dB for
# a sine). Given back in floating point, before LAME, a track is as loud as its rehearsal. Costs no time.
_MAKE_UP = "volume=1/0.95:precision=float"

MP3_OPTIONS = (
    *("-codec:a", "libmp3lame", "-b:a", _BITRATE, "-compression_level", _COMPRESSION_LEVEL, "-af", _MAKE_UP),
    *("-id3v2_version", "3", "-write_xing", "1"),
    *("-fflags", "+bitexact", "-flags:a", "+bitexact"),  # no version or date: equal sound, equal file
)
"""What ffmpeg is told about every MP3."""

_AHEAD = 2
_PATIENCE = 0.2
"""Seconds to wait at a time: on Windows a Ctrl-C is noticed only between two waits."""

_LAST_WORDS = 2.0
"""Seconds for an ffmpeg that has closed its ears to say why."""


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

    def __init__(self, path: Path, *, tags: Mapping[str, str] | None = None) -> None:
        """Take the file to make; nothing is touched before the ``with`` block is entered.

        ``tags`` are ID3 frames by the names ffmpeg gives them: title, artist, album, genre, date, comment, ….
        """
        self._path = path
        self._tags = dict(tags or {})
        self._file = PartFile(path)
        self._said: list[str] = []
        self._waiting: queue.Queue[bytes | None] = queue.Queue(_AHEAD)
        self._broken = False

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
        self._feeder = threading.Thread(target=self._feed, name="encoder", daemon=True)
        self._feeder.start()
        return self

    def write(self, samples: Samples) -> None:
        """Encode more sound.

        Returns at once while no more than ``_AHEAD`` writes wait for ffmpeg, so that the next sound is mixed
        meanwhile. Raises MediaError, with ffmpeg's reason, when it has stopped.
        """
        self._hand_over(samples.astype("<i2", copy=False).tobytes())

    def commit(self) -> None:
        """Finish the file and put it in place; MediaError, with the target as it was, when that fails."""
        self._hand_over(None)
        while self._feeder.is_alive():
            self._feeder.join(_PATIENCE)
        if self._broken or self._process.wait():
            raise self._failed()
        self._file.commit()

    def _hand_over(self, data: bytes | None) -> None:
        while not self._broken:
            with contextlib.suppress(queue.Full):
                self._waiting.put(data, timeout=_PATIENCE)
                return
        raise self._failed()

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
            self._file.__exit__(kind, error, where)

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
        self._listener.join()

    def _failed(self) -> MediaError:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_LAST_WORDS)
        self._stop()
        reason = last_line("\n".join(self._said)) or ended(self._process)
        reason = reason.replace(str(self._file.part), self._path.name)
        hint = "check the free space and try again"
        return MediaError(f"could not be encoded: {reason}", where=str(self._path), hint=hint)

    def _arguments(self) -> list[str]:
        tags = [part for key, value in self._tags.items() for part in ("-metadata", f"{key}={value}")]
        pcm = ("-f", "s16le", "-ar", str(RATE), "-ac", "1")
        return [
            *("-loglevel", "error", "-y", *pcm, "-i", "pipe:0"),
            *(*MP3_OPTIONS, *tags, "-f", "mp3", str(self._file.part)),
        ]


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None  # noqa: S101 (both are asked for above)
    return stream
