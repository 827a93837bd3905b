"""Engines of plug-ins, held to what an engine has to be: whatever else they do is a VoiceError."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from coach.content.manner import Manner
from coach.errors import CoachError, VoiceError
from coach.plugins import guarded
from coach.voice.api import Limited, Recording, VoiceInfo
from coach.voice.lexicon import Lexicon

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.voice.api import Engine, Voice

_PREFIX = re.compile("[a-z][a-z0-9-]{0,30}:")
_RATES = range(4_000, 384_001)


def fault_of(engine: Engine) -> str:
    """Return what is wrong with an engine, "" if nothing is seen."""
    if not (isinstance(engine.prefix, str) and _PREFIX.fullmatch(engine.prefix)):
        return "its prefix is not a word with a colon"
    if not all(map(callable, (engine.open, engine.language, engine.voices))):
        return "an engine needs functions for 'open', 'language' and 'voices'"
    return ""


def held(name: str, engine: Engine) -> Engine:
    """Return the engine of the plug-in ``name``, whose failures are told as those of any voice."""
    return replace(
        engine,
        open=guarded(name, lambda *asked: _AddedVoice(name, engine.open(*asked)), VoiceError),
        language=guarded(name, lambda voice: str(engine.language(voice) or ""), VoiceError),
        voices=lambda: _listed(guarded(name, lambda: [*map(_info, engine.voices())], VoiceError)),
        check=engine.check and guarded(name, engine.check, VoiceError),
        pitched=engine.pitched
        and guarded(
            name,
            lambda *asked: _AddedVoice(name, engine.pitched(*asked)),  # type: ignore[misc]
            VoiceError,
        ),
    )


class _AddedVoice:
    """A voice of a plug-in; raises TypeError where it lacks what a voice has."""

    def __init__(self, plug_in: str, voice: Voice) -> None:
        self.name, self.identity = voice.name, voice.identity
        self.lexicon, self.parallel = voice.lexicon, voice.parallel
        if not (isinstance(self.name, str) and self.name.isprintable() and isinstance(self.identity, str)):
            raise TypeError("a voice needs a name and an identity")
        if not (isinstance(self.lexicon, Lexicon) and isinstance(self.parallel, int) and self.parallel > 0):
            raise TypeError("a voice needs a lexicon, and a number for 'parallel'")
        self._say = guarded(plug_in, lambda text, manner: _checked(voice.say(text, manner)), VoiceError)
        self.close = guarded(plug_in, voice.close, VoiceError)
        if isinstance(voice, Limited):
            self.says = guarded(plug_in, voice.says, VoiceError)

    def say(self, text: str, manner: Manner = Manner.PLAIN) -> Recording:
        return self._say(text, manner)


def _checked(recording: Recording) -> Recording:
    """Return a recording that can be worked with; raises TypeError."""
    sound = isinstance(recording, Recording) and recording.samples
    if not (isinstance(sound, np.ndarray) and sound.dtype == np.int16 and sound.ndim == 1 and len(sound)):
        raise TypeError("a recording has samples of 16 bits, and one channel")
    if not (isinstance(recording.rate, int) and recording.rate in _RATES):
        raise TypeError(f"a recording has {_RATES.start} to {_RATES.stop - 1} samples a second")
    return recording


def _info(info: VoiceInfo) -> VoiceInfo:
    told = (info.name, info.language, info.engine, info.quality, info.state)
    if not all(isinstance(each, str) and each.isprintable() for each in told):
        raise TypeError("a VoiceInfo is made of plain words")
    return info


def _listed(voices: Callable[[], list[VoiceInfo]]) -> list[VoiceInfo]:
    """Return the voices of a plug-in; where it fails, none, and a line in the log."""
    try:
        return voices()
    except CoachError as fault:
        logging.getLogger(__name__).warning("coach: %s", fault)
        return []
