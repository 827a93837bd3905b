"""Voices, and what makes their sentences into clips: trimmed, levelled, cached, ready ahead of time.

Importing this package costs nothing; numpy and the engines come with the first thing that needs them.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from coach.content.manner import Manner
from coach.voice.api import Engine, Recording, Voice, VoiceInfo

if TYPE_CHECKING:
    from coach.voice.cache import ClipCache, default_folder
    from coach.voice.clip import Clip
    from coach.voice.engines import check_voice, find_voice, language_of
    from coach.voice.narrator import Narrator

__all__ = [
    "Clip",
    "ClipCache",
    "Engine",
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

_HOMES = {
    "Clip": "clip",
    "ClipCache": "cache",
    "Narrator": "narrator",
    "check_voice": "engines",
    "default_folder": "cache",
    "find_voice": "engines",
    "language_of": "engines",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
