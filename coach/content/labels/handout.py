"""What a hand-out says beside the names and the words of its exercises."""

from __future__ import annotations

from coach.content.fields import Model, Text
from coach.content.labels.page import Plural  # noqa: TC001 (pydantic reads the annotations at run time)


class HandoutWords(Model):
    """The words around the figures on paper; ``{count}`` may be a range, such as 10 to 12."""

    often: Text
    seconds: Text
    minutes: Text
    times: Plural
    breaths: Plural
    rounds: Plural
    held: Text
    rest: Text
    each_side: Text
    each_way: Text
    only: Text
    listen: Text
    page: Text
