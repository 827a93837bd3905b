"""Neural voices, through piper-tts and onnxruntime: ``piper:NAME``, ``piper:NAME:SPEAKER``, or a path.

An extra, ``coach[piper]``: the one door to piper-tts, opened by the first sentence.
"""

from __future__ import annotations

import importlib.metadata
import logging
import os
import re
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from coach.content.manner import USUAL, Manner
from coach.errors import CoachError, NotFoundError, VoiceError, remedy, shown
from coach.voice.api import Recording
from coach.voice.lexicon import find_lexicon
from coach.voice.piper.models import find_model, is_path
from coach.voice.shared_net import SharedNet, as_loud_as_can_be, open_session, reason
from coach.voice.speakable import speakable

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from coach.voice.lexicon import Lexicon
    from coach.voice.piper.models import Model

PREFIX = "piper:"
NATURAL = 157
"""Words a minute at a length scale of 1: what the reader of LJ Speech says, a set such voices are trained with
(225,715 words in 23 h 55 min; keithito.com/LJ-Speech-Dataset). Voices differ from it by a tenth or so."""

_PAUSE = 0.25
"""Seconds between the sentences of a text, which are made one by one; each brings a little silence of its own."""

_PATIENCE = (30.0, 1.0)
"""Seconds that a text may take, and more for each character: fifteen times as long as it sounds, and more."""

_MOST_AT_ONCE = 4
_STOP = re.compile(r"\]\]([.,;:!?]+)")
"""A stop behind phonemes, which piper would pass over: among them, it is one of them."""


class PiperVoice:
    """Speaks with a voice trained for Piper; see ``Voice``.

    ``name`` is that of an installed voice, with ":SPEAKER" by name or number where it has several, or the path of
    a model. ``rate`` is in words a minute, as exactly as ``NATURAL`` is that of the voice.

    Raises NotFoundError where there is no such voice, VoiceError where the extra is not installed. The model is
    loaded by the first ``say``, in whichever thread that is.
    """

    def __init__(self, name: str, rate: int | None = None, language: str = "en") -> None:
        wanted, _, speaker = (name, "", "") if is_path(name) else name.partition(":")
        self._model = find_model(wanted)
        self._asked = name
        self._speaker = _number(self._model, speaker) if speaker else None
        self._language = self._model.language[:2].lower() or language
        self._scale = self._model.pace * NATURAL / (rate or USUAL)
        self._net: SharedNet[Any] = SharedNet(self._load, "piper", _PATIENCE)
        if not version():
            raise VoiceError("Piper is not installed", where=self.name, hint=remedy("piper"))

    @property
    def name(self) -> str:
        """The name to ask for it by."""
        return f"{PREFIX}{self._asked}"

    @cached_property
    def identity(self) -> str:
        """The library's version, the model by name, size and time of change, the speaker and the scale."""
        try:
            stamp = self._model.stamp
        except OSError:
            stamp = "missing"
        return f"piper {version()}, {self._model.name}, {stamp}, {self._speaker}, {self._scale:.3f}"

    @cached_property
    def lexicon(self) -> Lexicon:
        """That of the language; raises RoutineError for mistakes in the user's own."""
        return find_lexicon(self._language, "piper")

    @property
    def parallel(self) -> int:
        """As many as there are processors, each sentence on one.

        Measured with a net of the size and layers of a medium voice's decoder: 26 s of speech took 1.25 s of one
        thread, and 2 s of two that share each sentence, as most of its steps are too small to be shared.
        """
        return min(_MOST_AT_ONCE, os.cpu_count() or 1)

    def say(self, text: str, manner: Manner = Manner.PLAIN) -> Recording:
        """Speak ``text``; raises VoiceError when the model cannot, or takes too long."""
        words = speakable(text)
        words = _STOP.sub(r"\1]]", self.lexicon.respelt(text) or words)
        with self._net.saying(words, self.name) as (loaded, turn):
            from piper import SynthesisConfig

            # Not normalised: sentence by sentence, that would make the short ones louder than the long.
            config = SynthesisConfig(self._speaker, self._scale / manner.pace, normalize_audio=False)
            speaking = replace(loaded, session=turn.on(loaded.session))
            parts = [chunk.audio_float_array for chunk in speaking.synthesize(words, config)]
            rate = loaded.config.sample_rate
            return Recording(_joined(parts, rate), rate)

    def close(self) -> None:
        """End what is running, and let go of the model."""
        self._net.close()

    def _load(self) -> Any:
        try:
            import piper

            logging.getLogger("piper").setLevel(logging.ERROR)  # it warns of sounds a voice has not learnt
            config = piper.PiperConfig.from_dict(self._model.config)
            session = open_session(self._model.path)
            return piper.PiperVoice(session=session, config=config, download_dir=self._model.path.parent)
        except CoachError:
            raise
        except Exception as fault:
            what = f"piper cannot load the voice ({reason(fault)})"
            hint = "fetch the voice again, or try another ('coach voices')"
            raise VoiceError(what, where=str(self._model.path), hint=hint) from fault


def version() -> str:
    """Return the version of piper-tts, "" where the extra is not installed."""
    try:
        return importlib.metadata.version("piper-tts")
    except importlib.metadata.PackageNotFoundError:
        return ""


def _number(model: Model, speaker: str) -> int:
    known = model.speakers
    if speaker in known:
        return known[speaker]
    from coach.content.problems import nearest

    hint = nearest(speaker, known, f"there are {', '.join([*known][:5])}" if known else "it has only one")
    raise NotFoundError(f"{model.name} has no speaker {shown(speaker)}", hint=hint)


def _joined(parts: list[npt.NDArray[np.float32]], rate: int) -> npt.NDArray[np.int16]:
    """What was said sentence by sentence as one recording, as loud as 16 bits can be.

    Raises VoiceError for what is no sound.
    """
    import numpy as np

    from coach.voice.recording import HIGHEST_RATE, LOWEST_RATE

    if not LOWEST_RATE <= rate <= HIGHEST_RATE:
        raise VoiceError(f"the voice has {rate} samples a second", hint="try another voice ('coach voices')")
    pause = np.zeros(round(_PAUSE * rate), np.float32)
    wave = np.concatenate([piece for part in parts for piece in (pause, np.atleast_1d(part))][1:] or [pause])
    return as_loud_as_can_be(wave)
