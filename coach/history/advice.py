"""When it is time for somebody who can look at it: advice from the articles, brought up by the records.

The words of the advice are among those of each language (``questions.yaml``), those of ``coach safety``, with the
article each comes from, in ``care.toml``.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coach.history.records import in_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from coach.content.labels.questions import Concerns
    from coach.history.records import Records

PAIN_DAYS = 7
"""For how many days a sharp pain is spoken of."""

TIGHT = 6
"""The rating, of 10, that is a lot."""

TIGHT_DAYS = 21
"""For how many days an area has to stay there."""

LEAST = 3
"""Fewer ratings than these do not show that an area stays tight: a figure of our own."""


@dataclass(frozen=True, slots=True)
class Advice:
    """A reason to see somebody, the area it is about (None: not known), and the article that says so."""

    about: str
    """``pain`` or ``tight``."""
    area: str | None
    source: str = "lower-back-before-after"


@dataclass(frozen=True, slots=True)
class Point:
    """One point of ``coach safety`` with its source."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """What belongs together."""

    title: str
    points: tuple[Point, ...]


def advice_for(records: Records, today: date) -> list[Advice]:
    """Return the advice that the records call for, sharp pain first; one item an area and reason."""
    recent = {
        pain.area
        for pain in records.pains
        if timedelta(0) <= today - pain.at.date() < timedelta(days=PAIN_DAYS)
    }
    hurting = sorted(recent, key=lambda area: (area is None, area or ""))
    ratings: dict[str, list[tuple[date, int]]] = defaultdict(list)
    for feeling in records.feelings:
        ratings[feeling.area].append((feeling.at.date(), feeling.tightness))
    tight = [area for area in sorted(ratings) if stays_tight(ratings[area], today)]
    return [Advice("pain", area) for area in hurting] + [Advice("tight", area) for area in tight]


def worded(advice: Advice, words: Concerns, titles: Mapping[str, str]) -> str:
    """Say an advice in words of a language; an area that has no title there goes by its name."""
    return words.of(advice.about, titles.get(advice.area, in_words(advice.area)) if advice.area else "")


def stays_tight(ratings: Sequence[tuple[date, int]], today: date) -> bool:
    """Whether every rating since three weeks ago or longer is high; ratings are in the order of time.

    They are the last ones, up to the latest below ``TIGHT``, without a gap of three weeks, the last of them
    not older than that, and they have to cover 21 days or more, the first and the last counted.
    """
    span = timedelta(days=TIGHT_DAYS)
    run: list[date] = []
    for day, tightness in ratings:
        if day > today:
            break
        if tightness < TIGHT or (run and day - run[-1] >= span):
            run = []
        if tightness >= TIGHT:
            run.append(day)
    if len(run) < LEAST or today - run[-1] >= span:
        return False
    return run[-1] - run[0] >= span - timedelta(days=1)


def chapters() -> list[Chapter]:
    """What ``coach safety`` says."""
    return [
        Chapter(chapter["title"], tuple(Point(**point) for point in chapter["points"]))
        for chapter in _words()["chapters"]
    ]


def disclaimer() -> str:
    """What this is and what it is not."""
    return str(_words()["disclaimer"])


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "care.toml").read_text("utf-8"))
