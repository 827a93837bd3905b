"""Fits plans to a length: how short and how long a routine can be, with room for a voice slower or quicker."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from coach.content.fields import Kind
from coach.errors import UnspeakableError
from coach.script.dose import Choice
from coach.script.estimate import expecting
from coach.script.fitting import TOLERANCE, choose, writing
from coach.script.request import Request
from coach.script.writer import write
from coach.timeline.layout import lay_out
from coach.units import MINUTE, SECOND, Ms, Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.content.fields import Detail
    from coach.content.library import Library
    from coach.content.routine import Routine, Step
    from coach.script.model import Script

MARGIN = 0.04
"""How far a voice may be from the expected lengths over a session (the usual 130-150 words a minute are 7 % of
its talk, and talk is half of it), and still the length asked for is met. Half of it will do for slow voices: for
want of time less is said."""

NEAR = TOLERANCE - 3 * SECOND
"""How near is near enough, with the compiler's own tolerance a little beyond."""

_SLACKS = (0.0, 0.1, 0.3)
_FINE = {Kind.HOLD: SECOND, Kind.REPS: 1, Kind.TIME: 5 * SECOND}


class Fitter:
    """Measures routines with the lengths that speech is expected to take."""

    def __init__(self, library: Library, detail: Detail, rate: int | None = None) -> None:
        expected = expecting(library.phrases, rate)
        self._at = cache(lambda pace: cache(lambda text, manner: Ms(round(expected(text, manner) * pace))))
        """The lengths of a voice that takes ``pace`` times as long as is expected."""
        self._library = library
        self._detail = detail
        self._lengths: dict[tuple[str, str, tuple[Step, ...], float | None], int] = {}

    def _request(self, routine: Routine, target: int | None = None) -> Request:
        minutes = None if target is None else target / MINUTE
        return Request(routine, self._library, self._detail, minutes)

    def _measure(self, pace: float) -> Callable[[Script], int]:
        return lambda script: lay_out(script, self._at(pace)).duration

    def shortest(self, routine: Routine) -> int:
        """Return the least that ``routine`` can be asked to take, in milliseconds, whatever the voice."""
        return round(self.length(routine, 0.0) * (1 + MARGIN / 2)) - NEAR

    def longest(self, routine: Routine) -> int:
        """Return the most that ``routine`` can be asked to take, in milliseconds, whatever the voice."""
        return round(self.length(routine, 1.0) * (1 - MARGIN)) + NEAR

    def fits(self, routine: Routine, target: int) -> bool:
        """Whether ``routine`` can be asked to take ``target`` milliseconds."""
        return self.shortest(routine) <= target <= self.longest(routine)

    def met(self, routine: Routine, target: int) -> bool:
        """Whether the compiler finds doses for ``target``, for slow and quick voices alike.

        Lengths can jump within a reach: a hold that takes one breath more, a sentence with no room any more.
        """
        request = self._request(routine, target)
        written = writing(request)
        try:
            for pace in (1 - MARGIN, 1.0, 1 + MARGIN):
                choose(request, self._measure(pace), TOLERANCE, written)
        except UnspeakableError:
            return False
        return True

    def length(self, routine: Routine, share: float | None = None) -> int:
        """How long ``routine`` takes, in milliseconds, with its ranges taken at ``share``."""
        key = (routine.title, routine.when, routine.steps, share)
        if key not in self._lengths:
            script = write(self._request(routine), Choice(share))
            self._lengths[key] = lay_out(script, self._at(1.0)).duration
        return self._lengths[key]

    def narrowed(self, routine: Routine, target: int) -> Routine:
        """Close in the ranges of ``routine`` so that it takes about ``target`` without being told to.

        Unasked, holds last as long and all else as short as may be: so the top of each hold and the bottom of
        the other ranges move to where the target has them. As it was where that leaves too little room.
        """
        try:
            share = choose(self._request(routine, target), self._measure(1.0)).share
        except UnspeakableError:
            return routine
        for slack in _SLACKS:
            closer = tuple(self._closer(step, share or 0.0, slack) for step in routine.steps)
            narrow = routine.model_copy(update={"steps": closer})
            if self.fits(narrow, target) and self.met(narrow, target):
                return narrow
        return routine

    def _closer(self, step: Step, share: float, slack: float) -> Step:
        kind = self._library.exercise(step.exercise or "").kind
        span: Span = getattr(step, kind)
        share = min(1.0, share + slack) if kind is Kind.HOLD else max(0.0, share - slack)
        fine = _FINE[kind]
        at = min(max(round(span.at(share) / fine) * fine, span.low), span.high)
        within = Span(span.low, at) if kind is Kind.HOLD else Span(at, span.high)
        return step.model_copy(update={kind.value: within})
