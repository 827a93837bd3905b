"""Leads the runner into an exercise: what comes next, the way there, how to get into it, and what to mind."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coach.content.fields import Detail, Kind, When
from coach.script.model import CueKind, Line, Talk
from coach.script.moments import braced
from coach.script.moves import Whereabouts, destination, way
from coach.units import SECOND, Ms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.content.library import Library
    from coach.content.routine import Routine
    from coach.script.habits import Habits
    from coach.script.moments import Moments
    from coach.script.moves import Step
    from coach.script.phrasing import Phrasing
    from coach.script.turn import Turn

TO_SETTLE = Ms(2 * SECOND)
TO_BUILD = Ms(4 * SECOND)
"""Time to go from the posture into the stretch itself."""

DO_IT = {Kind.HOLD: Ms(1400), Kind.REPS: Ms(1200), Kind.TIME: Ms(1200)}
"""Silence after each sentence of a set-up, to do what it says; more where the runner folds up for long."""

TO_TAKE_IN = Ms(700)
"""Silence after a sentence that asks for no move."""


class Approach:
    """Writes what leads into exercises, and remembers where the runner is."""

    def __init__(
        self, routine: Routine, library: Library, phrasing: Phrasing, habits: Habits, moments: Moments
    ) -> None:
        self.routine = routine
        self.library = library
        self.phrasing = phrasing
        self.habits = habits
        self.moments = moments
        self.book = library.phrases
        self.here = Whereabouts()

    def parts(
        self, turn: Turn, number: int, total: int, *, begun: bool, met: bool, varied: bool = False
    ) -> Iterator[Talk]:
        """Yield what is said from the announcement of exercise ``number`` until the runner is in place.

        ``begun`` tells that something else was led before the first one.
        """
        steps = way(self.here, destination(turn.exercise, self.library), self.library)
        yield self._announcement(turn, number, total, begun=begun, here=not steps, met=met)
        yield from self.arrival(turn, choice=number in self.moments.choices, met=met, varied=varied)

    def arrival(
        self, turn: Turn, *, choice: bool = False, met: bool = False, varied: bool = False
    ) -> Iterator[Talk]:
        """Yield the way to where an exercise is done, and how to get into it; ``choice`` offers an easier one."""
        goal = destination(turn.exercise, self.library)
        yield from self._way(way(self.here, goal, self.library))
        yield self._setup(turn, goal, choice=choice, met=met, varied=varied)
        self.here = replace(goal, eyes=self.here.eyes)

    def be_in(self, posture: str | None) -> None:
        """Take note that the runner was led into another posture by somebody's own words."""
        if posture:
            self.here = Whereabouts(posture, eyes=self.library.postures[posture].eyes)

    def _announcement(
        self, turn: Turn, number: int, total: int, *, begun: bool, here: bool, met: bool
    ) -> Talk:
        """Say what comes next: at length at first, in few words later, with a number only in the middle."""
        words = turn.exercise.words
        values = {
            "called": words.called,
            "where": self.book.where[turn.exercise.posture],
            "number": self.phrasing.number(number),
            "total": self.phrasing.number(total),
            "left": self.phrasing.number(total - number),
        }
        slot = self._slot(number, total, begun=begun, met=met, here=here)
        takes = self.phrasing.takes(slot, getattr(self.book, slot), values)
        lines = [Line(CueKind.NEXT, takes, pause=TO_TAKE_IN)]
        if number in self.moments.why and self.phrasing.detail is Detail.FULL:
            why = turn.at_length(words.why)
            lines.append(Line(CueKind.REMARK, why, pause=TO_TAKE_IN, spare=True))
        return Talk(tuple(lines))

    def _slot(self, number: int, total: int, *, begun: bool, met: bool, here: bool) -> str:
        if number == 1 and begun:
            return "next_here" if here else "next"
        if total == 1:
            return "only"
        if number == 1:
            return "first"
        if met and number < total:
            return "repeated"
        slot = "next"
        if number == total:
            slot = "final"
        elif number == self.moments.middle:
            slot = "middle"
        elif number > self.moments.sparse:
            slot = "sparse"
        return f"{slot}_here" if here else slot

    def _way(self, steps: tuple[Step, ...]) -> Iterator[Talk]:
        """Say each move to the place where the exercise begins, and leave time for it."""
        for step in steps:
            if step.eyes == "open":
                yield Talk(tuple(self._eyes("open")))
            words = self.book.moves.get(step.name, ())
            takes = self.phrasing.takes(f"move {step.name}", words, {})
            lines = (Line(CueKind.SETUP, takes, pause=TO_TAKE_IN),) if takes else ()
            yield Talk(lines, at_least=step.time)

    def _eyes(self, eyes: str) -> Iterator[Line]:
        """Say that the eyes open or may close, where they are not so yet, and remember it.

        Before a run they stay open.
        """
        wordings = {"open": self.book.eyes_open, "closed": self.book.eyes_closed}[eyes]
        awake = self.routine.when is When.BEFORE or self.phrasing.detail is Detail.MINIMAL
        unsaid = eyes == "closed" and awake
        if eyes != self.here.eyes and wordings and not unsaid:
            yield Line(CueKind.SETUP, self.phrasing.takes(f"eyes {eyes}", wordings, {}), pause=TO_TAKE_IN)
            self.here = replace(self.here, eyes=eyes)

    def _setup(self, turn: Turn, goal: Whereabouts, *, choice: bool, met: bool, varied: bool) -> Talk:
        """Say how to get into the exercise, where the body is then, and what to mind.

        One that was ``met`` needs few words, and fewest before those on how it is ``varied``. Of a hold against a
        load, what to mind comes first, as nobody waits in it; the easier way comes last.
        """
        exercise = turn.exercise
        detail = self.habits.detail(exercise.name, self.phrasing.detail)
        setup = self.phrasing.by_detail(exercise.words.setup.at(self.routine.when), turn.plainly(), detail)
        if met:
            setup = setup[-1:] if varied else setup[1:] or setup
        into = [Line(CueKind.SETUP, setup, turn.side, pause=DO_IT[exercise.kind])]
        if exercise.knee_down:
            into += self.position(turn, CueKind.SETUP)
        easier = self._choice(turn) if choice else ()
        mind = self._caution(turn)
        lines = [*mind, *into, *easier] if braced(exercise) else [*into, *easier, *mind]
        eyes = list(self._eyes(goal.eyes))
        lines = [*eyes, *lines] if goal.eyes == "open" else [*lines, *eyes]
        return Talk(tuple(lines), at_least=Ms(TO_SETTLE + TO_BUILD))

    def position(self, turn: Turn, kind: CueKind) -> Iterator[Line]:
        """Say where the body is now, for those who cannot see it."""
        wordings = turn.exercise.words.position
        if wordings and self.phrasing.detail is not Detail.MINIMAL:
            yield Line(kind, turn.own("position", wordings[::-1]), turn.side, pause=TO_TAKE_IN, spare=True)

    def to_mind(self, turn: Turn, *, choice: bool) -> Iterator[Line]:
        """Offer the easier way, and say the one thing that keeps this exercise safe."""
        if choice:
            yield from self._choice(turn)
        yield from self._caution(turn)

    def _choice(self, turn: Turn) -> Iterator[Line]:
        if self.phrasing.detail is Detail.FULL:
            yield Line(
                CueKind.FORM,
                turn.at_length(turn.exercise.words.choice),
                turn.side,
                pause=TO_TAKE_IN,
                spare=True,
            )

    def _caution(self, turn: Turn) -> Iterator[Line]:
        words = turn.exercise.words
        if turn.first and words.caution and self.phrasing.detail is not Detail.MINIMAL:
            yield Line(CueKind.SAFETY, turn.at_length(words.caution), turn.side, pause=TO_TAKE_IN)
