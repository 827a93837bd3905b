"""Finds one's way on a timeline: what is going on at a moment, and where it makes sense to pick up again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coach.sound.pcm import RATE
from coach.units import Ms

if TYPE_CHECKING:
    from coach.live.api import Now
    from coach.timeline.model import Cue, Passage, TimedInterval, TimedPhase


def moment(sample: int) -> Ms:
    """Return the time of a sample, to the nearest millisecond."""
    return Ms((2000 * sample + RATE) // (2 * RATE))


def cue_at(passage: Passage, time: int) -> Cue | None:
    """Return the cue that is being said."""
    return next((cue for cue in passage.cues if cue.start <= time < cue.end), None)


def last_cue(passage: Passage, time: int) -> Cue | None:
    """Return the cue that is being said or was said last in this passage."""
    said = [cue for cue in passage.cues if cue.start <= time]
    return said[-1] if said else None


def interval_at(passage: Passage, time: int) -> tuple[int, TimedInterval] | None:
    """Return the interval at hand and its number (from 0) within the step."""
    for number, interval in enumerate(passage.step.intervals if passage.step else ()):
        if interval.start <= time < interval.end:
            return number, interval
    return None


def phase_at(interval: TimedInterval, time: int) -> TimedPhase | None:
    """Return the breath phase or part of a repetition at hand."""
    return next((phase for phase in interval.phases if phase.start <= time < phase.end), None)


def placed(now: Now, passage: Passage, time: Ms) -> Now:
    """Return ``now`` with what is going on at ``time``, which lies in ``passage``."""
    if passage.step:
        now = replace(now, step=passage.step.index, exercise=passage.step.name)
    if cue := last_cue(passage, time):
        talking = time < cue.end and not now.paused
        now = replace(now, sentence=cue.text, side=cue.side, talking=talking)
    if not (found := interval_at(passage, time)):
        return now
    _, interval = found
    now = replace(now, side=interval.side, interval_remaining=Ms(interval.end - time))
    if phase := phase_at(interval, time):
        now = replace(now, phase=phase.cue, phase_share=(time - phase.start) / (phase.end - phase.start))
    if interval.breaths:
        breath = (interval.end - interval.start) // interval.breaths
        now = replace(now, breaths=((time - interval.start) // breath + 1, interval.breaths))
    return now


def pick_up(passage: Passage, time: Ms) -> Ms:
    """Where to go on after a pause at ``time``: never in mid-word, never in mid-breath.

    The beginning of the sentence that was cut, or else of the breath or repetition at hand; in a silence
    between sentences, right there.
    """
    found = interval_at(passage, time)
    cue = cue_at(passage, time)
    start = cue.start if cue else time
    if found:
        _, interval = found
        begun = [phase.start for phase in interval.phases if phase.start <= time and _begins(phase, interval)]
        start = min(start, max(begun, default=interval.start if interval.phases else start))
    return Ms(start)


def _begins(phase: TimedPhase, interval: TimedInterval) -> bool:
    """Whether a phase is the first of a breath or a repetition."""
    return phase.cue == interval.phases[0].cue
