"""Natural voices: ``kokoro:NAME``, a neural net that speaks in one of several styles.

An extra, ``coach[natural]``. It is imported for the first sentence that is neither shipped nor in the cache.
"""

from __future__ import annotations

import importlib.metadata
import os
from functools import cached_property
from typing import TYPE_CHECKING

from coach.content.manner import USUAL, Manner
from coach.errors import VoiceError, remedy
from coach.voice.api import Recording
from coach.voice.kokoro.edges import without_extras
from coach.voice.kokoro.net import DIGEST, EXTRA, check_model, is_installed, ready_model
from coach.voice.kokoro.styles import PREFIX, SHIPPED, find_style
from coach.voice.lexicon import find_lexicon
from coach.voice.shared_net import SharedNet, as_loud_as_can_be, reason
from coach.voice.shipped.shipped_clips import shipped
from coach.voice.speakable import speakable

if TYPE_CHECKING:
    from coach.voice.kokoro.speech import Net
    from coach.voice.lexicon import Lexicon

FORMAT = 2
"""Part of the identity: to be raised whenever the same words are to sound otherwise."""

_PATIENCE = (60.0, 2.0)
"""Seconds that a text may take, and more for each character: twenty times as long as it sounds, and more."""

_MOST_AT_ONCE = 4
_VERY_SHORT = 3
"""Words that an utterance may have to count as very short."""


class KokoroVoice:
    """Speaks in a style that the net knows; see ``Voice``.

    ``rate`` is in words a minute. The net stretches its sounds no further than to half its own pace, which is
    about 97 words a minute: that stands in for anything slower.

    Raises NotFoundError where there is no such style. Whether the engine is there shows at the first ``say``, as
    all that is asked may be in the cache, or shipped.
    """

    def __init__(self, name: str, rate: int | None = None) -> None:
        self._style = find_style(name)
        self._rate = rate or USUAL
        self._net: SharedNet[Net] = SharedNet(_load, "the natural voice", _PATIENCE)

    @property
    def name(self) -> str:
        """The name to ask for it by."""
        return f"{PREFIX}{self._style.name}"

    @property
    def language(self) -> str:
        """The language it speaks, such as "en-US"."""
        return self._style.language

    @cached_property
    def identity(self) -> str:
        """The net and the style by their digests, and the rate."""
        return f"kokoro {FORMAT}, {DIGEST[:12]}, {self._style.stamp}, {self._style.accent}, {self._rate}"

    @cached_property
    def lexicon(self) -> Lexicon:
        """That of the language; raises RoutineError for mistakes in the user's own."""
        return find_lexicon(self._style.language[:2], "kokoro")

    @cached_property
    def _has_engine(self) -> bool:
        return is_installed()

    @property
    def parallel(self) -> int:
        """As many as there are processors: two sentences on a thread each beat one on two by a third."""
        return min(_MOST_AT_ONCE, os.cpu_count() or 1)

    def say(self, text: str, manner: Manner = Manner.PLAIN) -> Recording:
        """Speak ``text``; raises VoiceError when the net cannot, or takes too long."""
        words = speakable(text)
        if found := shipped(self._style.language[:2]).recording(self, text, manner):
            return found
        return self.synthesise(self.lexicon.respelt(text) or words, manner.pace)

    def says(self, text: str, manner: Manner) -> bool:
        """Whether it can say ``text``: without its engine, what is shipped."""
        return self._has_engine or shipped(self._style.language[:2]).holds(self, text, manner)

    def synthesise(self, words: str, pace: float = 1.0, *, stop: bool = False) -> Recording:
        """Have the net say ``words`` as they are, at ``pace`` times the rate; raises as ``say`` does.

        ``stop`` keeps the mark at the end of a very short utterance.
        """
        speed = pace * self._rate / self._style.words_a_minute
        with self._net.saying(words, self.name) as (net, turn):
            sounds = net.sounds(words, self._style.accent)
            wave = net.speak(sounds if stop else without_stop(sounds), self._style, speed, turn)
        samples, rate = as_loud_as_can_be(wave), _rate()
        return Recording(without_extras(samples, rate, sounds), rate)

    def close(self) -> None:
        """End what is running, and let go of the net."""
        self._net.close()


def version() -> str:
    """Return the version of kokoro-onnx, "" where the extra is not installed."""
    try:
        return importlib.metadata.version("kokoro-onnx") if is_installed() else ""
    except importlib.metadata.PackageNotFoundError:
        return ""


def without_stop(sounds: str) -> str:
    """Return a very short utterance without the mark at its end, else the sounds as they are.

    The net adds sounds to utterances of a word or two: "Six." is heard as "sexer", "In." as "end". Without the
    mark it does so far less often (by Whisper, over 27 short cues in several ways).
    """
    return sounds.rstrip(" .,;:!?…") or sounds if len(sounds.split()) <= _VERY_SHORT else sounds


def _load() -> Net:
    if not version():
        raise VoiceError("the natural voice is not installed", hint=remedy(EXTRA))
    path = ready_model()
    try:
        from coach.voice.kokoro.speech import Net

        return Net(path, SHIPPED)
    except MemoryError:
        raise VoiceError("there is not enough memory for the natural voice", hint="close something") from None
    except Exception as fault:
        check_model(path)
        what = f"the natural voice cannot be loaded ({reason(fault)})"
        raise VoiceError(what, hint=f"install it again: {remedy(EXTRA)}") from fault


def _rate() -> int:
    from coach.voice.kokoro.speech import RATE

    return RATE
