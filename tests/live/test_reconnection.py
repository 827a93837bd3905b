"""A speaker that is lost at every awkward moment, held in the test's hand."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np
import pytest

from coach.errors import SpeakerError
from coach.live.api import GONE, Action
from coach.live.player import Player
from coach.sound.pcm import RATE
from tests.live.by_hand import HandSpeaker, Live, Starved

if TYPE_CHECKING:
    from pathlib import Path

    from coach.live.api import Lost, Pull


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try to get a speaker back at every look."""
    monkeypatch.setattr("coach.live.reconnection.RETRY", 0.0)


class Unplugged(HandSpeaker):
    """A speaker that can be unplugged, and tells how often it is looked for then."""

    player: Player

    def __init__(self) -> None:
        super().__init__()
        self.gone = False
        self.tries = 0
        self.tries_after_the_end = 0

    def open(self, pull: Pull, lost: Lost) -> None:
        if self.gone:
            self.tries += 1
            self.tries_after_the_end += self.player.now().finished
            raise SpeakerError("there is no sound device")
        super().open(pull, lost)

    def unplug(self) -> None:
        """Be gone, and wait until that has been noticed."""
        self.opened.clear()
        self.gone = True
        self.lost(GONE)
        while not self.tries:
            threading.Event().wait(0.005)

    def plug_in(self) -> None:
        """Be there again, and wait until it is played through."""
        self.gone = False
        assert self.opened.wait(20)


class Loose(Live):
    """A live session with a speaker that can be unplugged."""

    def __init__(self, cache: Path) -> None:
        super().__init__(cache)
        self.speaker = self.plug = Unplugged()
        self.player = self.plug.player = Player(self.session, self.plug)

    def __enter__(self) -> Loose:
        super().__enter__()
        return self


def test_lost_in_a_pause_it_comes_back_to_the_pause(tmp_path: Path) -> None:
    with Loose(tmp_path) as live:
        live.play_to(live.timeline.cues[2].start + 500)
        live.ask(Action.PAUSE)
        live.plug.unplug()
        assert live.player.now().message == live.player.words.news.lost
        live.plug.plug_in()
        live.ask(Action.HELP)
        assert live.player.now().message == live.player.words.news.back
        assert live.player.now().paused
        assert not live.speaker.play(200).any()
        live.ask(Action.TOGGLE)
        live.speaker.play(20)
        assert live.player.now().position == live.timeline.cues[2].start + 20


def test_a_pause_while_it_is_lost_outlasts_its_return(tmp_path: Path) -> None:
    with Loose(tmp_path) as live:
        live.play_to(live.timeline.cues[2].start + 500)
        live.plug.unplug()
        live.ask(Action.PAUSE)
        live.plug.plug_in()
        live.ask(Action.HELP)
        assert live.player.now().paused


def test_lost_again_and_again_it_goes_on_at_the_same_sentence(tmp_path: Path) -> None:
    with Loose(tmp_path) as live:
        live.play_to(live.timeline.cues[2].start + 500)
        for _ in range(3):
            live.plug.tries = 0
            live.plug.unplug()
            live.plug.plug_in()
            live.ask(Action.HELP)
            assert not live.player.now().paused
            assert live.player.now().position == live.timeline.cues[2].start


def test_lost_in_the_lead_what_is_said_there_begins_anew(tmp_path: Path) -> None:
    lead = np.full(5 * RATE, 1000, np.int16)
    with Starved(tmp_path, lead=lead) as session:
        session.speaker.play(2000)
        session.speaker.opened.clear()
        session.speaker.lost(GONE)
        assert session.speaker.opened.wait(20)
        session.ask(Action.HELP)
        assert session.player.now().message == "starting in 5 s"
        again = session.speaker.play(2000)
        assert np.array_equal(again[RATE // 50 :], lead[RATE // 50 : len(again)])


def test_lost_when_all_has_been_pulled_the_session_is_over(tmp_path: Path) -> None:
    with Loose(tmp_path) as live:
        live.speaker.play(live.timeline.duration + 1000)
        live.speaker.lost(GONE)
        live.thread.join(20)
        assert live.result is True


def test_a_stop_while_it_is_lost_looks_for_it_no_more(tmp_path: Path) -> None:
    with Loose(tmp_path) as live:
        live.plug.unplug()
        live.player.do(Action.STOP)
        live.thread.join(20)
        assert live.result is False
        assert live.plug.tries_after_the_end == 0


def test_a_stop_that_the_speaker_is_lost_under_is_one(tmp_path: Path) -> None:
    with Loose(tmp_path) as live:
        live.ask(Action.STOP)
        live.plug.gone = True
        live.speaker.lost(GONE)
        live.thread.join(20)
        assert live.result is False
        assert live.plug.tries == 0
