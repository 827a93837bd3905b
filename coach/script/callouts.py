"""Tells every so often how much is left of something long."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coach.script.model import CueKind, Interval, Line, Prompt
from coach.units import SECOND, Ms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.script.phrasing import Phrasing

LATE = Ms(8 * SECOND)
"""How much later it may be said, where something else is said just then; then it would be wrong."""


def called_out(interval: Interval, every: Ms, wordings: Sequence[str], phrasing: Phrasing) -> Interval:
    """Return ``interval`` with the time that is left told each time that a whole number of ``every`` is left."""
    prompts = []
    for left in range(every * ((interval.length - 1) // every), 0, -every):
        takes = phrasing.takes("callout", wordings, {"length": phrasing.roughly(left)}, brief=True)
        start = Ms(interval.length - left)
        until = Ms(min(start + LATE, interval.length))
        prompts.append(Prompt(Line(CueKind.LAST, takes, interval.side), start, until, floating=True))
    return replace(interval, prompts=(*prompts, *interval.prompts))
