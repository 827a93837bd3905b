"""Every voice of every engine that there is, or could be, on this machine."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from coach.errors import CoachError
from coach.voice.api import VoiceInfo
from coach.voice.command.voice import PREFIX, CommandVoice, templates
from coach.voice.kokoro.styles import PREFIX as KOKORO
from coach.voice.kokoro.styles import find_style, style_names
from coach.voice.kokoro.voice import version as kokoro_version
from coach.voice.offers import base_language
from coach.voice.pack.pack import pack_names, read_pack
from coach.voice.piper.catalogue import kept_catalogue
from coach.voice.piper.models import installed
from coach.voice.piper.voice import PREFIX as PIPER
from coach.voice.piper.voice import version
from coach.voice.pyttsx3.voice import list_voices

if TYPE_CHECKING:
    from collections.abc import Iterator

_QUALITY = {"espeak": "plain", "nsss": "good", "sapi5": "good"}
_RANKS = {"recorded": 0, "natural": 1, "good": 2, "fair": 3, "plain": 4}


def every_voice() -> list[VoiceInfo]:
    """Return all voices, by language, in each the best first of those that are ready, then what could be had.

    Raises VoiceError when the machine's own engine does not run.
    """
    own = [
        VoiceInfo(each.name, each.language, each.engine, _QUALITY.get(each.engine, ""))
        for each in list_voices()
    ]
    found = [*own, *_commands(), *_packs(), *_styles(), *_models()]
    return sorted(found, key=_place)


def _place(voice: VoiceInfo) -> tuple[str, bool, int]:
    return (
        base_language(voice.language),
        not voice.state.startswith("ready"),
        _RANKS.get(voice.quality, len(_RANKS)),
    )


def names() -> list[str]:
    """Return the names of the voices that need no engine to be started to know them, for completion."""
    return [
        voice.name
        for voice in (*_commands(), *_packs(), *_styles(), *_models())
        if voice.state.startswith("ready")
    ]


def _commands() -> Iterator[VoiceInfo]:
    for name, template in templates().items():
        voice = CommandVoice(name)
        if not voice.installed and name == "say" and sys.platform != "darwin":
            continue
        state = "ready" if voice.installed else f"needs {template.run[0]} installed"
        others = [
            f"{name}:{each}" for each in dict.fromkeys((*template.voices, *template.languages.values()))
        ]
        own = voice.name.removeprefix(PREFIX)
        for each in (name, *(other for other in others if other != own and voice.installed)):
            language = CommandVoice(each).language
            yield VoiceInfo(f"{PREFIX}{each}", language, "command", template.quality, state)


def _packs() -> Iterator[VoiceInfo]:
    for name in pack_names():
        try:
            manifest = read_pack(name).manifest
        except CoachError:
            yield VoiceInfo(f"pack:{name}", "", "pack", "recorded", "damaged")
        else:
            count = len(manifest.sentences)
            state = f"ready, {count} sentence{'s'[: count != 1]}"
            yield VoiceInfo(f"pack:{name}", manifest.language, "pack", "recorded", state)


def _styles() -> Iterator[VoiceInfo]:
    state = "ready" if kokoro_version() else "needs the extra natural"
    for name in style_names():
        try:
            language = find_style(name).language
        except CoachError:
            yield VoiceInfo(f"{KOKORO}{name}", "", "kokoro", "natural", "damaged")
        else:
            yield VoiceInfo(f"{KOKORO}{name}", language, "kokoro", "natural", state)


def _models() -> Iterator[VoiceInfo]:
    here = installed()
    for model in here:
        state = "ready" if version() else "needs the extra piper"
        yield VoiceInfo(f"{PIPER}{model.name}", model.language, "piper", model.quality, state)
    catalogue = kept_catalogue()
    for name in sorted(catalogue.keys() - {model.name for model in here}):
        entry = catalogue[name]
        state = f"to be installed, {entry.size / 1e6:.0f} MB"
        yield VoiceInfo(f"{PIPER}{name}", entry.language, "piper", entry.quality, state)
