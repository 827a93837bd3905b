"""One turn of an exercise, such as its first on the right, and all that may be said while it lasts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.content.fields import Detail
from coach.script.model import CueKind, Line, Prompt
from coach.script.phrasing import fill
from coach.units import Ms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from coach.content.exercise import Exercise
    from coach.script.model import Phase, Take
    from coach.script.phrasing import Phrasing

CLEAR = Ms(250)
"""Silence kept between a prompt and the next part of a repetition."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What an interval is for.

    ``first`` and ``last`` tell its place among the turns of an exercise (only the first time that the exercise
    is met counts as ``first``). A ``quiet`` one is left in silence, and in one at the runner's ``own_breath``
    there is no breath to follow. A ``sparse`` one says less.
    """

    exercise: Exercise
    phrasing: Phrasing
    side: str | None = None
    first: bool = True
    last: bool = True
    quiet: bool = False
    own_breath: bool = False
    sparse: bool = False

    def thoughts(self) -> Iterator[Line]:
        """Yield what may be said that leads no breath and counts nothing, the most needful first."""
        words, detail = self.exercise.words, self.phrasing.detail
        if detail is Detail.MINIMAL:
            return
        if self.first and (felt := self.feel()):
            yield felt
        if self.last and words.notice:
            yield Line(CueKind.NOTICE, self.own("notice", words.notice), self.side)
        if detail is Detail.SHORT:
            return
        for _ in words.form:
            yield Line(CueKind.FORM, self.own("form", words.form), self.side)

    def feel(self) -> Line | None:
        """Say where it is felt, and where it must not be; None where nothing was written of it."""
        if not self.exercise.words.feel:
            return None
        return Line(CueKind.FEEL, self.at_length(self.exercise.words.feel), self.side)

    def at_length(self, wordings: Sequence[str]) -> tuple[Take, ...]:
        """Return the wordings of what is said but once, the longest first while there is much to say."""
        brief = self.sparse or self.phrasing.detail is not Detail.FULL
        return tuple((fill(wording, self.values()),) for wording in (wordings[::-1] if brief else wordings))

    def phase(self, cue: str, *, brief: bool) -> tuple[Take, ...]:
        """Return the exercise's own words for a phase, then the general ones."""
        own = self.exercise.words.phases.get(cue, ())  # type: ignore[call-overload]
        own_takes = self.phrasing.takes(f"{cue} {self.exercise.name}", own, {}, brief=brief) if own else ()
        general = getattr(self.phrasing.book, cue, ())
        general_takes = self.phrasing.takes(cue, general, {}, brief=brief) if general else ()
        return general_takes + own_takes if brief and self.exercise.rep == () else own_takes + general_takes

    def said(
        self, slot: str, values: Mapping[str, str] | None = None, *, brief: bool = False
    ) -> tuple[Take, ...]:
        """Return the wordings that the phrase book has for a slot."""
        return self.phrasing.takes(slot, getattr(self.phrasing.book, slot), values or {}, brief=brief)

    def plainly(self) -> dict[str, str]:
        """What stands for the side in wordings, as it is called everywhere."""
        return self.phrasing.side(self.side, self.exercise.sides)

    def values(self) -> dict[str, str]:
        """What stands for the side in wordings, as this exercise calls it."""
        values = self.plainly()
        if self.side in self.exercise.words.sides:
            values["phrase"] = self.exercise.words.sides[self.side]
        return values

    def own(self, slot: str, wordings: Sequence[str]) -> tuple[Take, ...]:
        """Return the exercise's own wordings for a slot, turned over by use."""
        return self.phrasing.takes(f"{slot} {self.exercise.name}", wordings, self.values())


def on(
    phase: Phase, line: Line, *, clear: Ms = CLEAR, needed: bool = False, breath: int | None = None
) -> Prompt:
    """Put a line on the true start of a phase, to be over before the next one."""
    return Prompt(line, phase.start, Ms(phase.start + phase.length - clear), needed=needed, breath=breath)


def spread(lines: Iterable[Line], start: int, until: int, every: int) -> Iterator[Prompt]:
    """Spread lines over a stretch of time, one ``every`` so often, each to be over before the next begins."""
    for line, begin in zip(lines, range(start, until, every), strict=False):
        yield Prompt(line, Ms(begin), Ms(min(begin + every, until)), floating=True)
