"""The file an engine wrote, read back."""

from __future__ import annotations

import io
import wave

import numpy as np

from coach.errors import MediaError
from coach.voice.api import Recording


def read_recording(data: bytes) -> Recording:
    """Read a WAV file, or whatever else an engine writes: macOS writes AIFF under any name.

    Raises MediaError for a file that is no audio, is cut short or holds no sound at all.
    """
    recording = _read_wav(data) or _read_any(data)
    if not recording.samples.any():
        raise MediaError("the recording is empty")
    return recording


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
    from coach.media.codec import read_audio  # pydub and ffmpeg: on Linux and Windows never needed

    return Recording(*read_audio(data))
