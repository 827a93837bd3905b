"""A step with ``until: key``: a live session waits at its end, or a key ends it; in a track it has its time."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from coach.content.routine import Routine
from coach.live.api import Action
from coach.live.tally import Mark
from coach.timeline.compiler import compile_timeline
from tests.live.by_hand import Live
from tests.strategies import LIBRARY, expected

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from coach.timeline.model import Passage, TimedInterval

STEPS = [
    {"say": "Stand up, and get your weight.", "pause": "5s", "until": "key"},
    {"rest": "20s", "until": "key"},
    {"say": "And on we go."},
]
ROUTINE = Routine.model_validate({"name": "own", "title": "Own", "when": "any", "steps": STEPS})


class Waiting(Live):
    """A session of such steps, with somebody who may press a key."""

    def __init__(self, cache: Path, *, waits: bool = True, steps: Sequence[object] = STEPS) -> None:
        routine = Routine.model_validate({"name": "own", "title": "Own", "when": "any", "steps": steps})
        super().__init__(cache, routine, waits=waits)
        self.passages = self.timeline.passages

    def play_into(self, section: int) -> None:
        """Play half a second into a section, and let the player take note of where it is."""
        self.speaker.play(self.passages[section].start + 500 - self.player.now().position)
        threading.Event().wait(0.4)

    def play_to(self, time: int) -> None:
        """Play to a time, and let the player take note of where it is."""
        self.speaker.play(time - self.player.now().position)
        threading.Event().wait(0.4)

    def play_to_the_jump(self, time: int, to: int) -> int:
        """Play on little by little from a time, until the session jumps to another; return when it did."""
        self.play_to(time)
        position = time
        while position < to - 500:
            before = position
            self.speaker.play(50)
            threading.Event().wait(0.02)
            position = self.player.now().position
            if position >= to:
                return before
        return to

    def press(self) -> None:
        self.player.do(Action.TOGGLE)
        while not self.player._asked.empty():
            threading.Event().wait(0.01)
        threading.Event().wait(0.2)


@pytest.fixture
def waiting(tmp_path: Path) -> Iterator[Waiting]:
    with Waiting(tmp_path) as session:
        yield session


def test_it_waits_at_the_end_until_a_key_is_pressed(waiting: Waiting) -> None:
    said, rest = waiting.passages[2:4]
    waiting.play_into(2)
    waiting.speaker.play(60_000)
    now = waiting.player.now()
    assert now.paused
    assert said.end - 200 <= now.position < said.end
    assert now.message == waiting.player.words.news.your_turn
    waiting.press()
    waiting.speaker.play(1000)
    assert rest.start < waiting.player.now().position < rest.start + 2000
    assert not waiting.player.now().paused


def test_a_key_ends_it_sooner_and_it_is_done(waiting: Waiting) -> None:
    waiting.play_into(2)
    waiting.press()
    waiting.speaker.play(1000)
    rest = waiting.passages[3]
    assert rest.start < waiting.player.now().position < rest.start + 2000
    threading.Event().wait(0.4)
    assert [mark.mark for mark in waiting.marks if mark.step == 1] == [Mark.BEGUN, Mark.COMPLETED]


def test_where_nobody_can_press_a_key_it_lasts_what_it_says(tmp_path: Path) -> None:
    with Waiting(tmp_path, waits=False) as session:
        session.play_into(2)
        session.speaker.play(session.passages[4].end - session.player.now().position - 100)
        assert not session.player.now().paused
        assert session.player.now().position > session.passages[4].start


def test_a_track_has_the_given_time() -> None:
    timeline = compile_timeline(ROUTINE, LIBRARY, expected(LIBRARY))
    assert timeline.passages[3].end - timeline.passages[3].start == 20_000


HOLDS: list[dict[str, Any]] = [
    {"exercise": "standing-quad-stretch", "hold": "20s", "until": "key"},
    {
        "intervals": {"work": "10s", "rest": "10s", "rounds": "2", "of": ["standing-quad-stretch"]},
        "until": "key",
    },
]


def _intervals(passage: Passage) -> tuple[TimedInterval, ...]:
    assert passage.step is not None
    return passage.step.intervals


@pytest.fixture
def holding(tmp_path: Path) -> Iterator[Waiting]:
    with Waiting(tmp_path, steps=HOLDS) as session:
        yield session


def test_a_hold_goes_on_in_silence_and_the_other_side_as_long_as_the_first(holding: Waiting) -> None:
    first, second = _intervals(holding.passages[2])
    holding.play_to(first.start + 1000)
    holding.speaker.play(60_000)
    assert first.end - 200 <= holding.player.now().position < first.end
    assert holding.player.now().message == holding.player.words.news.your_turn
    since = time.monotonic()
    threading.Event().wait(0.5)
    held = time.monotonic() - since
    holding.press()
    holding.play_to(second.start + 1000)
    holding.speaker.play(60_000)
    since = time.monotonic()
    assert holding.player.now().paused
    assert not holding.player.now().message
    while holding.player.now().paused:
        threading.Event().wait(0.01)
        holding.speaker.play(20)
    assert time.monotonic() - since > held - 0.3  # it began a look at the clock earlier
    assert holding.player.now().position >= second.end - 200


def test_a_hold_that_is_ended_sooner_is_as_short_on_the_other_side(holding: Waiting) -> None:
    first, second = _intervals(holding.passages[2])
    holding.play_to(first.start + 6000)
    holding.press()
    holding.speaker.play(500)
    assert first.end <= holding.player.now().position < second.start
    lasted = holding.play_to_the_jump(second.start + 1000, second.end)
    assert abs(lasted - (second.start + 6000)) < 300
    holding.play_to(holding.passages[2].end - 500)
    done = [mark.spent for mark in holding.marks if mark.mark is Mark.COMPLETED]
    assert [abs(spent - 12_000) < 600 for spent in done] == [True]


def test_what_is_held_longer_is_told_to_have_lasted_longer(holding: Waiting) -> None:
    first = _intervals(holding.passages[2])[0]
    holding.play_to(first.start + 1000)
    holding.speaker.play(60_000)
    since = time.monotonic()
    threading.Event().wait(1)
    held = (time.monotonic() - since) * 1000
    holding.player.do(Action.NEXT)
    threading.Event().wait(0.3)
    assert [mark.mark for mark in holding.marks if mark.step == 1] == [Mark.BEGUN, Mark.SKIPPED]
    assert holding.marks[1].spent > 20_000 + held - 400


def test_sides_that_take_turns_are_as_long_as_each_other_in_the_next_round(tmp_path: Path) -> None:
    with Waiting(tmp_path, steps=HOLDS[1:]) as rounds:
        first, second = (_intervals(passage)[0] for passage in rounds.passages[2:4])
        assert first.side != second.side
        rounds.play_to(first.start + 4000)
        rounds.press()
        lasted = rounds.play_to_the_jump(second.start + 1000, second.end)
        assert abs(lasted - (second.start + 4000)) < 300


def test_holds_of_a_track_have_the_given_time() -> None:
    routine = Routine.model_validate({"name": "own", "title": "Own", "when": "any", "steps": HOLDS})
    open_ended = compile_timeline(routine, LIBRARY, expected(LIBRARY))
    steps = [{key: value for key, value in step.items() if key != "until"} for step in HOLDS]
    plain = Routine.model_validate({"name": "own", "title": "Own", "when": "any", "steps": steps})
    assert open_ended == compile_timeline(plain, LIBRARY, expected(LIBRARY))
