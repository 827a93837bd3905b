"""What a finished track sounds like from outside: decoded by ffmpeg, measured with nothing of the coach's."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import imageio_ffmpeg
import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

RATE = 44_100
FFMPEG: str = shutil.which("ffmpeg") or imageio_ffmpeg.get_ffmpeg_exe()
FFPROBE = shutil.which("ffprobe")

HEARD = -55.0
"""dBFS within a few milliseconds: 40 dB below a voice at -19 LUFS, about where a quiet room swallows it."""

SPOKEN = -24.0
"""dBFS that a voice passes in every word and a gentle tone never reaches."""

NEARBY = 120
"""Milliseconds before and after a sentence in which there must be silence for its edges to be heard as such."""

_BITRATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)

Sound = npt.NDArray[np.int16]
Levels = npt.NDArray[np.float64]
Span = tuple[int, int]


def decode(path: Path) -> Sound:
    """Return the sound of a file, which has to be flawless, in 16 bits; of two channels, their mean."""
    command = [FFMPEG, "-v", "error", "-xerror", "-i", str(path), "-ac", "1", "-f", "s16le", "-"]
    heard = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=True)
    assert heard.stderr == b""
    return np.frombuffer(heard.stdout, "<i2")


def levels(sound: Sound) -> Levels:
    """Return the level at each millisecond in dBFS: the sound's power about its mean in the 5 ms around."""
    blocks = np.arange(len(sound) * 1000 // RATE) * RATE // 1000
    wave = sound.astype(np.float32) / 32768
    sums, squares = (np.add.reduceat(part, blocks, dtype=np.float64) for part in (wave, wave * wave))
    around = np.ones(5) * 1000 / RATE / 5
    mean, power = (np.convolve(part, around, mode="same") for part in (sums, squares))
    return np.asarray(10 * np.log10(np.maximum(power - mean * mean, 1e-12)), np.float64)


def heard_between(level: Levels, start: int, end: int, softer: float = 0.0) -> Span | None:
    """Return when sound begins and ends around a stretch of time; None where there is none.

    ``softer`` is how many dB below the others it is said, and so listened for.
    """
    first = max(0, start - NEARBY)
    loud = np.flatnonzero(level[first : end + NEARBY] > HEARD - softer)
    return (first + int(loud[0]), first + int(loud[-1]) + 1) if len(loud) else None


def without(level: Levels, spans: Iterable[Span], margin: int) -> Levels:
    """Return the levels with silence in place of these stretches of time, and ``margin`` ms around them."""
    rest = level.copy()
    for start, end in spans:
        rest[max(0, start - margin) : end + margin] = -np.inf
    return rest


def runs(level: Levels, bridge: int) -> list[Span]:
    """Return each stretch that is heard; pauses of less than ``bridge`` ms do not divide it."""
    loud = np.flatnonzero(level > HEARD)
    if not len(loud):
        return []
    breaks = np.flatnonzero(np.diff(loud) > bridge)
    starts, ends = loud[np.concatenate(([0], breaks + 1))], loud[np.concatenate((breaks, [-1]))]
    return [(int(start), int(end) + 1) for start, end in zip(starts, ends, strict=True)]


def likeness(one: Sound, other: Sound) -> tuple[float, float]:
    """Return how alike two sounds are (1: the same) where they match best, and how many ms apart that is."""
    size = 1 << (len(one) + len(other)).bit_length()
    one_wave, other_wave = one.astype(np.float64), other.astype(np.float64)
    product = np.fft.rfft(one_wave, size) * np.conj(np.fft.rfft(other_wave, size))
    match = np.fft.irfft(product, size)
    place = int(np.argmax(match))
    shift = place if place < size // 2 else place - size
    power = float(np.sqrt(np.sum(one_wave**2) * np.sum(other_wave**2)))
    return float(match[place]) / power, shift * 1000 / RATE


def loudness(path: Path) -> tuple[float, float]:
    """Return the loudness of a file in LUFS and its true peak in dBTP, as ffmpeg's ebur128 reads it."""
    said = _ebur128(f"file:{path}", "peak=true:framelog=verbose")
    said = said[said.rindex("Summary:") :]
    return _number(r"I:\s*(\S+) LUFS", said), _number(r"Peak:\s*(\S+) dBFS", said)


def momentary(sound: Sound) -> Levels:
    """Return the loudness in LUFS of the last 400 ms at each tenth of a second, as ffmpeg's ebur128 reads it."""
    said = _ebur128("-", "framelog=info", sound, "-f", "s16le", "-ar", str(RATE), "-ac", "1")
    # Some versions' running sums fall a hair below nothing when all is silent, and give "nan".
    return np.nan_to_num([float(value) for value in re.findall(r"\bM:\s*(\S+)", said)], nan=-np.inf)


def tags(path: Path) -> dict[str, str]:
    """Return a file's tags as ffmpeg reads them."""
    command = [FFMPEG, "-v", "error", "-i", str(path), "-f", "ffmetadata", "-"]
    told = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=True).stdout.decode()
    whole = re.split(r"^\[(?:CHAPTER|STREAM)\]$", told, flags=re.MULTILINE)[0]
    pairs = re.findall(r"^((?:[^=;#\\\n]|\\.)+)=((?:[^\\\n]|\\[\s\S])*)$", whole, re.MULTILINE)
    return {key.lower(): re.sub(r"\\([\s\S])", r"\1", value) for key, value in pairs}


def frames(path: Path) -> list[Mapping[str, int]]:
    """Return what the header of each MPEG-1 layer III frame says; behind the ID3 tag is nothing else."""
    data = path.read_bytes()
    assert data[:3] == b"ID3"
    size = 0
    for byte in data[6:10]:
        size = size << 7 | byte
    place = 10 + size
    found: list[Mapping[str, int]] = []
    while place < len(data):
        head = data[place : place + 4]
        assert head[0] == 0xFF
        assert head[1] & 0xFE == 0xFA
        rate = (44_100, 48_000, 32_000)[head[2] >> 2 & 3]
        kbit = _BITRATES[head[2] >> 4]
        found.append({"kbit": kbit, "rate": rate, "channels": 1 if head[3] >> 6 == 3 else 2})
        place += 144_000 * kbit // rate + (head[2] >> 1 & 1)
    assert place == len(data)
    return found


def _ebur128(source: str, options: str, sound: Sound | None = None, *form: str) -> str:
    command = [FFMPEG, "-hide_banner", "-nostats", *form, "-i", source]
    command += ["-af", f"ebur128={options}", "-f", "null", "-"]
    given = b"" if sound is None else sound.astype("<i2").tobytes()
    return subprocess.run(command, input=given, capture_output=True, check=True).stderr.decode()


def _number(pattern: str, text: str) -> float:
    found = re.search(pattern, text)
    assert found
    return float(found[1])
