"""A sentence as the coach plays it: what an engine said, trimmed to the sound and brought to one loudness."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from coach.content.manner import Manner
from coach.errors import VoiceError, shown
from coach.sound.loudness import TRACK_LUFS, limit, loudness
from coach.sound.pcm import RATE, Samples, Wave, resample, to_ms, to_pcm, to_wave
from coach.units import Ms, format_ms
from coach.voice.api import Measures
from coach.voice.treatment import compressed, filtered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coach.voice.api import Recording

SPEECH_LUFS = TRACK_LUFS + 0.75
"""Loudness of every clip that is not soft. Soft ones, a tenth to a third of what is said, and words between
pauses bring the shipped sessions down to the track's, 0.2 LU to either side, without more."""

SPEECH_PEAK_DBTP = -2.0
"""Highest true peak of a clip. A track promises -1 dBTP, and MP3 overshoots: by 0.1 dB in the shipped sessions."""

LONGEST = Ms(60_000)
"""No sentence lasts longer."""

# Where a voice begins and ends. The threshold lies 50 dB under the loudest syllable: the weakest English sound,
# the "th" of "thin", has 28 dB less power than the strongest vowel (Fletcher, Speech and Hearing in
# Communication, 1953), and it begins from nothing. An engine's noise raises the threshold, to 10 dB above the
# noise, but never to within 35 dB of the speech.
_BELOW_SPEECH_DB = -50.0
_ABOVE_NOISE_DB = 10.0
_NEAREST_SPEECH_DB = -35.0
# What dies away lasts longer than it is heard, so that the end lies higher: with 50 dB, one clip in 70 of the
# natural voice ended 30 ms or more after the last that is heard of it; with 46 dB, 13 ms at most.
_END_BELOW_SPEECH_DB = -46.0
# What stands apart at an edge is noise if it is short and as soft as this: the crackle of a vocoder (flite's comes
# to within 41 dB of its speech), a click of the lips. A last consonant after its closure is 35 dB down at most.
_SPECK_DB, _SPECK_MS, _APART_MS = -38.0, 40, 20
_SILENCE_DBFS = -50.0
"""A recording whose loudest syllable is softer than this is silence: eSpeak's are at -16 to -11 dBFS."""

_NEAR_ENOUGH_LU = 0.1

_WINDOW_MS, _HOP_MS, _SYLLABLE_MS = 4, 1, 50
_FADE_IN_MS, _FADE_OUT_MS = 3, 5

# What words need, roughly: 140 words a minute, or 14 characters a second when the words are long. A tenfold
# error either way is an engine that stumbled, not a slow voice.
_MS_A_WORD, _MS_A_CHARACTER, _MS_A_SENTENCE = 430, 70, 300
_ABSURD = 10


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """One spoken sentence: mono samples at 44.1 kHz that begin and end with the sound itself, to 5 ms."""

    text: str
    samples: Samples

    @property
    def length(self) -> Ms:
        """How long it sounds, rounded up to the next millisecond."""
        return to_ms(len(self.samples))


def finish(recording: Recording, text: str, manner: Manner = Manner.PLAIN, *, treated: bool = False) -> Clip:
    """Make a clip of what an engine returned for ``text``.

    The silence at both ends goes, soft consonants stay; what remains is freed of DC, resampled to 44.1 kHz,
    levelled to ``SPEECH_LUFS`` or below it, as the manner wants, limited to ``SPEECH_PEAK_DBTP``, and its edges
    faded over a few milliseconds. ``treated`` gives it the treatment of ``coach.voice.treatment`` before; of that,
    what a person said is given the high-pass alone.

    Raises VoiceError when nothing is heard in the recording, or its length cannot be that of the text.
    """
    known, rate = recording.measures, recording.rate
    begin, end = (known.begin, known.end) if known else _sounding(recording.samples, rate, text)
    _check_length((end - begin) * 1000 // rate, text)
    wave = _clean(recording, begin, end, treated=treated)
    target = SPEECH_LUFS - manner.lowered
    gain = target - (known.lufs if known and treated else loudness(wave, rate))
    pcm = to_pcm(_faded(_levelled(resample(wave, rate), gain, target)))
    pcm.flags.writeable = False  # clips are shared between threads, and said more than once
    return Clip(text, pcm)


def measure(recording: Recording, text: str) -> Measures:
    """Return what ``finish`` measures of a recording that is to be treated; raises VoiceError as it does."""
    begin, end = _sounding(recording.samples, recording.rate, text)
    wave = _clean(recording, begin, end, treated=True)
    return Measures(begin, end, loudness(wave, recording.rate))


def _clean(recording: Recording, begin: int, end: int, *, treated: bool) -> Wave:
    """Return what sounds of a recording, freed of DC and, if wanted, treated."""
    wave = to_wave(recording.samples[begin:end])
    wave = wave - wave.mean(dtype=np.float64).astype(np.float32)
    if treated:
        wave = filtered(wave, recording.rate, shelf=not recording.human)
        wave = wave if recording.human else compressed(wave, recording.rate)
    return wave


def _sounding(samples: Samples, rate: int, text: str) -> tuple[int, int]:
    """Where the sound begins and ends, in samples of the recording, to the width of a window."""
    window, hop = _samples(_WINDOW_MS, rate), _samples(_HOP_MS, rate)
    levels, syllables = _levels(samples, (window, _samples(_SYLLABLE_MS, rate)), hop)
    speech = syllables.max(initial=-np.inf)
    if speech < _SILENCE_DBFS:
        raise VoiceError("the engine returned silence", where=shown(text), hint="try another voice")
    noise, edge = float(np.percentile(levels, 5)), float(min(syllables[0], syllables[-1]))
    if edge < speech + _BELOW_SPEECH_DB:  # nobody speaks there: it is the noise itself
        noise = max(noise, edge)
    threshold = min(max(speech + _BELOW_SPEECH_DB, noise + _ABOVE_NOISE_DB), speech + _NEAREST_SPEECH_DB)
    heard = np.flatnonzero(levels > threshold)
    heard = _without_specks(heard, levels, speech)
    heard = heard[: 1 + np.flatnonzero(levels[heard] > speech + _END_BELOW_SPEECH_DB)[-1]]
    return int(heard[0]) * hop, min(int(heard[-1]) * hop + window, len(samples))


def _without_specks(
    heard: npt.NDArray[np.intp], levels: npt.NDArray[np.float64], speech: float
) -> npt.NDArray[np.intp]:
    """Leave out, at both ends, what stands apart from the speech and is too short and soft to be any of it."""
    runs = np.split(heard, np.flatnonzero(np.diff(heard) > _APART_MS // _HOP_MS) + 1)

    def speck(run: npt.NDArray[np.intp]) -> bool:
        return len(run) <= _SPECK_MS // _HOP_MS and levels[run].max() < speech + _SPECK_DB

    while len(runs) > 1 and speck(runs[0]):
        del runs[0]
    while len(runs) > 1 and speck(runs[-1]):
        runs.pop()
    return np.concatenate(runs)


def _levels(samples: Samples, windows: Iterable[int], hop: int) -> Iterator[npt.NDArray[np.float64]]:
    """Yield the levels in dBFS at each hop, in windows of each size: shape (1 + (n - window) // hop,).

    Each window is measured about its own mean: an engine's DC offset is not sound.
    """
    wave = samples.astype(np.float64) / 32768
    sums, squares = (np.concatenate(([0.0], np.cumsum(each))) for each in (wave, wave * wave))
    for window in windows:
        ends = np.arange(window, max(window, len(wave)) + 1, hop)
        starts, ends = ends - window, np.minimum(ends, len(wave))
        mean = (sums[ends] - sums[starts]) / window
        power = (squares[ends] - squares[starts]) / window - mean * mean
        yield np.asarray(10 * np.log10(power.clip(1e-12)), np.float64)


def _levelled(wave: Wave, gain: float, target: float) -> Wave:
    """Return the wave louder by ``gain`` dB, which makes it ``target`` LUFS, its peaks limited.

    The limiter takes some loudness away, which is given back if it is worth measuring; what three rounds
    cannot reach is a recording of clicks, and stays softer.
    """
    for _ in range(3):
        louder = wave * np.float32(10 ** (gain / 20))
        result = limit(louder, SPEECH_PEAK_DBTP)
        if np.vdot(louder, louder) < np.vdot(result, result) * 10 ** (_NEAR_ENOUGH_LU / 10):
            break
        gain += max(0.0, target - loudness(result))
    return result


def _faded(wave: Wave) -> Wave:
    shape = np.ones(len(wave), np.float32)
    rise, fall = (min(_samples(ms, RATE), len(wave) // 2) for ms in (_FADE_IN_MS, _FADE_OUT_MS))
    shape[:rise] = np.linspace(0, 1, rise, endpoint=False)
    shape[len(wave) - fall :] = np.linspace(1, 0, fall)
    return wave * shape


def _check_length(length: int, text: str) -> None:
    words = len(re.findall(r"\d|[^\W\d]+", text))
    needed = max(words * _MS_A_WORD, len(text) * _MS_A_CHARACTER)
    if length > min(LONGEST, _ABSURD * (needed + _MS_A_SENTENCE)) or length * _ABSURD < needed:
        what = f"the engine took {format_ms(length)} to say it"
        raise VoiceError(what, where=shown(text), hint="try again, or another voice or rate")


def _samples(ms: int, rate: int) -> int:
    return max(1, ms * rate // 1000)
