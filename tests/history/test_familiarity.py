"""What is known by heart is said in less, and forgotten after three weeks; sides take turns."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from coach.content.fields import Detail
from coach.history.familiarity import familiar, left_begins
from coach.history.records import Outcome, Records, SessionRecord, StepRecord

TODAY = datetime(2026, 3, 31, 18, tzinfo=UTC)


def done(*days_ago: int, outcome: Outcome = Outcome.COMPLETED) -> Records:
    ended = [TODAY - timedelta(days=ago) for ago in days_ago]
    return Records(
        steps=tuple(StepRecord(1, 1, "cat-cow", outcome, at, 60.0, ("lower-back",)) for at in ended)
    )


@pytest.mark.parametrize(
    ("days_ago", "detail"),
    [
        ((), None),
        ((1, 2), None),
        ((1, 2, 3), Detail.SHORT),
        ((0, 0, 0), Detail.SHORT),
        (range(1, 8), Detail.SHORT),
        (range(1, 9), Detail.MINIMAL),
        (range(21, 30), Detail.MINIMAL),
        (range(22, 60), None),
        ((1, 2, *range(24, 60)), None),
        ((1, 2, 3, *range(25, 60)), Detail.SHORT),
        ((1, *range(22, 30)), Detail.MINIMAL),
    ],
)
def test_set_ups_fade_and_come_back(days_ago: tuple[int, ...], detail: Detail | None) -> None:
    assert familiar(done(*days_ago), TODAY.date()).get("cat-cow") == detail


def test_what_was_skipped_is_not_known() -> None:
    assert familiar(done(1, 2, 3, outcome=Outcome.SKIPPED), TODAY.date()) == {}


def test_sides_take_turns_in_each_routine() -> None:
    def sessions(*routines: str, outcome: Outcome = Outcome.DONE) -> Records:
        return Records(
            sessions=tuple(
                SessionRecord(number, name, name, TODAY, None, outcome, "played")
                for number, name in enumerate(routines)
            )
        )

    assert [left_begins(sessions(*["post"] * count), "post") for count in range(4)] == [False, True] * 2
    assert not left_begins(sessions("pre", "post", "pre"), "pre")
    assert not left_begins(sessions("post", outcome=Outcome.PARTLY), "post")
    assert left_begins(sessions("pre", "post", "pre"), "post")
