"""How long things take before anything is spoken: for the welcome, the list, and to look ahead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.script.model import Interval
from coach.units import MINUTE, Ms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coach.script.model import Part

WORDS_A_MINUTE = 140


def expect_spoken(text: str) -> Ms:
    """Guess how long a sentence takes to say, in milliseconds, at the coach's usual 140 words a minute."""
    return Ms(300 + len(text.split()) * MINUTE // WORDS_A_MINUTE)


def expect_length(parts: Iterable[Part]) -> Ms:
    """Guess how long parts of a script take, in milliseconds, when every line is said in its first wording."""
    return Ms(sum(map(_length, parts)))


def _length(part: Part) -> int:
    if isinstance(part, Interval):
        return part.length
    talk = sum(expect_spoken(sentence) + line.pause for line in part.lines for sentence in line.takes[0])
    return max(part.lead + talk, part.at_least)
