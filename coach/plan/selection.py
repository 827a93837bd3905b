"""Chooses the stretches: some for each area, along different lines, good for it and near each other."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, pairwise, product
from math import inf
from typing import TYPE_CHECKING

from coach.content.postures import change_time
from coach.plan.order import in_order
from coach.units import SECOND

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coach.content.exercise import Exercise
    from coach.content.fields import When
    from coach.content.library import Library
    from coach.plan.candidates import Candidate, Candidates

ENOUGH = 3
"""Stretches for each area, where there is time for them and there are as many."""

_KEPT = {1: 60, 2: 16, 3: 8}
"""Ways kept for each area, the best ones, by the number of areas: all combinations of them are soon compared."""

_FEW = 5
"""Ways kept where there are more areas."""

_SAME = 3.0
"""What counts against a stretch along a line that another one of its area has, beside its own cost."""

_CHANGE = 0.4
"""What a second of changing posture counts, against the costs in ``candidates``."""

_EACH = 2.0
"""What an exercise of its own is worth to an area, against sharing one with another area."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The chosen ``uses``, by area; an exercise that serves two areas is used twice."""

    uses: tuple[Candidate, ...]

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        """Each chosen exercise once."""
        return tuple({use.exercise.name: use.exercise for use in self.uses}.values())

    def lines(self, area: str) -> tuple[str, ...]:
        """Return the lines along which ``area`` is worked."""
        return tuple(use.line for use in self.uses if use.area == area)


def select(
    areas: Iterable[str],
    counts: Iterable[int],
    candidates: Candidates,
    library: Library,
    *,
    compact: bool = False,
) -> Selection:
    """Choose as many stretches for each area as ``counts`` says, or all there are; ``compact`` shares what it can.

    Several go along two lines or more where there are two. Every area must have a candidate.
    """
    names = list(areas)
    ways = [
        _ways(candidates.stretches(area), count, _KEPT.get(len(names), _FEW))
        for area, count in zip(names, counts, strict=True)
    ]
    chosen: list[tuple[Candidate, ...]] = []
    least: tuple[float, list[str]] = inf, []
    for combination in product(*ways):
        if _cost_at_least(combination, compact=compact) > least[0]:
            continue
        cost = _cost(combination, library, candidates.wishes.when, compact=compact)
        if cost < least:
            chosen, least = list(combination), cost
    return Selection(tuple(use for way in chosen for use in way))


def _ways(found: list[Candidate], count: int, kept: int) -> list[tuple[Candidate, ...]]:
    """Return the best ways to serve one area with so many stretches."""
    count = min(count, len(found))
    lines = min(2, count, len({use.line for use in found}))
    ways = [way for way in combinations(found, count) if len({use.line for use in way}) >= lines]
    ways.sort(key=lambda way: (_own_cost(way), [use.exercise.name for use in way]))
    return ways[:kept]


def _own_cost(way: tuple[Candidate, ...]) -> float:
    """Weigh how well stretches suit their area, and each other."""
    return sum(use.cost for use in way) + _SAME * (len(way) - len({use.line for use in way}))


def _worth(exercises: int, *, compact: bool) -> float:
    """Weigh how many exercises there are."""
    return (-2 if compact else 1) * _EACH * exercises


def _cost_at_least(ways: tuple[tuple[Candidate, ...], ...], *, compact: bool) -> float:
    """Return what one combination costs if it takes no change of posture: soon told, to pass over most."""
    exercises = len({use.exercise.name for way in ways for use in way})
    return round(sum(map(_own_cost, ways)) - _worth(exercises, compact=compact), 6)


def _cost(
    ways: tuple[tuple[Candidate, ...], ...], library: Library, when: When, *, compact: bool
) -> tuple[float, list[str]]:
    """Weigh one combination; names break ties, so that the same wishes get the same routine."""
    uses = [use for way in ways for use in way]
    exercises = {use.exercise.name: use.exercise for use in uses}
    postures = [
        library.postures["standing"],
        *(library.postures[exercise.posture] for exercise in in_order(exercises.values(), library, when)),
    ]
    changes = sum(change_time(a, b) for a, b in pairwise(postures) if a != b) / SECOND
    cost = sum(map(_own_cost, ways)) + _CHANGE * changes - _worth(len(exercises), compact=compact)
    return round(cost, 6), sorted(exercises)
