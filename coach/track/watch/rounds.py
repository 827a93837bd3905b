"""From the lines of a workout to the steps of a routine: both sides in one step, repetitions as its rounds."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING

from coach.content.fields import LIMITS
from coach.content.routine import Step
from coach.units import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coach.content.breath_pattern import BreathPattern
    from coach.content.exercise import Exercise
    from coach.units import Ms


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a workout: an exercise on a side, breathing to a pattern, or else a rest.

    It has its length, and the dose of a step for that.
    """

    exercise: Exercise | None
    side: str | None
    dose: Span
    length: Ms
    reps: int | None = None
    breathe: BreathPattern | None = None

    @property
    def what(self) -> tuple[str, int, int | None]:
        """What is done and how long: neighbours that agree in it can be one step."""
        return (self.exercise.name if self.exercise else str(self.breathe or ""), self.length, self.reps)

    @property
    def rest(self) -> bool:
        """Whether nothing is done."""
        return self.exercise is None and self.breathe is None


@dataclass(slots=True)
class Block:
    """Lines that are done in turn, so many ``times`` over."""

    times: int = 1
    lines: list[Line] = field(default_factory=list)


def as_steps(blocks: Iterable[Block]) -> list[Step]:
    """Return the steps of a workout, its blocks done one after another."""
    steps: list[Step] = []
    last = Block()
    for block in blocks:
        if block.lines:
            steps += _merged(_parts(block.lines) * block.times)
            last = block
    if last.times > 1 and steps[-1].rest:  # between repetitions, not after the last
        steps.pop()
    return steps


@dataclass(frozen=True, slots=True)
class _Part:
    """One pass over an exercise, on both sides if ``side`` is None; or a rest."""

    line: Line
    side: str | None = None


def _parts(lines: list[Line]) -> list[_Part]:
    """What the lines of a block come to, done once."""
    parts: list[_Part] = []
    for _, group in groupby(lines, key=lambda line: line.what):
        same = list(group)
        line = replace(same[0], side=None)
        if line.exercise is None:
            parts += [_Part(line)] * len(same)
        else:
            parts += (
                _Part(line, side) for side in _passes([each.side for each in same], line.exercise.sides)
            )
    return parts


def _merged(parts: list[_Part]) -> Iterator[Step]:
    """Make steps of what is done in turn: an exercise repeated, with equal rests or none, is rounds of it."""
    runs = [(part, len(list(run))) for part, run in groupby(parts)]
    at = 0
    while at < len(runs):
        (part, count), *after = runs[at : at + 2]
        at += 1
        if part.line.exercise is None:
            yield from [_without_exercise(part.line)] * count
            continue
        between = after[0][0].line if after and count == after[0][1] == 1 else None
        rest = between.dose if between and between.rest else None
        while rest and runs[at : at + 2] == [*after, (part, 1)]:
            count += 1
            at += 2
        yield from _in_rounds(part, count, rest)


def _without_exercise(line: Line) -> Step:
    return Step(rest=line.dose) if line.rest else Step(breathe=line.breathe, time=line.dose)


def _passes(sides: list[str | None], both: tuple[str, ...]) -> Iterator[str | None]:
    """Yield the side of each pass over an exercise, None for both, in the order in which a step does them."""
    at = 0
    while at < len(sides):
        pair = bool(both) and tuple(sides[at : at + len(both)]) == both
        yield None if pair else sides[at]
        at += len(both) if pair else 1


def _in_rounds(part: _Part, count: int, rest: Span | None) -> Iterator[Step]:
    """Yield a step of ``count`` rounds, or several where one does not take so many; ``rest`` is between rounds."""
    exercise = part.line.exercise
    while exercise and count:
        rounds = min(count, LIMITS["rounds"].high)
        yield Step.model_validate(
            {
                "exercise": exercise.name,
                exercise.kind: part.line.dose,
                "rounds": Span(rounds, rounds),
                "between": rest if rounds > 1 else None,
                "side": part.side,
            }
        )
        count -= rounds
        if rest and count:
            yield Step(rest=rest)
