"""The texts of shipped routines in other languages than the English one of their files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.content.fields import Model, Title
from coach.content.spoken_text import Speech

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.content.routine import Routine, Step


class Said(Model):
    """What is said in one step."""

    title: Title | None = None
    say: Speech


class RoutineWords(Model):
    """What is said in a routine: ``steps`` are those with a text, in their order."""

    greeting: Speech | None = None
    farewell: Speech | None = None
    steps: tuple[Said, ...] = ()

    def put_into(self, routine: Routine) -> Routine:
        """Return the routine with these words in the place of its own."""
        said = iter(self.steps)
        steps = tuple(_said(step, said) if step.say else step for step in routine.steps)
        spoken = {"greeting": self.greeting, "farewell": self.farewell}
        return routine.model_copy(update={**spoken, "steps": steps})


def words_of(routine: Routine) -> RoutineWords | None:
    """Return what a routine says in words of its own; None where it has none."""
    steps = tuple(Said(title=step.title, say=step.say) for step in routine.steps if step.say)
    words = RoutineWords(greeting=routine.greeting, farewell=routine.farewell, steps=steps)
    return None if words == RoutineWords() else words


def _said(step: Step, said: Iterator[Said]) -> Step:
    words = next(said)
    return step.model_copy(update={"say": words.say, "title": words.title})
