"""What a watch shows in each lap of a workout."""

from __future__ import annotations

from coach.content.fields import Slug, Text
from coach.content.labels.page import Plural
from coach.content.language_words import LanguageWords


class WatchWords(LanguageWords):
    """The names of laps: there is room for some thirty letters."""

    FILE = "watch.yaml"
    into: Text
    out_of: Text
    rest: Text
    finish: Text
    sides: dict[Slug, Text]
    times: Plural

    def side(self, side: str) -> str:
        """Return the words for a side or a direction."""
        return self.sides.get(side, side)
