"""The progress in plain sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.history.progress import LEAST, Verdict
from coach.history.records import in_words

if TYPE_CHECKING:
    from coach.history.progress import Progress, Trend

LATELY = 4
"""Whole weeks that are looked back on."""

MEANING = (
    "Better or worse: on average of the last three weeks at least one point (of 10) looser or tighter "
    "than in the three weeks before; the very start is your first three weeks."
)


def sessions_in_words(progress: Progress) -> list[str]:
    """Say how often there was a session, against the goal, and for how long without a break."""
    if not progress.weeks:
        return ["No session is recorded yet."]
    low, high = progress.goal
    goal = f"{low} to {high}" if high > low else f"{low}"
    *past, this = progress.weeks
    said = [f"This week: {_count(this.sessions, 'session')} so far; the goal is {goal} a week."]
    lately = past[-LATELY:]
    if lately:
        met = sum(week.sessions >= low for week in lately)
        figures = ", ".join(str(week.sessions) for week in lately)
        span = f"{len(lately)} weeks before" if len(lately) > 1 else "week before"
        said.append(f"The {span}: {figures}; the goal was reached in {met} of {len(lately)}.")
    streak = progress.streak
    if streak.days:
        longest = "the longest so far" if streak.days == streak.longest else f"the longest: {streak.longest}"
        said.append(
            f"Streak: {_count(streak.days, 'day')}, with one day off at most in between "
            f"({_count(streak.sessions, 'day')} with a session; {longest})."
        )
    else:
        said.append(f"No streak at the moment; the longest: {_count(streak.longest, 'day')}.")
    return said


def areas_in_words(progress: Progress) -> list[str]:
    """Say of each area whether it became better, worse, or neither, or that there is too little to tell."""
    if not progress.trends:
        return ["No tightness is recorded yet: answer the questions after a session, or use 'coach log'."]
    order = [Verdict.BETTER, Verdict.WORSE, Verdict.SAME, Verdict.UNKNOWN]
    trends = sorted(progress.trends, key=lambda trend: (order.index(trend.verdict), trend.area))
    return [area_in_words(trend) for trend in trends]


def area_in_words(trend: Trend) -> str:
    """Say how an area has changed."""
    name = in_words(trend.area).capitalize()
    if trend.verdict is Verdict.UNKNOWN:
        now, before = trend.ratings
        return (
            f"{name}: too little to tell, with {_count(now, 'rating')} in the last three weeks and "
            f"{before} in the three before ({LEAST} each are needed)."
        )
    how = {Verdict.BETTER: "got better", Verdict.WORSE: "got worse", Verdict.SAME: "stayed the same"}
    said = f"{name}: {how[trend.verdict]}, {figure(trend.before)} before and {figure(trend.now)} now"
    since = {Verdict.BETTER: "better than", Verdict.WORSE: "worse than", Verdict.SAME: "the same as"}
    if trend.start is None:
        return f"{said}."
    return f"{said}; {since[trend.since_start]} at the very start ({figure(trend.start)})."


def figure(value: float | None) -> str:
    """Write a tightness: 4, or 4.5."""
    return "-" if value is None else f"{value:.1f}".removesuffix(".0")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"
