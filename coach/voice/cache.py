"""Clips kept on disk from one run to the next: content-addressed, verified, bounded, always safe to delete.

A clip is a WAV file that any player opens. Its name is the digest of the voice's identity and the text; a
chunk of its own repeats the name and has a checksum of the sound. What does not agree with it, for whatever
reason (a full disk, a crash, a bit, a stranger), counts as missing and is replaced.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import re
import secrets
import struct
import time
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from coach.files import read_bytes
from coach.folders import moved, user_folder
from coach.sound.pcm import RATE, Samples
from coach.voice.clip import LONGEST, Clip

if TYPE_CHECKING:
    from collections.abc import Iterator

_FORMAT = "coach clip 5"
"""Part of every name: to be raised whenever ``finish`` makes other sound of the same recording."""

_HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI32sI4sI")
"""RIFF; the format; a chunk of the coach's own with the key and a CRC-32 of the sound; the sound's chunk.

A CRC, as the enemy is a disk: it finds every error of one burst and all but one in four thousand million of
the others, in a third of the time of SHA-256 (150 clips, 40 MB, are read in 35 ms: 8 for the CRC, not 27).
"""
_LARGEST = _HEADER.size + LONGEST * RATE * 2 // 1000 + RATE
_OURS = re.compile(r"[0-9a-f]{64}\.wav|\.[0-9a-f]{16}-[0-9a-f]{16}\.tmp")
_DAY, _HOUR = 24 * 60 * 60, 60 * 60
_ROUNDS_OF_WRITING = 16
"""The folder is tidied once a sixteenth of its limit has been written, and when the cache is closed."""


def default_folder() -> Path:
    """Return ``COACH_CACHE`` if set, or a source checkout's ``audio_cache``, or the user's cache folder."""
    if chosen := moved("COACH_CACHE"):
        return chosen
    checkout = Path(__file__).resolve().parents[2]
    if (checkout / "pyproject.toml").is_file() and (checkout / "audio_cache").is_dir():
        return checkout / "audio_cache"
    return user_folder("cache")


class ClipCache:
    """The clips in one folder. Any number of threads and processes may share it.

    Nothing here raises because of the disk: a folder that cannot be used means that clips are not kept, and
    ``trouble`` says why, as does a warning in the log.
    """

    def __init__(self, folder: Path, limit_bytes: int = 512 * 1024 * 1024) -> None:
        """Keep clips in ``folder``, made when first needed, and no more than ``limit_bytes`` of them."""
        self._folder = folder
        self._limit = limit_bytes
        self._written = 0
        self._trouble: str | None = None

    @property
    def trouble(self) -> str | None:
        """Why clips are not being kept, in one line; None while all is well."""
        return self._trouble

    def get(self, identity: str, text: str) -> Clip | None:
        """What the voice of that identity says for ``text``, or None when that is not here whole."""
        key = _key(identity, text)
        try:
            content = read_bytes(self._path(key), _LARGEST)
            status = self._path(key).stat()
        except OSError:
            return None
        clip = read_clip(identity, text, content)
        if clip is None:
            return None
        if time.time() - status.st_mtime > _DAY:  # so that what is in use is not what is removed
            _touch(self._path(key))
        return clip

    def put(self, identity: str, clip: Clip) -> Clip:
        """Keep a clip, and return the one that is kept: another process may have been quicker with its own.

        An engine's lengths differ by some milliseconds between runs; two sessions at once are to agree. When
        keeping fails, no more are kept by this object, and ``trouble`` says why.
        """
        if self._trouble:
            return clip
        key = _key(identity, clip.text)
        path = self._path(key)
        temporary = path.with_name(f".{key.hex()[:16]}-{secrets.token_hex(8)}.tmp")
        content = clip_file(identity, clip)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # Not flushed to the disk: a file that a power cut leaves in pieces fails its checksum.
            temporary.write_bytes(content)
            if not _claim(path, temporary):
                if found := self.get(identity, clip.text):
                    return found
                temporary.replace(path)
        except OSError as error:
            found = self.get(identity, clip.text)  # Windows: another process has it open, and it is good
            if found is None:
                self._trouble = f"spoken clips are not kept: {path.parent}: {error.strerror or error}"
                logging.getLogger(__name__).warning("coach: %s; choose a folder with --cache", self._trouble)
            return found or clip
        finally:
            _remove(temporary)
        self._written += len(content)
        if self._written * _ROUNDS_OF_WRITING > self._limit:
            self.tidy()
        return clip

    def tidy(self) -> None:
        """Remove what was least recently used, down to the limit, if this object has written anything."""
        if not self._written:
            return
        self._written = 0
        now, kept = time.time(), []
        for entry in _files(self._folder):
            try:
                status = entry.stat()
            except OSError:
                continue
            if entry.name.endswith(".wav"):
                kept.append((status.st_mtime, status.st_size, entry.path))
            elif entry.name.endswith(".tmp") and now - status.st_mtime > _HOUR:
                _remove(Path(entry.path))
        excess = sum(size for _, size, _ in kept) - self._limit
        if excess <= 0:
            return
        excess += self._limit // _ROUNDS_OF_WRITING
        for _, size, path in sorted(kept):
            if excess <= 0:
                break
            _remove(Path(path))
            excess -= size

    def _path(self, key: bytes) -> Path:
        return self._folder / _name(key)


def clip_name(identity: str, text: str) -> str:
    """The name of a clip's file in a cache, with its folder: digests, of which no text can be read."""
    return _name(_key(identity, text))


def clip_file(identity: str, clip: Clip) -> bytes:
    """A clip as a cache keeps it."""
    data = clip.samples.astype("<i2", copy=False).tobytes()
    return _header(_key(identity, clip.text), data) + data


def read_clip(identity: str, text: str, content: bytes) -> Clip | None:
    """Return the clip in a file, if every byte of the file is what it was written as."""
    samples = _unpack(_key(identity, text), content)
    return None if samples is None else Clip(text, samples)


def _name(key: bytes) -> str:
    name = key.hex()
    return f"{name[:2]}/{name}.wav"


def _key(identity: str, text: str) -> bytes:
    digest = hashlib.sha256()
    for part in (_FORMAT, identity, text):
        data = part.encode("utf-8", "surrogatepass")
        digest.update(struct.pack("<Q", len(data)) + data)
    return digest.digest()


def _header(key: bytes, data: bytes | memoryview) -> bytes:
    return _HEADER.pack(
        *(b"RIFF", _HEADER.size - 8 + len(data), b"WAVE"),
        *(b"fmt ", 16, 1, 1, RATE, RATE * 2, 2, 16),
        *(b"chck", 36, key, zlib.crc32(data)),
        *(b"data", len(data)),
    )


def _unpack(key: bytes, content: bytes) -> Samples | None:
    """Return the sound in a file's content, if every byte of the file is what it was written as."""
    data = memoryview(content)[_HEADER.size :]
    if not data or not content.startswith(_header(key, data)):
        return None
    return np.frombuffer(data, "<i2").astype(np.int16, copy=False)


def _files(folder: Path) -> Iterator[os.DirEntry[str]]:
    """Yield the files that a cache made or began; whatever else is in the folder is not ours to touch."""
    for place in _entries(folder):
        if re.fullmatch("[0-9a-f]{2}", place.name):
            for entry in _entries(Path(place.path)):
                if _OURS.fullmatch(entry.name):
                    yield entry


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []


def _claim(path: Path, temporary: Path) -> bool:
    """Put a finished file where there is none; False if there is one, or if links cannot be made here."""
    try:
        path.hardlink_to(temporary)
    except (OSError, NotImplementedError):
        return False
    return True


def _touch(path: Path) -> None:
    with contextlib.suppress(OSError):
        os.utime(path)


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
