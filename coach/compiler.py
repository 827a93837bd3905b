"""The script compiler: from a routine, and how long its sentences take to say, to the timeline of a session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.errors import UnspeakableError
from coach.routine import Detail
from coach.script.dose import Choice
from coach.script.writer import write
from coach.timeline import lay_out
from coach.units import MINUTE, SECOND, format_clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.library import Library
    from coach.routine import Routine
    from coach.timeline import Spoken, Timeline

    Tried = tuple[int, Choice]
    """A choice and the length it leads to, in milliseconds."""

TOLERANCE = 15 * SECOND
CLOSE_ENOUGH = SECOND
HALVINGS = 12


def choose(
    routine: Routine,
    library: Library,
    spoken: Spoken,
    detail: Detail = Detail.FULL,
    minutes: float | None = None,
) -> Choice:
    """Choose the doses that ``routine`` leaves open; with ``minutes``, so that it comes within 15 s of that.

    Holds, repetitions, times and rounds move within the ranges that the routine gives, all by the same share.
    Raises UnspeakableError naming the reachable range when that is not enough. ``spoken`` is only asked when
    ``minutes`` is given.
    """
    if minutes is None:
        return Choice()
    return _Fit(routine, library, spoken, detail, round(minutes * MINUTE)).choice()


def compile_timeline(
    routine: Routine,
    library: Library,
    spoken: Spoken,
    detail: Detail = Detail.FULL,
    minutes: float | None = None,
) -> Timeline:
    """Compile ``routine`` all the way: the same routine and spoken lengths always give the same timeline."""
    choice = choose(routine, library, spoken, detail, minutes)
    return lay_out(write(routine, library, detail, choice), spoken)


class _Fit:
    """Looks for doses with which a routine takes ``target`` milliseconds."""

    def __init__(
        self, routine: Routine, library: Library, spoken: Spoken, detail: Detail, target: int
    ) -> None:
        self.routine = routine
        self.library = library
        self.spoken = spoken
        self.detail = detail
        self.target = target

    def choice(self) -> Choice:
        """Take the fewest rounds that can fill the time, then the share of every range that does."""
        reachable: list[int] = []
        best: Tried | None = None
        for rounds in self._rounds():
            low, high = self._try(0.0, rounds), self._try(1.0, rounds)
            reachable += [low[0], high[0]]
            if low[0] - TOLERANCE <= self.target <= high[0] + TOLERANCE:
                found = self._search(rounds, low, high)
                best = found if best is None else min(best, found, key=self._miss)
                if self._miss(best) <= CLOSE_ENOUGH:
                    break
            if low[0] > self.target + TOLERANCE:
                break
        if best is None or self._miss(best) > TOLERANCE:
            raise self._out_of_reach(reachable)
        return best[1]

    def _search(self, rounds: tuple[int, ...], low: Tried, high: Tried) -> Tried:
        """Halve the share between 0 and 1, keeping the best try."""
        best = min(low, high, key=self._miss)
        below, above = 0.0, 1.0
        for _ in range(HALVINGS):
            if self._miss(best) <= CLOSE_ENOUGH:
                break
            share = (below + above) / 2
            tried = self._try(share, rounds)
            best = min(best, tried, key=self._miss)
            below, above = (share, above) if tried[0] < self.target else (below, share)
        return best

    def _miss(self, tried: Tried) -> int:
        return abs(tried[0] - self.target)

    def _try(self, share: float, rounds: tuple[int, ...]) -> Tried:
        choice = Choice(share, rounds)
        script = write(self.routine, self.library, self.detail, choice)
        return lay_out(script, self.spoken).duration, choice

    def _rounds(self) -> Iterator[tuple[int, ...]]:
        """Yield the rounds of each step, from the fewest to the most, one more round at a time."""
        rounds = [step.rounds.low for step in self.routine.steps]
        yield tuple(rounds)
        grew = True
        while grew:
            grew = False
            for number, step in enumerate(self.routine.steps):
                if rounds[number] < step.rounds.high:
                    rounds[number] += 1
                    grew = True
                    yield tuple(rounds)

    def _out_of_reach(self, reachable: list[int]) -> UnspeakableError:
        longest = self._try(1.0, tuple(step.rounds.high for step in self.routine.steps))[0]
        shortest, longest = min(reachable), max([*reachable, longest])
        return UnspeakableError(
            f"'{self.routine.name}' cannot take {format_clock(self.target)} minutes",
            hint=f"it reaches {format_clock(shortest)} to {format_clock(longest)} at {self.detail} detail; "
            "choose a length in between, or widen its ranges (hold: 20-40s, rounds: 1-3)",
        )
