"""Chooses the stretches: two for each area along different lines, good for it and near each other."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, pairwise, product
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

_KEPT = 5
"""Ways kept for each area, the best ones: all combinations of them over four areas are soon compared."""

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
    singles: int,
    candidates: Candidates,
    library: Library,
    *,
    compact: bool = False,
) -> Selection:
    """Choose two stretches for each area, but one for the last ``singles``; ``compact`` shares what it can.

    An area that has only one line gets one as well. Every area must have a candidate.
    """
    names = list(areas)
    ways = [
        _ways(candidates.stretches(area), one=number >= len(names) - singles)
        for number, area in enumerate(names)
    ]
    chosen = min(
        product(*ways),
        key=lambda combination: _cost(combination, library, candidates.wishes.when, compact=compact),
    )
    return Selection(tuple(use for way in chosen for use in way))


def _ways(found: list[Candidate], *, one: bool) -> list[tuple[Candidate, ...]]:
    """Return the best ways to serve one area."""
    pairs: list[tuple[Candidate, ...]] = []
    if not one:
        pairs = [
            (first, second)
            for first, second in combinations(found, 2)
            if first.line != second.line and first.exercise.name != second.exercise.name
        ]
    pairs = pairs or [(candidate,) for candidate in found]
    pairs.sort(key=lambda way: (sum(use.cost for use in way), [use.exercise.name for use in way]))
    return pairs[:_KEPT]


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
    worth = -2 * _EACH if compact else _EACH
    cost = sum(use.cost for use in uses) + _CHANGE * changes - worth * len(exercises)
    return round(cost, 6), sorted(exercises)
