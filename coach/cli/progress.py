"""``coach progress``."""

from __future__ import annotations

import re
import shutil
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coach.cli.output import force_option
from coach.cli.tables import print_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from coach.history.progress import Progress

MOST = 14
"""Sessions a week that a goal can have: one before and one after a run every day."""

MARGIN = 5
"""Columns before a chart begins."""


class Goal(click.ParamType[tuple[int, int]]):
    """Sessions a week: one figure or a range."""

    name = "goal"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        """Read ``3`` or ``2-3``."""
        if isinstance(value, tuple):
            return value
        found = re.fullmatch(r"(\d{1,2})(?:-(\d{1,2}))?", str(value).strip())
        low, high = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
        if not 1 <= low <= high <= MOST:
            self.fail(f"'{value}' is not a goal; write it like 3 or 2-3, in sessions a week", param, ctx)
        return low, high


@click.command("progress")
@click.option(
    "--goal", type=Goal(), metavar="N", envvar="COACH_GOAL", help="Sessions a week you aim for (usually 2-3)."
)
@click.option(
    "--html", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write a page with plots."
)
@force_option
def command(goal: tuple[int, int] | None, html: Path | None, force: bool) -> None:
    """Show how often you stretched, and which areas became looser.

    The page of --html needs no network and shows in any browser.
    """
    from coach.content.labels.questions import QuestionWords
    from coach.content.library import Library
    from coach.history.advice import advice_for, worded
    from coach.history.progress import GOAL, progress
    from coach.history.store import History, now

    records, today = History.read(), now().date()
    found = progress(records, today, goal or GOAL)
    words, areas = QuestionWords.read("en").advice, Library().titles.areas
    advice = [worded(item, words, areas) for item in advice_for(records, today)]
    if html is not None:
        from coach.cli.output import write_anew
        from coach.history.progress_page import page

        write_anew(html, page(found, advice), "progress", force=force)
        return
    for item in advice:
        print_text(item, bold=True)
    if advice:
        print_text()
    _show(found)


def _show(progress: Progress) -> None:
    from coach.history.records import in_words
    from coach.history.summary import MEANING, area_in_words, areas_in_words, sessions_in_words

    for sentence in sessions_in_words(progress):
        print_text(sentence)
    if progress.weeks:
        _chart(
            "Sessions a week",
            [(week.monday, week.sessions) for week in progress.weeks],
            max([progress.goal[1], *(week.sessions for week in progress.weeks)]),
            progress.today,
        )
    if not (progress.weeks and _draws()):
        print_text()
    if not sys.stdout.isatty() or not progress.trends:
        for sentence in areas_in_words(progress):
            print_text(sentence)
    for trend in progress.trends:
        if sys.stdout.isatty():
            print_text(area_in_words(trend))
        _chart(f"Tightness, {in_words(trend.area)}", trend.weeks, 10, progress.today)
    if progress.trends:
        print_text(MEANING)


def _chart(title: str, values: Sequence[tuple[date, float]], most: int, today: date) -> None:
    """Draw the latest weeks, as many as there is room for; in a pipe, write their figures."""
    from coach.history.chart import bars
    from coach.history.progress import monday_of
    from coach.history.summary import figure

    known = dict(values)
    room = min(104, shutil.get_terminal_size().columns - MARGIN - 1) if _draws() else 26
    last = monday_of(today)
    number = min(max(1, room), (last - values[0][0]).days // 7 + 1)
    mondays = [last - timedelta(weeks=week) for week in reversed(range(number))]
    if not _draws():
        figures = " ".join(figure(known.get(monday)) for monday in mondays)
        print_text(f"{title}, weeks from {mondays[0]}: {figures}")
        return
    top, *middle, bottom = bars([known.get(monday) for monday in mondays], most)
    for label, row in ((most, top), *(("", row) for row in middle), (0, bottom)):
        print_text(f"{label:>{MARGIN - 2}} │{row}".rstrip())
    first, end = f"{mondays[0]}", f"{mondays[-1]}"
    gap = number - len(first) - len(end)
    dates = f"{first}{' ' * gap}{end}" if gap > 0 else f"{first}"
    print_text(f"{' ' * (MARGIN - 1)}{dates}", dim=True)
    print_text()


def _draws() -> bool:
    """Whether there is a terminal that has the characters of a chart."""
    if not sys.stdout.isatty():
        return False
    try:
        "│█".encode(sys.stdout.encoding or "ascii")
    except (UnicodeError, LookupError):
        return False
    return True
