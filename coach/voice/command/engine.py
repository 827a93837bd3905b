"""Programs that speak, as the table of engines has them: ``command:NAME`` and ``command:NAME:VOICE``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from coach.voice.api import Engine, VoiceInfo
from coach.voice.command.voice import PREFIX, CommandVoice, templates

if TYPE_CHECKING:
    from collections.abc import Iterator


def _language(name: str) -> str:
    voice = CommandVoice(name)
    return "" if voice.takes_language else voice.language[:2].lower()


def _voices() -> Iterator[VoiceInfo]:
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
            yield VoiceInfo(
                f"{PREFIX}{each}", CommandVoice(each).language, "command", template.quality, state
            )


COMMAND = Engine(PREFIX, CommandVoice, _language, _voices, pitched=CommandVoice)
