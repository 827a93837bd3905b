"""Writes the script of a routine: who is greeted how, what comes next, how to get there, and how it ends."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from coach.content.fields import SHORT_WORDS, Detail, Kind, When
from coach.content.phrases import placeholders
from coach.content.postures import change_time
from coach.script.breath import Breathing, breath_length, breathe
from coach.script.dose import Choice, Dose, Rest, settle
from coach.script.estimate import expect_length, expecting
from coach.script.habits import NO_HABITS
from coach.script.intervals import Filler
from coach.script.model import CueKind, Interval, Line, Script, Section, Talk
from coach.script.phrasing import Phrasing, rough
from coach.units import MINUTE, SECOND, Ms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coach.content.exercise import Exercise, PostureFacts
    from coach.content.library import Library
    from coach.content.routine import Routine
    from coach.script.habits import Habits
    from coach.script.model import Part

HELLO_AT_MOST = Ms(17 * SECOND)
"""With the two seconds of lead-in, nobody waits more than 20 s for the first move."""

TO_BUILD = Ms(4 * SECOND)
"""Time to go from the posture into the stretch itself."""

TO_SWITCH = Ms(5 * SECOND)
DO_IT = {Kind.HOLD: Ms(2200), Kind.REPS: Ms(1300), Kind.TIME: Ms(1300)}
"""Silence after each sentence of a set-up, to do what it says; more where the runner folds up for long."""

TO_RISE = Ms(2500)
"""Silence after each word on how to leave the floor: nobody should have to hurry up from it."""

READY = {Kind.HOLD: Ms(1000), Kind.REPS: Ms(500), Kind.TIME: Ms(500)}
"""Silence between the words that begin an interval and its first prompt, which in a hold is a breath."""

LET_GO = Ms(1000)
"""Between the end of an interval (where a tone may sound) and the words that release it."""

BETWEEN = Ms(1500)


def write(
    routine: Routine,
    library: Library,
    detail: Detail = Detail.FULL,
    choice: Choice | None = None,
    habits: Habits = NO_HABITS,
    length: Ms | None = None,
) -> Script:
    """Write the script of ``routine`` in the given detail, with what it leaves open taken from ``choice``.

    ``length`` is what the welcome says that it takes, roughly; None leaves that to a guess.
    Pure: the same routine, library, detail, choice, habits and length give the same script.
    """
    writer = _Writer(routine, library, Phrasing(library.phrases, detail), habits)
    doses = list(settle(routine, library, choice or Choice(), habits))
    body = list(writer.body(doses))
    closing = writer.closing()
    if length is None:
        parts = (part for section in [*body, closing] for part in section.parts)
        length = Ms(expect_length(parts, expecting(library.phrases)) + HELLO_AT_MOST // 2)
    opening = writer.opening(doses, length)
    return Script(routine.name, routine.title, detail, (opening, *body, closing))


class _Writer:
    """Carries what one section needs to know of those before it: posture, breath, which exercises were met."""

    def __init__(self, routine: Routine, library: Library, phrasing: Phrasing, habits: Habits) -> None:
        self.habits = habits
        self.routine = routine
        self.library = library
        self.phrasing = phrasing
        self.book = library.phrases
        self.posture = "standing"
        self.holds = 0
        self.met: set[str] = set()
        self.passes: Counter[tuple[str, str | None]] = Counter()
        """How often each exercise was gone through on each side."""

    def opening(self, doses: Iterable[Dose | Rest], length: Ms) -> Section:
        """Say the name, the length, what is needed, and one sentence on safety."""
        values = {"title": self.routine.title, "minutes": self.phrasing.minutes(rough(length))}
        lines = [Line(CueKind.WELCOME, self.phrasing.takes("welcome", self.book.welcome, values))]
        needs = dict.fromkeys(
            need for dose in doses if isinstance(dose, Dose) for need in dose.exercise.needs
        )
        if needs:
            things = {"things": self.phrasing.listed([self.book.needs[need] for need in needs])}
            lines.append(Line(CueKind.WELCOME, self.phrasing.takes("need", self.book.need, things)))
        lines.append(
            Line(CueKind.SAFETY, self.phrasing.takes("safety", self.book.safety, {}), pause=Ms(1000))
        )
        return Section((Talk(tuple(lines), at_most=HELLO_AT_MOST),))

    def body(self, doses: list[Dose | Rest]) -> Iterator[Section]:
        """Yield a section for each exercise and each rest."""
        total = sum(isinstance(dose, Dose) for dose in doses)
        index = 0
        for dose in doses:
            if isinstance(dose, Rest):
                yield self._rest(dose.length)
                continue
            index += 1
            parts = (*self._approach(dose, index, total), *self._work(dose))
            yield Section(parts, index, dose.exercise.name, dose.exercise.words.title)
            self.posture = dose.exercise.posture
            self.met.add(dose.exercise.name)
            self.holds += dose.exercise.kind is Kind.HOLD

    def closing(self) -> Section:
        """Say goodbye, with a reminder if there is one for this kind of session."""
        lines = []
        remarks = self.book.remark[self.routine.when]
        if remarks and self.phrasing.detail is Detail.FULL:
            lines.append(Line(CueKind.REMARK, self.phrasing.takes("remark", remarks, {}), pause=Ms(1200)))
        farewell = self.phrasing.takes("farewell", self.book.farewell[self.routine.when], {})
        lines.append(Line(CueKind.FAREWELL, farewell, pause=Ms(1000)))
        if self.library.postures[self.posture].faces == "up":
            lying = Line(CueKind.FAREWELL, self.phrasing.takes("still_lying", self.book.still_lying, {}))
            lines.insert(-1 if self.routine.when is When.BEFORE else len(lines), lying)
        return Section((Talk(tuple(lines), lead=Ms(1000)),))

    def _rest(self, length: Ms) -> Section:
        return Section((self._breather(length),))

    def _breather(self, length: Ms) -> Talk:
        """Say that there is time to rest, and leave it."""
        takes = self.phrasing.takes("rest", self.book.rest, {"length": self._spoken_length(length)})
        return Talk((Line(CueKind.REST, takes),), at_least=length)

    def _approach(self, dose: Dose, index: int, total: int) -> Iterator[Part]:
        """Announce the exercise and talk the runner into it, with time to get there."""
        exercise = dose.exercise
        here = index > 1 and exercise.posture == self.posture
        slot = "only" if total == 1 else "first" if index == 1 else "final" if index == total else ""
        if here and slot in ("", "final"):
            slot = "final_here" if slot else "next_here"
        slot = slot or "next"
        values = {
            "called": exercise.words.called,
            "where": self.book.where[exercise.posture],
            "number": self.phrasing.number(index),
            "total": self.phrasing.number(total),
        }
        yield Talk(
            (Line(CueKind.NEXT, self.phrasing.takes(slot, getattr(self.book, slot), values), pause=Ms(800)),)
        )
        side = dose.sides[0] if dose.sides else None
        setup = self.phrasing.by_detail(
            exercise.words.setup.at(self.routine.when),
            self.phrasing.side(side, exercise.sides),
            self.habits.detail(exercise.name, self.phrasing.detail),
        )
        if exercise.name in self.met:
            setup = setup[1:] or setup
        before, after = self.library.postures[self.posture], self.library.postures[exercise.posture]
        change = change_time(before, after)
        yield Talk(
            (*self._rise(before, after), Line(CueKind.SETUP, setup, side, pause=DO_IT[exercise.kind])),
            arrive=change,
            at_least=Ms(change + TO_BUILD),
        )

    def _rise(self, before: PostureFacts, after: PostureFacts) -> Iterator[Line]:
        """Say how to leave the floor: from the back by way of the side, to standing with open eyes."""
        if before.faces == "up" and after.height > before.height:
            yield Line(CueKind.SETUP, self.phrasing.takes("off_back", self.book.off_back, {}), pause=TO_RISE)
        if before.height < after.height == self.library.postures["standing"].height:
            yield Line(
                CueKind.SETUP, self.phrasing.takes("onto_feet", self.book.onto_feet, {}), pause=TO_RISE
            )

    def _work(self, dose: Dose) -> Iterator[Part]:
        """Yield the intervals of every round and side, with the words that lead from one to the next."""
        exercise = dose.exercise
        breathing = breathe(Ms(dose.amount), breath_length(self.routine.when, self.holds))
        turns = [side for _ in range(dose.rounds) for side in dose.sides or (None,)]
        for number, side in enumerate(turns):
            varied = bool(exercise.words.variation) and self.passes[exercise.name, side] % 2 == 1
            self.passes[exercise.name, side] += 1
            if number:
                yield self._release(exercise, turns[number - 1])
                if dose.between and number % max(1, len(dose.sides)) == 0:
                    yield self._breather(dose.between)
                if side != turns[number - 1] or not varied:
                    yield self._change(dose, turns[number - 1], side)
            if varied:
                yield self._vary(exercise, side)
            yield self._begin(dose, breathing, side, number)
            yield self._interval(dose, breathing, side, first=exercise.name not in self.met and number == 0)
        yield self._release(exercise, turns[-1])

    def _interval(self, dose: Dose, breathing: Breathing, side: str | None, *, first: bool) -> Interval:
        filler = Filler(dose.exercise, self.phrasing, first)
        if dose.exercise.kind is Kind.HOLD:
            return filler.hold(breathing, side)
        if dose.exercise.kind is Kind.REPS:
            return filler.reps(dose.amount, side)
        return filler.time(Ms(dose.amount))

    def _release(self, exercise: Exercise, side: str | None) -> Talk:
        """Lead out of the exercise; a movement just stops, a long hold is left with care."""
        values = self.phrasing.side(side, exercise.sides)
        brief = exercise.kind is Kind.REPS
        takes = self.phrasing.takes(f"release {exercise.name}", exercise.words.release, values, brief=brief)
        return Talk(
            (Line(CueKind.RELEASE, takes, side, pause=BETWEEN),),
            lead=LET_GO,
            at_least=exercise.come_out or Ms(0),
        )

    def _change(self, dose: Dose, before: str | None, side: str | None) -> Talk:
        """Talk the runner to the other side, or into another round on the same one."""
        exercise = dose.exercise
        if side != before and exercise.words.switch is not None:
            takes = self.phrasing.by_detail(exercise.words.switch, self.phrasing.side(side, exercise.sides))
            return Talk((Line(CueKind.SWITCH, takes, side, pause=Ms(1500)),), at_least=TO_SWITCH)
        again = self.phrasing.takes("again", self.book.again, {})
        return Talk((Line(CueKind.REMARK, again, side, pause=Ms(1500)),), at_least=TO_SWITCH)

    def _vary(self, exercise: Exercise, side: str | None) -> Talk:
        """Ask for the small change that makes a second pass more than a repetition."""
        values = self.phrasing.side(side, exercise.sides)
        takes = self.phrasing.takes(f"variation {exercise.name}", exercise.words.variation, values)
        return Talk((Line(CueKind.SETUP, takes, side, pause=Ms(1500)),), at_least=TO_BUILD)

    def _begin(self, dose: Dose, breathing: Breathing, side: str | None, number: int) -> Talk:
        """Say which side and how much, just before the clock starts."""
        exercise = dose.exercise
        values = self.phrasing.side(side, exercise.sides)
        if side in exercise.words.sides:
            values["phrase"] = exercise.words.sides[side]
        count = breathing.breaths if exercise.kind is Kind.HOLD else dose.amount
        once = count == 1
        if exercise.kind is Kind.HOLD:
            slot = "begin_hold" if side is None else "begin_same" if number else "begin_side"
            slot = ("begin_breath" if side is None else "begin_breath_side") if once else slot
            values["count"] = self.phrasing.number(count)
        elif exercise.kind is Kind.REPS:
            slot = "begin_once" if once else "begin_reps"
            slot = ("begin_once_each" if once else "begin_each") if exercise.alternating else slot
            slot += "_side" if side else ""
            values["count"] = self.phrasing.number(count)
        else:
            slot = "begin_time"
            values["length"] = self._spoken_length(Ms(dose.amount))
        takes = self.phrasing.takes(slot, getattr(self.book, slot), values)
        if all(len(take[0].split()) > SHORT_WORDS for take in takes):
            plainly = values | self.phrasing.side(side, exercise.sides)
            takes += self.phrasing.takes(f"{slot} plainly", getattr(self.book, slot), plainly)
        own = [words for words in exercise.words.begin if not (once and "count" in placeholders(words))]
        if number == 0 and own and self.phrasing.detail is Detail.FULL:
            takes = self.phrasing.takes(f"begin {exercise.name}", own, values) + takes
        return Talk((Line(CueKind.BEGIN, takes, side, pause=READY[exercise.kind]),))

    def _spoken_length(self, length: Ms) -> str:
        return self.phrasing.about(length) if length >= MINUTE else self.phrasing.seconds(length)
