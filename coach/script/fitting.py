"""Fits a session to a length: chooses doses within the ranges that the routine gives."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from coach.content.fields import Detail
from coach.errors import LengthError
from coach.script.dose import AS_USUAL, Choice
from coach.script.writer import write
from coach.units import MINUTE, SECOND, Ms, format_clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.content.routine import Routine
    from coach.script.model import Script
    from coach.script.request import Request

    Measure = Callable[[Script], int]
    """How long a script takes once it is laid out, in milliseconds."""

    Written = Callable[[Choice], Script]
    """What writes the script of a request with the doses chosen."""

    Tried = tuple[int, Choice]
    """A choice and the length it leads to, in milliseconds."""

TOLERANCE = 15 * SECOND
"""How far from the length asked for a session may be."""

CLOSE_ENOUGH = SECOND
"""A miss that is not worth another try."""

FINEST = 2**-12
"""The share of its range by which a dose is worth changing."""


def choose(
    request: Request, measure: Measure, close: int = CLOSE_ENOUGH, written: Written | None = None
) -> Choice:
    """Choose the doses that a routine leaves open; where ``minutes`` are asked for, to come within 15 s of them.

    Holds, repetitions, times and rounds move within the ranges that the routine gives, all by the same share,
    until the length is ``close``, in milliseconds, or as near as it gets. Raises LengthError naming the reachable
    range when that is not enough. ``measure`` is only asked when there are ``minutes`` to come to. ``written`` is
    for whoever fits the same request to several voices: from ``writing``, it writes each script once for all.
    """
    if request.length is None:
        return AS_USUAL
    return _Fit(request, request.length, measure, close, written or writing(request)).choice()


def writing(request: Request) -> Written:
    """Return what writes the scripts of a request that are tried, each of them once."""
    return cache(lambda choice: write(request, choice, request.length))


def choose_with_detail(
    request: Request, measure: Measure, *, flexible: bool = True
) -> tuple[Request, Choice]:
    """Choose the doses and, if its detail is ``flexible``, say less where the request would be too long.

    The least detail is for those who know the exercises, so it is never chosen here. Raises LengthError as
    ``choose`` does; where both details were tried, it has what they reach together.
    """
    try:
        return request, choose(request, measure)
    except LengthError as full:
        target = request.length
        if target is None or not flexible or full.longest < target:
            raise
        brief = replace(request, detail=Detail.SHORT)
        try:
            return brief, choose(brief, measure)
        except LengthError as short:
            near = min(full.nearest, short.nearest, key=lambda length: abs(length - target))
            ends, details = (short.shortest, full.longest), (Detail.SHORT, Detail.FULL)
            raise _out_of_reach(request.routine, target, ends, near, details) from None


def _out_of_reach(
    routine: Routine, target: float, ends: tuple[int, int], nearest: int, details: tuple[Detail, Detail]
) -> LengthError:
    """Say from where to where lengths reach, at the least and the most detail, and one to ask for."""
    (shortest, longest), (less, more) = ends, details
    if shortest == longest:
        reach = f"it always lasts {format_clock(shortest)} at {more} detail"
    else:
        low = format_clock(shortest) if less is more else f"{format_clock(shortest)} at {less}"
        reach = f"it can last {low} to {format_clock(longest)} at {more} detail"
        if shortest < target < longest:
            reach += f", and {format_clock(nearest)} is the nearest"
    works = f"{round(nearest / MINUTE, 1):g} minutes"
    if (
        target < shortest and less is Detail.SHORT and more is Detail.FULL
    ):  # the least is chosen by people alone
        works += ", or for less with '--detail minimal'"
    return LengthError(
        f"'{routine.name}' cannot last {format_clock(round(target))}",
        hint=f"{reach}; ask for {works}, or widen its ranges (hold: 20-40s, rounds: 1-3)",
        shortest=shortest,
        longest=longest,
        nearest=nearest,
    )


class _Fit:
    """Looks for doses with which a routine takes ``target`` milliseconds."""

    def __init__(self, request: Request, target: Ms, measure: Measure, close: int, written: Written) -> None:
        self.routine = request.routine
        self.detail = request.detail
        self.target = target
        self.measure = cache(lambda choice: measure(written(choice)))
        self.close = close

    def choice(self) -> Choice:
        """Take the fewest rounds that can fill the time, then the share of every range that does."""
        rounds = self._rounds()
        fewest = bisect_left(rounds, self.target - TOLERANCE, key=lambda tried: self._try(1.0, tried)[0])
        best = self._try(1.0, rounds[max(0, fewest - 1)])
        for tried in rounds[fewest:]:
            low, high = self._try(0.0, tried), self._try(1.0, tried)
            best = min(best, self._search(tried, low, high), key=self._miss)
            if self._miss(best) <= self.close or low[0] > self.target:
                break
        if self._miss(best) > TOLERANCE:
            raise self._out_of_reach(rounds, best)
        return best[1]

    def _search(self, rounds: tuple[int, ...], low: Tried, high: Tried) -> Tried:
        """Close in on the share between 0 and 1, keeping the best try.

        Lengths grow nearly evenly with the share, but for some jumps: where a straight line has it comes first,
        the middle of what is left next.
        """
        best = min(low, high, key=self._miss)
        below, above, even = (0.0, low[0]), (1.0, high[0]), True
        while self._miss(best) > self.close and above[0] - below[0] > FINEST:
            share = (below[0] + above[0]) / 2
            if even and below[1] < self.target < above[1]:
                slope = (above[0] - below[0]) / (above[1] - below[1])
                share = below[0] + (self.target - below[1]) * slope
            tried = self._try(share, rounds)
            best = min(best, tried, key=self._miss)
            now = (share, tried[0])
            below, above = (now, above) if tried[0] < self.target else (below, now)
            even = not even
        return best

    def _miss(self, tried: Tried) -> int:
        return abs(tried[0] - self.target)

    def _try(self, share: float, rounds: tuple[int, ...]) -> Tried:
        choice = Choice(share, rounds)
        return self.measure(choice), choice

    def _rounds(self) -> list[tuple[int, ...]]:
        """Return the rounds of each step, from the fewest to the most, growing by one round at a time."""
        turns = [step.turns for step in self.routine.steps]
        rounds = [span.low for span in turns]
        found = [tuple(rounds)]
        most = max(span.high for span in turns)
        for _ in range(1, most):
            for number, span in enumerate(turns):
                if rounds[number] < span.high:
                    rounds[number] += 1
                    found.append(tuple(rounds))
        return found

    def _out_of_reach(self, rounds: list[tuple[int, ...]], nearest: Tried) -> LengthError:
        ends = self._try(0.0, rounds[0])[0], self._try(1.0, rounds[-1])[0]
        return _out_of_reach(self.routine, self.target, ends, nearest[0], (self.detail, self.detail))
