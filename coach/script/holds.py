"""Fills a hold with prompts: led into its first breath and out of its last, and left in peace in between."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from coach.content.fields import Detail
from coach.script.model import CueKind, Interval, Line, Prompt
from coach.script.turn import on, spread
from coach.units import SECOND, Ms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.script.breath import Breathing
    from coach.script.model import Phase
    from coach.script.turn import Turn

BREATHER = Ms(700)
"""Silence kept between a prompt and the next breath phase of a hold: words that fill a breath crowd it."""

HALFWAY_FROM = Ms(40 * SECOND)
"""In a shorter hold the half is no news."""

THOUGHTS_FROM = Ms(28 * SECOND)
"""A shorter hold has time for one thought only."""

ANOTHER_EVERY = Ms(20 * SECOND)
"""In a long hold, one more thought for every so many seconds."""

COUNTED_DOWN = (Ms(10 * SECOND), Ms(5 * SECOND))
"""How much is left of a hold against a load when that is said."""


def hold(turn: Turn, breathing: Breathing) -> Interval:
    """Return a hold of whole breaths."""
    phases = breathing.phases
    breaths = list(zip(phases[::2], phases[1::2], strict=True))
    prompts = list(_end(turn, breaths))
    if turn.phrasing.detail is not Detail.MINIMAL and not turn.quiet:
        if not turn.own_breath:
            prompts += _led(turn, breaths[0])
        prompts += _between(turn, breaths[0 if turn.own_breath else 1 : -1], breathing.length)
    return Interval(breathing.length, turn.side, breathing.breaths, None, phases, tuple(prompts), held=True)


def _led(turn: Turn, breath: tuple[Phase, Phase]) -> Iterator[Prompt]:
    """Lead through the first breath, in and out or not at all."""
    brief = turn.phrasing.detail is Detail.SHORT
    for phase, kind in zip(breath, (CueKind.INHALE, CueKind.EXHALE), strict=True):
        line = Line(kind, turn.phase(kind, brief=brief), turn.side)
        yield on(phase, line, clear=BREATHER, breath=1)


def _end(turn: Turn, breaths: list[tuple[Phase, Phase]]) -> Iterator[Prompt]:
    """Lead through the last breath. It comes first among the prompts: of equal ones, the later yields."""
    if len(breaths) > 1:
        inhale, exhale = breaths[-1]
        yield on(inhale, Line(CueKind.LAST, turn.said("last_breath"), turn.side), clear=BREATHER)
        if turn.phrasing.detail is Detail.FULL:
            yield on(exhale, Line(CueKind.EXHALE, turn.said("last_exhale"), turn.side), clear=BREATHER)


def _between(turn: Turn, breaths: list[tuple[Phase, Phase]], length: Ms) -> Iterator[Prompt]:
    """Say a thought here and there, and where the half is in a long hold."""
    half = length // 2 if length >= HALFWAY_FROM else None
    several = turn.first and not turn.sparse and length >= THOUGHTS_FROM
    most = 1 + several + max(0, length - HALFWAY_FROM) // ANOTHER_EVERY
    thoughts = islice(turn.thoughts(), most)
    due = 0
    for inhale, exhale in breaths:
        until = exhale.start + exhale.length
        if half is not None and inhale.start >= half - exhale.length:
            half = None
            brief = turn.phrasing.detail is not Detail.FULL
            yield on(
                inhale, Line(CueKind.HALFWAY, turn.said("halfway", brief=brief), turn.side), clear=BREATHER
            )
        elif inhale.start >= due and (line := next(thoughts, None)):
            start = exhale.start if line.kind is CueKind.FORM else inhale.start
            yield Prompt(line, Ms(start + 400), Ms(until - BREATHER), floating=True)
            due = until if several else until + inhale.length


def braced_hold(turn: Turn, length: Ms) -> Interval:
    """Return a hold against a load: the time that is left is told, and the breath is told to go on."""
    prompts = []
    for left in COUNTED_DOWN:
        if length >= 2 * left:
            values = turn.phrasing.counted("count", left // SECOND)
            line = Line(CueKind.LAST, turn.said("seconds_left", values), turn.side)
            prompts.append(Prompt(line, Ms(length - left), Ms(length - left + 3 * SECOND)))
    if turn.phrasing.detail is not Detail.MINIMAL:
        breathe = Line(CueKind.FORM, turn.said("keep_breathing", brief=True), turn.side)
        prompts.append(Prompt(breathe, Ms(length * 2 // 5), Ms(length * 4 // 5), floating=True))
        thoughts = islice(turn.thoughts(), 1 + (length - 1) // ANOTHER_EVERY)
        prompts += spread(thoughts, 600, length - COUNTED_DOWN[-1], length // 2)
    return Interval(length, turn.side, prompts=tuple(prompts), held=True)
