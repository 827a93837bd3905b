"""A session as a row of timed laps, which is what watches and calendars know: getting there, then doing it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from coach.script.model import CueKind
from coach.units import Ms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.timeline.model import Passage, TimedStep, Timeline


@dataclass(frozen=True, slots=True)
class Lap:
    """A stretch of time in milliseconds, spent on an ``exercise`` or, without one, between two or at the end.

    ``active``: the exercise itself goes on; ``rest``: a rest that the routine asks for; ``leaving``: the way out
    of the exercise, before a rest. Else it is the way in. ``note`` is what to do.
    """

    length: Ms
    exercise: str = ""
    name: str = ""
    side: str | None = None
    reps: int | None = None
    active: bool = False
    rest: bool = False
    leaving: bool = False
    note: str = ""


def laps(timeline: Timeline) -> list[Lap]:
    """Return the laps of a session; end to end they are as long as it is.

    What is said between two exercises counts to the way into the second; before a rest, to the way out of the
    first, so that a rest is as long as the routine has it.
    """
    found: list[Lap] = []
    for lap in _pieces(timeline):
        if not found or found[-1].exercise or found[-1].rest:
            found.append(lap)
        elif lap.rest and len(found) > 1:
            before = found[-2]
            found[-1] = replace(found[-1], exercise=before.exercise, name=before.name, leaving=True)
            found.append(lap)
        elif lap.active:  # a text, which has no way in of its own
            found[-1] = replace(found[-1], exercise=lap.exercise, name=lap.name)
            found.append(lap)
        else:
            found.append(replace(lap, length=Ms(lap.length + found.pop().length)))
    return found


def _pieces(timeline: Timeline) -> Iterator[Lap]:
    for passage in timeline.passages:
        at = passage.start
        if passage.step and passage.step.intervals:
            yield from _exercise(passage, passage.step)
            at = passage.step.intervals[-1].end
        elif passage.step:
            at = passage.end
            yield Lap(Ms(at - passage.start), passage.step.exercise, passage.step.name, active=True)
        rest = any(cue.kind is CueKind.REST for cue in passage.cues) and not passage.step
        if passage.end > at:
            yield Lap(Ms(passage.end - at), rest=rest)


def _exercise(passage: Passage, step: TimedStep) -> Iterator[Lap]:
    at = passage.start
    for interval in step.intervals:
        cues = [cue for cue in passage.cues if at <= cue.start < interval.start]
        for cue, after in pairwise(cues):
            if cue.kind is CueKind.REST:
                out = Lap(Ms(cue.start - at), step.exercise, step.name, leaving=True)
                yield out
                yield replace(out, length=Ms(after.start - cue.start), rest=True, leaving=False)
                at = after.start
        way = Lap(Ms(interval.start - at), step.exercise, step.name, interval.side)
        told = [cue for cue in cues if cue.start >= at and " " in cue.text]  # no seconds counted down
        note = [cue.text for cue in told if cue.kind in _TELLING]
        yield replace(way, note=" ".join(note or (cue.text for cue in told if cue.kind is CueKind.NEXT)))
        yield replace(way, length=Ms(interval.end - interval.start), reps=interval.reps, active=True)
        at = interval.end


_TELLING = (CueKind.SETUP, CueKind.SWITCH, CueKind.BEGIN)
