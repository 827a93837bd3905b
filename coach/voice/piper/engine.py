"""Piper, as the table of engines has it: ``piper:NAME``, ``piper:NAME:SPEAKER``, or the path of a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.voice.api import Engine, VoiceInfo
from coach.voice.piper.models import NAME, find_model, installed
from coach.voice.piper.voice import PREFIX, PiperVoice, version

if TYPE_CHECKING:
    from collections.abc import Iterator


def _language(name: str) -> str:
    told = NAME.fullmatch(name.partition(":")[0])
    return told[1] if told else find_model(name).language[:2].lower()


def _voices() -> Iterator[VoiceInfo]:
    """Those that are installed, then the rest of the catalogue as it was last fetched."""
    from coach.voice.piper.catalogue import kept_catalogue

    here = installed()
    for model in here:
        state = "ready" if version() else "needs the extra piper"
        yield VoiceInfo(f"{PREFIX}{model.name}", model.language, "piper", model.quality, state)
    catalogue = kept_catalogue()
    for name in sorted(catalogue.keys() - {model.name for model in here}):
        entry = catalogue[name]
        state = f"to be installed, {entry.size / 1e6:.0f} MB"
        yield VoiceInfo(f"{PREFIX}{name}", entry.language, "piper", entry.quality, state)


PIPER = Engine(PREFIX, PiperVoice, _language, _voices, ending=".onnx")
