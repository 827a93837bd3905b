"""The engines, a table: one entry each. Everything that finds, lists or checks a voice reads it.

A voice is named "ENGINE:VOICE", such as "command:flite"; a name without an engine is a voice of the machine's own.
How to add an engine is written at the top of ``coach/voice/api.py``.
"""

from __future__ import annotations

from contextlib import closing
from functools import cache
from typing import TYPE_CHECKING

from coach.errors import CoachError, NotFoundError, VoiceError, shown
from coach.plugins import plugins
from coach.voice.added import fault_of, held
from coach.voice.api import Engine
from coach.voice.choice import SYSTEM, usual_voice
from coach.voice.command.engine import COMMAND
from coach.voice.kokoro.engine import KOKORO
from coach.voice.offers import base_language
from coach.voice.pack.engine import PACK
from coach.voice.piper.engine import PIPER
from coach.voice.pyttsx3.engine import PYTTSX3

if TYPE_CHECKING:
    from coach.voice.api import Voice, VoiceInfo

ENGINES: tuple[Engine, ...] = (PYTTSX3, COMMAND, PACK, KOKORO, PIPER)
"""The coach's own. Those of plug-ins come after them."""

_RANKS = {"recorded": 0, "natural": 1, "good": 2, "fair": 3, "plain": 4}


@cache
def every_engine() -> tuple[Engine, ...]:
    """The coach's own engines, and those of plug-ins whose voices are called otherwise."""
    added = (held(name, engine) for name, engine in plugins("coach.voices", Engine, fault_of).items())
    by_prefix = {engine.prefix: engine for engine in (*added, *ENGINES)}
    return (*ENGINES, *(engine for engine in by_prefix.values() if engine not in ENGINES))


def find_engine(name: str) -> tuple[Engine, str]:
    """The engine of a voice's name, and what that engine calls the voice."""
    prefix, colon, rest = (part.strip() for part in name.partition(":"))
    for engine in every_engine():
        if colon and prefix and engine.prefix.casefold() == f"{prefix.casefold()}:":
            return engine, rest
        if engine.ending and name.strip().casefold().endswith(engine.ending):
            return engine, name.strip()
    return PYTTSX3, "" if name == SYSTEM else name


def find_voice(
    name: str | None = None, rate: int | None = None, language: str = "en", pitch: int | None = None
) -> Voice:
    """Open the voice of that name, or the usual one for ``language``; ``rate`` is in words a minute.

    "system" is the machine's own. ``pitch`` goes from 0 to 99; 50, like None, is the voice's own. No engine is
    started before the voice's first word.

    Raises:
        NotFoundError: There is no such voice. The machine's own engine is asked only at the first word.
        VoiceError: The engine is not installed, or its pitch cannot be set.
        RoutineError: There are mistakes in the user's lexicon.
    """
    if name is not None and not name.strip():
        raise NotFoundError(f"there is no voice {shown(name)}", hint="see 'coach voices'")
    engine, called = find_engine(name or usual_voice(language))
    voice = engine.open(called, rate, language)
    if pitch is not None:
        if engine.pitched is None:
            voice.close()
            raise _no_pitch(voice.name)
        voice = engine.pitched(called, rate, language, pitch)
    _ = voice.lexicon  # read it now, so that its mistakes show before anything else is done
    return voice


def _no_pitch(name: str) -> VoiceError:
    hint = "leave out --pitch ('coach config unset pitch', where it is set), or blend styles: 'coach voices blend'"
    return VoiceError(f"the pitch of {name} cannot be set", hint=hint)


def check_voice(name: str) -> None:
    """Raise NotFoundError if there is no voice of that name, VoiceError if its engine does not run."""
    with closing(find_voice(name)):
        engine, called = find_engine(name)
        if engine.check:
            engine.check(called)


@cache
def language_of(name: str) -> str | None:
    """The language of a voice, as two letters, or None if that is not known.

    Most names tell ("de", "en-us+f3"); otherwise the engine is started and asked.
    """
    if name == SYSTEM:
        return None  # whichever it is asked for
    engine, called = find_engine(name)
    try:
        return engine.language(called) or None
    except CoachError:
        return None  # opening the voice reports what is wrong with it


def every_voice() -> list[VoiceInfo]:
    """All voices: people's own and the natural ones first, and then the rest, by language.

    In each language those that are ready come first, the best before the others.
    Raises VoiceError when the machine's own engine does not run.
    """
    return sorted((voice for engine in every_engine() for voice in engine.voices()), key=_place)


def ready_names() -> list[str]:
    """The names that can be completed without starting an engine."""
    listed = (voice for engine in every_engine() if engine.prefix for voice in engine.voices())
    return [voice.name for voice in listed if voice.ready]


def _place(voice: VoiceInfo) -> tuple[bool, str, bool, int]:
    human = voice.quality in ("recorded", "natural")
    return not human, base_language(voice.language), not voice.ready, _RANKS.get(voice.quality, len(_RANKS))
