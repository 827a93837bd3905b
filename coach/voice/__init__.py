"""Voices, and what makes their sentences into clips: trimmed, levelled, cached, ready ahead of time.

Importing this package costs nothing; numpy and the engines come with the first thing that needs them.
"""

from __future__ import annotations

import importlib
import re
from functools import cache
from typing import TYPE_CHECKING

from coach.content.manner import USUAL, Manner
from coach.errors import CoachError
from coach.voice.api import Recording, Voice, VoiceInfo

if TYPE_CHECKING:
    from coach.voice.cache import ClipCache, default_folder
    from coach.voice.clip import Clip
    from coach.voice.narrator import Narrator

__all__ = [
    "Clip",
    "ClipCache",
    "Manner",
    "Narrator",
    "Recording",
    "Voice",
    "VoiceInfo",
    "check_voice",
    "default_folder",
    "find_voice",
    "language_of",
]

_HOMES = {"Clip": "clip", "ClipCache": "cache", "Narrator": "narrator", "default_folder": "cache"}


def find_voice(name: str | None = None, rate: int | None = None, language: str = "en") -> Voice:
    """Return the voice of that name, or the machine's own for ``language``; ``rate`` is in words a minute.

    Names such as "command:flite" begin with one of ``coach.voice.engines``; a path to an .onnx file is one, too.

    No engine is started before the voice's first word. Raises NotFoundError for a name nobody has, RoutineError
    for mistakes in the user's lexicon.
    """
    from coach.voice.engines import find_engine

    if name and (found := find_engine(name, rate, language)):
        return _checked(found)
    from coach.voice.pyttsx3.voice import Pyttsx3Voice

    return _checked(Pyttsx3Voice(name, rate or USUAL, language))


def check_voice(name: str) -> None:
    """Raise NotFoundError if nobody has a voice of that name, VoiceError if the engine does not run."""
    from contextlib import closing

    from coach.voice.pyttsx3.voice import Pyttsx3Voice

    with closing(find_voice(name)) as voice:
        if isinstance(voice, Pyttsx3Voice):
            voice.check()


def _checked(voice: Voice) -> Voice:
    """Read the lexicon before anything else is done, so that its mistakes show."""
    _ = voice.lexicon
    return voice


@cache
def language_of(name: str) -> str | None:
    """Return the language that the voice of that name speaks, as two letters, or None if that is not known.

    Most names tell ("de", "en-us+f3"); else its engine is started and asked.
    """
    from coach.voice.engines import engine_language

    if (known := engine_language(name)) is not None:
        return known or None
    if told := re.fullmatch(r"(?:.*[/:])?([a-z]{2})(?:[-_+].*)?", name.strip().casefold()):
        return told[1]
    from contextlib import closing

    from coach.voice.pyttsx3.voice import Pyttsx3Voice

    try:
        with closing(Pyttsx3Voice(name)) as voice:
            return voice.language()
    except CoachError:
        return None  # who speaks with it will be told why it does not


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
