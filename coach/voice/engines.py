"""The engines beside the machine's own, by the first part of a voice's name: ``command:flite``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.voice.api import Voice


def find_engine(name: str, rate: int | None = None) -> Voice | None:
    """Return the voice of a name such as "command:flite"; None when its first part is no engine's.

    Raises NotFoundError when the engine has no such voice.
    """
    engine, _, rest = name.partition(":")
    if engine.strip().casefold() == "command":
        from coach.voice.command_voice import CommandVoice

        return CommandVoice(rest.strip(), rate)
    return None
