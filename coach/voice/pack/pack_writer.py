"""Recorded sentences on their way into a pack: each is safe on the disk before the next is recorded."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from coach.errors import NotFoundError, VoiceError
from coach.sound.codec import write_audio
from coach.sound.loudness import true_peak
from coach.sound.pcm import to_wave
from coach.voice.pack.pack import (
    FILE,
    Manifest,
    Pack,
    Sentence,
    key,
    pack_folder,
    parse_manifest,
    read_pack,
    write_manifest,
)

if TYPE_CHECKING:
    from coach.voice.clip import Clip


class PackWriter:
    """A pack to record into: an existing one, or a new one that is made with its first sentence.

    ``language`` and ``fallback`` are those of a new one; a fallback other than None also replaces an older one.
    Raises VoiceError when the pack is not sound or speaks another language.
    """

    def __init__(self, name: str, language: str, fallback: str | None = None) -> None:
        self._folder = pack_folder(name)
        try:
            self._manifest = read_pack(name).manifest
        except NotFoundError:
            self._manifest = Manifest(name=name, language=language)
        if self._manifest.language[:2] != language[:2]:
            what = f"the pack {name} speaks '{self._manifest.language}', not '{language}'"
            raise VoiceError(what, hint="record into another one")
        if fallback:
            changed = self._manifest.model_copy(update={"fallback": fallback})
            self._manifest = parse_manifest(changed.model_dump_json().encode(), f"the fallback {fallback}")

    @property
    def pack(self) -> Pack:
        """The pack as it stands."""
        return Pack(self._folder, self._manifest)

    def has(self, text: str) -> bool:
        """Whether a sentence is recorded, and its file sound."""
        sentence = self.pack.recorded(text)
        return sentence is not None and self.pack.sound(sentence) is not None

    def keep(self, clip: Clip) -> None:
        """Add a clip, in place of an older one of that sentence; raises MediaError when it cannot be written."""
        digest = hashlib.sha256(key(clip.text).encode()).hexdigest()
        name = f"{digest[:24]}.flac"
        assert FILE.fullmatch(name)  # noqa: S101 (two halves of one format)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise VoiceError(f"cannot be made ({error.strerror})", where=str(self._folder)) from error
        path = self._folder / name
        write_audio(path, clip.samples)
        sentence = Sentence(
            text=key(clip.text),
            file=name,
            sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
            ms=clip.length,
            peak=round(true_peak(to_wave(clip.samples)), 2),
        )
        others = tuple(each for each in self._manifest.sentences if each.file != name)
        self._manifest = self._manifest.model_copy(update={"sentences": (*others, sentence)})
        write_manifest(self._folder, self._manifest)
