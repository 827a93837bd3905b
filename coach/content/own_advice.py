"""What a coach would question in the sentences of an exercise that works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.content.own import ShortExercise
from coach.content.phrases import placeholders

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.content.routine import Own
    from coach.content.yaml_file import Trail, YamlFile
    from coach.errors import Problem

MOST_WORDS = 22
"""Words of a sentence; ears alone hold about sixteen, and our own longest have a few more."""


def advice(file: YamlFile, trail: Trail, own: Own) -> Iterator[Problem]:
    """Question sentences that are too long to be followed, and a set-up that leaves the side open."""
    if not isinstance(own, ShortExercise):
        return
    for slot in ("setup", "feel", "caution", "form", "notice", "release"):
        for place, sentence in enumerate(getattr(own, slot)):
            if (words := len(sentence.split())) > MOST_WORDS:
                what = f"{words} words are a lot for one sentence that is only heard"
                yield file.problem(
                    (*trail, slot, place), what, "make two of it, or leave some out", warning=True
                )
    if set(own.sides) == {"right", "left"} and not any(map(placeholders, own.setup)):
        hint = "write '{side}' where the side belongs, as in 'Lift your {side} leg.'"
        yield file.problem((*trail, "setup"), "'setup' does not say which side", hint, warning=True)
