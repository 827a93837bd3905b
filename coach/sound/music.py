"""Music of the runner's own under the voice: found, decoded once, levelled, and played one track after another.

Decoded tracks are kept beside the spoken clips, as PCM: they are read as they are needed, so that memory stays
small however long they are.
"""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from coach.errors import MediaError
from coach.files import PartFile
from coach.sound.bed import BLOCK, REFERENCE_LUFS
from coach.sound.ffmpeg import run_ffmpeg
from coach.sound.loudness import momentary
from coach.sound.pcm import RATE, Samples, Wave, to_wave

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Curve = npt.NDArray[np.float32]
    """The gain in dB at each tenth of a second."""

ENDINGS = (
    *("aac", "aif", "aiff", "flac", "m4a", "m4b", "mka", "mp2", "mp3", "mp4", "oga", "ogg", "opus"),
    *("wav", "webm", "wma", "wv"),
)
"""What is taken for music in a folder. A file that is named may be anything that ffmpeg reads."""

LONGEST = 60 * 60
"""Seconds of music that are used: after an hour the first track comes again."""

CROSSFADE = 4 * RATE
"""Samples in which one track goes over into the next; less where one is short."""

_FORMAT = "coach music 1"
_NO_SOUND = "trailing '?' to the map"
"""The end of what ffmpeg says about a file that has no stream of sound."""

_SHORTEST = RATE
_KEPT = 1 << 30
"""Bytes of decoded music kept, three hours; the least recently used goes first."""

_HOP = RATE // 10
_HEARD_LUFS = -60.0
_EVEN = 2.0
"""LU by which passages may be louder than the whole of their track; what is more is turned down, gently."""

_AROUND = 8
"""Tenths of a second ahead of and after a loud passage in which its track is turned down."""

_HIGHEST = 10 ** ((REFERENCE_LUFS + 18) / 20)
"""Peaks are cut off here, 18 dB above the loudness: few sounds have such, and on a voice they would overload."""


@dataclass(frozen=True, slots=True)
class Track:
    """A file as it was when it was decoded; ``pcm`` is where that went."""

    path: str
    size: int
    changed: int
    pcm: Path = field(repr=False, compare=False)

    @property
    def curve(self) -> Path:
        """The file with the gains that level it."""
        return self.pcm.with_suffix(".npy")


@dataclass(frozen=True, slots=True)
class Music:
    """Tracks in their order, all of them read."""

    tracks: tuple[Track, ...]

    def programme(self) -> Programme:
        """Return the music as an endless source."""
        return Programme(self.tracks)


def open_music(path: Path, cache: Path, progress: Callable[[str], None] | None = None) -> Music:
    """Find and decode a file, or the files of a folder by name, keeping the result in ``cache``.

    ``progress`` is told the name of each file that has to be decoded. Raises MediaError about the first that is
    missing, empty, silent, protected, or no music at all.
    """
    folder, left = cache / "music", float(LONGEST)
    tracks: list[Track] = []
    for file in _files(path):
        if left < 1:
            break
        track = _identify(file, folder, left)
        if not _whole(track):
            if progress:
                progress(file.name)
            _decode(file, track, left)
        left -= track.pcm.stat().st_size / 2 / RATE
        tracks.append(track)
    _tidy(folder, {track.pcm for track in tracks})
    return Music(tuple(tracks))


class Programme:
    """One track after the other, the first again after the last, each fading into the next."""

    def __init__(self, tracks: tuple[Track, ...]) -> None:
        self._tracks = tracks

    def block(self, number: int) -> Wave:
        """Return samples ``number * BLOCK`` and on, BLOCK of them."""
        first, (_, _, starts, period) = number * BLOCK, self._plan
        sound: Wave = np.zeros(BLOCK, np.float32)
        for turn in range(max(0, first // period - 1), (first + BLOCK) // period + 1):
            for place, start in enumerate(starts):
                self._add(sound, place, turn * period + start - first)
        np.clip(sound, -_HIGHEST, _HIGHEST, out=sound)
        return sound

    @cached_property
    def _plan(self) -> tuple[list[Samples], list[Curve], list[int], int]:
        """The sound and gains of each track, where it starts, and after how many samples the first comes again."""
        sounds: list[Samples] = [np.memmap(track.pcm, "<i2", "r") for track in self._tracks]
        curves = [np.load(track.curve) for track in self._tracks]
        steps = [len(sound) - self._fade_of(sounds) for sound in sounds]
        starts = np.cumsum([0, *steps]).tolist()
        return sounds, curves, starts[:-1], starts[-1]

    @staticmethod
    def _fade_of(sounds: list[Samples]) -> int:
        return min(CROSSFADE, min(map(len, sounds)) // 4)

    def _add(self, block: Wave, place: int, start: int) -> None:
        """Add what a block has of a track that starts so many samples after the block does."""
        sounds, curves, _, _ = self._plan
        sound, fade = sounds[place], self._fade_of(sounds)
        begin, end = max(0, start), min(len(block), start + len(sound))
        if begin >= end:
            return
        inside = np.arange(begin - start, end - start)
        middles = np.arange(len(curves[place])) * _HOP + 2 * _HOP
        gain = 10 ** (np.interp(inside, middles, curves[place]) / 20)
        edge = np.minimum(inside, len(sound) - 1 - inside) / fade
        if edge.min() < 1:
            gain *= np.sin(np.pi / 2 * np.minimum(edge, 1))
        block[begin:end] += to_wave(sound[begin - start : end - start]) * gain.astype(np.float32)


def _files(path: Path) -> list[Path]:
    """Return the files to play, in order."""
    try:
        if not path.is_dir():
            return [path]
        found = [
            file
            for file in path.iterdir()
            if file.suffix.lower().lstrip(".") in ENDINGS and not file.name.startswith(".") and file.is_file()
        ]
    except OSError as fault:
        raise _trouble(f"cannot be read ({fault.strerror})", path, "choose another file or folder") from fault
    if not found:
        raise _trouble("there is no music in this folder", path, f"it takes files in {', '.join(ENDINGS)}")
    return sorted(found, key=lambda file: (file.name.casefold(), file.name))


def _identify(file: Path, folder: Path, most: float) -> Track:
    """Look at a file from outside, and name what it will be decoded to."""
    try:
        status = file.stat()
        if not file.is_file():
            raise _trouble("is not a file", file, "give a music file, or a folder of them")
        with file.open("rb"):
            pass
    except FileNotFoundError:
        raise _trouble("there is no such file or folder", file, "check the path given to --music") from None
    except (OSError, ValueError) as fault:
        reason = getattr(fault, "strerror", None) or fault
        raise _trouble(f"cannot be read ({reason})", file, "check its permissions") from fault
    if not status.st_size:
        raise _trouble("is empty", file, "choose a file with music in it")
    path = str(file.resolve())
    parts = (_FORMAT, path, str(status.st_size), str(status.st_mtime_ns), f"{most:.0f}")
    key = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
    return Track(path, status.st_size, status.st_mtime_ns, folder / f"{key}.pcm")


def _whole(track: Track) -> bool:
    """Whether a track has been decoded and levelled."""
    with contextlib.suppress(OSError, ValueError, EOFError):
        found = len(np.load(track.curve)) == len(list(_hops(track.pcm.stat().st_size // 2)))
        track.pcm.touch()
        return found
    return False


def _decode(file: Path, track: Track, most: float) -> None:
    """Decode a file to mono PCM at 44.1 kHz, and find the gains that level it."""
    try:
        track.pcm.parent.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        hint = "choose another folder with --cache"
        raise _trouble(f"cannot be made ({fault.strerror})", track.pcm.parent, hint) from fault
    with PartFile(track.pcm) as pcm:
        source = ("-protocol_whitelist", "file", "-i", f"file:{file}", "-map", "0:a:0", "-vn", "-sn", "-dn")
        form = ("-t", f"{most:.0f}", "-ac", "1", "-ar", str(RATE), "-f", "s16le")
        try:
            run_ffmpeg("-loglevel", "error", "-y", *source, *form, f"file:{pcm.part}", where=str(file))
        except MediaError as fault:
            reason = "there is no sound in it" if _NO_SOUND in fault.what else fault.what
            hint = "choose music that ffmpeg can read; copy-protected files cannot be"
            raise _trouble(f"cannot be decoded: {reason}", file, hint) from fault
        if pcm.part.stat().st_size < 2 * _SHORTEST:
            raise _trouble("has less than a second of sound in it", file, "it may be broken; choose another")
        curve = _level(np.memmap(pcm.part, "<i2", "r"))
        if curve is None:
            raise _trouble("nothing is heard in it", file, "choose music that can be heard")
        with PartFile(track.curve) as kept:
            with kept.part.open("wb") as out:
                np.save(out, curve)
            kept.commit()
        pcm.commit()


def _level(sound: Samples) -> Curve | None:
    """Return the gains that bring a track to the reference, its loud passages to the level of the rest."""
    loud = np.array([level for start in _minutes(len(sound)) for level in _loudness(sound, start)])
    heard = loud[loud > _HEARD_LUFS]
    if not len(heard):
        return None
    gate = _mean(heard) - 10
    usual = _mean(heard[heard > gate])
    over = np.maximum(loud - usual - _EVEN, 0)
    padded = np.pad(over, 2 * _AROUND, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view
    highest = windows(padded, 2 * _AROUND + 1).max(axis=1)
    smooth = windows(highest, 2 * _AROUND + 1) @ np.hanning(2 * _AROUND + 3)[1:-1] / (_AROUND + 1)
    curve: Curve = (REFERENCE_LUFS - _EVEN - usual - smooth).astype(np.float32)
    return curve


def _minutes(samples: int) -> Iterator[int]:
    return iter(range(0, max(1, samples - 4 * _HOP + 1), 600 * _HOP))


def _hops(samples: int) -> Iterator[int]:
    """Yield where each block of 400 ms begins."""
    return iter(range(0, samples - 4 * _HOP + 1, _HOP))


def _loudness(sound: Samples, start: int) -> npt.NDArray[np.float64]:
    """Return the loudness of the blocks that begin in the minute from ``start`` on."""
    return momentary(to_wave(sound[start : start + 603 * _HOP]))


def _mean(levels: npt.NDArray[np.float64]) -> float:
    return float(10 * np.log10(np.mean(10 ** (levels / 10))))


def _tidy(folder: Path, used: set[Path]) -> None:
    """Remove what was least recently used, as far as there is more than is kept."""
    with contextlib.suppress(OSError):
        status = {file: file.stat() for file in folder.glob("*.pcm")}
        left = sum(found.st_size for found in status.values())
        for file in sorted(status, key=lambda file: status[file].st_mtime):
            if left <= _KEPT:
                break
            if file not in used:
                left -= status[file].st_size
                file.unlink(missing_ok=True)
                file.with_suffix(".npy").unlink(missing_ok=True)


def _trouble(what: str, path: Path, hint: str) -> MediaError:
    return MediaError(what, where=str(path), hint=hint)
