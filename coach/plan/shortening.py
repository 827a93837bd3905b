"""The shapes a plan can take, from the fullest to the barest: what is let go when time is short."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.content.fields import Kind, When
from coach.content.routine import Routine
from coach.plan import doses
from coach.plan.order import in_order, passes
from coach.plan.selection import select

if TYPE_CHECKING:
    from coach.content.exercise import Exercise
    from coach.content.library import Library
    from coach.content.routine import Step
    from coach.plan.candidates import Candidates
    from coach.plan.selection import Selection
    from coach.units import Span

_WARM = 2
"""Movements before the holds, at most: a light dynamic part, no session of its own."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A routine with what it consists of: ``again`` of the selected stretches come twice."""

    routine: Routine
    selection: Selection
    again: int
    walk: Exercise | None
    warm: tuple[Exercise, ...]
    breathing: Exercise | None


class Family:
    """Drafts with the same stretches and the same frame, which differ in what comes twice and what warms up.

    ``agains`` and ``warms`` list how many of each there can be, most first.
    """

    def __init__(
        self,
        selection: Selection,
        candidates: Candidates,
        library: Library,
        walk: tuple[Exercise, Span] | None,
        breathing: Exercise | None,
    ) -> None:
        self.wishes = candidates.wishes
        self._selection = selection
        self._library = library
        self._walk = walk
        self._breathing = breathing
        self._movements = self._warming(candidates)
        every = len(selection.exercises)
        self.agains = {1: [0], 2: [every]}.get(self.wishes.rounds or 0, [*range(every, -1, -1)])
        least = 1 if self._begins_cold else 0
        self.warms = [*range(len(self._movements), least - 1, -1)]
        self._drafts: dict[tuple[int, int], Draft] = {}

    def draft(self, again: int, warm: int) -> Draft:
        """Return the draft with ``again`` stretches twice and ``warm`` movements first."""
        if (again, warm) not in self._drafts:
            self._drafts[again, warm] = self._made(again, self._movements[:warm])
        return self._drafts[again, warm]

    def _made(self, again: int, warm: tuple[Exercise, ...]) -> Draft:
        when, chosen = self.wishes.when, self._selection.exercises
        steps: list[Step] = []
        if self._walk:
            walk, span = self._walk
            steps.append(doses.step(walk, doses.within(walk.dose, span)))
        ordered = in_order([*chosen, *warm], self._library, when)
        for exercise, rounds in passes(ordered, frozenset(exercise.name for exercise in chosen[:again])):
            steps.append(doses.step(exercise, doses.dose(exercise, when), rounds))
        if self._breathing:
            steps.append(doses.step(self._breathing, doses.quiet(self._breathing)))
        title = self.wishes.title(self._library)
        routine = Routine(name=self.wishes.name, title=title, when=when, steps=tuple(steps))
        walked = self._walk[0] if self._walk else None
        return Draft(routine, self._selection, again, walked, warm, self._breathing)

    @property
    def _begins_cold(self) -> bool:
        """Whether it would begin with holds on cold muscles, without a movement first."""
        if self.wishes.when is not When.ANY or self._walk:
            return False
        return in_order(self._selection.exercises, self._library, self.wishes.when)[0].kind is Kind.HOLD

    def _warming(self, candidates: Candidates) -> tuple[Exercise, ...]:
        """Choose movements to do before anything is held; before a run everything is movement."""
        if self.wishes.when is When.BEFORE:
            return ()
        first = in_order(self._selection.exercises, self._library, self.wishes.when)[0]
        taken = {exercise.name for exercise in self._selection.exercises}
        chosen: list[Exercise] = []
        for area in (*self.wishes.areas, *([None] if self._begins_cold else [])):
            for exercise in candidates.movements(area):
                if exercise.name not in taken and exercise.posture in ("standing", first.posture):
                    chosen.append(exercise)
                    taken.add(exercise.name)
                    break
        return tuple(chosen[:_WARM])


def families(candidates: Candidates, library: Library) -> list[Family]:
    """Return all that can be made of wishes, the fullest first.

    When time is short, breathing and the walk go first, then second stretches, those of the last area first; in
    the end one exercise serves as many areas as it can. A walk that is disliked comes where nothing else warms.
    """
    return _families(candidates, library, candidates.walk()) or _families(
        candidates, library, candidates.walk(anyway=True)
    )


def _families(candidates: Candidates, library: Library, walk: Exercise | None) -> list[Family]:
    wishes = candidates.wishes
    breathing = None if wishes.when is When.BEFORE else candidates.breathing()
    spans = [doses.STROLL] if wishes.when is When.AFTER else [doses.STROLL, doses.BRISK_WALK]
    walks = [*((walk, span) for span in spans if walk), None]
    frames = [(way, rest) for way in walks for rest in ([breathing, None] if breathing else [None])]
    count = len(wishes.areas)
    found: dict[tuple[str, ...], Selection] = {}
    for singles, compact in [*((number, False) for number in range(count + 1)), (count, True)]:
        selection = select(wishes.areas, singles, candidates, library, compact=compact)
        found.setdefault(tuple(sorted(exercise.name for exercise in selection.exercises)), selection)
    made = [
        Family(selection, candidates, library, way, rest)
        for selection in found.values()
        for way, rest in frames
    ]
    return [family for family in made if family.warms]
