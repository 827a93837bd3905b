"""Intervals of work and rest by the clock: what comes is told in the rest, and the last three seconds are counted.

Every stretch of work is a step of its own, from the rest before it, in which it is named, to the words that end
it. Its length is kept to the millisecond, and that of the rest: what has no room there is not said.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from coach.content.fields import Detail
from coach.script.model import CueKind, Gap, Interval, Line, Prompt, Section, Talk
from coach.script.turn import Turn, spread
from coach.units import MINUTE, SECOND, Ms

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from coach.content.exercise import Exercise
    from coach.content.routine import Step
    from coach.script.dose import Terms
    from coach.script.model import Part, Take
    from coach.script.stage import Stage

COUNTED = 3
"""Seconds counted down before each change."""

TO_EXPLAIN = Ms(25 * SECOND)
"""A shorter rest has no time to tell how the next exercise is done: it is told before the first round."""

READY = Ms(5 * SECOND)
"""From the words before the first work to its beginning."""

LET_GO, RELEASE = Ms(1000), Ms(2500)
"""Into a rest, when the tone has faded and it is called one; and when that has been said."""

HALFWAY_FROM = Ms(20 * SECOND)
THOUGHTS_FROM, THOUGHT_EVERY = Ms(6 * SECOND), Ms(14 * SECOND)


@dataclass(frozen=True, slots=True)
class Work:
    """One stretch of work. Of two ``sides`` each has a half of it; ``round`` and ``place`` count from 0."""

    exercise: Exercise
    sides: tuple[str | None, ...]
    round: int
    place: int


@dataclass(frozen=True, slots=True)
class Circuit:
    """Exercises done one after the other by the clock, several rounds of it.

    The sides of an exercise take turns from round to round. Where the rounds are odd, they share the last one.
    """

    exercises: tuple[Exercise, ...]
    work: Ms
    rest: Ms
    rounds: int
    mirrored: bool = False
    until_key: bool = False

    @classmethod
    def settled(cls, step: Step, terms: Terms) -> Circuit:
        """Settle what a step leaves open."""
        assert step.intervals is not None  # noqa: S101 (its kind)
        given = step.intervals
        exercises = tuple(map(terms.library.exercise, given.of))
        return cls(
            exercises, given.work, given.rest, terms.rounds, terms.habits.mirrored, step.until is not None
        )

    @property
    def stretches(self) -> tuple[Work, ...]:
        """Every stretch of work in order."""
        return tuple(
            Work(exercise, self._sides(exercise, number), number, place)
            for number in range(self.rounds)
            for place, exercise in enumerate(self.exercises)
        )

    def _sides(self, exercise: Exercise, number: int) -> tuple[str | None, ...]:
        sides = exercise.sides[::-1] if self.mirrored else exercise.sides
        if len(sides) < 2:
            return sides or (None,)
        return sides if number == self.rounds - 1 and self.rounds % 2 else (sides[number % 2],)

    def sections(self, stage: Stage) -> Iterator[Section]:
        """Write a section for each stretch of work."""
        stage.number += 1
        writer = _Writer(self, stage)
        for number, work in enumerate(self.stretches):
            parts = (*writer.before(number, work), *writer.work(work), writer.after(number))
            writer.met.add(work.exercise.name)
            yield Section(parts, stage.next_index(), work.exercise.name, work.exercise.words.title)


class _Writer:
    def __init__(self, circuit: Circuit, stage: Stage) -> None:
        self.circuit = circuit
        self.stage = stage
        self.words = stage.words.intervals
        self.met = stage.met
        self.told: set[str] = set()
        """The exercises that were told before the first round and are still to be done."""

    def before(self, number: int, work: Work) -> Iterator[Part]:
        """Yield what leads to a stretch of work: at length before the first, within the rest before others."""
        if number:
            yield self._rest(work)
            return
        circuit, turn = self.circuit, self._turn(work)
        slot = "start" if circuit.rounds > 1 else "start_once"
        values = {
            **self.stage.phrasing.counted("rounds", circuit.rounds),
            "work": self._length(circuit.work),
            "rest": self._length(circuit.rest),
        }
        lines = [self._line(CueKind.NEXT, slot, values)]
        if circuit.rest < TO_EXPLAIN:
            for exercise in circuit.exercises:
                if exercise.name not in {work.exercise.name, *self.met, *self.told}:
                    lines += self._explained(exercise)
        lines.append(self._line(CueKind.NEXT, _with_side("first", turn), self._named(turn), turn.side))
        yield Talk(tuple(lines))
        yield from self.stage.approach.arrival(turn, met=work.exercise.name in self.met)
        yield Talk((self._line(CueKind.BEGIN, "begin", {}, turn.side),))
        yield Gap(READY, tuple(self._counted(READY, CueKind.BEGIN, turn.side)), signal=True)

    def work(self, work: Work) -> Iterator[Interval]:
        """Yield the work: one interval, or one for each side."""
        length = self.circuit.work // len(work.sides)
        for place, side in enumerate(work.sides):
            last = place == len(work.sides) - 1
            turn = self._turn(work, place)
            prompts = list(self._counted(length, None, side)) if last else [self._changing(work, length)]
            if len(work.sides) == 1 and length >= HALFWAY_FROM:
                line = Line(CueKind.HALFWAY, turn.said("halfway", brief=True), side)
                prompts.append(Prompt(line, Ms(length // 2), Ms(length // 2 + 4 * SECOND), floating=True))
            most = 2 if turn.first else 1
            until = length - (COUNTED + 1) * SECOND
            prompts += spread(islice(turn.thoughts(), most), THOUGHTS_FROM, until, THOUGHT_EVERY)
            yield Interval(Ms(length), side, prompts=tuple(prompts), until_key=self.circuit.until_key)

    def after(self, number: int) -> Part:
        """Call the rest a rest, which goes on before the next work; or all of it done."""
        if number + 1 < len(self.circuit.stretches):
            line = self._line(CueKind.RELEASE, "rest", {})
            return Gap(RELEASE, (Prompt(line, LET_GO, RELEASE),))
        return Talk((self._line(CueKind.RELEASE, "done", {}),), lead=LET_GO)

    def _rest(self, work: Work) -> Gap:
        """What is left of a rest, in which the next exercise is named, and told where it was not done yet."""
        turn = self._turn(work)
        length = Ms(self.circuit.rest - RELEASE)
        until = Ms(length - (COUNTED * SECOND + SECOND // 2))
        lines = [
            self._line(
                CueKind.NEXT, self._naming(work, turn), self._named(turn), turn.side, self._place(work)
            )
        ]
        lines += self._told(turn)
        prompts = [Prompt(line, Ms(0), until, floating=True) for line in lines]
        return Gap(length, (*self._counted(length, CueKind.BEGIN, turn.side), *prompts), signal=True)

    def _told(self, turn: Turn) -> Iterator[Line]:
        """Tell how the next one is done: all of it the first time, in short if it was told; the side later."""
        words, new = turn.exercise.words, turn.first and turn.exercise.name not in self.told
        detail = self.stage.detail if new else max(self.stage.detail, Detail.SHORT, key=_brevity)
        setup = self.stage.phrasing.by_detail(words.setup.at(self.stage.routine.when), turn.plainly(), detail)
        if new:
            yield from self.stage.approach.to_mind(turn, choice=False)
        if turn.first or turn.side:
            yield Line(CueKind.SETUP, _joined(setup), turn.side)

    def _explained(self, exercise: Exercise) -> Iterator[Line]:
        turn = Turn(exercise, self.stage.phrasing, next(iter(exercise.sides), None), last=False)
        yield self._line(CueKind.NEXT, "told", self._named(turn))
        setup = exercise.words.setup.at(self.stage.routine.when)
        yield Line(CueKind.SETUP, self.stage.phrasing.by_detail(setup, turn.plainly()), turn.side)
        yield from self.stage.approach.to_mind(turn, choice=False)
        self.told.add(exercise.name)

    def _changing(self, work: Work, length: int) -> Prompt:
        """Tell that the sides change, just before they do."""
        turn = self._turn(work, 1)
        line = self._line(CueKind.SWITCH, "switch", turn.plainly(), work.sides[0])
        return Prompt(line, Ms(length - COUNTED * SECOND), Ms(length), floating=True)

    def _counted(self, length: int, kind: CueKind | None, side: str | None) -> Iterator[Prompt]:
        """Count the last seconds down, all of them or none: into work as its beginning, else as its end."""
        for left, said in zip(range(COUNTED, 0, -1), self.words.count, strict=True):
            each = kind or (CueKind.LAST if left == COUNTED else CueKind.REP)
            start = length - left * SECOND
            if start >= 0:
                yield Prompt(Line(each, ((said,),), side), Ms(start), Ms(start + SECOND), breath=0)

    def _turn(self, work: Work, place: int = 0) -> Turn:
        first = work.exercise.name not in self.met and place == 0
        return Turn(work.exercise, self.stage.phrasing, work.sides[place], first=first, last=False)

    def _naming(self, work: Work, turn: Turn) -> str:
        """Return the slot that names what comes next: the round where one begins, else the exercise."""
        begins = work.place == 0 and self.circuit.rounds > 1
        slot = "next" if not begins else "last_round" if work.round == self.circuit.rounds - 1 else "round"
        return _with_side(slot, turn)

    def _named(self, turn: Turn) -> dict[str, str]:
        return turn.plainly() | {"called": turn.exercise.words.called}

    def _place(self, work: Work) -> dict[str, str]:
        number = self.stage.phrasing.number
        return {"number": number(work.round + 1), "place": number(work.place + 1)}

    def _line(
        self,
        kind: CueKind,
        slot: str,
        values: Mapping[str, str],
        side: str | None = None,
        place: Mapping[str, str] | None = None,
    ) -> Line:
        """Return a line of this kind of step; one with a ``place`` can do without a name that was heard lately."""
        takes = self._takes(slot, {**values, **(place or {})})
        if place:
            takes += self._takes("unnamed", place)
        return Line(kind, takes, side)

    def _takes(self, slot: str, values: Mapping[str, str]) -> tuple[Take, ...]:
        return self.stage.phrasing.takes(f"intervals {slot}", getattr(self.words, slot), values)

    def _length(self, length: Ms) -> str:
        phrasing, whole = self.stage.phrasing, length % (MINUTE // 2) == 0
        return phrasing.minutes(length) if whole and length >= MINUTE else phrasing.seconds(length)


def _with_side(slot: str, turn: Turn) -> str:
    return f"{slot}_side" if turn.side else slot


def _joined(takes: Sequence[Take]) -> tuple[Take, ...]:
    """Return each take as one sentence after the other in one go, as a rest has no time to do them one by one."""
    return tuple((" ".join(take),) for take in takes)


def _brevity(detail: Detail) -> int:
    return list(Detail).index(detail)
