"""Settles what each kind of step leaves open.

A kind of step is a key in ``coach.content.routine.KINDS`` and a class: ``settled`` makes one of what was written,
``sections`` writes the script of it on a ``Stage``, and ``exercises`` names what the body does in it. That of an
exercise, ``Dose``, is written by ``Exercising``, which remembers those before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.content.fields import Kind
from coach.script.breathing import Breathed
from coach.script.circuit import Circuit
from coach.script.dose import Dose, Terms
from coach.script.rest import Rest
from coach.script.saying import Saying

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from coach.content.library import Library
    from coach.content.routine import Routine, Step
    from coach.script.dose import Choice
    from coach.script.habits import Habits


Settled = Dose | Saying | Breathed | Circuit | Rest
"""A step with everything settled."""

SETTLE: dict[str, Callable[[Step, Terms], Settled]] = {
    "exercise": Dose.settled,
    "say": Saying.settled,
    "breathe": Breathed.settled,
    "intervals": Circuit.settled,
    "rest": Rest.settled,
}


def settle(routine: Routine, library: Library, choice: Choice, habits: Habits) -> Iterator[Settled]:
    """Settle each step of ``routine`` in order."""
    holds = 0
    for number, step in enumerate(routine.steps):
        rounds = step.turns.low if choice.rounds is None else choice.rounds[number]
        block = SETTLE[step.kind](step, Terms(routine, library, choice, habits, rounds, holds))
        holds += isinstance(block, Dose) and block.exercise.kind is Kind.HOLD
        yield block
