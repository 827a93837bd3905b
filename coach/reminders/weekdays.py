"""Days of the week: read as people write them in any of the coach's languages, or spread over a week."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from coach.content.labels.reminders import WEEK, WEEKDAYS, ReminderWords
from coach.content.language_words import languages

if TYPE_CHECKING:
    from collections.abc import Iterator

_GROUPS = {"every": range(WEEK), "working": range(5), "weekend": range(5, WEEK)}
_SHORTEST = 2
"""Letters that a day's name is cut to at most: "Mo"."""


def spread(number: int) -> tuple[int, ...]:
    """Spread so many sessions over the days of a week (0 is Monday), as evenly as they go; at most one a day."""
    number = min(number, WEEK)
    return tuple(session * WEEK // number for session in range(number))


def read_days(text: str, language: str) -> tuple[int, ...]:
    """Read "mon, wed and sat", "Mo-Fr", "el fin de semana" or "tous les jours" as days, 0 being Monday.

    Every language is read; where an abbreviation means different days, ``language`` decides. Raises ValueError
    with the word that is no day.
    """
    order = [language, *(other for other in languages() if other != language)]
    found: set[int] = set()
    for part in re.split(r"[,;/+&]", _plain(text)):
        if part.strip():
            found.update(_read(part.strip(), order))
    if not found:
        raise ValueError(text)
    return tuple(sorted(found))


def _read(part: str, order: list[str]) -> Iterator[int]:
    if (group := _group(part, order)) is not None:
        yield from group
        return
    joining = {_plain(word) for language in order for word in ReminderWords.read(language).and_}
    for word in re.sub(r"\s*[-–]\s*", "-", part).split():  # noqa: RUF001 (people type either)
        if word in joining:
            continue
        begin, dash, end = word.partition("-")
        first = _day(begin, order)
        yield from (
            (first + later) % WEEK for later in range((_day(end, order) - first) % WEEK + 1 if dash else 1)
        )


def _group(part: str, order: list[str]) -> range | None:
    for language in order:
        for name, wordings in ReminderWords.read(language).groups.items():
            if part in map(_plain, wordings):
                return _GROUPS[name]
    return None


def _day(word: str, order: list[str]) -> int:
    """Find the day that is called so, or the only one whose name begins so, in the first language with one."""
    begun = word.rstrip(".")
    for language in order if len(begun) >= _SHORTEST else ():
        names = ReminderWords.read(language).days
        days = [[_plain(name) for name in names[day]] for day in WEEKDAYS]
        called = [day for day, known in enumerate(days) if begun in known]
        likely = [
            day for day, known in enumerate(days) if any(f"{name}s".startswith(begun) for name in known)
        ]
        if len(called or likely) == 1:
            return (called or likely)[0]
    raise ValueError(word)


def _plain(text: str) -> str:
    """Write a text in small letters without accents, its spaces single."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())
