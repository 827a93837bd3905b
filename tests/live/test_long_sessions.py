"""A session of an hour takes no more memory than one of minutes, and can be moved about in all the same."""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from coach.api import routine
from coach.content.fields import Detail
from coach.live.api import Action
from coach.session_options import Options
from coach.sound.pcm import RATE, to_samples
from tests.live.by_hand import Live

if TYPE_CHECKING:
    from pathlib import Path

MOST = 40 * 1024 * 1024
"""Bytes: eight minutes of sound."""


def hour(cache: Path, **options: Any) -> Live:
    long = routine(name="hour", title="An hour", when="any", steps=[{"exercise": "walk", "time": "60 min"}])
    return Live(cache, long, Options(detail=Detail.MINIMAL, **options))


def test_memory_stays_flat_for_hour(tmp_path: Path) -> None:
    with hour(tmp_path) as session:
        length = to_samples(session.timeline.duration)
        assert length > 3600 * RATE
        pulled = 0
        tracemalloc.start()
        try:
            while len(part := session.speaker.pull(10 * RATE)):
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
        for _ in range(6):
            session.speaker.pull(120 * RATE)
        session.ask(Action.BACK)
        session.speaker.pull(1 << 15)
        begun = to_samples(session.player.now().position - first)
        again = session.speaker.play(15_000)
    assert 0 < begun < 5 * RATE
    near = [
        at for at in range(begun - 200, begun + 200) if np.array_equal(heard[at : at + len(again)], again)
    ]
    assert near
