"""A session of an hour takes no more memory than one of minutes, and can be moved about in all the same."""

from __future__ import annotations

import threading
import tracemalloc
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from coach.api import routine
from coach.content.fields import Detail
from coach.errors import MediaError
from coach.live.api import Action
from coach.live.player import Player
from coach.live.speakers import find_speaker
from coach.session import Session
from coach.session_options import Options
from coach.sound.pcm import RATE, to_samples
from coach.voice.cache import ClipCache
from coach.voice.narrator import Narrator
from tests.fakes import FakeVoice
from tests.live.by_hand import PATIENCE, Begun, Live
from tests.strategies import LIBRARY

if TYPE_CHECKING:
    from pathlib import Path

    from coach.sound.pcm import Samples
    from coach.timeline.model import Passage

MOST = 20 * 1024 * 1024
"""Bytes: four minutes of sound."""


def hour(cache: Path, **options: Any) -> Live:
    long = routine(name="hour", title="An hour", when="any", steps=[{"exercise": "walk", "time": "60 min"}])
    return Live(cache, long, Options(detail=Detail.MINIMAL, **options))


def pull(session: Live, seconds: int) -> Samples:
    session.speaker.settle()
    return session.speaker.pull(seconds * RATE)


def test_memory_stays_flat_for_hour(tmp_path: Path) -> None:
    with hour(tmp_path) as session:
        length = to_samples(session.timeline.duration)
        assert length > 3600 * RATE
        pulled = 0
        tracemalloc.start()
        try:
            while len(part := pull(session, 10)):
                pulled += len(part)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        session.thread.join(20)
    assert session.result is True
    assert pulled == length
    assert peak < MOST


@pytest.mark.parametrize("options", [{}, {"bed": "rain"}], ids=["plain", "bed"])
def test_what_was_let_go_is_the_same_when_it_is_heard_again(tmp_path: Path, options: dict[str, Any]) -> None:
    with hour(tmp_path, **options) as session:
        first = session.timeline.steps[0].start
        session.play_to(first)
        heard = session.speaker.play(20_000)
        for _ in range(36):
            pull(session, 20)
        session.ask(Action.BACK)
        pull(session, 1)
        begun = to_samples(session.player.now().position - first)
        again = session.speaker.play(15_000)
    assert 0 < begun < 5 * RATE
    near = [
        at for at in range(begun - 200, begun + 200) if np.array_equal(heard[at : at + len(again)], again)
    ]
    assert near


@pytest.mark.parametrize("options", [Options(), Options(bed="waves")], ids=["plain", "bed"])
@pytest.mark.parametrize("action", [Action.LONGER, Action.DETAIL])
def test_what_is_changed_is_heard_as_it_is_mixed_in_one_go(
    action: Action, options: Options, tmp_path: Path
) -> None:
    with Live(tmp_path, options=options) as session:
        hold = session.timeline.steps[1].intervals[0]
        session.play_to(hold.start + 3000)
        session.ask(action)
        while session.player.now().remaining is None:
            threading.Event().wait(0.01)
        session.play_to(hold.end + 60_000)
        played = np.concatenate(session.speaker.played)
        pieces = session.player._tape.pieces
        assert pieces[-1].passage.end != session.timeline.duration
        whole = np.concatenate([session.session.mix(piece.passage) for piece in pieces])
    assert len(played) > to_samples(hold.end)
    assert np.array_equal(played, whole[: len(played)])


def test_the_device_waits_for_no_mixing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It plays silence where there is no sound yet, and goes on where that began."""
    let, mixed_in = threading.Event(), set()
    with Begun(tmp_path) as session:
        whole = session.listen_to(41_000)
    excerpt = Session.excerpt

    def held(*given: Any) -> Samples:
        mixed_in.add(threading.current_thread())
        assert let.wait(PATIENCE)
        return excerpt(*given)

    monkeypatch.setattr(Session, "excerpt", held)
    with Begun(tmp_path) as session:
        session.speaker.settle = lambda: None
        while not mixed_in:
            assert not session.speaker.play(20).any()
        assert not session.speaker.play(1000).any()
        now = session.player.now()
        assert (now.position, now.waiting) == (0, True)
        let.set()
        heard = session.listen_to(40_000)
        session.ask(Action.AGAIN)
        session.speaker.play(1000)
    assert np.array_equal(heard, whole[: len(heard)])
    assert threading.current_thread() not in mixed_in


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """From the tenth second on, nothing can be mixed."""
    excerpt = Session.excerpt

    def until_then(session: Session, passage: Passage, begin: int, end: int) -> Samples:
        if begin >= 10 * RATE:
            raise MediaError("the music is gone")
        return excerpt(session, passage, begin, end)

    monkeypatch.setattr(Session, "excerpt", until_then)


@pytest.mark.usefixtures("broken")
def test_what_cannot_be_mixed_ends_a_session_where_it_would_be_heard(tmp_path: Path) -> None:
    with Begun(tmp_path) as session:
        session.play_out()
        assert session.player._deck.position > 9 * RATE
    assert isinstance(session.result, MediaError)


@pytest.mark.usefixtures("broken")
def test_what_cannot_be_mixed_leaves_no_file_behind(tmp_path: Path) -> None:
    with Narrator(FakeVoice(), ClipCache(tmp_path / "clips")) as narrator:
        session = Session(LIBRARY.load("post"), LIBRARY, narrator, Options())
        with pytest.raises(MediaError, match="music is gone"):
            Player(session, find_speaker(f"wav:{tmp_path / 'part.wav'}")).run()
    assert [path.name for path in tmp_path.iterdir()] == ["clips"]
