"""A recorded pack as a voice: ``pack:NAME``. What it lacks is said by a second voice."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from coach.content.manner import Manner
from coach.errors import MediaError
from coach.voice.api import closed_error
from coach.voice.recording import read_foreign

if TYPE_CHECKING:
    from coach.voice.api import Recording, Voice
    from coach.voice.lexicon import Lexicon
    from coach.voice.pack.pack import Pack, Sentence


class PackVoice:
    """Says what is recorded as it was recorded, and has the rest said by a second voice."""

    def __init__(self, pack: Pack, second: Voice) -> None:
        self._pack = pack
        self._second = second
        self._closed = False

    @property
    def name(self) -> str:
        """The name to ask for it by."""
        return f"pack:{self._pack.manifest.name}"

    @cached_property
    def identity(self) -> str:
        """The digest of what is recorded, and the second voice's identity."""
        digest = hashlib.sha256(self._pack.manifest.model_dump_json().encode()).hexdigest()
        return f"pack {digest}, {self._second.identity}"

    @property
    def lexicon(self) -> Lexicon:
        """The second voice's: what is recorded stays as it was said."""
        return self._second.lexicon

    @property
    def parallel(self) -> int:
        """As many as the second voice likes."""
        return self._second.parallel

    def say(self, text: str, manner: Manner = Manner.PLAIN) -> Recording:
        """Return the recording of ``text``, as whoever said it meant it, or what the second voice makes of it."""
        if self._closed:
            raise closed_error()
        sentence = self._pack.recorded(text)
        recording = sentence and sound_of(self._pack, sentence)
        return replace(recording, human=True) if recording else self._second.say(text, manner)

    def close(self) -> None:
        """Release the second voice."""
        self._closed = True
        self._second.close()


def sound_of(pack: Pack, sentence: Sentence) -> Recording | None:
    """Return a sentence's recording, or None if the file is not there whole or is no sound."""
    data = pack.sound(sentence)
    try:
        return read_foreign(data) if data else None
    except MediaError:
        return None
