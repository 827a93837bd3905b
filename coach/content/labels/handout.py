"""What a hand-out says beside the names and the words of its exercises."""

from __future__ import annotations

from coach.content.fields import Text
from coach.content.labels.page import Plural
from coach.content.language_words import LanguageWords


class HandoutWords(LanguageWords):
    """The words around the figures on paper; ``{count}`` may be a range, such as 10 to 12."""

    FILE = "handout.yaml"
    often: Text
    seconds: Text
    minutes: Text
    times: Plural
    breaths: Plural
    rounds: Plural
    held: Text
    rest: Text
    rest_after: Text
    each_side: Text
    each_way: Text
    only: Text
    listen: Text
    page: Text
