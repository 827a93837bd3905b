"""Progress and care against figures worked out by hand."""

from __future__ import annotations

import re
import sys
from datetime import date, datetime, timedelta, timezone
from html.parser import HTMLParser
from typing import TYPE_CHECKING, ClassVar

import pytest

from coach.content.labels.questions import QuestionWords
from coach.content.library import Library
from coach.history.advice import Advice, advice_for, chapters, disclaimer, worded
from coach.history.chart import bars
from coach.history.progress import Streak, Verdict, Week, progress, session_days
from coach.history.progress_page import page
from coach.history.records import Feeling, Pain, Records, SessionRecord, StepRecord
from coach.history.store import History
from coach.history.summary import areas_in_words, sessions_in_words
from tests.history import years

if TYPE_CHECKING:
    from pathlib import Path

EAST = timezone(timedelta(hours=9))
TODAY = date(2025, 3, 19)
"""A Wednesday."""


def at(day: date, hour: int = 7) -> datetime:
    """Early in the east, where it is still yesterday by UTC."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=EAST)


def logged(*days: str) -> Records:
    """Return sessions on these days of 2025, each ``MM-DD``."""
    times = [at(date.fromisoformat(f"2025-{day}")) for day in days]
    return Records(
        tuple(
            SessionRecord(number, "post", "Easy", time, time, "done", "logged")
            for number, time in enumerate(times, start=1)
        )
    )


def rated(*ratings: tuple[int, int], area: str = "calves") -> Records:
    """Return ratings, each as days before today and tightness; the earliest first."""
    return Records(
        feelings=tuple(
            Feeling(area, tightness, at(TODAY - timedelta(days=days))) for days, tightness in ratings
        )
    )


def test_weeks_begin_on_monday_and_count_sessions() -> None:
    found = progress(logged("03-02", "03-03", "03-03", "03-09", "03-17", "03-19", "03-20"), TODAY)
    assert found.weeks == (
        Week(date(2025, 2, 24), 1),
        Week(date(2025, 3, 3), 3),
        Week(date(2025, 3, 10), 0),
        Week(date(2025, 3, 17), 2),  # and one that is still to come
    )
    assert sessions_in_words(found)[:2] == [
        "This week: 2 sessions so far; the goal is 2 to 3 a week.",
        "The 3 weeks before: 1, 3, 0; the goal was reached in 1 of 3.",
    ]


@pytest.mark.parametrize(
    ("days", "streak"),
    [
        ((), Streak()),
        (("03-19",), Streak(1, 1, 1)),
        (("03-17",), Streak(1, 1, 1)),  # the second day off is not over
        (("03-16",), Streak(0, 0, 1)),
        (("03-13", "03-15", "03-15", "03-17", "03-18"), Streak(6, 4, 6)),
        (("03-12", "03-15", "03-17"), Streak(3, 2, 3)),
        (("01-01", "01-02", "01-03", "01-05", "03-18"), Streak(1, 1, 5)),
    ],
)
def test_a_streak_forgives_one_day_off(days: tuple[str, ...], streak: Streak) -> None:
    assert progress(logged(*days), TODAY).streak == streak


def test_a_session_without_a_completed_exercise_is_none() -> None:
    time = at(TODAY)
    sessions = tuple(
        SessionRecord(number, "post", "Easy", time, None, "partly", "played") for number in (1, 2)
    )
    skipped = StepRecord(1, 1, "cat-cow", "skipped", time, 3.0, ())
    completed = StepRecord(2, 1, "cat-cow", "completed", time, 50.0, ())
    assert session_days(Records(sessions, (skipped,))) == []
    assert session_days(Records(sessions, (skipped, completed))) == [TODAY]


def test_the_tightness_of_a_week_is_its_median() -> None:
    found = progress(rated((9, 2), (8, 9), (7, 3), (1, 4), (0, 5)), TODAY)
    assert found.trends[0].weeks == ((date(2025, 3, 10), 3.0), (date(2025, 3, 17), 4.5))


@pytest.mark.parametrize(
    ("ratings", "verdict", "before", "now"),
    [
        (((41, 6), (30, 6), (21, 6), (20, 5), (10, 5), (0, 5)), Verdict.BETTER, 6.0, 5.0),
        (((41, 6), (30, 6), (21, 6), (20, 6), (10, 5), (0, 5)), Verdict.SAME, 6.0, 16 / 3),
        (((41, 2), (30, 3), (21, 4), (20, 4), (10, 4), (0, 4)), Verdict.WORSE, 3.0, 4.0),
        (((41, 2), (30, 3), (20, 4), (10, 4), (0, 4)), Verdict.UNKNOWN, 2.5, 4.0),
        (((42, 2), (30, 3), (21, 3), (20, 4), (10, 4), (0, 4)), Verdict.UNKNOWN, 3.0, 4.0),
        (((90, 2), (80, 3), (79, 3)), Verdict.UNKNOWN, None, None),
    ],
)
def test_three_weeks_are_compared_with_three(
    ratings: tuple[tuple[int, int], ...], verdict: Verdict, before: float | None, now: float | None
) -> None:
    trend = progress(rated(*ratings), TODAY).trends[0]
    assert trend.verdict is verdict
    assert trend.before == (before if before is None else pytest.approx(before))
    assert trend.now == (now if now is None else pytest.approx(now))


def test_the_start_is_remembered_once_it_is_long_ago() -> None:
    lately = ((41, 5), (30, 5), (21, 5), (20, 5), (10, 5), (0, 5))
    trend = progress(rated((62, 8), (55, 8), (42, 5), *lately), TODAY).trends[0]
    assert trend.start == 7.0
    assert areas_in_words(progress(rated((62, 8), (55, 8), (42, 5), *lately), TODAY)) == [
        "Calves: stayed the same, 5 before and 5 now; better than at the very start (7)."
    ]
    assert progress(rated((61, 8), (55, 8), (42, 5), *lately), TODAY).trends[0].start is None


def test_too_little_is_said_to_be_too_little() -> None:
    assert areas_in_words(progress(rated((30, 5), (0, 1)), TODAY)) == [
        "Calves: too little to tell, with 1 rating in the last three weeks and 1 in the three before "
        "(3 each are needed)."
    ]
    assert "No tightness" in areas_in_words(progress(Records(), TODAY))[0]
    assert sessions_in_words(progress(Records(), TODAY)) == ["No session is recorded yet."]


@pytest.mark.parametrize(
    ("ratings", "stays"),
    [
        (((20, 6), (10, 6), (0, 6)), True),
        (((19, 6), (10, 6), (0, 6)), False),  # twenty days only
        (((20, 6), (0, 9)), False),  # two ratings only
        (((20, 6), (10, 5), (0, 9)), False),
        (((40, 6), (30, 5), (20, 7), (10, 10), (0, 6)), True),
        (((40, 6), (30, 9), (20, 7)), True),
        (((41, 6), (31, 9), (21, 7)), False),  # nothing for three weeks
        (((50, 6), (29, 6), (19, 6), (8, 6)), True),
        (((29, 6), (28, 6), (7, 6)), False),  # with a gap of three weeks
        (((20, 6), (10, 6), (0, 6), (0, 2)), False),
        (((20, 6), (10, 6), (0, 6), (-1, 0)), True),  # tomorrow does not count
    ],
)
def test_an_area_that_stays_tight_brings_advice(ratings: tuple[tuple[int, int], ...], stays: bool) -> None:
    advice = advice_for(rated(*ratings, area="lower-back"), TODAY)
    assert [(item.about, item.area) for item in advice] == ([("tight", "lower-back")] if stays else [])


def test_sharp_pain_brings_advice_for_a_week() -> None:
    pains = tuple(
        Pain(at(TODAY - timedelta(days=days)), area)
        for days, area in ((7, "neck"), (6, None), (6, "glutes"), (0, "glutes"))
    )
    advice = advice_for(Records(pains=pains), TODAY)
    assert [(item.about, item.area) for item in advice] == [("pain", "glutes"), ("pain", None)]
    assert {item.source for item in advice} == {"lower-back-before-after"}
    words = QuestionWords.read("en").advice
    said = [words.of(item.about, item.area or "") for item in advice]
    assert all("physiotherapist or sports doctor" in text for text in said)
    assert "glutes" in said[0]


def test_no_advice_is_given_without_need() -> None:
    assert advice_for(Records(), TODAY) == []


def test_every_point_of_safety_has_its_source() -> None:
    library = Library()
    known = {library.exercise(name).source for name in library.exercise_names}
    known |= {"efficient-cooldown", "seven-move-mobility", "back-questions", "common-red-flags"}
    points = [point for chapter in chapters() for point in chapter.points]
    assert {point.source for point in points} <= known
    flags = " ".join(point.text for point in points if point.source == "common-red-flags").lower()
    for sign in ("saddle", "weakness in a leg", "bladder or bowels", "fever", "fall"):
        assert sign in flags
    assert "not a diagnosis" in disclaimer()


def test_bars_stand_between_nothing_and_the_top() -> None:
    assert bars([None, 0, 10, 5], 10) == ["  █ ", "  █▄", " ▁██"]


class Page(HTMLParser):
    """Reads a page, and minds that every element is closed in its order."""

    EMPTY: ClassVar = {"meta", "br", "link", "img"}

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def written_page(records: Records, today: date) -> tuple[str, Page]:
    text = page(progress(records, today), [item.about for item in advice_for(records, today)])
    read = Page()
    read.feed(text)
    read.close()
    assert read.open == []
    return text, read


def test_the_page_stands_on_its_own(file: Path) -> None:
    years.fill(file, 200)
    records = History.read(file)
    text, read = written_page(records, records.sessions[-1].day)
    assert {tag for tag, _ in read.seen}.isdisjoint(
        {"script", "link", "img", "iframe", "object", "use", "image"}
    )
    assert {name for _, attributes in read.seen for name in attributes}.isdisjoint(
        {"src", "href", "xlink:href"}
    )
    assert set(re.findall(r"\w+://[^\s\"'<>)]*", text)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    assert "url(" not in text
    assert "@import" not in text


def test_each_plot_is_told_in_words_and_figures(file: Path) -> None:
    years.fill(file, 200)
    records = History.read(file)
    _, read = written_page(records, records.sessions[-1].day)
    plots = [attributes for tag, attributes in read.seen if tag == "svg" and "role" in attributes]
    tables = [tag for tag, _ in read.seen if tag == "table"]
    assert len(plots) == len(tables) == 1 + len({feeling.area for feeling in records.feelings})
    identified = [attributes["id"] for _, attributes in read.seen if "id" in attributes]
    assert len(identified) == len(set(identified))
    for plot in plots:
        assert set((plot["aria-labelledby"] or "").split()) <= set(identified)
    kinds = [tag for tag, _ in read.seen]
    assert kinds.count("desc") == len(plots)
    assert kinds.count("title") == len(plots) + 1
    assert page(progress(records, TODAY), []) == page(progress(records, TODAY), [])


def test_drawing_leaves_imports_alone() -> None:
    written_page(logged("03-17"), TODAY)
    assert all(hasattr(finder, "find_spec") for finder in sys.meta_path)


def test_a_page_of_nothing_is_a_page() -> None:
    text, _ = written_page(Records(), TODAY)
    assert "No session is recorded yet." in text
    assert "<svg" not in text


def test_a_page_of_one_rating_is_a_page() -> None:
    text, _ = written_page(rated((0, 3)), TODAY)
    assert "too little to tell" in text


def test_what_is_written_into_a_page_stays_text() -> None:
    _, read = written_page(rated((0, 3), area="<b>&"), TODAY)
    assert "b" not in {tag for tag, _ in read.seen}


def test_advice_names_areas_as_a_language_does_and_unknown_ones_by_themselves() -> None:
    words, titles = QuestionWords.read("de").advice, {"glutes": "Gesäß"}
    assert "Gesäß" in worded(Advice("tight", "glutes"), words, titles)
    assert "left ear" in worded(Advice("tight", "left-ear"), words, titles)
    assert worded(Advice("pain", None), words, titles).startswith("Ein stechender Schmerz: ")
