"""The file an engine wrote, read back."""

from __future__ import annotations

import io
import struct
import wave

import numpy as np

from coach.errors import MediaError
from coach.voice.api import Recording

LONGEST_READ = 120
"""Seconds of a foreign file that are read."""

LOWEST_RATE, HIGHEST_RATE = 4_000, 192_000


def read_recording(data: bytes) -> Recording:
    """Read a WAV file, or whatever else an engine writes: macOS writes AIFF under any name.

    Raises MediaError for a file that is no audio, is cut short or holds no sound at all.
    """
    recording = _read_wav(data) or _read_any(data)
    if not recording.samples.any():
        raise MediaError("the recording is empty")
    return recording


def read_foreign(data: bytes) -> Recording:
    """Read whatever a program may write: any kind of file, rate, number of channels and width of sample.

    Raises MediaError for what is no audio, holds no sound or has a rate that no speech has. Of a longer
    recording only the first two minutes are returned: more than any sentence may last.
    """
    from coach.sound.codec import read_audio

    samples, rate = read_audio(_measured(data), seconds=LONGEST_READ)
    if not LOWEST_RATE <= rate <= HIGHEST_RATE:
        raise MediaError(f"the recording has {rate} samples a second")
    samples = samples[: LONGEST_READ * rate]
    if not samples.any():
        raise MediaError("the recording is empty")
    return Recording(samples, rate)


def _measured(data: bytes) -> bytes:
    """Return a WAV file that says how long it is: written to a pipe, some say 0."""
    position = 12
    while data[:4] == b"RIFF" and position + 8 < len(data):
        kind, size = struct.unpack_from("<4sI", data, position)
        position += 8
        if kind == b"data":
            left = struct.pack("<I", len(data) - position)
            return data if size else data[: position - 4] + left + data[position:]
        position += size + size % 2
    return data


def _read_wav(data: bytes) -> Recording | None:
    try:
        with wave.open(io.BytesIO(data)) as file:
            count, rate = file.getnframes(), file.getframerate()
            if file.getsampwidth() != 2 or file.getnchannels() != 1:
                return None
            frames = file.readframes(count)
    except (wave.Error, EOFError):
        return None
    if len(frames) < 2 * count:
        raise MediaError("the recording is cut short")
    return Recording(np.frombuffer(frames, "<i2").astype(np.int16), rate)


def _read_any(data: bytes) -> Recording:
    from coach.sound.codec import read_audio  # pydub and ffmpeg: on Linux and Windows never needed

    return Recording(*read_audio(data))
