"""What a watch shows in each lap of a workout."""

from __future__ import annotations

from coach.content.fields import Model, Slug, Text
from coach.content.labels.page import Plural  # noqa: TC001 (pydantic reads the annotations at run time)


class WatchWords(Model):
    """The names of laps: there is room for some thirty letters."""

    into: Text
    out_of: Text
    rest: Text
    finish: Text
    sides: dict[Slug, Text]
    times: Plural

    def side(self, side: str) -> str:
        """Return the words for a side or a direction."""
        return self.sides.get(side, side)
