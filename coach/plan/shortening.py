"""The shapes a plan can take, from the fullest to the barest: what is let go when time is short."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.content.fields import Kind, When
from coach.content.routine import Routine
from coach.plan import doses
from coach.plan.order import in_order, passes
from coach.plan.selection import ENOUGH, select
from coach.units import SECOND, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.content.exercise import Exercise
    from coach.content.library import Library
    from coach.content.routine import Step
    from coach.plan.candidates import Candidates
    from coach.plan.selection import Selection

_WARM = 2
"""Movements before the holds, at most: a light dynamic part, no session of its own."""

_MOST = {1: 5, 2: 4}
"""Stretches for each area, at most, by the number of areas; ``ENOUGH`` where there are more areas."""

_SHARE = 0.9
"""How much of the time of the stretches all else may take: a tenth is for holds that are rounded to breaths."""

_FINE = 5 * SECOND
"""Doses of the frame are written in steps of this."""

_WALKED = 2 / 3
"""How much of that is for the walk, where there is breathing too."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A routine with what it consists of: ``again`` of the selected stretches come twice.

    It is ``balanced`` when at least half of the time in its exercises goes to what was wished for.
    """

    routine: Routine
    selection: Selection
    again: int
    walk: Exercise | None
    warm: tuple[Exercise, ...]
    breathing: Exercise | None
    balanced: bool = True


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

    @property
    def barest(self) -> Draft:
        """The shortest draft with these stretches, whatever the frame."""
        return self._made(self.agains[-1], self._movements[: self.warms[-1]], framed=False)

    def draft(self, again: int, warm: int) -> Draft:
        """Return the draft with ``again`` stretches twice and ``warm`` movements first."""
        if (again, warm) not in self._drafts:
            self._drafts[again, warm] = self._made(again, self._movements[:warm])
        return self._drafts[again, warm]

    def _made(self, again: int, warm: tuple[Exercise, ...], *, framed: bool = True) -> Draft:
        when, chosen = self.wishes.when, self._selection.exercises
        twice = frozenset(exercise.name for exercise in chosen[:again])
        walk, rest, balanced = self._frame(twice, warm) if framed else (None, None, True)
        steps = [walk] if walk else []
        for exercise, rounds in passes(in_order([*chosen, *warm], self._library, when), twice):
            steps.append(doses.step(exercise, doses.dose(exercise, when), rounds))
        steps += [rest] if rest else []
        title = self.wishes.title(self._library)
        routine = Routine(name=self.wishes.name, title=title, when=when, steps=tuple(steps))
        walked, breathing = self._walk[0] if walk and self._walk else None, self._breathing if rest else None
        return Draft(routine, self._selection, again, walked, warm, breathing, balanced)

    def _frame(
        self, twice: frozenset[str], warm: tuple[Exercise, ...]
    ) -> tuple[Step | None, Step | None, bool]:
        """Return the walk and the breathing, and whether they leave half of the time to the stretches.

        At whatever share of their ranges the doses are taken, that is.
        """
        when = self.wishes.when
        room = _SHARE * sum(
            doses.spent(each, doses.dose(each, when).low, 2 if each.name in twice else 1)
            for each in self._selection.exercises
        )
        room -= sum(doses.spent(each, doses.dose(each, when).high) for each in warm)
        walk = rest = None
        balanced = room > 0 or len(warm) <= self.warms[-1]
        if self._walk:
            share = _WALKED if self._breathing else 1.0
            walk, fits = _capped(self._walk[0], doses.within(self._walk[0].dose, self._walk[1]), share * room)
            balanced &= fits
        if self._breathing:
            share = 1 - _WALKED if self._walk else 1.0
            rest, fits = _capped(self._breathing, doses.quiet(self._breathing), share * room)
            balanced &= fits
        return walk, rest, balanced

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


def _capped(exercise: Exercise, span: Span, room: float) -> tuple[Step, bool]:
    """Return a step that takes at most so many milliseconds, and whether its range goes down to them."""
    each = doses.spent(exercise, 1)
    high = max(span.low, min(span.high, int(room / each / _FINE) * _FINE))
    return doses.step(exercise, Span(span.low, high)), span.low * each <= room


def families(candidates: Candidates, library: Library) -> list[Family]:
    """Return all that can be made of wishes, the fullest first.

    First comes what has enough stretches for each area and more, with a walk and breathing; when time is short,
    these go first, then third and second stretches, those of the last area first; in the end one exercise serves
    as many areas as it can. A walk that is disliked comes where nothing else warms.
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
    found: dict[tuple[str, ...], Selection] = {}
    for counts, compact in _counts(len(wishes.areas)):
        selection = select(wishes.areas, counts, candidates, library, compact=compact)
        found.setdefault(tuple(sorted(exercise.name for exercise in selection.exercises)), selection)
    enough = ENOUGH * len(wishes.areas)
    fullest, fewer = [frames[0]], frames[1:]
    full = [selection for selection in found.values() if len(selection.uses) >= enough] or [*found.values()][
        :1
    ]
    parts = [(selection, fullest) for selection in full]
    parts += [(s, fewer if s in full else frames) for s in found.values() if s not in full[1:]]
    made = [
        Family(selection, candidates, library, way, rest) for selection, ways in parts for way, rest in ways
    ]
    return [family for family in made if family.warms]


def _counts(areas: int) -> Iterator[tuple[tuple[int, ...], bool]]:
    """Yield how many stretches each area may get, the usual first, then more, then fewer; and whether to share."""
    yield (ENOUGH,) * areas, False
    for more in range(ENOUGH + 1, _MOST.get(areas, ENOUGH) + 1):
        yield (more,) * areas, False
    for fewer in range(ENOUGH - 1, 0, -1):
        for last in range(1, areas + 1):
            yield (fewer + 1,) * (areas - last) + (fewer,) * last, False
    yield (1,) * areas, True
