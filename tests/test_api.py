"""The coach from Python: whatever is asked wrongly is a CoachError that says what to do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import coach
from coach.units import Span
from tests.strategies import LIBRARY

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"detail": "loud"}, "there is no detail 'loud'; there are full, short, minimal"),
        ({"bed": "snow"}, "there is no bed 'snow'; there are rain, waves, drone, off"),
        ({"language": "xx"}, "there is no language 'xx'; there are en, "),
        ({"rate": 5}, "a rate of '5' cannot be spoken; choose 80 to 260 words a minute"),
        ({"minutes": -5}, "a session cannot take -5 minutes; "),
        ({"minutes": float("nan")}, "a session cannot take nan minutes; "),
        ({"minutes": float("inf")}, "a session cannot take inf minutes; "),
        ({"music_volume": 300}, "the music volume cannot be 300; give 0 to 200"),
        ({"music": "no such folder"}, "no such folder: there is no such file or folder; "),
        ({"greet": "<Ada>"}, "the name '<Ada>': '<' cannot be spoken; write plain words"),
        ({"voice": "command:nobody"}, "there is no voice 'command:nobody'; "),
    ],
)
def test_what_cannot_be_asked_for(options: dict[str, Any], message: str, tmp_path: Path) -> None:
    with pytest.raises(coach.CoachError) as error:
        coach.compile(coach.load("post"), cache=tmp_path, **options)
    assert str(error.value).startswith(message)


def test_a_routine_is_loaded_in_a_language_there_is() -> None:
    assert coach.load("post", language="de").title != coach.load("post").title
    with pytest.raises(coach.CoachError, match="there is no language 'xx'; there are en, "):
        coach.load("post", language="xx")


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("track.foo", {}, "stands for no format; end it in one of .mp3, "),
        ("track.flac", {"bitrate": 96}, "flac keeps the sound whole and takes no bitrate; "),
        ("track.mp3", {"bitrate": 97}, "mp3 takes 32, "),
        ("track.mp3", {"extras": ["txt"]}, "there is no extra 'txt'; there are vtt, "),
    ],
)
def test_what_cannot_be_exported(name: str, options: dict[str, Any], message: str, tmp_path: Path) -> None:
    with (
        coach.compile(coach.load("post"), cache=tmp_path) as session,
        pytest.raises(coach.CoachError) as error,
    ):
        coach.export(session, tmp_path / name, **options)
    assert message in str(error.value)


def test_it_is_played_as_the_command_plays_it(tmp_path: Path, shared_cache: Path) -> None:
    heard = tmp_path / "heard.wav"
    with coach.compile(coach.load("post"), detail="minimal", cache=shared_cache) as session:
        with pytest.raises(coach.CoachError, match="there is no step 99 in 'post'; choose 1 to "):
            coach.play(session, speaker=f"wav:{heard}", from_step=99)
        assert coach.play(session, speaker=f"wav:{heard}", from_step=session.steps)
    assert heard.stat().st_size > 44_100


def test_a_routine_is_made_of_python_data_as_it_is_of_a_file(tmp_path: Path) -> None:
    steps: Any = [{"exercise": "walk", "time": "2 min"}, {"exercise": "cat-cow", "reps": 10}, {"rest": "10s"}]
    file = tmp_path / "mine.yaml"
    file.write_text(
        "name: mine\ntitle: Mine\nwhen: after\nsteps:\n  - exercise: walk\n    time: 2 min\n"
        "  - exercise: cat-cow\n    reps: 10\n  - rest: 10s\n",
        "utf-8",
    )
    assert coach.routine("mine", steps, when="after") == coach.load(file)


def test_everything_wrong_with_a_routine_is_told_at_once_where_it_is() -> None:
    steps: Any = [
        {"exercise": "wlak"},
        {"exercise": "cat-cow", "reps": 1000},
        {"exercise": "plank", "hold": 20},
        5,
    ]
    with pytest.raises(coach.RoutineError) as error:
        coach.routine("mine", steps)
    assert [str(problem).partition(":")[0] for problem in error.value.problems] == [
        "steps[0].exercise",
        "steps[1].reps",
        "steps[2].hold",
        "steps[3]",
    ]


def test_everything_wrong_with_the_arguments_is_told_at_once(tmp_path: Path) -> None:
    wrong: dict[str, Any] = {"minutes": "six", "detail": "loud", "bed": "snow", "language": "xx"}
    with pytest.raises(coach.CoachError) as error:
        coach.compile(coach.load("post"), cache=tmp_path, **wrong)
    assert [line.split()[-1] for line in str(error.value).splitlines()] == ["min'", "minimal", "off", "fr"]


ANYTHING: list[Any] = [None, 5, 5.5, b"x", object(), [5], "\udcff", "x\0", "x" * 5000, {}, 10**5000]
"""What nobody should give."""


@pytest.mark.parametrize("thing", ANYTHING, ids=range(len(ANYTHING)))
def test_whatever_is_given_is_answered_by_a_coach_error(thing: Any, tmp_path: Path) -> None:
    post, target = coach.load("post"), tmp_path / "a.html"
    calls: list[Callable[[], Any]] = [
        lambda: coach.load(thing),
        lambda: coach.Routine(name=thing, title=thing, when=thing, steps=thing),
        lambda: coach.Routine.model_validate({"steps": [thing]}),
        lambda: coach.Step(exercise=thing, hold=thing, rounds=thing),
        lambda: coach.Step.model_validate({"exercise": "plank", "time": thing or "0"}),
        lambda: coach.compile(post, minutes="0", rate=thing),
        lambda: coach.Step.model_validate(thing),
        lambda: coach.Routine.model_validate_json(thing),
        lambda: coach.routine(thing, thing),
        lambda: coach.plan_routine(thing, minutes=thing, avoid=thing),
        lambda: coach.swap(thing, "childs-pose"),
        lambda: coach.swap(post, thing),
        lambda: coach.compile(thing, cache=tmp_path),
        lambda: coach.compile(post, minutes="0", music=thing, avoid=thing, cache=thing),
        lambda: coach.transcript(thing),
        lambda: coach.render(thing),
        lambda: coach.export(thing, target),
        lambda: coach.play(thing),
        lambda: coach.handout(thing, target),
        lambda: coach.handout(post, thing),
        lambda: coach.roster(thing, thing, minutes="0"),
        lambda: coach.read_history(thing or ANYTHING[1]),
        lambda: coach.voices(thing or ANYTHING[1]),
        lambda: coach.check(thing),
    ]
    for call in calls:
        with pytest.raises(coach.CoachError):
            call()


@pytest.mark.parametrize("word", [None, 5, b"x", "never", "\udcff", "x" * 5000, []])
@pytest.mark.parametrize("choice", [coach.When, coach.Detail])
def test_a_word_that_is_none_of_a_few_is_answered_with_them(choice: Any, word: Any) -> None:
    with pytest.raises(coach.CoachError, match=f"is not a {choice.__name__}; write {next(iter(choice))}, "):
        choice(word)


def test_models_made_in_python_take_numbers_and_tell_every_fault_at_its_part() -> None:
    number: Any = 10
    assert coach.Step(exercise="cat-cow", reps=number).reps == Span(10, 10)
    wrong: Any = {"name": "A b", "title": "", "when": "never", "steps": [{"exercise": "plank", "hold": 20}]}
    with pytest.raises(coach.RoutineError) as error:
        coach.Routine(**wrong)
    assert [problem.file for problem in error.value.problems] == ["name", "title", "when", "steps[0].hold"]


def test_models_cannot_be_changed() -> None:
    post: Any = coach.load("post")
    with pytest.raises(coach.CoachError, match="a routine cannot be changed; make another with model_copy"):
        post.title = "Mine"
    with pytest.raises(coach.CoachError, match="a step cannot be changed; make another with model_copy"):
        del post.steps[0].hold
    assert post.model_copy(update={"title": "Mine"}).title == "Mine"


ROUTINES = [*(listed.path for listed in LIBRARY.routines()), *Path("examples").glob("*.yaml")]


@pytest.mark.parametrize("path", ROUTINES, ids=lambda path: path.stem)
def test_what_a_routine_is_dumped_to_is_read_back(path: Path) -> None:
    routine = coach.load(path)
    assert coach.Routine.model_validate(routine.model_dump()) == routine
    assert coach.Routine.model_validate_json(routine.model_dump_json()) == routine
    for step in routine.steps:
        assert coach.Step.model_validate(step.model_dump(mode="json")) == step


STEPS: list[Any] = [
    {"exercise": "plank", "dose": "3 x 20-30 s, rest 20 s"},
    {"exercise": "bridge", "reps": 10, "hold": "5s"},
    {"breathe": "4-7-8", "time": "2 min"},
    {"breathe": {"rate": "6"}, "rounds": 8},
    {"intervals": {"work": "40s", "rest": "20s", "rounds": 8, "of": ["plank", "cat-cow"]}},
    {"say": ["One. Two.", "Three."], "pause": "10s", "until": "key"},
]


@pytest.mark.parametrize("given", STEPS, ids=range(len(STEPS)))
def test_what_a_step_is_dumped_to_is_read_back(given: Any) -> None:
    step = coach.Step.model_validate(given)
    assert coach.Step.model_validate(step.model_dump()) == step
    assert coach.Step.model_validate_json(step.model_dump_json()) == step


def test_a_dump_is_held_against_the_same_bounds() -> None:
    dumped = coach.load("post").model_dump()
    dumped["steps"][1]["hold"] = {"low": 1, "high": 2}
    with pytest.raises(coach.RoutineError) as error:
        coach.Routine.model_validate(dumped)
    assert [problem.file for problem in error.value.problems] == ["steps[1].hold"]


@pytest.mark.parametrize("minutes", [8, 8.0, "8", "8 min", "8:00"])
def test_a_length_is_given_as_people_write_it(minutes: Any, tmp_path: Path) -> None:
    with coach.compile(coach.load("post"), minutes=minutes, language="en-GB", cache=tmp_path) as session:
        assert (session.options.minutes, session.options.language) == (8, "en")


def test_an_exercise_that_does_not_exist_is_told_before_any_work(tmp_path: Path) -> None:
    made = coach.Routine.model_validate(
        {"name": "a", "title": "A", "when": "any", "steps": [{"exercise": "wlak"}, {"exercise": "plnk"}]}
    )
    with pytest.raises(coach.CoachError) as error:
        coach.compile(made, cache=tmp_path)
    assert str(error.value).count("there is no exercise") == 2


def test_a_plan_and_a_swap_are_those_of_the_commands() -> None:
    plan = coach.plan_routine(["calves", "lower-back"], minutes="10 min", avoid="knee")
    assert abs(plan.minutes - 10) < 0.5
    assert all(
        "knee" not in LIBRARY.exercise(name).cautions
        for step in plan.routine.steps
        for name in step.exercises
    )
    swapped = coach.swap(coach.load("post"), "childs-pose", avoid="knee")
    assert swapped.new.name in [step.exercise for step in swapped.routine.steps]
    with pytest.raises(coach.PlanError):
        coach.plan_routine("calves", minutes=0.1)


def test_what_a_routine_asks_for_is_heard(shared_cache: Path) -> None:
    steps = [{"exercise": "childs-pose", "hold": "10s"}]
    made = coach.routine("brief", steps, detail="minimal", bed="waves")
    with coach.compile(made, cache=shared_cache) as session:
        assert (session.detail, session.options.bed) == (coach.Detail.MINIMAL, "waves")
    with coach.compile(made, bed="off", cache=shared_cache) as session:
        assert session.options.bed is None
    with coach.compile(made, detail="full", bed="rain", cache=shared_cache) as session:
        assert (session.detail, session.options.bed) == (coach.Detail.FULL, "rain")


def test_a_sore_knee_is_heeded_and_a_name_is_said(shared_cache: Path) -> None:
    with coach.compile(coach.load("post"), avoid="knee", greet="Ada", cache=shared_cache) as session:
        exercises = [
            session.library.exercise(section.exercise)
            for section in session.script.sections
            if section.exercise
        ]
        assert not any("knee" in exercise.cautions for exercise in exercises)
        assert "Ada" in next(iter(session.script.lines)).takes[0][0]


def test_a_session_is_written_and_read_in_every_form(tmp_path: Path, shared_cache: Path) -> None:
    made = coach.routine("brief", [{"exercise": "childs-pose", "hold": "10s"}])
    with coach.compile(made, detail="minimal", cache=shared_cache) as session:
        timeline = coach.export(session, tmp_path / "brief.fit")
        assert json.loads(coach.transcript(session, "json"))["duration_ms"] == timeline.duration
        assert coach.export(session, tmp_path / "album", split="mp3") == timeline
        assert coach.transcript(session, "svg").startswith("<svg")
        with pytest.raises(coach.MediaError, match="a workout has no sound"):
            coach.export(session, tmp_path / "brief.fit", split="mp3")
    assert len([*(tmp_path / "album").glob("*.mp3")]) == 3
    coach.handout(made, tmp_path / "sheet.pdf", often="twice a day")
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")


def test_what_is_played_can_be_recorded(
    tmp_path: Path, shared_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_DATA", str(tmp_path))
    made = coach.routine("brief", [{"exercise": "childs-pose", "hold": "10s"}])
    with coach.compile(made, detail="minimal", cache=shared_cache) as session:
        assert coach.play(session, speaker="null:fast", record=True)
    [done] = coach.read_history().sessions
    assert (done.routine, done.outcome) == ("brief", "done")


def test_public_names_can_be_completed() -> None:
    assert dir(coach) == sorted(coach.__all__)


def test_steps_can_be_written_as_on_a_note() -> None:
    noted = coach.routine("mine", ["cat-cow 2 x 10 reps", "bridge 3 x 10 hold 5 s", {"rest": "10s"}])
    keys = coach.routine(
        "mine",
        [
            {"exercise": "cat-cow", "reps": 10, "rounds": 2},
            {"exercise": "glute-bridge", "reps": 10, "hold": "5s", "rounds": 3},
            {"rest": "10s"},
        ],
    )
    assert noted == keys
    with pytest.raises(coach.RoutineError) as wrong:
        coach.routine("mine", ["handstand 3 x 10", "cat-cow 2 x 10 miles"])
    assert [problem.file for problem in wrong.value.problems] == ["steps[0]", "steps[1]"]


def test_only_a_file_is_checked() -> None:
    with pytest.raises(coach.CoachError, match="the file cannot be '3'; give a path"):
        coach.check(3)  # type: ignore[arg-type]
