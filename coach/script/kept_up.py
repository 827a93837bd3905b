"""Fills time kept up, such as a walk: a thought every so often, the half, and notice of the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.content.fields import Detail
from coach.script.model import CueKind, Interval, Line, Prompt
from coach.script.turn import spread
from coach.units import SECOND, Ms

if TYPE_CHECKING:
    from coach.script.turn import Turn

ENDING = Ms(20 * SECOND)
"""How long before the end it is announced."""

AT_FIRST = Ms(8 * SECOND)
THOUGHT_EVERY = Ms(25 * SECOND)


def kept_up(turn: Turn, length: Ms) -> Interval:
    """Return time kept up at the runner's own pace."""
    every = THOUGHT_EVERY * (1 if turn.phrasing.detail is Detail.FULL else 2)
    prompts = list(spread(turn.thoughts(), AT_FIRST, length - ENDING - AT_FIRST, every))
    if length >= 2 * ENDING:
        half = Ms(length // 2)
        halfway = Line(CueKind.HALFWAY, turn.said("halfway", brief=True))
        prompts.append(Prompt(halfway, half, Ms(half + 6 * SECOND), floating=True))
        last = Line(CueKind.LAST, turn.said("last_time", {"length": turn.phrasing.seconds(ENDING)}))
        prompts.append(Prompt(last, Ms(length - ENDING), Ms(length - 10 * SECOND)))
    return Interval(length, prompts=tuple(prompts))
