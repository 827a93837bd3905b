"""What has stayed tight: the areas that today's routine is for."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from coach.history.advice import TIGHT
from coach.history.progress import Verdict, trend

if TYPE_CHECKING:
    from datetime import date

    from coach.history.progress import Trend
    from coach.history.records import Feeling, Records

TIGHT_FROM = 4.0
"""The mean rating, of 10, from which an area deserves its stretches: a figure of our own."""


def still_tight(records: Records, today: date) -> list[Trend]:
    """Return the areas that were tight over the last three weeks, the tightest first.

    One that has eased is left alone, unless it is still very tight: time goes to those that have not.
    """
    ratings: dict[str, list[Feeling]] = defaultdict(list)
    for feeling in records.feelings:
        if feeling.at.date() <= today:
            ratings[feeling.area].append(feeling)
    found = []
    for area in sorted(ratings):
        lately = trend(area, ratings[area], today)
        eased = lately.verdict is Verdict.BETTER and (lately.now or 0) < TIGHT
        if lately.now is not None and lately.now >= TIGHT_FROM and not eased:
            found.append((lately.now, lately))
    return [lately for _, lately in sorted(found, key=lambda pair: -pair[0])]
