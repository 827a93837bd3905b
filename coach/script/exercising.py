"""Writes an exercise with all its rounds and sides: the way into it, its turns, and the way out."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from coach.content.exercise import OWN
from coach.content.fields import SHORT_WORDS, Detail, Kind
from coach.content.phrases import placeholders
from coach.script.approach import TO_BUILD
from coach.script.breath import breath_length, breathe
from coach.script.callouts import called_out
from coach.script.holds import braced_hold, hold
from coach.script.kept_up import kept_up
from coach.script.model import CueKind, Line, Section, Talk
from coach.script.moments import braced
from coach.script.phrasing import fill
from coach.script.reps import repetitions
from coach.script.rest import resting
from coach.script.turn import Turn
from coach.units import SECOND, Ms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.script.dose import Dose
    from coach.script.model import Interval, Part
    from coach.script.moments import Moments
    from coach.script.stage import Stage

TO_SWITCH = Ms(5 * SECOND)
READY = {Kind.HOLD: Ms(1000), Kind.REPS: Ms(500), Kind.TIME: Ms(500)}
"""Silence between the words that begin an interval and its first prompt, which in a hold is a breath."""

LET_GO = Ms(1000)
"""Between the end of an interval (where a tone may sound) and the words that release it."""

BETWEEN = Ms(1200)
"""Silence after each sentence that leads out of an exercise or to the other side."""


class Exercising:
    """Carries what one exercise needs to know of those before it: breath, and on which sides they were done.

    ``total`` is how many steps have exercises: the numbers that are said count these alone.
    """

    def __init__(self, stage: Stage, moments: Moments, total: int) -> None:
        self.stage = stage
        self.phrasing = stage.phrasing
        self.book = stage.phrasing.book
        self.approach = stage.approach
        self.moments = moments
        self.total = total
        self.holds = 0
        self.passes: Counter[tuple[str, str | None]] = Counter()
        """How often each exercise was gone through on each side."""

    def sections(self, dose: Dose) -> Iterator[Section]:
        """Write an exercise."""
        self.stage.number += 1
        exercise = dose.exercise
        parts = tuple(self._exercise(dose, self.stage.number))
        self.stage.met.add(exercise.name)
        self.holds += exercise.kind is Kind.HOLD
        yield Section(parts, self.stage.next_index(), exercise.name, exercise.words.title)

    def _exercise(self, dose: Dose, number: int) -> Iterator[Part]:
        """Yield the way into an exercise, its turns with what leads from one to the next, and the way out."""
        turns = list(self._turns(dose, number))
        met = dose.exercise.name in self.stage.met
        varied = self._varied(turns[0])
        yield from self.approach.parts(
            *(turns[0], number, self.total), begun=self.stage.breathed, met=met, varied=varied
        )
        if dose.note:
            takes = self.phrasing.takes(f"note {dose.note}", (dose.note,), {})
            yield Talk((Line(CueKind.REMARK, takes, pause=BETWEEN, spare=True),))
        for place, turn in enumerate(turns):
            words, key = dose.exercise.words, (dose.exercise.name, turn.side)
            varied, known = self._varied(turn), self.passes[key] > 0
            self.passes[key] += 1
            if place:
                yield self._release(turns[place - 1])
                if dose.between and place % max(1, len(dose.sides)) == 0:
                    yield resting(dose.between, self.phrasing)
                if turn.side != turns[place - 1].side or not varied:
                    yield self._change(turns[place - 1], turn, known=known)
            if varied:
                takes = self.phrasing.takes(f"variation {key[0]}", words.variation, turn.plainly())
                line = Line(CueKind.SETUP, takes, turn.side, pause=BETWEEN)
                yield Talk((line,), at_least=TO_BUILD)
            yield self._begin(dose, turn, again=place > 0)
            yield self._interval(dose, turn)
        yield self._release(turns[-1])
        if number == self.moments.praised and self.phrasing.detail is not Detail.MINIMAL:
            yield Talk((Line(CueKind.REMARK, self.phrasing.takes("praise", self.book.praise, {})),))

    def _varied(self, turn: Turn) -> bool:
        """Whether it is done in another way this time: every other time on a side, where there is another way."""
        return bool(turn.exercise.words.variation) and self.passes[turn.exercise.name, turn.side] % 2 == 1

    def _turns(self, dose: Dose, number: int) -> Iterator[Turn]:
        sides = [side for _ in range(dose.rounds) for side in dose.sides or (None,)]
        moments = self.moments
        for place, side in enumerate(sides):
            last = place == len(sides) - 1
            yield Turn(
                dose.exercise,
                self.phrasing,
                side,
                first=place == 0 and dose.exercise.name not in self.stage.met,
                last=last,
                quiet=last and number == moments.quiet,
                own_breath=place == 0 and number == moments.own_breath,
                sparse=number >= moments.sparse,
            )

    def _interval(self, dose: Dose, turn: Turn) -> Interval:
        interval = replace(self._filled(dose, turn), until_key=dose.until_key)
        if not dose.callout:
            return interval
        wordings = self.stage.words.callout.left
        return called_out(interval, dose.callout, wordings, self.phrasing)

    def _filled(self, dose: Dose, turn: Turn) -> Interval:
        if dose.exercise.kind is Kind.REPS:
            return repetitions(turn, dose.reps)
        if dose.exercise.kind is Kind.TIME:
            return kept_up(turn, dose.time)
        if braced(dose.exercise):
            return braced_hold(turn, dose.time)
        return hold(turn, breathe(dose.time, self._breath))

    @property
    def _breath(self) -> Ms:
        return breath_length(self.stage.routine.when, self.holds)

    def _release(self, turn: Turn) -> Talk:
        """Lead out of the exercise; a movement just stops, a long hold is left with care."""
        exercise = turn.exercise
        brief = exercise.kind is Kind.REPS and exercise.source != OWN
        takes = self.phrasing.takes(
            f"release {exercise.name}", exercise.words.release, turn.plainly(), brief=brief
        )
        return Talk(
            (Line(CueKind.RELEASE, takes, turn.side, pause=BETWEEN),),
            lead=LET_GO,
            at_least=exercise.come_out or Ms(0),
        )

    def _change(self, before: Turn, turn: Turn, *, known: bool) -> Talk:
        """Talk the runner to the other side, or into another round on the same one.

        A side that is ``known``, because it was worked before, needs a word, and no speech.
        """
        words = turn.exercise.words
        if turn.side != before.side and words.switch is not None and known:
            lengths = (words.switch.minimal, words.switch.short, words.switch.full)
            takes = tuple(tuple(fill(each, turn.plainly()) for each in sentences) for sentences in lengths)
            return Talk((Line(CueKind.SWITCH, takes, turn.side, pause=BETWEEN),), at_least=TO_SWITCH)
        if turn.side != before.side and words.switch is not None:
            takes = self.phrasing.by_detail(words.switch, turn.plainly())
            line = Line(CueKind.SWITCH, takes, turn.side, pause=BETWEEN)
            return Talk((line, *self.approach.position(turn, CueKind.SWITCH)), at_least=TO_SWITCH)
        again = self.phrasing.takes("again", self.book.again, {})
        return Talk((Line(CueKind.REMARK, again, turn.side, pause=BETWEEN),), at_least=TO_SWITCH)

    def _begin(self, dose: Dose, turn: Turn, *, again: bool) -> Talk:
        """Say which side and how much, just before the clock starts; where it is felt, if not within."""
        slot, own = self._beginning(dose, turn, again=again)
        values = turn.values() | self._amount(dose)
        takes = self.phrasing.takes(slot, getattr(self.book, slot), values)
        if all(len(take[0].split()) > SHORT_WORDS for take in takes):
            wordings = getattr(self.book, slot)
            takes += self.phrasing.takes(f"{slot} plainly", wordings, values | turn.plainly())
        speakable = [words for words in dose.exercise.words.begin if placeholders(words) <= values.keys()]
        always = dose.exercise.source == OWN and braced(dose.exercise)  # the book's words are for planks
        if speakable and (always or (own and self.phrasing.detail is Detail.FULL)):
            said = self.phrasing.takes(f"begin {dose.exercise.name}", speakable, values)
            takes = said if always else said + takes
        felt = turn.first and self.phrasing.detail is not Detail.MINIMAL
        lines = [Line(CueKind.BEGIN, takes, turn.side, pause=READY[dose.exercise.kind])]
        if turn.quiet and self.moments.face and self.phrasing.detail is Detail.FULL:
            lines.insert(0, Line(CueKind.FORM, turn.said("face"), turn.side, Ms(700), spare=True))
        return Talk(tuple(lines), before=turn.feel() if felt else None)

    def _amount(self, dose: Dose) -> dict[str, str]:
        """How much it is in words: breaths or repetitions, unless it is one, or a length."""
        exercise = dose.exercise
        if exercise.kind is Kind.TIME or braced(exercise):
            return {"length": self.phrasing.roughly(dose.time)}
        count, length = dose.reps, {}
        if exercise.kind is Kind.HOLD:
            count = breathe(dose.time, self._breath).breaths
            length = {"length": self.phrasing.roughly(dose.time)}
        return length if count == 1 else {**length, **self.phrasing.counted("count", count)}

    def _beginning(self, dose: Dose, turn: Turn, *, again: bool) -> tuple[str, bool]:
        """Return the slot for the words that begin a turn, and whether the exercise may use its own."""
        exercise, side = dose.exercise, "_side" if turn.side else ""
        once = "count" not in self._amount(dose)
        if exercise.kind is Kind.TIME:
            return "begin_time", not again
        if exercise.kind is Kind.REPS:
            slot = "begin_once" if once else "begin_reps"
            slot = ("begin_once_each" if once else "begin_each") if exercise.alternating else slot
            return slot + side, not again
        if braced(exercise):
            return f"begin_braced{side}", not again
        if once:
            return f"begin_breath{side}", not again
        if turn.quiet:
            return f"begin_quiet{side}", False
        if turn.own_breath:
            return f"begin_own{side}", False
        return "begin_hold" if not side else "begin_same" if again else "begin_side", not again
