"""How long things take before anything is spoken: for the welcome, the list, and to look ahead."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from coach.content.manner import Manner
from coach.script.model import Talk
from coach.units import Ms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coach.content.phrases import PhraseBook
    from coach.script.model import Part, Spoken

ONSET = 150
"""Milliseconds that a sentence takes beside its letters and pauses."""

LETTER, PAUSE = 82, 575
"""What a letter and a mark inside a sentence take in English; see ``PhraseBook`` for these and other languages."""

_MARK = re.compile(r"[,;:.?!…](?=\s)")


@lru_cache(maxsize=1 << 14)  # a session is laid out many times over to fit a length
def expect_spoken(text: str, manner: Manner = Manner.PLAIN, letter: int = LETTER, pause: int = PAUSE) -> Ms:
    """Guess how long a sentence takes to say, in milliseconds, by its letters and the pauses at its marks."""
    letters = sum(map(str.isalnum, text))
    return Ms(round((ONSET + letter * letters + pause * len(_MARK.findall(text))) / manner.pace))


def expecting(book: PhraseBook, rate: int | None = None) -> Spoken:
    """Return the guess for the language of ``book``, at its usual rate or at another."""
    pace = book.rate / (rate or book.rate)
    return lambda text, manner: Ms(round(expect_spoken(text, manner, book.letter, book.pause) * pace))


def expect_length(parts: Iterable[Part], spoken: Spoken = expect_spoken) -> Ms:
    """Guess how long parts of a script take, in milliseconds, when every line is said in its first wording."""
    return Ms(sum(_length(part, spoken) for part in parts))


def _length(part: Part, spoken: Spoken) -> int:
    if not isinstance(part, Talk):
        return part.length
    talk = sum(
        spoken(sentence, line.kind.manner) + line.pause for line in part.lines for sentence in line.takes[0]
    )
    return max(part.lead + talk, part.at_least)
