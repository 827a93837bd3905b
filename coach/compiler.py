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
    from coach.script.model import Script
    from coach.timeline import Spoken, Timeline

TOLERANCE = 15 * SECOND
CLOSE_ENOUGH = SECOND
HALVINGS = 12


def compile_script(
    routine: Routine,
    library: Library,
    spoken: Spoken,
    detail: Detail = Detail.FULL,
    minutes: float | None = None,
) -> Script:
    """Write the script of ``routine``; with ``minutes``, one whose timeline comes within 15 s of that.

    Holds, repetitions, times and rounds move within the ranges that the routine gives, all by the same share.
    Raises UnspeakableError naming the reachable range when that is not enough. ``spoken`` is only asked when
    ``minutes`` is given.
    """
    if minutes is None:
        return write(routine, library, detail)
    return _Fit(routine, library, spoken, detail, round(minutes * MINUTE)).script()


def compile_timeline(
    routine: Routine,
    library: Library,
    spoken: Spoken,
    detail: Detail = Detail.FULL,
    minutes: float | None = None,
) -> Timeline:
    """Compile ``routine`` all the way: the same routine and spoken lengths always give the same timeline."""
    return lay_out(compile_script(routine, library, spoken, detail, minutes), spoken)


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

    def script(self) -> Script:
        """Take the fewest rounds that can fill the time, then the share of every range that does."""
        reachable: list[int] = []
        best: tuple[int, Script] | None = None
        for rounds in self._rounds():
            low, high = self._try(0.0, rounds), self._try(1.0, rounds)
            reachable += [low[0], high[0]]
            if low[0] - TOLERANCE <= self.target <= high[0] + TOLERANCE:
                length, script = self._search(rounds, low, high)
                if best is None or abs(length - self.target) < abs(best[0] - self.target):
                    best = length, script
                if abs(length - self.target) <= CLOSE_ENOUGH:
                    break
            if low[0] > self.target + TOLERANCE:
                break
        if best is None or abs(best[0] - self.target) > TOLERANCE:
            raise self._out_of_reach(reachable)
        return best[1]

    def _search(
        self, rounds: tuple[int, ...], low: tuple[int, Script], high: tuple[int, Script]
    ) -> tuple[int, Script]:
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

    def _miss(self, tried: tuple[int, Script]) -> int:
        return abs(tried[0] - self.target)

    def _try(self, share: float, rounds: tuple[int, ...]) -> tuple[int, Script]:
        script = write(self.routine, self.library, self.detail, Choice(share, rounds))
        return lay_out(script, self.spoken).duration, script

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
