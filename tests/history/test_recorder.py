"""A session is written down as it goes on, and goes on whatever becomes of its record."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from coach.history.recorder import Course, Recorder
from coach.history.records import Outcome, Records
from coach.history.store import History

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COURSE = Course("post", "Easy back", 2)
AREAS = ("lower-back", "glutes")


@pytest.fixture
def recorder(file: Path) -> Iterator[Recorder]:
    ticks = iter(range(1000))
    start = datetime(2025, 3, 4, 18, 30, tzinfo=UTC)
    recorder = Recorder(COURSE, file, lambda: start + timedelta(seconds=next(ticks)))
    yield recorder
    recorder.close()


def test_a_session_that_never_began_is_none(recorder: Recorder, file: Path) -> None:
    recorder.close()
    assert not file.exists()


def test_each_event_is_written_when_it_happens(recorder: Recorder, file: Path) -> None:
    recorder.begin()
    recorder.add(1, "cat-cow", Outcome.COMPLETED, 50.0, AREAS)
    while not History.read(file).steps:
        threading.Event().wait(0.005)
    records = History.read(file)
    assert records.sessions[0].ended is None
    assert records.sessions[0].outcome == "partly"
    recorder.add(2, "childs-pose", Outcome.COMPLETED, 30.0, ("lower-back",))
    recorder.close()
    records = History.read(file)
    assert [(step.step, step.exercise, step.areas) for step in records.steps] == [
        (1, "cat-cow", AREAS),
        (2, "childs-pose", ("lower-back",)),
    ]
    assert records.sessions[0].outcome == "done"
    assert records.sessions[0].ended is not None
    assert recorder.session == records.sessions[0].id
    assert recorder.fault is None


def test_a_session_with_a_gap_is_done_partly(recorder: Recorder, file: Path) -> None:
    recorder.add(1, "cat-cow", Outcome.SKIPPED, 5.0, AREAS)
    recorder.add(2, "childs-pose", Outcome.COMPLETED, 30.0, ("lower-back",))
    recorder.close()
    assert History.read(file).sessions[0].outcome == "partly"
    assert recorder.trained == ("lower-back",)


def test_what_was_made_up_for_counts(recorder: Recorder, file: Path) -> None:
    recorder.add(1, "cat-cow", Outcome.SKIPPED, 5.0, AREAS)
    recorder.add(1, "cat-cow", Outcome.COMPLETED, 40.0, AREAS)
    recorder.add(2, "childs-pose", Outcome.COMPLETED, 30.0, ("shoulders",))
    recorder.close()
    assert History.read(file).sessions[0].outcome == "done"
    assert recorder.trained == ("lower-back", "shoulders")


def test_what_could_not_be_written_is_tried_again(recorder: Recorder, file: Path) -> None:
    file.mkdir(parents=True)
    recorder.add(1, "cat-cow", Outcome.COMPLETED, 50.0, AREAS)
    while recorder.fault is None:
        threading.Event().wait(0.005)
    assert "a folder is in the way" in str(recorder.fault)
    file.rmdir()
    recorder.close()
    assert recorder.fault is None
    assert len(History.read(file).steps) == 1


def test_what_cannot_be_written_raises_nothing(recorder: Recorder, file: Path) -> None:
    file.mkdir(parents=True)
    recorder.add(1, "cat-cow", Outcome.COMPLETED, 50.0, AREAS)
    recorder.close()
    assert recorder.session is None
    assert "a folder is in the way" in str(recorder.fault)


def test_a_session_forgotten_while_it_goes_on_is_told_of(recorder: Recorder, file: Path) -> None:
    recorder.begin()
    while recorder.session is None:
        threading.Event().wait(0.005)
    with History.open(file) as history:
        history.forget()
    recorder.add(1, "cat-cow", Outcome.COMPLETED, 50.0, AREAS)
    recorder.close()
    assert "not in the history any more" in str(recorder.fault)
    assert History.read(file) == Records()
