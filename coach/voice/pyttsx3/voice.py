"""The machine's own voice, through pyttsx3: espeak-ng on Linux, the system's voices on macOS and Windows.

pyttsx3 runs in child processes (``child`` says why). If one dies, hangs, answers nonsense or writes an empty
file, a new one says the sentence again: the caller sees a slower answer, or after a few tries one VoiceError.
"""

from __future__ import annotations

import os
import platform
import queue
import re
import sys
import threading
import weakref
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from coach.content.manner import FASTEST, SLOWEST, USUAL, Manner
from coach.errors import MediaError, NotFoundError, VoiceError, shown
from coach.voice.api import Recording, VoiceInfo, closed_error
from coach.voice.lexicon import find_lexicon
from coach.voice.offers import Offer, find_offer, parse_offers, plain, unknown_voice
from coach.voice.pyttsx3.child import LIST, SAY, USE
from coach.voice.pyttsx3.process import COMMAND, EngineFault, EngineProcess
from coach.voice.speakable import speakable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coach.voice.lexicon import Lexicon

_T = TypeVar("_T")

# Why espeak's own default is the calm one: measured over the 183 English sentences of pre, post and seven at 140
# true words a minute. Pitch is the median and the standard deviation in semitones, HNR harmonics to noise in
# voiced sounds, hiss what is above 4 kHz, words what is at 1 to 4 kHz, by which they are told apart (both beside
# all there is). HNR and words are of every third sentence.
#
#                     pitch          HNR    hiss    words
#   en-us             101 Hz, 2.2    12 dB  -20 dB   -7 dB
#   +m1                93 Hz, 2.1     9     -20      -7    rougher
#   +m3               104 Hz, 2.3    11     -19      -6
#   +m7               105 Hz, 2.9    13     -22     -11    dull
#   +Gene              95 Hz, 2.1    13     -28      -8    consonants too soft
#   +klatt3           101 Hz, 2.2    13     -20     -10    dull
#   +Alex             104 Hz, 0.8    15     -19      -7    a monotone
#   +Mr serious       101 Hz, 1.9    10     -23      -3    harsh
#   +f2               188 Hz, 6.2    15     -16      -8    restless, and hisses
#   +Annie            230 Hz, 5.5    14     -16      -5    restless, and hisses
#   +steph            181 Hz, 6.4    25     -26     -20    muffled
#   pitch 40           91 Hz, 2.3            -20            as even as before
#   range 30           96 Hz, 1.5            -20            on the way to a monotone
#   range 70          105 Hz, 3.0            -20            livelier than calm
#   word gap 1        101 Hz, 2.1            -21            128 words a minute: made up for, syllables are hurried
#
# So pitch, range and gap stay as they are. So do the pauses, which grow with slowness: 260 ms at a comma, 390 at
# a semicolon, colon or dash, 520 at a full stop; of what is soft 315, 475 and 635. At the pace of the other
# languages a comma has 305 to 340 ms, a full stop 610 to 725. Of the accents, American keeps its r's and does not
# clip, as "en-gb-x-rp" does. The hiss is left to the treatment.
# "gmw/de", "roa/es" (of Spain) and "roa/fr" are the plain male ones of their languages.
_ESPEAK_DEFAULTS = {"en": "gmw/en-us", "de": "gmw/de", "es": "roa/es", "fr": "roa/fr"}

_ESPEAK_PACE = 1.15
"""True words a minute for one of espeak's, in what a coach says: short sentences with many commas."""

_ESPEAK_SLOWEST = 80
_TRIES = 3
_START = 3  # times as patient with a child's start as with a sentence
_QUALITY = {"espeak": "plain", "nsss": "good", "sapi5": "good"}
_REMEDIES = {
    "espeak": "try another voice ('coach voices'), or reinstall pyttsx3 and espeakng-loader",
    "nsss": "try another voice ('coach voices'), or see whether macOS itself can speak",
    "sapi5": "try another voice ('coach voices'), or see whether Windows itself can speak",
}


class Pyttsx3Voice:
    """A voice of the speech engine that this machine has; see ``Voice`` for what it does.

    ``voice`` is a name as ``voices`` gives it, an engine's own id, or a title such as "English
    (Received Pronunciation)", in small or capital letters; with espeak also a variant, "en-us+f3". None is
    a calm one of ``language``. Whether it exists shows at the first ``say``, or in ``check``: until then no
    engine runs.

    ``rate`` is in true words a minute, 80 to 260; anything else raises VoiceError. espeak's own figure is not
    true: over every sentence of eight words or more in the shipped routines, pauses at commas included and
    silence at the ends trimmed, its nominal 96, 122 and 174 are 112, 144 and 207 words a minute (plain sentences
    of 12 to 15 words come out quicker, the shortest cues slower), so ``rate=140`` asks it for 122. Its slowest is
    80, about 95 true ones, and stands in for anything slower. SAPI and macOS are taken at their word.

    ``pitch``, 0 to 99, is espeak's alone: with other engines it raises VoiceError.

    ``patience`` is how many seconds a sentence of a few words may take; longer ones get more, and
    three times as much is allowed for the start. ``child`` is the command that runs the engine.
    """

    def __init__(
        self,
        voice: str | None = None,
        rate: int = USUAL,
        language: str = "en",
        *,
        pitch: int | None = None,
        patience: float = 10.0,
        child: Sequence[str] = COMMAND,
    ) -> None:
        if not SLOWEST <= rate <= FASTEST:
            hint = f"choose {SLOWEST} to {FASTEST} words a minute"
            raise VoiceError(f"a rate of {shown(rate)} cannot be spoken", hint=hint)
        self._wanted = None if voice is None else plain(voice)
        self._words_a_minute = rate
        self._pitch = pitch
        if pitch is not None and _driver() != "espeak":
            what = "the pitch of this computer's voices cannot be set"
            raise VoiceError(what, hint="leave out --pitch, or choose another voice")
        self._patience = patience
        self._command = child
        self._language = language
        self._default = _ESPEAK_DEFAULTS.get(language) if _driver() == "espeak" else None
        self._id = self._default if voice is None else None  # None: not known before the engine is asked
        self._lock = threading.Lock()  # guards the next two
        self._closed = False
        self._running: set[EngineProcess] = set()
        self._idle: queue.Queue[EngineProcess | None] = queue.Queue()  # None: a child yet to be started
        for _ in range(self.parallel):
            self._idle.put(None)
        weakref.finalize(self, _end, self._running)  # for those who forget to close

    @property
    def name(self) -> str:
        """The name asked for, or the default's."""
        if self._wanted is not None:
            return self._wanted
        return (self._default or "the system's voice").rpartition("/")[2]

    @cached_property
    def identity(self) -> str:
        """Driver, versions, voice and the engine's own rate; no engine is started to know it."""
        engine = _version("espeakng-loader") if _driver() == "espeak" else platform.release()
        default = self._default or ("default" if self._language == "en" else f"default {self._language}")
        voice = default if self._wanted is None else self._wanted
        how = f"{voice}, {self._rate(Manner.PLAIN)}" + (
            "" if self._pitch is None else f", pitch {self._pitch}"
        )
        return f"pyttsx3 {_version('pyttsx3')}, {_driver()} {engine}, {how}"

    @cached_property
    def lexicon(self) -> Lexicon:
        """That of the language and the driver; raises RoutineError for mistakes in the user's own."""
        told = re.fullmatch(r"(?:.*/)?([a-z]{2})(?:[-+].*)?", self._wanted or "")
        return find_lexicon(told[1] if told else self._language, _driver())

    @property
    def parallel(self) -> int:
        """Two: pyttsx3 sleeps through much of each sentence; one where there is one processor."""
        return min(2, os.cpu_count() or 1)

    def start(self) -> None:
        """Start the children ahead of the first ``say``; returns at once, within a few milliseconds."""
        if self._closed:
            raise closed_error()
        for _ in range(self.parallel):
            try:
                process = self._idle.get_nowait()
            except queue.Empty:
                return
            try:
                process = process or self._spawn()
            except EngineFault:
                pass  # ``say`` tries again, and tells
            finally:
                self._idle.put(process)

    def check(self) -> None:
        """Raise NotFoundError if the engine has no such voice, VoiceError if it does not run; starts it."""
        self._with_child(
            lambda process: self._prepare(process, self._rate(Manner.PLAIN)),
            "the speech engine does not start",
        )

    def language(self) -> str:
        """Return the two letters of the language it speaks, "" if the engine does not say; starts the engine.

        Raises NotFoundError if the engine has no such voice, VoiceError if it does not run.
        """
        current, offers = self._with_child(self._list, "the speech engine does not start")
        chosen = self._choose(current, offers).partition("+")[0]
        return next((offer.language[:2].lower() for offer in offers if offer.id == chosen), "")

    def say(self, text: str, manner: Manner = Manner.PLAIN) -> Recording:
        """Speak ``text`` as plain words, whatever it contains.

        Raises VoiceError when there is nothing to say, the text is longer than ``LONGEST_TEXT``, the engine
        fails at it again and again or the voice is closed; NotFoundError when there is no such voice.
        """
        words = speakable(text)
        words = self.lexicon.respelt(text) or words
        self.start()
        from coach.voice.recording import read_recording  # numpy, while the children start

        patience = self._patience * (1 + len(words) / 200)

        def speak(process: EngineProcess) -> Recording:
            self._prepare(process, self._rate(manner))
            try:
                return read_recording(process.ask(SAY, words.encode(), patience))
            except MediaError as error:
                raise EngineFault(error.what) from error

        return self._with_child(speak, f"the speech engine could not say {shown(words)}")

    def close(self) -> None:
        """End the children and remove their files; a ``say`` under way raises VoiceError."""
        with self._lock:
            self._closed = True
        _end(self._running)

    def voices(self) -> list[VoiceInfo]:
        """Every voice of the engine, in its order; raises VoiceError when it does not run."""
        _, offers = self._with_child(self._list, "the speech engine does not start")
        return [VoiceInfo(offer.name, offer.language, _driver(), _QUALITY[_driver()]) for offer in offers]

    def _with_child(self, task: Callable[[EngineProcess], _T], failure: str) -> _T:
        """Run the task with a child of its own for as long, and again with a new one if it fails."""
        if self._closed:
            raise closed_error()
        process = self._idle.get()
        trouble = ""
        try:
            for _ in range(_TRIES):
                try:
                    process = process or self._spawn()
                    return task(process)
                except (
                    BaseException
                ) as error:  # an interrupt too: the answer to come must not reach the next question
                    if process:
                        process.end(grace=0)
                        self._running.discard(process)
                    process = None
                    if not isinstance(error, EngineFault):
                        raise
                    if self._closed:
                        raise closed_error() from error  # under our hands
                    trouble = str(error)
        finally:
            self._idle.put(process)
        raise VoiceError(f"{failure} ({trouble})", where=f"voice {self.name}", hint=_REMEDIES[_driver()])

    def _spawn(self) -> EngineProcess:
        with self._lock:
            if self._closed:
                raise closed_error()
            process = EngineProcess(self._command)
            self._running.add(process)
            return process

    def _rate(self, manner: Manner) -> int:
        """What the engine is to be told for a sentence of that manner, in its own words a minute."""
        rate = self._words_a_minute * manner.pace
        return max(_ESPEAK_SLOWEST, round(rate / _ESPEAK_PACE)) if _driver() == "espeak" else round(rate)

    def _prepare(self, process: EngineProcess, rate: int) -> None:
        """Give the child its voice and rate. pyttsx3 swallows a wrong name: so look it up, and look again."""
        if process.rate == rate:
            return
        if process.rate is not None:
            process.ask(USE, f"{rate}\n".encode(), self._patience)
            process.rate = rate
            return
        if self._id is None:
            self._id = self._choose(*self._list(process))
        pitch = "" if self._pitch is None else f" {self._pitch}"
        order = f"{rate}{pitch}\n{self._id}".encode()
        in_use = process.ask(USE, order, self._patience * _START).decode()
        asked = self._wanted is not None and _driver() == "espeak"
        if asked and in_use.casefold() != self._id.casefold():  # espeak ignores a variant it does not have
            hint = "write variants as espeak does: +f3, +m3, +Annie; see 'coach voices' for voices"
            raise NotFoundError(f"there is no voice {shown(self._wanted)}", hint=hint)
        process.rate = rate

    def _list(self, process: EngineProcess) -> tuple[str, list[Offer]]:
        """Return the id of the voice the engine speaks with by default, and all voices."""
        current, _, listing = process.ask(LIST, b"", self._patience * _START).decode().partition("\n")
        return current, parse_offers(listing)

    def _choose(self, current: str, offers: list[Offer]) -> str:
        """Return the engine's id of the voice to use; empty for the one it would use anyway."""
        if self._wanted is None:
            able = [offer.id for offer in offers if offer.speaks(self._language)]
            if not able and self._language != "en":
                what = f"there is no voice for '{self._language}' on this machine"
                raise NotFoundError(what, hint="install one, or name another with --voice")
            return current if current in able else next(iter(able), "")
        if found := find_offer(self._wanted, offers):
            return found.id
        base, plus, variant = self._wanted.partition("+")
        if plus and _driver() == "espeak" and (found := find_offer(base, offers)):
            return found.id + plus + variant
        raise unknown_voice(self._wanted, offers)


def _driver() -> str:
    """Return the driver pyttsx3 chooses on this system."""
    return {"darwin": "nsss", "win32": "sapi5"}.get(sys.platform, "espeak")


def _version(package: str) -> str:
    from importlib import metadata

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "of the system"


def _end(running: set[EngineProcess]) -> None:
    processes = tuple(running)
    for process in processes:
        process.hang_up()  # all at once, so that they end at the same time
    for process in processes:
        process.end()
    running.difference_update(processes)
