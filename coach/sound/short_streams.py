"""The one door to soundfile: FLAC and Opus of the length of a sentence, without starting ffmpeg for each."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.sound.pcm import Samples

_LOWEST, _HIGHEST = 6_000, 256_000
"""What libsndfile's levels of compression, 1 and 0, stand for in Opus: bits a second of one channel."""


def opus(samples: Samples, rate: int, bits_a_second: int) -> bytes:
    """Return the samples as an Ogg Opus stream."""
    import soundfile

    file = io.BytesIO()
    level = 1 - (bits_a_second - _LOWEST) / (_HIGHEST - _LOWEST)
    soundfile.write(file, samples, rate, format="OGG", subtype="OPUS", compression_level=level)
    return file.getvalue()


def flac(samples: Samples, rate: int) -> bytes:
    """Return the samples as a FLAC file."""
    import soundfile

    file = io.BytesIO()
    soundfile.write(file, samples, rate, format="FLAC", subtype="PCM_16")
    return file.getvalue()


def decoded(stream: bytes, seconds: int | None = None) -> tuple[Samples, int] | None:
    """Return what a stream of one channel holds, and its rate; of that no more than so many seconds.

    None where it is not whole, has several channels or wider samples: ffmpeg reads that, or says what is wrong.
    """
    import soundfile

    try:
        with soundfile.SoundFile(io.BytesIO(stream)) as file:
            if file.channels != 1 or file.subtype not in ("PCM_16", "OPUS"):
                return None
            most = file.frames if seconds is None else min(file.frames, seconds * file.samplerate)
            samples: Samples = file.read(most, dtype="int16")
            return (samples, file.samplerate) if len(samples) == most else None
    except RuntimeError:  # what libsndfile says of a bad stream
        return None
