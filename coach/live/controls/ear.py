"""Finds the six spoken commands in sound: the ear behind ``--listen``, without microphone or session.

How it tells "coach, pause" from everything else
------------------------------------------------
1. **Something short, with quiet around it.** The loudness of the last 2.6 s is cut at four heights under its
   peak, so that a command over a quieter coach stands out as well as one in silence. What stuck out for 0.44 to
   2 s and has been over for 0.3 s is a candidate. Nothing is recognised, and nearly nothing computed, before.
2. **Which command it would be.** A grammar of nothing but the six phrases has to explain all of the candidate.
3. **Whether it is that at all.** Every frame's likelihood is taken relative to the likeliest of all the sounds of
   English (``compallsen``); averaged over a word it tells how well "coach", and the command after it, fit what
   was said, however loud or long. The rest of the candidate must fit silence. And the five other phrases,
   tried once more, must explain it distinctly worse.

Keyword spotting, pocketsphinx's own way to do this, was tried first, on the same sound: it found 12 to 27 % of
the commands at the thresholds (1e-5 to 1e-30) where this finds more than eight in ten.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from coach.live.api import Action

if TYPE_CHECKING:
    import numpy.typing as npt

    from coach.sound.pcm import Samples

    Levels = npt.NDArray[np.float32]

RATE = 16_000
"""Samples a second that the ear wants: what its model of English was trained with."""

COMMANDS = {
    "pause": Action.PAUSE,
    "continue": Action.RESUME,
    "next": Action.NEXT,
    "again": Action.AGAIN,
    "longer": Action.LONGER,
    "stop": Action.STOP,
}
"""What is said after "coach", and what it asks for."""

_FRAME = RATE * 20 // 1000
_HOP = 5
"""Frames between two looks for a candidate."""
_WINDOW = 130
_QUIET = 15
"""Frames of quiet that end a candidate."""
_AROUND = 10
"""Frames of quiet before and after it that are looked at, too."""
_CLOSURE = 12
"""Frames of quiet within a phrase: between its words, before the p of "pause" and in the x of "next"."""
_SHORTEST, _LONGEST = 22, 100
_HEIGHTS = (8.0, 14.0, 20.0, 28.0)
"""Decibels under the peak."""
_SAME = 4
"""Frames that a candidate may differ by and be the one that was judged already."""
_REST = 60
"""Frames after a command in which no other is taken."""
_UNSHIFT = 1024
"""pocketsphinx keeps its scores divided by this, which keeps their exponentials from vanishing."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A command, and how many milliseconds before the end of what was heard it began and ended."""

    action: Action
    began: int
    ended: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What a candidate would be as a command, and how well that fits: mean log-likelihoods a frame (10 ms).

    ``margin`` is how much better it fits than the next best command, a frame of the command's word.
    """

    command: str
    coach: float
    word: float
    silence: float
    frames: tuple[int, int]
    margin: float

    @property
    def clear(self) -> bool:
        """Whether it is to be taken for a command."""
        fits = min(self.coach, self.word) > -7.5 and self.coach + self.word > -13.5
        lasts = 27 <= self.frames[0] <= 60 and 25 <= self.frames[1] <= 95
        return fits and lasts and self.silence > -3.5 and self.margin > 0.8


class Ear:
    """Hears what it is given, block by block, and tells the commands in it. Belongs to one thread."""

    def __init__(self) -> None:
        """Load the model of English that comes with pocketsphinx (0.1 s, 50 MB); ImportError without it."""
        from pocketsphinx import Decoder, get_model_path

        self._decoder = Decoder(
            hmm=get_model_path("en-us/en-us"),
            dict=get_model_path("en-us/cmudict-en-us.dict"),
            lm=None,
            compallsen=True,
            bestpath=False,  # it does not always find a path where there is one
            beam=1e-100,  # wide: the second best phrase is to be scored, not given up
            pbeam=1e-100,
            wbeam=1e-80,
            logfn=os.devnull,
        )
        self._decoder.add_jsgf_string("all", _grammar(*COMMANDS))
        for command in COMMANDS:
            self._decoder.add_jsgf_string(f"not {command}", _grammar(*COMMANDS.keys() - {command}))
        self._waiting: Samples = np.zeros(0, np.int16)
        self._sound: Samples = np.zeros(_WINDOW * _FRAME, np.int16)
        self._levels: Levels = np.zeros(_WINDOW, np.float32)
        self._time = 0  # in frames
        self._judged: list[tuple[int, int]] = []
        self._rest_until = 0

    def hear(self, block: Samples) -> list[Heard]:
        """Listen to the next samples, as many as there are, and return the commands that ended in them."""
        sound = np.concatenate([self._waiting, block])
        hop = _HOP * _FRAME
        whole = len(sound) // hop * hop
        self._waiting = sound[whole:]
        heard = []
        for start in range(0, whole, hop):
            self._take(sound[start : start + hop])
            if found := self._command():
                command, first, end = found
                later = whole - start - hop + len(self._waiting)
                began, ended = ((later - bound * _FRAME) * 1000 // RATE for bound in (first, end))
                heard.append(Heard(COMMANDS[command], began, ended))
                self._rest_until = self._time + _REST
        return heard

    def read(self, candidate: Samples) -> Reading | None:
        """What a piece of sound, with a little quiet around it, would be as a command."""
        found = self._decode("all", candidate)
        if not found:
            return None
        command, words, silence, total = found
        other = self._decode(f"not {command}", candidate)
        margin = (total - other[3]) / words[1][1] if other else 0.0
        (coach, coach_frames), (word, word_frames) = words
        return Reading(command, coach, word, silence, (coach_frames, word_frames), margin)

    def _take(self, hop: Samples) -> None:
        """Move the window on by a hop."""
        last = self._sound[-1:]
        self._sound = np.concatenate([self._sound[len(hop) :], hop])
        wave = np.concatenate([last, hop]).astype(np.float32)
        bright = (wave[1:] - np.float32(0.9) * wave[:-1]).reshape(-1, _FRAME)  # steps and traffic rumble
        levels = 10 * np.log10((bright**2).mean(axis=1) + 1)
        self._levels = np.concatenate([self._levels[len(levels) :], levels])
        self._time += len(levels)

    def _command(self) -> tuple[str, int, int] | None:
        """Return the command that has just ended, if one has, with its bounds in frames before now."""
        for height in _HEIGHTS:
            bounds = _candidate(self._levels, height)
            if not bounds or self._time < self._rest_until:
                continue
            first, end = (bound + self._time for bound in bounds)
            if any(abs(first - a) <= _SAME and abs(end - b) <= _SAME for a, b in self._judged):
                continue
            self._judged = [*self._judged[-7:], (first, end)]
            start, stop = bounds[0] - _AROUND + _WINDOW, bounds[1] + _AROUND + _WINDOW
            reading = self.read(self._sound[start * _FRAME : stop * _FRAME])
            if reading and reading.clear:
                return reading.command, *bounds
        return None

    def _decode(
        self, search: str, sound: Samples
    ) -> tuple[str, list[tuple[float, int]], float, float] | None:
        """Return a command, its words' fit and frames, the fit of the silence around, and the fit of all."""
        decoder = self._decoder
        decoder.activate_search(search)
        decoder.start_utt()
        decoder.process_raw(sound.astype("<i2", copy=False).tobytes(), no_search=False, full_utt=True)
        decoder.end_utt()
        found = decoder.hyp()
        names = found.hypstr.split() if found else []
        if len(names) != 2:
            return None
        words, silent = [], []
        for part in decoder.seg():
            fit = float(np.log(part.ascore)) * _UNSHIFT, part.end_frame - part.start_frame + 1
            if part.word == "<sil>":
                silent.append(fit)
            elif part.word.partition("(")[0] in names:
                words.append(fit)
        quiet = sum(fit for fit, _ in silent) / sum(frames for _, frames in silent) if silent else -np.inf
        total = float(np.log(found.score)) * _UNSHIFT
        return names[1], [(fit / frames, frames) for fit, frames in words], quiet, total


def _grammar(*commands: str) -> str:
    return f"#JSGF V1.0; grammar commands; public <command> = coach ( {' | '.join(sorted(commands))} );"


def _candidate(levels: Levels, height: float) -> tuple[int, int] | None:
    """Return first frame and end, counted from now backwards, of what has stuck out and just fallen silent."""
    loud = np.flatnonzero(levels > levels[_QUIET * 2 :].max() - height)
    end = int(loud[-1]) + 1
    if not _QUIET <= len(levels) - end < _QUIET + _HOP:
        return None
    breaks = np.flatnonzero(np.diff(loud) > _CLOSURE)
    first = int(loud[breaks[-1] + 1]) if len(breaks) else int(loud[0])
    if first < _AROUND or not _SHORTEST <= end - first <= _LONGEST:
        return None
    return first - len(levels), end - len(levels)
