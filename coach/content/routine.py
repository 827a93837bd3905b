"""Routines as people write them, as closed and frozen models.

Quantities arrive as text (``30s``, ``10-12``) and leave as whole milliseconds and counts. Everything here
is checked on its own; what needs the library (does this exercise exist, does it take a hold) is checked in
``coach.library``.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from coach.content.exercise import Exercise
from coach.content.fields import (
    MAX_STEPS,
    Between,
    Breaths,
    HoldDose,
    InputError,
    Kind,
    Model,
    Prescribed,
    RepsDose,
    RestDose,
    Rounds,
    Slug,
    TimeDose,
    Title,
    When,
)
from coach.content.own import ShortExercise
from coach.units import Span

Own = ShortExercise | Exercise
"""An exercise as somebody wrote it, in the short form or in the full one."""


class Step(Model):
    """One line of a routine: an exercise with its dose, or a rest.

    A hold can be given in ``breaths``; ``between`` is a rest between rounds. ``dose`` says all of it in one line,
    as ``coach.content.prescription`` reads it; the library puts the plain keys in its place.
    """

    exercise: Slug | None = None
    dose: Prescribed | None = None
    hold: HoldDose | None = None
    reps: RepsDose | None = None
    time: TimeDose | None = None
    breaths: Breaths | None = None
    rounds: Rounds = Span(1, 1)
    between: Between | None = None
    side: Slug | None = None
    rest: RestDose | None = None

    @property
    def exercises(self) -> tuple[str, ...]:
        """The exercises that are done in it."""
        return (self.exercise,) if self.exercise else ()

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        given = [key for key, field in Step.model_fields.items() if getattr(self, key) != field.default]
        doses = [key for key in (*Kind, "breaths") if key in given]
        if self.exercise is None and self.rest is None:
            raise InputError(
                "this step names no exercise",
                "add 'exercise: …', or take away the '-' if it belongs to the step above",
            )
        if self.rest is not None and len(given) > 1:
            raise InputError("a rest takes nothing but its length", "make it a step of its own", "rest")
        if self.dose:
            doses = ["dose", *(key for key in (*doses, "rounds", "between") if key in given)]
            doses += ["side"] if self.side and (self.dose.side or self.dose.each_side) else []
        if len(doses) > 1:
            raise InputError(f"'{doses[0]}:' and '{doses[1]}:' cannot both be given", "keep one", doses[1])
        return self


class Routine(Model):
    """A session as a person writes it; one ``for_pain`` is meant for a back that already hurts.

    ``exercises`` are those that somebody wrote for it, and those of the user's folder that it uses: a routine
    carries all that it needs beside what is shipped.
    """

    name: Slug
    title: Title
    when: When
    for_pain: bool = False
    exercises: dict[Slug, Own] = Field(default_factory=dict)
    steps: Annotated[tuple[Step, ...], Field(min_length=1, max_length=MAX_STEPS)]
