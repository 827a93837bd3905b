"""What a step has to know of the session that it is written for, and of what came before it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coach.script.model import Line
from coach.units import Ms

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coach.content.fields import Detail
    from coach.content.library import Library
    from coach.content.routine import Routine
    from coach.content.step_words import StepWords
    from coach.script.approach import Approach
    from coach.script.model import CueKind
    from coach.script.phrasing import Phrasing


@dataclass(slots=True)
class Stage:
    """The session as far as it is written. ``tones`` tells whether there will be any; ``steps`` counts them."""

    routine: Routine
    library: Library
    phrasing: Phrasing
    approach: Approach
    tones: bool
    steps: int = 0
    number: int = 0
    """The step with exercises that was written last, counting these alone."""

    met: set[str] = field(default_factory=set)
    """The exercises that were done before."""

    breathed: bool = False
    """Whether breathing to a pattern was led before, and settled into."""

    @property
    def words(self) -> StepWords:
        """What is said about steps that are no exercise."""
        return self.library.step_words

    @property
    def detail(self) -> Detail:
        """How much is said."""
        return self.phrasing.detail

    def next_index(self) -> int:
        """Return the number of the step that is about to be written."""
        self.steps += 1
        return self.steps

    def line(
        self,
        kind: CueKind,
        slot: str,
        wordings: Sequence[str],
        values: Mapping[str, str] | None = None,
        *,
        pause: Ms = Ms(600),
    ) -> Line:
        """Return a line of the wordings that a slot has."""
        return Line(kind, self.phrasing.takes(slot, wordings, values or {}), pause=pause)
