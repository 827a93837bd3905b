"""Writes the script of a routine: opening, every step in order, and closing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coach.script.approach import Approach
from coach.script.dose import AS_USUAL, Dose
from coach.script.estimate import expect_length, expecting
from coach.script.exercising import Exercising
from coach.script.frame import HELLO_AT_MOST, closing, opening
from coach.script.model import Script
from coach.script.moments import find_moments
from coach.script.phrasing import Phrasing
from coach.script.settling import settle
from coach.script.stage import Stage
from coach.units import Ms

if TYPE_CHECKING:
    from coach.content.fields import Detail
    from coach.script.dose import Choice
    from coach.script.habits import Habits
    from coach.script.model import Section
    from coach.script.request import Request
    from coach.script.settling import Settled


@dataclass(frozen=True, slots=True)
class Draft:
    """A script that is written but for its welcome, which says how long all of it takes."""

    request: Request
    choice: Choice
    blocks: tuple[Settled, ...]
    sections: tuple[Section, ...]

    def rewritten(self, *, detail: Detail | None = None, habits: Habits | None = None) -> Draft:
        """Return the same exercises and doses in another detail, or by other habits."""
        request = replace(
            self.request, detail=detail or self.request.detail, habits=habits or self.request.habits
        )
        return draft(request, self.choice)

    def script(self, length: Ms | None = None) -> Script:
        """Return the whole script; its welcome says ``length``, roughly, or a guess."""
        asked = self.request
        phrasing = Phrasing(asked.library.phrases, asked.detail)
        if length is None:
            parts = (part for section in self.sections for part in section.parts)
            length = Ms(expect_length(parts, expecting(phrasing.book)) + HELLO_AT_MOST)
        first = opening(asked, self.blocks, phrasing, length)
        return Script(asked.routine.name, asked.routine.title, asked.detail, (*first, *self.sections))


def draft(request: Request, choice: Choice = AS_USUAL) -> Draft:
    """Write all of a script but its welcome, with the doses that the routine leaves open taken from ``choice``.

    Pure: the same arguments give the same script.
    """
    routine, library = request.routine, request.library
    blocks = tuple(settle(routine, library, choice, request.habits))
    phrasing = Phrasing(library.phrases, request.detail)
    moments = find_moments(blocks, routine.when, library.postures, pressed=choice.pressed)
    approach = Approach(routine, library, phrasing, request.habits, moments)
    active = sum(bool(block.exercises) for block in blocks)
    stage = Stage(routine, library, phrasing, approach, request.tones)
    exercising = Exercising(stage, moments, active)
    body: list[Section] = []
    under = None
    for step, block in zip(routine.steps, blocks, strict=True):
        under = step.under or (under if step.kind == "rest" else None)  # a rest belongs to what was before it
        written = exercising.sections(block) if isinstance(block, Dose) else block.sections(stage)
        body += (replace(section, under=under) for section in written)
    last = closing(routine, approach.here.posture, phrasing, pressed=choice.pressed)
    return Draft(request, choice, blocks, (*body, last))


def write(request: Request, choice: Choice = AS_USUAL, length: Ms | None = None) -> Script:
    """Write a whole script; its welcome says ``length``, roughly, or a guess."""
    return draft(request, choice).script(length)
