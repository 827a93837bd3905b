"""Makes a hold longer while it is being held: by whole breaths, or by seconds where it is held against a load."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from coach.script.model import CueKind, Interval, Talk
from coach.units import SECOND, Ms

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.script.model import Part, Phase, Prompt, Section

EXTRA = Ms(10 * SECOND)


def longer(
    section: Section, interval: int, since: Ms, number: Callable[[int], str], extra: Ms = EXTRA
) -> Section | None:
    """Return ``section`` with its ``interval`` (from 0) longer by ``extra``, rounded to breaths, one at least.

    The breaths come before the last one, or after it if that has begun (``since`` is how far the hold is).
    Holds that follow on other sides grow as well, so that sides stay equal, and what announces them says so:
    ``number`` puts a count into words. None if it is not a hold.
    """
    holds = [number for number, part in enumerate(section.parts) if isinstance(part, Interval)]
    chosen = section.parts[holds[interval]]
    if not isinstance(chosen, Interval) or not chosen.held:
        return None
    parts: list[Part] = list(section.parts)
    parts[holds[interval]] = _stretch(chosen, since, extra)
    done = {chosen.side}
    for place in holds[interval + 1 :]:
        part, notice = parts[place], parts[place - 1]
        if isinstance(part, Interval) and part.held and part.side not in done:
            grown = _stretch(part, Ms(0), extra)
            parts[place] = grown
            if isinstance(notice, Talk):
                parts[place - 1] = _recounted(notice, number(_amount(part)), number(_amount(grown)))
            done.add(part.side)
    return replace(section, parts=tuple(parts))


def _stretch(hold: Interval, since: Ms, extra: Ms) -> Interval:
    """Insert breaths without words before the last breath of a hold, or after it if it has begun."""
    if not hold.breaths:
        return _hold_on(hold, since, extra)
    breath = hold.length // hold.breaths
    parts = len(hold.phases) // hold.breaths
    count = max(1, round(extra / breath))
    last = hold.length - breath
    at = last if since < last else hold.length
    model = hold.phases[:parts]
    added = [
        replace(phase, start=Ms(at + number * breath + phase.start))
        for number in range(count)
        for phase in model
    ]
    grown = Ms(count * breath)
    phases = [_shift(phase, at, grown) for phase in hold.phases] + added
    return replace(
        hold,
        length=Ms(hold.length + grown),
        breaths=hold.breaths + count,
        phases=tuple(sorted(phases, key=lambda phase: phase.start)),
        prompts=_later(hold.prompts, at, grown),
    )


def _hold_on(hold: Interval, since: Ms, extra: Ms) -> Interval:
    """Hold longer before it is told how much is left, or after all if that has been told."""
    last = min(
        (prompt.start for prompt in hold.prompts if prompt.line.kind is CueKind.LAST), default=hold.length
    )
    at = last if since < last else hold.length
    return replace(hold, length=Ms(hold.length + extra), prompts=_later(hold.prompts, at, extra))


def _later(prompts: tuple[Prompt, ...], at: int, grown: Ms) -> tuple[Prompt, ...]:
    """Move the prompts from ``at`` on."""
    return tuple(
        replace(prompt, start=Ms(prompt.start + grown), until=Ms(prompt.until + grown))
        if prompt.start >= at
        else prompt
        for prompt in prompts
    )


def _amount(hold: Interval) -> int:
    """How much of a hold is announced: breaths, or seconds."""
    return hold.breaths or round(hold.length / SECOND)


def _recounted(notice: Talk, before: str, after: str) -> Talk:
    """Put one number word in the place of another."""

    def changed(sentence: str) -> str:
        sentence = re.sub(rf"\b{re.escape(before)}\b", after, sentence)
        return re.sub(rf"\b{re.escape(before.capitalize())}\b", after.capitalize(), sentence)

    lines = (
        replace(line, takes=tuple(tuple(map(changed, take)) for take in line.takes)) for line in notice.lines
    )
    return replace(notice, lines=tuple(lines))


def _shift(phase: Phase, at: int, grown: Ms) -> Phase:
    return replace(phase, start=Ms(phase.start + grown)) if phase.start >= at else phase
