"""What a runner has got used to: how much needs saying of each exercise, and which side comes first."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 (part of the model)
from dataclasses import dataclass, field

from coach.content.fields import Detail


@dataclass(frozen=True, slots=True)
class Habits:
    """What a session owes to those before it.

    ``known`` gives, by exercise, the most detail that its set-up still takes. ``mirrored`` lets the other side
    begin than the one an exercise names first.
    """

    known: Mapping[str, Detail] = field(default_factory=dict)
    mirrored: bool = False

    def ordered(self, sides: tuple[str, ...]) -> tuple[str, ...]:
        """Return sides in the order they are worked."""
        return sides[::-1] if self.mirrored else sides

    def detail(self, exercise: str, asked: Detail) -> Detail:
        """How much to say of how to get into an exercise: no more than was asked for."""
        details = list(Detail)
        return max(asked, self.known.get(exercise, asked), key=details.index)


NO_HABITS = Habits()
