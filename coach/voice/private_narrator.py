"""Sentences that belong to one person: said for them alone, and kept in no cache."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Protocol

from coach.content.manner import Manner
from coach.voice.clip import Clip, finish

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from coach.units import Ms
    from coach.voice.api import Voice


class Narration(Protocol):
    """What a session needs of whoever says its sentences; ``Narrator`` says what each method does."""

    def prepare(self, texts: Iterable[str], manner: Manner = Manner.PLAIN) -> None:
        """Have these sentences said in the background."""

    def clip(self, text: str, manner: Manner = Manner.PLAIN) -> Clip:
        """Return the sentence as a clip."""

    def says(self, text: str, manner: Manner = Manner.PLAIN) -> bool:
        """Whether the voice can say the sentence."""

    def length(self, text: str, manner: Manner = Manner.PLAIN) -> Ms:
        """How long the sentence sounds."""

    def close(self) -> None:
        """Release the voice."""


class PrivateNarrator:
    """Says ``private`` sentences itself and leaves all others to another narrator.

    Each private sentence has a voice of its own, fresh from its start: espeak says a sentence a few samples longer
    or shorter by what it has said before, and without a cache two machines would not agree.
    """

    def __init__(
        self,
        narrator: Narration,
        open_voice: Callable[[], Voice],
        private: frozenset[str],
        *,
        treated: bool = True,
    ) -> None:
        self._narrator = narrator
        self._open_voice = open_voice
        self._private = private
        self._treated = treated
        self._clips: dict[tuple[str, Manner], Clip] = {}

    def prepare(self, texts: Iterable[str], manner: Manner = Manner.PLAIN) -> None:
        """Have the sentences said in the background that are not private."""
        self._narrator.prepare([text for text in texts if text not in self._private], manner)

    def clip(self, text: str, manner: Manner = Manner.PLAIN) -> Clip:
        """Return the sentence as a clip; raises VoiceError when the voice cannot say it."""
        if text not in self._private:
            return self._narrator.clip(text, manner)
        if (text, manner) not in self._clips:
            with closing(self._open_voice()) as voice:
                said = finish(voice.say(text, manner), text, manner, treated=self._treated)
            self._clips[text, manner] = said
        return self._clips[text, manner]

    def says(self, text: str, manner: Manner = Manner.PLAIN) -> bool:
        """Whether the voice can say the sentence, a private one as any other."""
        return self._narrator.says(text, manner)

    def length(self, text: str, manner: Manner = Manner.PLAIN) -> Ms:
        """How long the sentence sounds; raises as ``clip`` does."""
        return self.clip(text, manner).length

    def close(self) -> None:
        """Release the voice of the other narrator; a private one is released after each sentence."""
        self._narrator.close()
