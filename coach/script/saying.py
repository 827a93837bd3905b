"""A text that somebody wrote for the coach to say, with silence after it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coach.script.model import CueKind, Line, Section, Talk
from coach.units import SECOND, Ms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.content.exercise import Exercise
    from coach.content.routine import Step
    from coach.script.dose import Terms
    from coach.script.stage import Stage

BETWEEN = Ms(SECOND)
"""Silence after each of its sentences."""

NAME = 40
"""Characters of its first sentence that name it, where it has no title."""


@dataclass(frozen=True, slots=True)
class Saying:
    """Sentences said as they are written, whatever the detail: every one of them."""

    sentences: tuple[str, ...]
    pause: Ms
    title: str | None = None
    posture: str | None = None
    until_key: bool = False
    exercises: tuple[Exercise, ...] = ()

    @classmethod
    def settled(cls, step: Step, terms: Terms) -> Saying:
        """Settle what a step leaves open: a range of silence is taken in full, as a hold is."""
        pause = Ms(terms.choice.most(step.pause)) if step.pause else BETWEEN
        return cls(step.say or (), pause, step.title, step.posture, step.until is not None)

    @property
    def name(self) -> str:
        """What it is called: its title, or how it begins."""
        first = self.sentences[0].rstrip(".")
        if self.title or len(first) <= NAME:
            return self.title or first
        return first[:NAME].rsplit(" ", 1)[0].rstrip(",;:") + "…"

    def sections(self, stage: Stage) -> Iterator[Section]:
        """Say it; a chapter begins with it where it has a title."""
        lines = [Line(CueKind.SAY, ((sentence,),), pause=BETWEEN) for sentence in self.sentences]
        lines[-1] = replace(lines[-1], pause=self.pause)
        stage.approach.be_in(self.posture)
        parts, chapter = (Talk(tuple(lines)),), bool(self.title)
        yield Section(parts, stage.next_index(), "say", self.name, chapter, self.until_key)
