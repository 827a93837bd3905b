"""Voices, and what makes their sentences into clips: trimmed, levelled, cached, ready ahead of time.

Importing this package costs nothing; numpy and the engines come with the first thing that needs them.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from coach.voice.api import Recording, Voice, VoiceInfo

if TYPE_CHECKING:
    from coach.voice.cache import ClipCache, default_folder
    from coach.voice.clip import Clip
    from coach.voice.narrator import Narrator

__all__ = [
    "Clip",
    "ClipCache",
    "Narrator",
    "Recording",
    "Voice",
    "VoiceInfo",
    "default_folder",
    "find_voice",
]

_HOMES = {"Clip": "clip", "ClipCache": "cache", "Narrator": "narrator", "default_folder": "cache"}


def find_voice(name: str | None = None, rate: int | None = None) -> Voice:
    """Return the voice of that name, or the machine's own for English; ``rate`` is in words a minute.

    No engine is started before the voice's first word. Raises NotFoundError for a name nobody has.
    """
    from coach.voice.pyttsx3_voice import Pyttsx3Voice

    return Pyttsx3Voice(name) if rate is None else Pyttsx3Voice(name, rate)


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
