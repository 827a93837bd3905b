"""Breath: how long one takes as the runner calms down, and how many of them make a hold."""

from __future__ import annotations

from dataclasses import dataclass

from coach.content.fields import When
from coach.script.model import Phase
from coach.units import Ms

CALM = Ms(10_000)
"""Four seconds in, six out: six breaths a minute, the resting pace of slow-breathing practice."""

WINDED = Ms(7_500)
"""Eight breaths a minute, what is comfortable right after a run."""

INHALE_SHARE = 0.4
SHORTEST, LONGEST = Ms(5_000), Ms(11_900)
_SLOWING = {When.AFTER: (7_500, 8_200, 9_000, 9_600), When.ANY: (9_000, 9_500), When.BEFORE: (7_500,)}


@dataclass(frozen=True, slots=True)
class Breathing:
    """A hold as whole breaths of equal length."""

    breaths: int
    inhale: Ms
    exhale: Ms

    @property
    def length(self) -> Ms:
        """The whole hold."""
        return Ms(self.breaths * (self.inhale + self.exhale))

    @property
    def phases(self) -> tuple[Phase, ...]:
        """Each inhale and exhale, in order."""
        breath = self.inhale + self.exhale
        return tuple(
            phase
            for number in range(self.breaths)
            for phase in (
                Phase("inhale", Ms(number * breath), self.inhale),
                Phase("exhale", Ms(number * breath + self.inhale), self.exhale),
            )
        )


def breath_length(when: When, holds_before: int) -> Ms:
    """Return the length of a breath to aim for in the hold exercise that ``holds_before`` others precede.

    Before a run breathing stays lively; after one it slows from eight to six breaths a minute.
    """
    steps = _SLOWING[when]
    if holds_before < len(steps):
        return Ms(steps[holds_before])
    return WINDED if when is When.BEFORE else CALM


def breathe(hold: Ms, aim: Ms) -> Breathing:
    """Divide ``hold`` into whole breaths as near to ``aim`` as comes out even.

    The prescribed time is kept (to the 5 ms a breath that rounding takes); the breath yields, within
    ``SHORTEST`` to ``LONGEST``.
    """
    breaths = max(1, round(hold / aim))
    while hold / breaths > LONGEST:
        breaths += 1
    while breaths > 1 and hold / breaths < SHORTEST:
        breaths -= 1
    breath = round(hold / breaths / 10) * 10
    inhale = round(breath * INHALE_SHARE / 10) * 10
    return Breathing(breaths, Ms(inhale), Ms(breath - inhale))
