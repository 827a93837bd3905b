"""The one door to pydub, and through it to ffmpeg.

pydub is imported when first needed, and quietly: it warns when there is no ffmpeg on PATH, though it is told
here where to find one. It asks ffprobe about every file that is no WAV, which imageio-ffmpeg does not bring;
``from_file_using_temporary_files`` is its way without.
"""

from __future__ import annotations

import io
import re
import sys
import tempfile
import threading
import traceback
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from coach.errors import MediaError
from coach.files import PartFile, read_bytes
from coach.sound.ffmpeg import ffmpeg_path, last_line
from coach.sound.pcm import RATE, Samples, to_mono
from coach.sound.short_streams import decoded, flac

if TYPE_CHECKING:
    from pydub import AudioSegment

_MP3 = ["-codec:a", "libmp3lame", "-b:a", "96k", "-compression_level", "7"]

LARGEST = 1 << 30
"""Bytes of a sound file that are read at most."""

_IMPORTING = threading.Lock()  # warnings are silenced for the whole process: one thread at a time


def read_audio(source: bytes | Path, seconds: int | None = None) -> tuple[Samples, int]:
    """Return an audio file's sound, its channels mixed into one, and its rate in samples a second.

    WAV and, where ``seconds`` are given, plain FLAC are read without ffmpeg; anything else is read with it. Of all
    but WAV, no more than ``seconds`` are read: a small file may hold days of silence. (ffmpeg then adds up to a
    millisecond of silence at the end: pydub cuts so.)

    Raises MediaError, with ffmpeg's reason, when the file is missing or is no audio.
    """
    where = "" if isinstance(source, bytes) else str(source)
    try:
        data = source if isinstance(source, bytes) else read_bytes(source, LARGEST)
    except OSError as error:
        raise MediaError(f"cannot be read ({error.strerror})", where=where, hint="check the path") from error
    if seconds and data[:4] == b"fLaC" and (found := decoded(data, seconds)):
        return found
    sound = _read_wav(data)
    if sound is None:
        sound = _read_any(data, where, seconds)
    whole = len(sound.raw_data) // sound.frame_width * sound.frame_width  # a file may end within a frame
    pcm = np.frombuffer(sound.raw_data[:whole], dtype=f"<i{sound.sample_width}")
    if sound.sample_width != 2:
        pcm = np.clip(pcm * 2.0 ** (16 - 8 * sound.sample_width), -32768, 32767)
    return to_mono(pcm.astype(np.int16, copy=False).reshape(-1, sound.channels)), sound.frame_rate


def segment(samples: Samples, channels: int = 1) -> AudioSegment:
    """Return the samples, of shape (n,) or (n, channels), as pydub knows sound."""
    data = samples.astype("<i2", copy=False).tobytes()
    return _pydub()(data=data, sample_width=2, frame_rate=RATE, channels=channels)


def write_audio(path: Path, samples: Samples) -> None:
    """Write a short sound as WAV, FLAC or MP3, by the path's suffix; for tracks there is Encoder.

    The target is replaced by a whole file or left as it was. Raises MediaError when the suffix is none of these or
    the file cannot be written.
    """
    kind = path.suffix.lower().lstrip(".")
    if kind not in ("wav", "flac", "mp3"):
        raise MediaError(f"cannot write {kind or 'nameless'} files", where=str(path), hint="use .mp3 or .wav")
    sound = segment(samples)
    if kind == "mp3":
        sound.converter = str(ffmpeg_path())
    with PartFile(path) as file:
        if kind == "flac":
            _write(flac(samples, RATE), file)
        else:
            _export(sound, kind, file)
        file.commit()


def _pydub() -> type[AudioSegment]:
    with _IMPORTING:
        if "pydub" not in sys.modules:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                import pydub  # noqa: F401
    from pydub import AudioSegment

    made: type[AudioSegment] = AudioSegment
    return made


def _read_wav(data: bytes) -> AudioSegment | None:
    """Read the WAV files that pydub reads well: whole numbers of 8, 16 or 32 bits. The rest is for ffmpeg.

    pydub takes the floats of an "extensible" WAV for whole numbers, and 24 bits cost it seconds a minute.
    """
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        return None
    sound = _pydub()
    from pydub.audio_segment import extract_wav_headers

    for chunk in extract_wav_headers(data):
        if chunk.id == b"fmt ":
            form = data[chunk.position + 8 : chunk.position + 8 + chunk.size]
            kind = form[24:26] if form[:2] == b"\xfe\xff" else form[:2]
            if kind == b"\x01\x00" and form[14:16] in (b"\x08\x00", b"\x10\x00", b"\x20\x00"):
                try:
                    return sound.from_wav(io.BytesIO(data))
                except Exception:  # pydub has no error of its own for most of what can be wrong
                    return None
    return None


def _write(data: bytes, file: PartFile) -> None:
    try:
        file.part.write_bytes(data)
    except OSError as error:
        raise file.trouble(error) from error


def _export(sound: AudioSegment, kind: str, file: PartFile) -> None:
    from pydub.exceptions import CouldntEncodeError

    try:
        with file.part.open("wb+") as out:
            sound.export(out, format=kind, parameters=_MP3 if kind == "mp3" else None)
    except OSError as error:
        _sweep(error)
        raise file.trouble(error) from error
    except CouldntEncodeError as error:
        _sweep(error)
        reason, hint = last_line(str(error)), "check the free space and try again"
        raise MediaError(f"could not be encoded: {reason}", where=str(file.target), hint=hint) from error
    except BaseException as error:
        _sweep(error)
        raise


def _read_any(data: bytes, where: str, seconds: int | None) -> AudioSegment:
    sound = _pydub()
    from pydub.exceptions import CouldntDecodeError

    sound.converter = str(ffmpeg_path())
    try:
        return sound.from_file_using_temporary_files(io.BytesIO(data), duration=seconds)
    except CouldntDecodeError as error:
        reason = re.sub(r"\S*tmp\S*: ", "", last_line(str(error)))
        raise MediaError(reason, where=where, hint="check that it is an audio file") from error
    except OSError as error:  # in the folder for temporary files, or starting ffmpeg
        _sweep(error)
        hint = f"check the free space in {tempfile.gettempdir()}"
        raise MediaError(f"cannot be decoded ({error.strerror})", where=where, hint=hint) from error
    except BaseException as error:
        _sweep(error)
        raise


def _sweep(error: BaseException) -> None:
    """Remove the temporary files that pydub forgets when it is interrupted: the trace knows their names."""
    for frame, _ in traceback.walk_tb(error.__traceback__):
        for name in ("data", "output", "input_file"):
            leaked: Any = frame.f_locals.get(name)
            if frame.f_globals.get("__name__") == "pydub.audio_segment" and hasattr(leaked, "name"):
                leaked.close()
                Path(leaked.name).unlink(missing_ok=True)
