"""Kokoro, as the table of engines has it: ``kokoro:NAME``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.errors import CoachError
from coach.voice.api import Engine, VoiceInfo
from coach.voice.kokoro.styles import PREFIX, find_style, style_names
from coach.voice.kokoro.voice import KokoroVoice, version

if TYPE_CHECKING:
    from collections.abc import Iterator


def _open(name: str, rate: int | None = None, _language: str = "en") -> KokoroVoice:
    return KokoroVoice(name, rate)


def _language(name: str) -> str:
    return find_style(name).language[:2]


def _voices() -> Iterator[VoiceInfo]:
    state = "ready" if version() else "needs the extra natural"
    for name in style_names():
        try:
            language = find_style(name).language
        except CoachError:
            yield VoiceInfo(f"{PREFIX}{name}", "", "kokoro", "natural", "damaged")
        else:
            yield VoiceInfo(f"{PREFIX}{name}", language, "kokoro", "natural", state)


KOKORO = Engine(PREFIX, _open, _language, _voices)
