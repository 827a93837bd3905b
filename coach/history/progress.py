"""What the records tell of the last weeks: how often, for how long without a break, and what became looser.

Pure functions over records. All of it goes by the days of the runner's own calendar, and weeks begin on Monday.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from statistics import fmean, median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.history.records import Feeling, Records

GOAL = (2, 3)
"""Sessions a week that are worth the while, from lower-back-before-after."""

SPAN = 21
"""Days that are compared with as many before them. This and the next two are figures of our own."""

LEAST = 3
"""Ratings without which neither of them tells anything."""

STEP = 1.0
"""Points by which the mean has to move to count as better or worse; people do not rate more finely than that."""

REST = 1
"""Days off between two sessions that do not end a streak."""


class Verdict(StrEnum):
    """How an area has changed."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "the same"
    UNKNOWN = "too little to tell"


@dataclass(frozen=True, slots=True)
class Week:
    """A week by its Monday, and how many sessions it had."""

    monday: date
    sessions: int


@dataclass(frozen=True, slots=True)
class Streak:
    """Days from the first session to the last, both counted, with never more than one day off in between.

    ``days`` and ``sessions`` are of the one that goes on (0 when there is none), ``longest`` is of any.
    A streak goes on until a second day off has begun.
    """

    days: int = 0
    sessions: int = 0
    longest: int = 0


@dataclass(frozen=True, slots=True)
class Trend:
    """The tightness of one area: the median of each week that has a rating, and how it has changed lately.

    ``now`` and ``before`` are the means of the last three weeks and of the three before those, None without any
    rating; ``ratings`` counts both. (Means, as the median of whole figures often jumps by one for nothing.)
    """

    area: str
    weeks: tuple[tuple[date, float], ...]
    verdict: Verdict
    now: float | None
    before: float | None
    ratings: tuple[int, int]
    start: float | None = None

    @property
    def since_start(self) -> Verdict:
        """How it has changed since the first three weeks."""
        return _verdict(self.start, self.now)


@dataclass(frozen=True, slots=True)
class Progress:
    """All of it as of ``today``. ``goal`` is in sessions a week, from and to."""

    today: date
    goal: tuple[int, int]
    weeks: tuple[Week, ...]
    streak: Streak
    trends: tuple[Trend, ...]


def progress(records: Records, today: date, goal: tuple[int, int] = GOAL) -> Progress:
    """Work out the progress as of a day; what is later does not count."""
    days = [day for day in session_days(records) if day <= today]
    ratings: dict[str, list[Feeling]] = defaultdict(list)
    for feeling in records.feelings:
        if feeling.at.date() <= today:
            ratings[feeling.area].append(feeling)
    trends = tuple(trend(area, ratings[area], today) for area in sorted(ratings))
    return Progress(today, goal, weeks(days, today), streak(days, today), trends)


def session_days(records: Records) -> list[date]:
    """Return the day of each session, in order; one with no exercise completed is none."""
    worked = {step.session for step in records.steps if step.outcome == "completed"}
    return sorted(
        session.day for session in records.sessions if session.source == "logged" or session.id in worked
    )


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def weeks(days: Sequence[date], today: date) -> tuple[Week, ...]:
    """Return every week from the first session to today, those without a session too."""
    if not days:
        return ()
    counts: dict[date, int] = defaultdict(int)
    for day in days:
        counts[monday_of(day)] += 1
    first = monday_of(days[0])
    number = (monday_of(today) - first).days // 7 + 1
    mondays = (first + timedelta(weeks=week) for week in range(number))
    return tuple(Week(monday, counts.get(monday, 0)) for monday in mondays)


def streak(days: Sequence[date], today: date) -> Streak:
    """Return the streak that goes on, if one does, and the longest; ``days`` are in order."""
    runs: list[list[date]] = []
    for day in dict.fromkeys(days):
        if runs and (day - runs[-1][-1]).days <= REST + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    longest = max((_length(run) for run in runs), default=0)
    if not runs or (today - runs[-1][-1]).days > REST + 1:
        return Streak(longest=longest)
    return Streak(_length(runs[-1]), len(runs[-1]), longest)


def trend(area: str, ratings: Sequence[Feeling], today: date) -> Trend:
    """How an area has changed; all ratings are of that area, in the order of time, and there is one."""
    by_week: dict[date, list[int]] = defaultdict(list)
    spans: tuple[list[int], list[int]] = ([], [])
    for rating in ratings:
        day = rating.at.date()
        by_week[monday_of(day)].append(rating.tightness)
        age = (today - day).days // SPAN
        if age < len(spans):
            spans[age].append(rating.tightness)
    now, before = (fmean(span) if span else None for span in spans)
    counts = (len(spans[0]), len(spans[1]))
    enough = min(counts) >= LEAST
    medians = tuple((monday, float(median(by_week[monday]))) for monday in sorted(by_week))
    verdict = _verdict(before, now) if enough else Verdict.UNKNOWN
    start = _start(ratings, today) if counts[0] >= LEAST else None
    return Trend(area, medians, verdict, now, before, counts, start)


def _start(ratings: Sequence[Feeling], today: date) -> float | None:
    """Return the mean of the first three weeks; None if they run into the last six, or have too few ratings."""
    end = ratings[0].at.date() + timedelta(days=SPAN)
    early = [rating.tightness for rating in ratings if rating.at.date() < end]
    return fmean(early) if len(early) >= LEAST and (today - end).days + 1 >= 2 * SPAN else None


def _verdict(before: float | None, now: float | None) -> Verdict:
    if before is None or now is None:
        return Verdict.UNKNOWN
    if now <= before - STEP:
        return Verdict.BETTER
    return Verdict.WORSE if now >= before + STEP else Verdict.SAME


def _length(run: Sequence[date]) -> int:
    return (run[-1] - run[0]).days + 1
