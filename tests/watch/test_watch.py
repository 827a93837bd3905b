"""Workouts for watches and calendars: read back by Garmin's own decoder, and by ourselves."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from garmin_fit_sdk import Decoder, Stream

from coach.compiler import compile_timeline
from coach.errors import RoutineError
from coach.routine import Routine, Step
from coach.script.estimate import expect_spoken
from coach.units import Span
from coach.watch.fit import NAME_BYTES, as_fit
from coach.watch.intervals import as_intervals, read_intervals
from coach.watch.laps import laps
from tests.strategies import LIBRARY

if TYPE_CHECKING:
    from coach.timeline import Timeline

MADE = datetime(2026, 3, 1, 12, tzinfo=UTC)
SHIPPED = [routine.name for routine in LIBRARY.routines() if not routine.own]


def laid(name: str) -> Timeline:
    return compile_timeline(LIBRARY.load(name), LIBRARY, expect_spoken)


def decoded(data: bytes) -> Any:
    stream = Stream.from_byte_array(bytearray(data))
    assert Decoder(stream).is_fit()
    assert Decoder(stream).check_integrity()
    stream.reset()
    messages, errors = Decoder(stream).read()
    assert errors == []
    return messages


@pytest.mark.parametrize("name", SHIPPED)
def test_the_watch_knows_every_lap(name: str) -> None:
    timeline = laid(name)
    found = decoded(as_fit(timeline, MADE))
    [identity], [workout], steps = found["file_id_mesgs"], found["workout_mesgs"], found["workout_step_mesgs"]
    assert (identity["type"], identity["time_created"]) == ("workout", MADE)
    assert (workout["wkt_name"], workout["num_valid_steps"]) == (timeline.title, len(steps))
    assert workout["sub_sport"] == "flexibility_training"
    assert round(sum(step["duration_time"] for step in steps) * 1000) == timeline.duration
    active = [step for step in steps if step["intensity"] == "active"]
    intervals = [(step, interval) for step in timeline.steps for interval in step.intervals]
    for shown, (step, interval) in zip(active, intervals, strict=True):
        assert round(shown["duration_time"] * 1000) == interval.end - interval.start
        assert shown["wkt_step_name"].startswith(step.name[:20])
        assert len(shown["wkt_step_name"].encode()) <= NAME_BYTES
        assert interval.side is None or interval.side in shown["wkt_step_name"]
    ways = [step for step in steps if step["wkt_step_name"].startswith("Into: ")]
    assert len(ways) == len(active)
    assert all(step["notes"] for step in ways)


def test_the_same_session_gives_the_same_file() -> None:
    assert as_fit(laid("post"), MADE) == as_fit(laid("post"), MADE)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_workout_becomes_the_routine_it_came_from(name: str) -> None:
    timeline = laid(name)
    routine = read_intervals("\n".join(as_intervals(timeline)), LIBRARY, "there")
    assert [step.exercise for step in routine.steps] == [step.exercise for step in timeline.steps]
    again = compile_timeline(routine, LIBRARY, expect_spoken)
    for before, after in zip(timeline.steps, again.steps, strict=True):
        assert [i.side for i in after.intervals] == [i.side for i in before.intervals]
        assert [i.reps for i in after.intervals] == [i.reps for i in before.intervals]
        for one, other in zip(before.intervals, after.intervals, strict=True):
            assert abs((one.end - one.start) - (other.end - other.start)) <= 1000


def test_laps_are_as_long_as_the_session() -> None:
    steps = [{"exercise": "cat-cow"}, {"rest": "20s"}, {"exercise": "walk"}]
    routine = Routine.model_validate({"name": "a", "title": "A", "when": "any", "steps": steps})
    timeline = compile_timeline(routine, LIBRARY, expect_spoken)
    found = laps(timeline)
    assert sum(lap.length for lap in found) == timeline.duration
    assert [(lap.exercise, lap.active, lap.rest) for lap in found] == [
        ("cat-cow", False, False),
        ("cat-cow", True, False),
        ("", False, True),
        ("walk", False, False),
        ("walk", True, False),
        ("", False, False),
    ]


WORKOUT = """
My Tuesday: stretch!

Warm up
- Walk 2m 60%

Main 3x
- figure-four right side 30s
- figure-four left side 30s
- Rest 10s

Cool down
- cat-cow 10 reps 1m
- Childs pose 1m30
- Supine spinal twist, left 30s
"""


def test_what_people_write() -> None:
    routine = read_intervals(WORKOUT, LIBRARY, "there")
    assert (routine.name, routine.title) == ("my-tuesday-stretch", "My Tuesday: stretch!")
    thirty = Span(30_000, 30_000)
    assert routine.steps == (
        Step(exercise="walk", time=Span(120_000, 120_000)),
        Step(exercise="figure-four", hold=thirty, rounds=Span(3, 3)),
        Step(rest=Span(10_000, 10_000)),
        Step(exercise="cat-cow", reps=Span(10, 10)),
        Step(exercise="childs-pose", hold=Span(90_000, 90_000)),
        Step(exercise="supine-spinal-twist", hold=thirty, side="left"),
    )


def test_every_line_that_cannot_be_understood_is_named() -> None:
    with pytest.raises(RoutineError) as error:
        read_intervals("Title\n- Childs posse 30s\n- Cat-cow\n  - Tempo 10m 90%\n", LIBRARY, "there.txt")
    assert str(error.value).splitlines() == [
        "there.txt:2:1: there is no exercise 'Childs posse'; did you mean childs-pose or modified-childs-pose?",
        "there.txt:3:1: '- Cat-cow' has no length; end it with one, such as 30s or 1m30s",
        "there.txt:4:3: there is no exercise 'Tempo'; see 'coach list --exercises'",
    ]
    with pytest.raises(RoutineError, match="there is no exercise in this workout"):
        read_intervals("Nothing here\n", LIBRARY, "there.txt")
