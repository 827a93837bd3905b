"""Breathing to a pattern: settled into, led by words that thin out, carried on by tones, and let go."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from coach.content.fields import Detail
from coach.script.model import CueKind, Interval, Line, Phase, Section, Talk
from coach.script.phrasing import fill
from coach.script.turn import on
from coach.units import MINUTE, SECOND, Ms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.content.breath_pattern import BreathPattern
    from coach.content.exercise import Exercise
    from coach.content.routine import Step
    from coach.script.dose import Terms
    from coach.script.model import Prompt
    from coach.script.stage import Stage

USUAL = Ms(2 * MINUTE)
"""How long it goes on where nothing is said of it."""

ALL = {Detail.FULL: 2, Detail.SHORT: 1, Detail.MINIMAL: 1}
"""In how many of the first rounds every part is named."""

BREATH_ALONE = {Detail.FULL: 2, Detail.SHORT: 1, Detail.MINIMAL: 0}
"""In how many rounds after these only the breath is."""

HALFWAY_FROM = Ms(2 * MINUTE)
TO_SETTLE = Ms(3 * SECOND)
LET_GO = Ms(1200)
"""Between the end of the last round and the words after it."""

Round = tuple[Phase, ...]


@dataclass(frozen=True, slots=True)
class Breathed:
    """So many whole rounds of a pattern."""

    pattern: BreathPattern
    rounds: int
    posture: str | None = None
    exercises: tuple[Exercise, ...] = ()

    @classmethod
    def settled(cls, step: Step, terms: Terms) -> Breathed:
        """Settle what a step leaves open; a time becomes the whole rounds that come nearest to it."""
        assert step.breathe is not None  # noqa: S101 (its kind)
        pattern, rounds = step.breathe, terms.rounds
        if "rounds" not in step.model_fields_set:
            rounds = pattern.rounds_in(terms.choice.least(step.time) if step.time else USUAL)
        return cls(pattern, rounds, step.posture)

    def sections(self, stage: Stage) -> Iterator[Section]:
        """Say what comes and how, breathe, and let it go."""
        words = stage.words.breathe
        stage.approach.be_in(self.posture)
        interval = _Led(self, stage).interval()
        release = stage.line(CueKind.RELEASE, "breathe release", words.release, pause=Ms(1500))
        parts = (Talk(tuple(self._before(stage))), interval, Talk((release,), lead=LET_GO))
        yield Section(parts, stage.next_index(), "breathe", f"{words.title} {self.pattern}")

    def _before(self, stage: Stage) -> Iterator[Line]:
        words = stage.words.breathe
        yield stage.line(CueKind.NEXT, "breathe next", words.next)
        if not stage.breathed:
            yield stage.line(CueKind.SETUP, "breathe settle", words.settle, pause=TO_SETTLE)
        if told := self._told(stage):
            yield Line(CueKind.SETUP, ((told,),))
        held = self.pattern.full or self.pattern.empty
        if held or (stage.detail is Detail.FULL and not stage.breathed):
            yield stage.line(CueKind.SAFETY, "breathe dizzy", words.dizzy)
        stage.breathed = True
        slot = "begin_once" if self.rounds == 1 else "begin"
        values = stage.phrasing.counted("count", self.rounds)
        yield stage.line(CueKind.BEGIN, f"breathe {slot}", getattr(words, slot), values, pause=Ms(SECOND))

    def _told(self, stage: Stage) -> str:
        """Return the pattern in one sentence, "" where its seconds are not whole ones."""
        if any(length % SECOND for _, length in self.pattern.parts):
            return ""
        parts = (
            getattr(stage.words.breathe, name).format_map(stage.phrasing.counted("count", length // SECOND))
            for name, length in self.pattern.parts
        )
        return fill(", ".join(parts) + ".", {})


class _Led:
    """The rounds of a pattern, with what is said in them."""

    def __init__(self, breathed: Breathed, stage: Stage) -> None:
        self.stage = stage
        self.cycle = breathed.pattern.cycle
        self.rounds = list(_rounds(breathed))

    def interval(self) -> Interval:
        """Return all of it. What comes first among the prompts yields last."""
        prompts = [*self._last(), *self._named(), *self._halfway()]
        phases = tuple(phase for each in self.rounds for phase in each)
        length = Ms(len(self.rounds) * self.cycle)
        return Interval(length, None, len(self.rounds), None, phases, tuple(prompts), held=True)

    def _last(self) -> Iterator[Prompt]:
        if len(self.rounds) > 1:
            first, *_ = self.rounds[-1]
            yield on(first, self.stage.line(CueKind.LAST, "breathe last", self.stage.words.breathe.last))

    def _named(self) -> Iterator[Prompt]:
        """Name every part of the first rounds, then the breath alone; without tones, the breath to the end."""
        detail = self.stage.detail
        every = ALL[detail]
        breath = every + BREATH_ALONE[detail] if self.stage.tones else len(self.rounds)
        until = len(self.rounds) - 1 if len(self.rounds) > 1 else 1
        for number, each in enumerate(self.rounds[:until]):
            for phase in each:
                if number < every or (number < breath and phase.cue != "hold"):
                    yield on(phase, self._line(phase.cue, number), breath=number)

    def _line(self, cue: str, number: int) -> Line:
        kind = {"inhale": CueKind.INHALE, "exhale": CueKind.EXHALE}.get(cue, CueKind.REP)
        wordings = self.stage.words.breathe.hold if cue == "hold" else getattr(self.stage.phrasing.book, cue)
        return Line(kind, self.stage.phrasing.takes(f"breathe {cue}", _briefest(wordings, number), {}))

    def _halfway(self) -> Iterator[Prompt]:
        length = len(self.rounds) * self.cycle
        if length >= HALFWAY_FROM and self.stage.detail is not Detail.MINIMAL:
            middle = self.rounds[len(self.rounds) // 2]
            halfway = self.stage.phrasing.book.halfway
            yield on(middle[-1], self.stage.line(CueKind.HALFWAY, "halfway", halfway))


def _rounds(breathed: Breathed) -> Iterator[Round]:
    """Yield the parts of each round, the two holds under one name."""
    lengths = [length for _, length in breathed.pattern.parts]
    cues = [name if name in ("inhale", "exhale") else "hold" for name, _ in breathed.pattern.parts]
    edges = [sum(lengths[:place]) for place in range(len(lengths) + 1)]
    for number in range(breathed.rounds):
        start = number * breathed.pattern.cycle
        yield tuple(
            Phase(cue, Ms(start + begin), Ms(end - begin))
            for cue, (begin, end) in zip(cues, pairwise(edges), strict=True)
        )


def _briefest(wordings: Sequence[str], number: int) -> Sequence[str]:
    """Return the wordings for a round: all in the first, the two shortest after it."""
    return wordings if number == 0 else sorted(wordings, key=len)[:2]
