"""What a voice is: anything that turns a sentence into sound.

How to add an engine
--------------------
1. Make a folder in ``coach/voice`` for it. In its ``voice.py``, write a class with the members of ``Voice`` below.
   Import the engine's library there and nowhere else, inside the functions that need it.
2. Return what the engine says untouched: any sample rate, mono, silence included. Trimming, levelling,
   resampling and caching happen in the ``Narrator``, for every voice alike.
3. Get ``lexicon`` from ``find_lexicon``, and say ``lexicon.respelt(text)`` where that is not empty.
4. Say at ``manner.pace`` times the usual rate, if the engine has rates. The ``Narrator`` makes soft clips soft.
5. Put into ``identity`` whatever changes the sound of a sentence. Clips are cached under it.
6. Let ``say`` raise ``VoiceError`` when a sentence cannot be spoken after the retries that make sense.
7. In its ``engine.py``, describe it as an ``Engine``, and add that to the table in ``coach/voice/engines.py``; or
   name it in a distribution of your own, as ``coach/plugins.py`` says.

A program that writes a WAV needs none of this: a table in ``coach/voice/command/presets.toml``, or in
the settings file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from coach.content.manner import Manner
from coach.errors import VoiceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import numpy as np
    import numpy.typing as npt

    from coach.voice.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Measures:
    """Where the sound of a recording begins and ends, in samples, and how loud it is when treated."""

    begin: int
    end: int
    lufs: float


@dataclass(frozen=True, slots=True)
class Recording:
    """One sentence as the engine returned it: mono, 16-bit, at ``rate`` samples a second."""

    samples: npt.NDArray[np.int16]
    rate: int
    human: bool = False
    """Whether a person said it: then it is left as they did."""
    measures: Measures | None = None
    """What was measured of it before, if anything was."""


@dataclass(frozen=True, slots=True)
class VoiceInfo:
    """A voice that an engine offers: the name to ask for it, and its language as the engine writes it.

    ``quality`` is plain, fair, good, natural or recorded, "" if unknown; ``state`` says what it needs to be
    ready.
    """

    name: str
    language: str
    engine: str
    quality: str = ""
    state: str = "ready"

    @property
    def ready(self) -> bool:
        """Whether it can speak now."""
        return self.state.startswith("ready")


def closed_error() -> VoiceError:
    """Return the error of a voice that is asked to speak after its ``close``."""
    return VoiceError("the voice is closed", hint="ask for a new one")


class Voice(Protocol):
    """Speaks one sentence at a time; safe to call from several threads."""

    @property
    def name(self) -> str:
        """What a person calls this voice."""

    @property
    def identity(self) -> str:
        """Engine, its version, voice and rate: equal identities say equal texts equally."""

    @property
    def lexicon(self) -> Lexicon:
        """What it says instead of some words, on its own: a clip is cached under that too. May be empty."""

    @property
    def parallel(self) -> int:
        """How many ``say`` calls are worth running at once."""

    def say(self, text: str, manner: Manner = Manner.PLAIN) -> Recording:
        """Speak ``text``, slower if that is its manner; raises VoiceError when the engine cannot."""

    def close(self) -> None:
        """Release the engine; further calls of ``say`` raise VoiceError."""


@runtime_checkable
class Limited(Protocol):
    """A voice that may be without its engine, and then has no more than what was said ahead of time."""

    def says(self, text: str, manner: Manner) -> bool:
        """Whether it can say ``text`` in that manner."""


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine, as the table of engines has it. Making one imports nothing of the engine."""

    prefix: str
    """What its voices' names begin with, colon included; "" for the machine's own. The functions get the rest."""

    open: Callable[[str, int | None, str], Voice]
    """Opens a voice by name ("" is the usual one), rate and language; raises NotFoundError or VoiceError."""

    language: Callable[[str], str]
    """The language of a voice as two letters; "" if that is not known, or is whichever it is asked for."""

    voices: Callable[[], Iterable[VoiceInfo]]
    """All its voices: those that are ready, and those that could be had."""

    check: Callable[[str], None] | None = None
    """Raises if a voice cannot speak, where opening it does not tell."""

    pitched: Callable[[str, int | None, str, int], Voice] | None = None
    """Opens a voice at a pitch of 0 to 99, 50 being its own; None for an engine whose pitch cannot be set."""

    ending: str = ""
    """The ending of files that are voices of this engine, such as ".onnx"."""
