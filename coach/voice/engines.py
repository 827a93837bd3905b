"""The engines beside the machine's own, by the first part of a voice's name: ``command:flite``.

A path that ends in .onnx needs none: it is a voice for Piper.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.errors import CoachError

if TYPE_CHECKING:
    from coach.voice.api import Voice


def find_engine(name: str, rate: int | None = None, language: str = "en") -> Voice | None:
    """Return the voice of a name such as "command:flite"; None when its first part is no engine's.

    ``language`` is for commands that speak several, and for what stands in where a pack has no recording. Raises
    NotFoundError when the engine has no such voice, VoiceError when it is not installed.
    """
    engine, rest = _parts(name)
    if engine == "command":
        from coach.voice.command.voice import CommandVoice

        return CommandVoice(rest, rate, language)
    if engine == "kokoro":
        from coach.voice.kokoro.voice import KokoroVoice

        return KokoroVoice(rest, rate)
    if engine == "pack":
        from coach.voice.pack.pack import read_pack
        from coach.voice.pack.voice import PackVoice

        return PackVoice(read_pack(rest), rate, language)
    if engine == "piper":
        from coach.voice.piper.voice import PiperVoice

        return PiperVoice(rest, rate, language)
    return None


def engine_language(name: str) -> str | None:
    """Return the two letters of the language that the voice of one of these engines speaks.

    "" if that is not known, or is whichever it is asked for; None when the name is none of theirs.
    """
    engine, rest = _parts(name)
    try:
        if engine == "command":
            from coach.voice.command.voice import CommandVoice

            voice = CommandVoice(rest)
            return "" if voice.takes_language else voice.language[:2].lower()
        if engine == "kokoro":
            from coach.voice.kokoro.styles import find_style

            return find_style(rest).language[:2]
        if engine == "pack":
            from coach.voice.pack.pack import read_pack

            return read_pack(rest).manifest.language[:2]
        if engine == "piper":
            from coach.voice.piper.models import NAME, find_model

            told = NAME.fullmatch(rest.partition(":")[0])
            return told[1] if told else find_model(rest).language[:2].lower()
    except CoachError:
        return ""  # who speaks with it will be told why it does not
    return None


def _parts(name: str) -> tuple[str, str]:
    engine, _, rest = (part.strip() for part in name.partition(":"))
    if name.strip().casefold().endswith(".onnx") and engine.casefold() not in ("command", "pack", "piper"):
        return "piper", name.strip()
    return engine.casefold(), rest
