"""Which exercises may serve which area, and how well: the facts of the library held against the wishes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.content.doubts import STATIC_HOLD
from coach.content.fields import Kind, Role, When

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.content.exercise import Exercise
    from coach.content.library import Library
    from coach.plan.wishes import Understood

_RANK, _PLACE, _EFFORT, _STATIC, _LIKED = 2.0, 3.0, 0.5, 6.0, 12.0
"""What counts against a candidate: each that would be named before it, and, where it is not named at all, not
being mainly for the area (each place further down its list); each degree of effort, and holding still before a
run. What counts for it: being liked. Weights of our own."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An exercise that works ``area`` along ``line``; a lower ``cost`` suits it better."""

    exercise: Exercise
    area: str
    line: str
    cost: float


class Candidates:
    """What the library has for given wishes."""

    def __init__(self, wishes: Understood, library: Library) -> None:
        self.wishes = wishes
        self._areas = library.areas
        self._all = list(library.exercises())

    def allowed(self, exercise: Exercise) -> bool:
        """Whether the wishes leave ``exercise`` in."""
        return exercise.name not in self.wishes.without and not self.wishes.avoid & set(exercise.cautions)

    def welcome(self, exercise: Exercise) -> bool:
        """Whether ``exercise`` is not disliked."""
        return exercise.name not in self.wishes.dislike

    def stretches(self, area: str) -> list[Candidate]:
        """List what stretches ``area``, or before a run moves it, the most suitable first.

        Only what works the area itself: the easier form of an exercise that is ruled out may be for another part.
        Where all of it is disliked there is no way around the best.
        """
        found = self.possible(area)
        return [candidate for candidate in found if self.welcome(candidate.exercise)] or found[:1]

    def possible(self, area: str) -> list[Candidate]:
        """List the same, whether it is liked or not."""
        found: list[Candidate] = []
        for exercise in self._all:
            if area in exercise.areas and self._works(exercise) and self.allowed(exercise):
                cost = self._rank(exercise, area) + _EFFORT * exercise.effort
                cost -= _LIKED * (exercise.name in self.wishes.like)
                cost += _STATIC * (self.wishes.when is When.BEFORE and exercise.kind is Kind.HOLD)
                found.append(Candidate(exercise, area, exercise.areas[area], cost))
        return sorted(found, key=lambda candidate: (candidate.cost, candidate.exercise.name))

    def movements(self, area: str | None) -> list[Exercise]:
        """List the repeated movements that loosen ``area`` before it is held, the best first.

        Those that loosen anything, for None, are for bodies that must not begin cold: what is disliked comes last.
        """
        early = {When.ANY, When.BEFORE if self.wishes.when is When.ANY else self.wishes.when}
        found = [
            exercise
            for exercise in self._all
            if exercise.role is Role.MOBILITY and exercise.kind is Kind.REPS and exercise.when in early
            if self.allowed(exercise)
            if area is None or (area in exercise.areas and self.welcome(exercise))
        ]

        def key(exercise: Exercise) -> tuple[bool, bool, int, int, str]:
            place, liked = _place(exercise, area) if area else 0, exercise.name in self.wishes.like
            return not self.welcome(exercise), not liked, place, exercise.effort, exercise.name

        return sorted(found, key=key)

    def walk(self, *, anyway: bool = False) -> Exercise | None:
        """What a session begins with on the feet, if there is such a thing; ``anyway``, though it be disliked."""
        found = [e for e in self._easing() if e.kind is Kind.TIME and e.posture == "standing"]
        found = [e for e in found if anyway or self.welcome(e)]
        return min(found, key=lambda e: (e.effort, e.name), default=None)

    def breathing(self) -> Exercise | None:
        """What a session ends with, at rest, if there is such a thing."""
        found = [e for e in self._easing() if e.posture != "standing" and self.welcome(e)]
        return min(found, key=lambda e: (e.effort, e.name), default=None)

    def _easing(self) -> Iterator[Exercise]:
        for exercise in self._all:
            if exercise.role is Role.EASING and self._fits(exercise) and self.allowed(exercise):
                yield exercise

    def _fits(self, exercise: Exercise) -> bool:
        """Whether the exercise belongs where the wishes want it: what is for after a run is for warm muscles."""
        wanted = When.AFTER if self.wishes.when is When.ANY else self.wishes.when
        return exercise.when in (When.ANY, wanted)

    def _rank(self, exercise: Exercise, area: str) -> float:
        """Weigh how late somebody who knows would name an exercise for an area."""
        first = self._areas[area].first
        if exercise.name in first:
            return _RANK * first.index(exercise.name)
        return _RANK * len(first) + _PLACE * _place(exercise, area)

    def _works(self, exercise: Exercise) -> bool:
        """Whether this is a stretch, or before a run a movement in its place."""
        if not self._fits(exercise):
            return False
        if self.wishes.when is not When.BEFORE:
            return exercise.role is Role.STRETCH
        brief = exercise.kind is not Kind.HOLD or exercise.dose.low <= STATIC_HOLD
        return brief and exercise.role in (Role.STRETCH, Role.MOBILITY)


def _place(exercise: Exercise, area: str) -> int:
    return list(exercise.areas).index(area)
