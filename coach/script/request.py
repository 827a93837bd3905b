"""What a script is asked for: which routine, in whose words, and how much is said of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coach.content.fields import Detail
from coach.script.habits import NO_HABITS, Habits
from coach.units import MINUTE, Ms

if TYPE_CHECKING:
    from coach.content.library import Library
    from coach.content.routine import Routine


@dataclass(frozen=True, slots=True)
class Request:
    """A routine with the words of a library, and what the runner wishes of it.

    The library is joined here with the exercises that the routine brings along.
    ``minutes`` is the length to fit the session to; None leaves it as the routine has it. ``tones`` tells whether
    there will be tones to explain, ``greet`` is the name of a runner to be greeted by it.
    """

    routine: Routine
    library: Library
    detail: Detail = Detail.FULL
    minutes: float | None = None
    habits: Habits = NO_HABITS
    tones: bool = True
    greet: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "library", self.library.with_own(self.routine.exercises))

    @property
    def length(self) -> Ms | None:
        """The length that is asked for."""
        return None if self.minutes is None else Ms(round(self.minutes * MINUTE))
