"""What the runner knows by now: how little needs saying of an exercise, and which side is to begin."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from coach.content.fields import Detail
from coach.history.records import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from coach.history.records import Records

SHORT_FROM = 3
"""Times an exercise was completed from which its set-up is said in short; our own figure, as is the next."""

MINIMAL_FROM = 8
FORGOTTEN = timedelta(weeks=3)
"""Without an exercise for this long, all of its set-up is said again."""


def familiar(records: Records, today: date) -> dict[str, Detail]:
    """Return, by exercise, the most detail that its set-up still needs; those not named need all of it."""
    days = defaultdict(list)
    for step in records.steps:
        if step.outcome == Outcome.COMPLETED:
            days[step.exercise].append(step.ended.date())
    times = {exercise: _lately(done, today) for exercise, done in days.items()}
    return {
        exercise: Detail.MINIMAL if count >= MINIMAL_FROM else Detail.SHORT
        for exercise, count in times.items()
        if count >= SHORT_FROM
    }


def left_begins(records: Records, routine: str) -> bool:
    """Whether it is the other side's turn to begin: it is after every other session that was done whole."""
    done = [s for s in records.sessions if s.routine == routine and s.outcome == Outcome.DONE]
    return len(done) % 2 == 1


def _lately(days: Iterable[date], today: date) -> int:
    """Count the days since the last time away."""
    ordered = [*sorted(days), today]
    count = 0
    for earlier, later in pairwise(ordered):
        count = count + 1 if later - earlier <= FORGOTTEN else 0
    return count
