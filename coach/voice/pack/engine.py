"""Recorded packs, as the table of engines has them: ``pack:NAME``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.errors import CoachError
from coach.voice.api import Engine, VoiceInfo
from coach.voice.pack.pack import pack_names, read_pack
from coach.voice.pack.voice import PackVoice

if TYPE_CHECKING:
    from collections.abc import Iterator

PREFIX = "pack:"


def _open(name: str, rate: int | None = None, language: str = "en") -> PackVoice:
    from coach.voice.engines import find_voice

    pack = read_pack(name)
    return PackVoice(pack, find_voice(pack.manifest.fallback, rate, language))


def _language(name: str) -> str:
    return read_pack(name).manifest.language[:2]


def _voices() -> Iterator[VoiceInfo]:
    for name in pack_names():
        try:
            manifest = read_pack(name).manifest
        except CoachError:
            yield VoiceInfo(f"{PREFIX}{name}", "", "pack", "recorded", "damaged")
        else:
            count = len(manifest.sentences)
            state = f"ready, {count} sentence{'s'[: count != 1]}"
            yield VoiceInfo(f"{PREFIX}{name}", manifest.language, "pack", "recorded", state)


PACK = Engine(PREFIX, _open, _language, _voices)
