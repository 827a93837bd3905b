"""Workouts for watches and calendars: read back by Garmin's own decoder, and by ourselves."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from garmin_fit_sdk import Decoder, Stream

from coach.content.fields import MAX_STEPS, When
from coach.content.labels.watch import WatchWords
from coach.content.language_words import languages
from coach.content.library import Library
from coach.content.routine import Routine, Step
from coach.errors import RoutineError
from coach.script.estimate import expect_spoken
from coach.timeline.compiler import compile_timeline
from coach.track.watch.garmin import NAME_BYTES, as_fit
from coach.track.watch.intervals_icu import as_intervals, read_intervals
from coach.track.watch.laps import laps
from coach.units import Span
from tests.strategies import LIBRARY

if TYPE_CHECKING:
    from coach.timeline.model import Timeline

WORDS = WatchWords.read("en")
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
    found = decoded(as_fit(timeline, MADE, WORDS))
    [identity], [workout], steps = found["file_id_mesgs"], found["workout_mesgs"], found["workout_step_mesgs"]
    assert (identity["type"], identity["time_created"]) == ("workout", MADE)
    assert (workout["wkt_name"], workout["num_valid_steps"]) == (timeline.title, len(steps))
    assert workout["sub_sport"] == "flexibility_training"
    assert round(sum(step["duration_time"] for step in steps) * 1000) == timeline.duration
    active = [step for step in steps if step["intensity"] == "active"]
    spent = [(step, each) for step in timeline.steps for each in step.intervals or (step,)]
    for shown, (step, each) in zip(active, spent, strict=True):
        assert round(shown["duration_time"] * 1000) == each.end - each.start
        assert shown["wkt_step_name"].startswith(step.name[:20])
        assert len(shown["wkt_step_name"].encode()) <= NAME_BYTES
        side = getattr(each, "side", None)  # a text has none
        assert side is None or side in shown["wkt_step_name"]
    ways = [step for step in steps if step["wkt_step_name"].startswith("Into: ")]
    told = [step for step in ways if step.get("notes")]
    assert len(told) == sum(each is not step for step, each in spent)


def test_the_watch_speaks_the_language_of_the_session() -> None:
    library = Library("de")
    routine = library.load("post")
    timeline = compile_timeline(routine, library, expect_spoken)
    found = decoded(as_fit(timeline, MADE, WatchWords.read("de")))
    names = [step["wkt_step_name"] for step in found["workout_step_mesgs"]]
    assert names[:2] == ["Gleich: Kindhaltung", "Kindhaltung"]
    assert names[-1] == "Ende"
    assert any(name.endswith(", rechts") for name in names)


def test_the_same_session_gives_the_same_file() -> None:
    assert as_fit(laid("post"), MADE, WORDS) == as_fit(laid("post"), MADE, WORDS)


@pytest.mark.parametrize("name", [name for name in SHIPPED if name not in ("breathe", "circuit", "scan")])
def test_a_workout_becomes_the_routine_it_came_from(name: str) -> None:
    source = LIBRARY.load(name)
    text = "\n".join(as_intervals(compile_timeline(source, LIBRARY, expect_spoken), source.when))
    imported = read_intervals(text, LIBRARY, "there")
    assert imported.note == ""
    routine = imported.routine
    assert (routine.title, routine.when) == (source.title, source.when)
    kept = {
        "for_pain": source.for_pain,
        "name": source.name,
    }  # a workout does not tell; the name picks the closing
    routine = routine.model_copy(update=kept)
    again = compile_timeline(routine, LIBRARY, expect_spoken)
    assert done_in(again) == done_in(laid(name))
    assert "\n".join(as_intervals(again, routine.when)) == text


def test_rests_come_back_as_long_as_they_were() -> None:
    steps = [
        {"exercise": "figure-four", "hold": "30s", "rounds": "2"},
        {"rest": "20s"},
        {"exercise": "plank", "hold": "30s", "rounds": "3", "between": "20s"},
        {"rest": "45s"},
        {"exercise": "plank", "hold": "30s"},
    ]
    source = Routine.model_validate({"name": "a", "title": "A", "when": "any", "steps": steps})
    text = "\n".join(as_intervals(compile_timeline(source, LIBRARY, expect_spoken), source.when))
    assert text.count("- Rest 20s") == 3
    imported = read_intervals(text, LIBRARY, "there").routine
    assert [step.rest or step.between for step in imported.steps] == [
        None,
        Span(20_000, 20_000),
        Span(20_000, 20_000),
        Span(45_000, 45_000),
        None,
    ]
    again = compile_timeline(imported, LIBRARY, expect_spoken)
    assert "\n".join(as_intervals(again, imported.when)) == text


def test_breathing_comes_back_and_texts_are_told_of() -> None:
    source = LIBRARY.load("breathe")
    text = "\n".join(as_intervals(compile_timeline(source, LIBRARY, expect_spoken), source.when))
    imported = read_intervals(text, LIBRARY, "there")
    assert done_in(compile_timeline(imported.routine, LIBRARY, expect_spoken)) == done_in(laid("breathe"))
    assert imported.note == (
        "Left out, as a workout has not all of its words: "
        '"Arrive", "See the start", "If the nerves come back, one long…".'
    )


def test_breathing_is_read_as_people_write_it() -> None:
    found = read("- Breathing 4-7-8 2m\n- Atmen 6-6 1m\n- Cat-cow 1m\n- Breathing 4-4-4-4 1m\n")
    assert [(str(step.breathe), step.time) for step in found if step.breathe] == [
        ("4-7-8", Span(120_000, 120_000)),
        ("6-6", Span(60_000, 60_000)),
        ("4-4-4-4", Span(60_000, 60_000)),
    ]
    assert faults("- Breathing 99-1 2m\n- Breathing 4-4 5s\n") == [
        "there.txt:1:1: '99-1' has 99 s to breathe in; give it 1 to 60 s",
        "there.txt:2:1: '5 s' is out of bounds; 'time' can be 10 s to 60 min",
    ]


def done_in(timeline: Timeline) -> list[tuple[object, ...]]:
    """Return every interval of a session: of which exercise, how long and how often, and on which side."""
    return [
        (step.exercise, interval.side, interval.end - interval.start, interval.breaths, interval.reps)
        for step in timeline.steps
        for interval in step.intervals
    ]


def test_laps_are_as_long_as_the_session() -> None:
    steps = [{"exercise": "cat-cow"}, {"rest": "20s"}, {"exercise": "walk"}]
    routine = Routine.model_validate({"name": "a", "title": "A", "when": "any", "steps": steps})
    timeline = compile_timeline(routine, LIBRARY, expect_spoken)
    found = laps(timeline)
    assert sum(lap.length for lap in found) == timeline.duration
    assert [(lap.exercise, lap.active, lap.rest) for lap in found] == [
        ("cat-cow", False, False),
        ("cat-cow", True, False),
        ("cat-cow", False, False),
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
    imported = read_intervals(WORKOUT, LIBRARY, "there")
    routine = imported.routine
    assert routine.when is When.AFTER
    assert imported.note == "Nothing tells when it is for; after a run is assumed (--when says otherwise)."
    assert (routine.name, routine.title) == ("my-tuesday-stretch", "My Tuesday: stretch!")
    thirty = Span(30_000, 30_000)
    assert routine.steps == (
        Step(exercise="walk", time=Span(120_000, 120_000)),
        Step(exercise="figure-four", hold=thirty, rounds=Span(3, 3), between=Span(10_000, 10_000)),
        Step(rest=Span(10_000, 10_000)),
        Step(exercise="cat-cow", reps=Span(10, 10)),
        Step(exercise="childs-pose", hold=Span(90_000, 90_000)),
        Step(exercise="supine-spinal-twist", hold=thirty, side="left"),
    )


@pytest.mark.parametrize("language", languages())
def test_titles_are_known_in_every_language(language: str) -> None:
    library = Library(language)
    source = library.load("cooldown")
    text = "\n".join(as_intervals(compile_timeline(source, library, expect_spoken), source.when))
    found = read_intervals(text, LIBRARY, "there").routine
    done = [lap.exercise for lap in laps(compile_timeline(found, LIBRARY, expect_spoken)) if lap.active]
    assert done == [lap.exercise for lap in laps(laid("cooldown")) if lap.active]
    assert found.title == source.title


def test_what_else_people_say_is_understood() -> None:
    found = read("- Pigeon pose, right 30s\n- Down dog 30s\n")
    assert [step.exercise for step in found] == ["figure-four", "downward-dog"]


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


@pytest.mark.parametrize("text", ["Bridge 3x10", "Rehab\n\nBridge 3x10\nRest 30 s", "- Bridge 3x10"])
def test_a_step_of_a_note_is_shown_the_way_to_play_it(text: str) -> None:
    [fault] = faults(text)
    assert fault.endswith("; as a step of a note it can be played: coach play --step 'Bridge 3x10'")


@pytest.mark.parametrize("text", ["Bridge", "Rest 30 s", "Bridge 3x10 kg"])
def test_what_is_no_step_of_a_note_is_not_taken_for_one(text: str) -> None:
    assert "--step" not in faults(text)[0]


def read(text: str) -> tuple[Step, ...]:
    return read_intervals(text, LIBRARY, "there.txt").routine.steps


def faults(text: str) -> list[str]:
    with pytest.raises(RoutineError) as error:
        read_intervals(text, LIBRARY, "there.txt")
    return str(error.value).splitlines()


def test_what_is_said_on_the_command_line_goes_before_what_the_workout_says() -> None:
    text = "Title\nMADE FOR: any\n- Cat-cow 1m\n"
    assert read_intervals(text, LIBRARY, "there").routine.when is When.ANY
    asked = read_intervals(text, LIBRARY, "there", When.BEFORE)
    assert (asked.routine.when, asked.routine.title, asked.note) == (When.BEFORE, "Title", "")


THIRTY = Span(30_000, 30_000)
RIGHT_LEFT = "- Figure four, right 30s\n- Figure four, left 30s\n"
LEFT_RIGHT = "- Figure four, left 30s\n- Figure four, right 30s\n"
BOTH = Step(exercise="figure-four", hold=THIRTY)
LEFT, RIGHT = (BOTH.model_copy(update={"side": side}) for side in ("left", "right"))


PLANK, BREAK = "- Plank 30s\n", "- Rest 20s\n"
HELD, REST = Step(exercise="plank", hold=THIRTY), Step(rest=Span(20_000, 20_000))


def rounds(step: Step, count: int) -> Step:
    return step.model_copy(update={"rounds": Span(count, count)})


def resting(step: Step, count: int) -> Step:
    return rounds(step, count).model_copy(update={"between": REST.rest})


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        (RIGHT_LEFT, [BOTH]),
        (RIGHT_LEFT * 2, [rounds(BOTH, 2)]),
        ("3x\n" + RIGHT_LEFT * 2, [rounds(BOTH, 6)]),
        (LEFT_RIGHT, [LEFT, RIGHT]),
        ("2x\n" + LEFT_RIGHT, [LEFT, RIGHT, LEFT, RIGHT]),
        ("- Figure four, right 30s\n" + RIGHT_LEFT, [RIGHT, BOTH]),
        ("- Figure four, left 30s\n" * 3, [rounds(LEFT, 3)]),
        ("- Figure four 30s\n", [BOTH]),
        (RIGHT_LEFT * 32, [rounds(BOTH, 30), rounds(BOTH, 2)]),
        ("2x\n" + RIGHT_LEFT + PLANK, [BOTH, HELD, BOTH, HELD]),
        (PLANK + BREAK + PLANK, [resting(HELD, 2)]),
        (PLANK + "\n" + BREAK + "\n" + PLANK, [HELD, REST, HELD]),
        (PLANK + BREAK + PLANK + "- Rest 30s\n" + PLANK, [resting(HELD, 2), Step(rest=THIRTY), HELD]),
        ("3x\n" + PLANK + BREAK, [resting(HELD, 3)]),
        ("3x\n" + PLANK + BREAK + "\n" + RIGHT_LEFT, [resting(HELD, 3), REST, BOTH]),
        ("2x\n" + RIGHT_LEFT + BREAK + PLANK + BREAK, [BOTH, REST, HELD, REST, BOTH, REST, HELD]),
        ("2x\n" + PLANK * 2 + BREAK, [rounds(HELD, 2), REST, rounds(HELD, 2)]),
        ((PLANK + BREAK) * 31 + PLANK, [resting(HELD, 30), REST, resting(HELD, 2)]),
    ],
    ids=range(18),
)
def test_what_is_done_stays_in_its_order(text: str, steps: list[Step]) -> None:
    assert list(read(text)) == steps


@pytest.mark.parametrize("times", ["0", "31", "99", "999", "999999", "9" * 200])
def test_rounds_have_a_limit(times: str) -> None:
    [fault] = faults(f"{times}x\n- Cat-cow 1m\n")
    assert fault.startswith("there.txt:1:1: '" + f"{times}x"[:40])
    assert fault.endswith(" is out of bounds; 'rounds' can be 1-30")
    assert faults(f"Title\n\n  Main {times}x\n- Cat-cow 1m\n")[0].startswith("there.txt:3:8: ")


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("- Plank 30m", "'30 min' is out of bounds; 'hold' can be 5 s to 5 min"),
        ("- Plank 3s", "'3 s' is out of bounds; 'hold' can be 5 s to 5 min"),
        ("- Walk 2h", "'120 min' is out of bounds; 'time' can be 10 s to 60 min"),
        ("- Rest 1h", "'60 min' is out of bounds; 'rest' can be 1 s to 10 min"),
        ("- Cat-cow 101 reps 1m", "'101 times' is out of bounds; 'reps' can be 1-100"),
        (
            "- Walk 99999999999m",
            "'99999999999m' is too long; end the line with a length, such as 30s or 1m30s",
        ),
    ],
)
def test_no_dose_is_changed_to_what_a_step_takes(line: str, fault: str) -> None:
    assert faults(f"Title\n {line}\n") == [f"there.txt:2:2: {fault}"]


def test_what_is_no_routine_is_none() -> None:
    assert faults("- Rest 30s\n") == [
        "there.txt:1:1: there is no exercise in this workout; write lines such as '- Child's pose 30s'"
    ]
    [fault] = faults("- Cat-cow 1m\n- Walk 1m\n" * MAX_STEPS)
    assert fault == f"there.txt:1:1: the workout comes to {2 * MAX_STEPS} steps; keep it to {MAX_STEPS}"
