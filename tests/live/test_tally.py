"""Which exercises were done, as the player tells it, by a speaker that the test holds in its hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from coach.live.api import Action
from tests.live.by_hand import Live

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Told(Live):
    """A live session that keeps what it told of its exercises."""

    @property
    def told(self) -> list[tuple[str, int]]:
        return [(str(mark.mark), mark.step) for mark in self.marks]

    def settle(self) -> None:
        """Wait until the player has looked at where it is."""
        self.ask(Action.HELP)
        self.ask(Action.HELP)


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Told]:
    told = Told(tmp_path)
    with told:
        yield told


def test_all_that_is_played_is_completed(live: Told) -> None:
    live.play_out()
    steps = live.timeline.steps
    assert live.told == [(mark, step.index) for step in steps for mark in ("begun", "completed")]
    for mark, step in zip(live.marks[1::2], steps, strict=True):
        assert mark.exercise == step.exercise
        assert mark.spent == sum(interval.end - interval.start for interval in step.intervals)


def test_an_exercise_is_completed_when_its_last_hold_is_over(live: Told) -> None:
    end = live.timeline.steps[0].intervals[-1].end
    live.play_to(end - 100)
    live.settle()
    assert live.told == [("begun", 1)]
    live.play_to(end + 50)
    live.settle()
    assert live.told == [("begun", 1), ("completed", 1)]


def test_going_on_before_that_skips_it(live: Told) -> None:
    first = live.timeline.steps[0].intervals[0]
    live.play_to(first.start + 4000)
    live.ask(Action.NEXT)
    live.speaker.play(300)
    live.settle()
    assert live.told == [("begun", 1), ("skipped", 1), ("begun", 2)]
    assert live.marks[1].spent == pytest.approx(4000, abs=50)


def test_what_is_passed_over_unheard_is_skipped_too(live: Told) -> None:
    for _ in range(10):
        live.ask(Action.NEXT)
    live.play_out()
    steps = [step.index for step in live.timeline.steps]
    assert [step for mark, step in live.told if mark == "skipped"] == steps
    assert all(mark.spent == 0 for mark in live.marks)


def test_going_on_during_the_release_skips_nothing(live: Told) -> None:
    live.play_to(live.timeline.steps[0].intervals[-1].end + 500)
    live.ask(Action.NEXT)
    live.speaker.play(300)
    live.settle()
    assert live.told == [("begun", 1), ("completed", 1), ("begun", 2)]


def test_going_back_leaves_it_open_until_it_is_done(live: Told) -> None:
    second = live.timeline.steps[1]
    live.play_to(second.intervals[0].start + 3000)
    live.ask(Action.BACK)
    live.speaker.play(300)
    live.settle()
    assert live.told[2:] == [("begun", 2), ("begun", 2)]
    live.play_out()
    assert [step for mark, step in live.told if mark == "completed"] == [1, 2, 3, 4]
    assert "skipped" not in dict(live.told)


def test_what_the_end_cuts_short_is_skipped(live: Told) -> None:
    live.play_to(live.timeline.steps[0].intervals[0].start + 4000)
    live.ask(Action.STOP)
    live.play_out()
    assert live.told == [("begun", 1), ("skipped", 1)]
    assert live.marks[1].spent == pytest.approx(4000, abs=600)  # the sound fades


def test_what_was_only_announced_does_not_count(live: Told) -> None:
    live.play_to(live.timeline.steps[0].start + 500)
    live.ask(Action.STOP)
    live.play_out()
    assert live.told == [("begun", 1)]


def test_a_longer_hold_counts_in_full(live: Told) -> None:
    first = live.timeline.steps[0]
    live.play_to(first.intervals[0].start + 3000)
    live.ask(Action.LONGER)
    live.play_out()
    plain = sum(interval.end - interval.start for interval in first.intervals)
    assert live.marks[1].spent > plain + 5000
