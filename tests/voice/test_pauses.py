"""The bundled engine pauses where a sentence does, long enough, and in silence: no buzz, nothing clipped."""

from __future__ import annotations

import sys
from contextlib import closing
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from coach.content.manner import Manner
from coach.session import voice_of
from coach.session_options import Options
from coach.sound.pcm import RATE
from coach.voice.clip import finish

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from coach.sound.pcm import Samples
    from coach.voice.api import Voice

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="measured against espeak-ng")

HOP = RATE * 5 // 1000
SENTENCES = {
    "en": ("Lie down on your back, and let your arms be long", "Let your arms be long"),
    "de": ("Leg dich auf den Rücken, und lass die Arme lang werden", "Lass die Arme lang werden"),
    "es": ("Túmbate boca arriba, y deja los brazos largos", "Deja los brazos largos"),
    "fr": ("Allonge-toi sur le dos, et laisse les bras longs", "Laisse les bras longs"),
}


@pytest.fixture(scope="module", params=SENTENCES)
def voice(request: pytest.FixtureRequest) -> Iterator[tuple[Voice, str]]:
    with closing(voice_of(Options(language=request.param))) as found:
        yield found, request.param


def levels(samples: Samples) -> npt.NDArray[np.float64]:
    """dBFS of each 5 ms."""
    wave = samples[: len(samples) // HOP * HOP].reshape(-1, HOP) / 32_768
    return np.asarray(10 * np.log10(np.mean(wave**2, axis=1) + 1e-12))


def pauses(samples: Samples) -> list[slice]:
    """Where it is 45 dB softer than the loudest for longer than between two sounds: 100 ms."""
    level = levels(samples)
    heard = np.flatnonzero(level > level.max() - 45)
    return [slice(a + 1, b) for a, b in pairwise(heard) if b - a > 20]


@pytest.mark.parametrize("manner", Manner)
@pytest.mark.parametrize(("stop", "least"), [(",", 250), (";", 350), (":", 350), (".", 450), ("?", 450)])
def test_it_pauses_in_silence(voice: tuple[Voice, str], stop: str, least: int, manner: Manner) -> None:
    speaker, language = voice
    first, second = SENTENCES[language]
    text = f"{first.partition(',')[0]}{stop} {second}."
    clip = finish(speaker.say(text, manner), text, manner, treated=True)
    (pause,) = pauses(clip.samples)
    assert (pause.stop - pause.start) * 5 >= least
    level = levels(clip.samples)
    middle = level[pause][4:-4]
    assert np.median(middle) < level.max() - 60
    assert middle.max() < level.max() - 45


def test_the_first_and_last_sounds_are_whole(voice: tuple[Voice, str]) -> None:
    """Nothing of what the engine wrote is lost that is within 45 dB of its loudest syllable."""
    speaker, language = voice
    for text in SENTENCES[language]:
        said = speaker.say(f"{text}.")
        clip = finish(said, text, treated=True)
        level = levels(np.repeat(said.samples, RATE // said.rate))
        heard = np.flatnonzero(level > level.max() - 42)
        assert clip.length >= (heard[-1] - heard[0] - 1) * 5


def test_a_clip_ends_with_the_last_word(voice: tuple[Voice, str]) -> None:
    """No buzz or click stands apart behind the punctuation."""
    speaker, language = voice
    for stop in (".", "!", "?", ";", "...", ""):
        text = f"{SENTENCES[language][1]}{stop}"
        assert pauses(finish(speaker.say(text), text, treated=True).samples) == []
