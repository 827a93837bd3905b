"""The planner: the fullest routine that fulfils the wishes in the time, and why it is as it is."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from coach.content.fields import When
from coach.errors import PlanError
from coach.plan.candidates import Candidates
from coach.plan.fit import Fitter
from coach.plan.reasons import Reason, explain, shortfalls
from coach.plan.shortening import families
from coach.plan.wishes import find_area, listed, understand
from coach.units import MINUTE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.content.library import Library
    from coach.content.routine import Routine
    from coach.plan.shortening import Draft, Family
    from coach.plan.wishes import Wishes

_USUAL = 10 * MINUTE
"""When no length is asked for: a figure of our own."""

_HINTS = 3

_TENTH = MINUTE // 10
"""Lengths are proposed in steps of this."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A routine made to wishes; compiled with ``minutes``, it takes that long.

    ``reasons`` say why, ``left_out`` what was wished for or usual and is not in it: a sentence each.
    """

    routine: Routine
    minutes: float
    reasons: tuple[Reason, ...]
    left_out: tuple[str, ...]


def plan(wishes: Wishes, library: Library) -> Plan:
    """Make a routine for ``wishes``. Pure: the same wishes and library give the same plan.

    Raises NotFoundError for unknown names, and PlanError, with the nearest wishes that can be met,
    when these cannot.
    """
    fitter = Fitter(library, wishes.detail, wishes.rate)
    try:
        return _Planner(wishes, library, fitter).plan()
    except _UnmetError as unmet:
        able: list[tuple[str, Wishes]] = []
        for others in (unmet.instead(wishes, library), _further(wishes, library)):
            feasible = ((words, wish) for words, wish in others if _Planner(wish, library, fitter).feasible())
            able = able or list(islice(feasible, _HINTS))
        hint = " or ".join(words for words, _ in able) or "leave out some of the conditions"
        raise PlanError(unmet.what, hint=hint, nearest=tuple(wish for _, wish in able)) from None


def served(wishes: Wishes, library: Library) -> tuple[str, ...]:
    """Return the words of ``wishes.tight`` for which there is an exercise under the other wishes."""
    candidates = Candidates(understand(wishes, library), library)
    return tuple(word for word in wishes.tight if candidates.stretches(find_area(word, library)))


class _UnmetError(Exception):
    """Wishes cannot be met because of ``area``, or of the time; ``lengths`` could be had, in milliseconds."""

    def __init__(self, what: str, area: str = "", lengths: tuple[int, ...] = ()) -> None:
        super().__init__(what)
        self.what = what
        self.area = area
        self.lengths = lengths

    def instead(self, wishes: Wishes, library: Library) -> Iterator[tuple[str, Wishes]]:
        """Yield wishes that differ in one point, the one most likely to help first, with the words for it."""
        for length in self.lengths:
            yield f"take --minutes {_minutes(length)}", replace(wishes, minutes=length / MINUTE)
        if self.lengths and wishes.rounds == 1:
            yield "take --rounds 2", replace(wishes, rounds=2)
        for word in wishes.avoid:
            rest = tuple(other for other in wishes.avoid if other != word)
            yield f"leave out --avoid {word}", replace(wishes, avoid=rest)
        for word in wishes.without:
            rest = tuple(other for other in wishes.without if other != word)
            yield f"leave out --without {word}", replace(wishes, without=rest)
        for word in wishes.dislike:
            rest = tuple(other for other in wishes.dislike if other != word)
            yield f"take {word} after all (coach dislike --undo {word})", replace(wishes, dislike=rest)
        if wishes.when is When.BEFORE:
            yield "plan it for --when after", replace(wishes, when=When.AFTER)
        words = [word for word in wishes.tight if find_area(word, library) != self.area]
        if self.area and words:
            yield f"leave out {self.area}", replace(wishes, tight=tuple(words))
        for count in range(len(words) - 1, 0, -1) if self.lengths else ():
            few = tuple(words[:count])
            yield f"plan for {listed(few)} alone", replace(wishes, tight=few)


def _further(wishes: Wishes, library: Library) -> Iterator[tuple[str, Wishes]]:
    """Yield wishes further away, for when none that differ in one point can be met."""
    if some := served(wishes, library):
        yield f"plan for {listed(some)} alone", replace(wishes, tight=some)
    free = replace(wishes, avoid=(), without=(), dislike=(), rounds=None)
    yield "leave out all conditions", free
    some = served(free, library) or wishes.tight
    yield f"plan for {listed(some)} without conditions and --minutes", replace(free, tight=some, minutes=None)
    every = replace(wishes, tight=tuple(library.areas), minutes=None)
    if some := served(every, library):
        yield f"plan for what there are exercises for: {listed(some)}", replace(every, tight=some[:1])


class _Planner:
    def __init__(self, wishes: Wishes, library: Library, fitter: Fitter) -> None:
        self.wishes = understand(wishes, library)
        self.asked = wishes.minutes
        self.library = library
        self.candidates = Candidates(self.wishes, library)
        self.fitter = fitter

    def plan(self) -> Plan:
        """Return the plan; raises _UnmetError where there is none."""
        made = self._made()
        target, draft = self._fitted(made)
        if draft is None:
            raise self._out_of_reach(made, target)
        draft = replace(draft, routine=self.fitter.narrowed(draft.routine, target))
        left_out = [*shortfalls(draft, self.wishes, self.candidates, self.library)]
        if not self.asked and target != _USUAL:
            left_out.append(f"Ten minutes are out of reach for this: it takes {_minutes(target)}.")
        reasons = explain(draft, self.candidates, self.library)
        own = self.library.own_of(draft.routine.steps)
        routine = draft.routine.model_copy(update={"exercises": own})
        return Plan(routine, target / MINUTE, tuple(reasons), tuple(left_out))

    def feasible(self) -> bool:
        """Whether there is a plan."""
        try:
            return self._fitted(self._made())[1] is not None
        except _UnmetError:
            return False

    def _made(self) -> list[Family]:
        """Return all shapes that a plan can take, the fullest first."""
        for area, said in zip(self.wishes.areas, self.wishes.said, strict=True):
            if not self.candidates.stretches(area):
                left = " left" if self.wishes.avoid or self.wishes.without else ""
                raise _UnmetError(f"there is no exercise{left} for {said}{self._conditions()}", area)
        made = families(self.candidates, self.library)
        if not made:
            raise _UnmetError(f"there is nothing left to warm up with{self._conditions()}")
        return made

    def _fitted(self, made: list[Family]) -> tuple[int, Draft | None]:
        """Return the length that is asked for, or ten minutes or the nearest that can be had, and its draft."""
        wanted = round(self.asked * MINUTE) if self.asked else _USUAL
        draft = self._fullest(made, wanted)
        if draft is None and not self.asked:
            near = sorted(set(self._lengths(made, wanted)), key=lambda length: (abs(length - wanted), length))
            for length in near:
                if draft := self._fullest(made, length):
                    return length, draft
        return wanted, draft

    def _conditions(self) -> str:
        """Say under which conditions, as they stand after "nothing is left"."""
        said = [f"--avoid {word}" for word in sorted(self.wishes.avoid)]
        said += [f"--without {word}" for word in sorted(self.wishes.without)]
        before = " before a run" if self.wishes.when is When.BEFORE else ""
        return before + (f" with {listed(said)}" if said else "")

    def _fullest(self, made: list[Family], target: int) -> Draft | None:
        for family in made:
            if self.fitter.shortest(family.barest.routine) > target:
                continue
            for draft in self._near(family, target, within=True):
                if self.fitter.fits(draft.routine, target) and self.fitter.met(draft.routine, target):
                    return draft
        return None

    def _near(self, family: Family, target: int, *, within: bool = False) -> Iterator[Draft]:
        """Yield the drafts of a family that are neither far too long nor too short, the fullest first.

        With ``within``, only those that are not too long with the fewest movements to warm up.
        """
        bare = family.warms[-1]
        first = bisect_left(
            family.agains,
            True,
            key=lambda again: target >= self.fitter.shortest(family.draft(again, bare).routine),
        )
        for again in family.agains[first if within else max(0, first - 1) :]:
            drafts = [family.draft(again, warm) for warm in family.warms]
            yield from (draft for draft in drafts if draft.balanced)
            if self.fitter.longest(drafts[0].routine) < target:
                return

    def _lengths(self, made: list[Family], target: int) -> Iterator[int]:
        """Yield lengths near ``target`` that can be had, in tenths of a minute."""
        for family in made:
            for draft in self._near(family, target):
                low = -(-self.fitter.shortest(draft.routine) // _TENTH) * _TENTH
                high = self.fitter.longest(draft.routine) // _TENTH * _TENTH
                if low <= high:
                    yield min(max(target, low), high)

    def _around(self, made: list[Family], target: int) -> tuple[list[int], list[int]]:
        """Return the nearest lengths below and above ``target``; what cannot be nearer is passed over."""
        below: list[int] = []
        above: list[int] = []
        for family in reversed(made):  # what is short first: most that follows is longer
            if above and self.fitter.shortest(family.barest.routine) >= above[0]:
                continue
            if (
                below
                and self.fitter.longest(family.draft(family.agains[0], family.warms[0]).routine) <= below[0]
            ):
                continue
            lengths = {*self._lengths([family], target), *below, *above}
            below = sorted(length for length in lengths if length < target)[-1:]
            above = sorted(length for length in lengths if length > target)[:1]
        return below, above

    def _out_of_reach(self, made: list[Family], target: int) -> _UnmetError:
        below, above = self._around(made, target)
        said = listed(self.wishes.said)
        wanted = f"{_minutes(target)} minute{'' if target == MINUTE else 's'}"
        if not below:
            what = f"{wanted} is too short for {said}; the shortest possible is {_minutes(*above)}"
        elif not above:
            what = f"{wanted} is too long for {said}; the longest possible is {_minutes(*below)}"
        else:
            what = f"no routine for {said} takes {wanted}"
        return _UnmetError(what, lengths=(*below, *above))


def _minutes(length: int) -> str:
    """Write a length as ``--minutes`` takes it."""
    return f"{length / MINUTE:.3f}".rstrip("0").rstrip(".")
