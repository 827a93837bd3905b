"""A step with ``until: key``: a live session waits at its end, or a key ends it; in a track it has its time."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from coach.content.routine import Routine
from coach.live.api import Action
from coach.live.player import Player
from coach.live.tally import Mark
from coach.session import Session
from coach.session_options import Options
from coach.timeline.compiler import compile_timeline
from coach.voice.cache import ClipCache
from coach.voice.narrator import Narrator
from tests.fakes import FakeVoice
from tests.live.test_player import HandSpeaker
from tests.strategies import LIBRARY, expected

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from coach.live.tally import StepMark

STEPS = [
    {"say": "Stand up, and get your weight.", "pause": "5s", "until": "key"},
    {"rest": "20s", "until": "key"},
    {"say": "And on we go."},
]
ROUTINE = Routine.model_validate({"name": "own", "title": "Own", "when": "any", "steps": STEPS})


class Waiting:
    """A session that is being played by hand."""

    def __init__(self, cache: Path, *, waits: bool = True) -> None:
        self.narrator = Narrator(FakeVoice(), ClipCache(cache))
        session = Session(ROUTINE, LIBRARY, self.narrator, Options())
        self.passages = Session(ROUTINE, LIBRARY, self.narrator, Options()).timeline.passages
        self.speaker = HandSpeaker()
        self.marks: list[StepMark] = []
        self.player = Player(session, self.speaker, on_step=self.marks.append, waits=waits)
        self.thread = threading.Thread(target=self.player.run)

    def __enter__(self) -> Waiting:
        self.thread.start()
        assert self.speaker.opened.wait(20)
        while self.player.now().remaining is None:
            threading.Event().wait(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self.player.do(Action.STOP)
        while self.thread.is_alive():
            self.speaker.play(100)
            self.thread.join(0.05)
        self.narrator.close()

    def play_into(self, section: int) -> None:
        """Play half a second into a section, and let the player take note of where it is."""
        self.speaker.play(self.passages[section].start + 500 - self.player.now().position)
        threading.Event().wait(0.4)

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
