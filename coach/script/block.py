"""Steps with everything settled, each of a kind that knows how to write itself.

A kind of step is a key in ``coach.content.routine.KINDS``, and a class here: ``settled`` makes one of what was
written, ``sections`` writes the script of it, and ``exercises`` names what the body does in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from coach.content.fields import Kind
from coach.script.breathing import Breathed
from coach.script.circuit import Circuit
from coach.script.dose import Dose, Terms
from coach.script.rest import Rest
from coach.script.saying import Saying

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from coach.content.exercise import Exercise
    from coach.content.library import Library
    from coach.content.routine import Routine, Step
    from coach.script.dose import Choice
    from coach.script.habits import Habits
    from coach.script.model import Section
    from coach.script.stage import Stage


class Block(Protocol):
    """A step with everything settled."""

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        """The exercises that are done in it."""
        ...

    def sections(self, stage: Stage) -> Iterator[Section]:
        """Write the script of it, on a stage that knows what was before."""
        ...


SETTLE: dict[str, Callable[[Step, Terms], Block]] = {
    "exercise": Dose.settled,
    "say": Saying.settled,
    "breathe": Breathed.settled,
    "intervals": Circuit.settled,
    "rest": Rest.settled,
}


def settle(routine: Routine, library: Library, choice: Choice, habits: Habits) -> Iterator[Block]:
    """Settle each step of ``routine`` in order."""
    holds = 0
    for number, step in enumerate(routine.steps):
        rounds = step.turns.low if choice.rounds is None else choice.rounds[number]
        block = SETTLE[step.kind](step, Terms(routine, library, choice, habits, rounds, holds))
        holds += isinstance(block, Dose) and block.exercise.kind is Kind.HOLD
        yield block
