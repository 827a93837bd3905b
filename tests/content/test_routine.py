"""The models of what people write: closed, frozen, and with a mind of their own about doses and words."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from coach.content.exercise import Exercise, ExerciseWords, ShippedWords
from coach.content.fields import LIMITS, MAX_STEPS, InputError, When
from coach.content.library import Library
from coach.content.phrases import placeholders
from coach.content.routine import Routine, Step
from coach.errors import CoachError, RoutineError
from coach.units import Span

LIBRARY = Library()


def routine(**changes: Any) -> Routine:
    written = {"name": "a", "title": "A", "when": "any", "steps": [{"exercise": "walk"}]}
    return Routine.model_validate({**written, **changes})


def said(model: Any, data: Any) -> list[str]:
    """Return what validation says, without where."""
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(model).validate_python(data)
    return [
        str(error["ctx"]["error"]) if error["type"] == "value_error" else error["type"]
        for error in caught.value.errors()
    ]


def test_a_routine_as_it_is_written() -> None:
    made = routine(
        when="after", steps=[{"exercise": "childs-pose", "hold": "20-30s", "rounds": "2x"}, {"rest": "10s"}]
    )
    assert made.when is When.AFTER
    first, second = made.steps
    assert first == Step(exercise="childs-pose", hold=Span(20_000, 30_000), rounds=Span(2, 2))
    assert second.rest == Span(10_000, 10_000)
    assert second.rounds == Span(1, 1)


def test_models_are_closed_and_frozen() -> None:
    assert said(Step, {"exercise": "walk", "speed": "fast"}) == ["extra_forbidden"]
    with pytest.raises(CoachError, match="a routine cannot be changed"):
        setattr(routine(), "name", "b")  # noqa: B010 (the type checker would not let it pass)


@pytest.mark.parametrize("name", ["a", "my-hips", "a1", "a-1-b", "a" * 60])
def test_names(name: str) -> None:
    assert routine(name=name).name == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        " a",
        "a ",
        "A",
        "a_b",
        "a--b",
        "-a",
        "a-",
        "1a",
        "a/b",
        "..",
        "a.b",
        "a\n",
        "ä",
        "\u0430",
        "a" * 61,
        "\u2160",
    ],
)
def test_no_names(name: str) -> None:
    assert said(Routine, {"name": name, "title": "A", "when": "any", "steps": [{"exercise": "walk"}]})


COUNTS = ("reps", "breaths", "rounds")


@pytest.mark.parametrize("key", LIMITS)
def test_doses_within_their_limits(key: str) -> None:
    limit = LIMITS[key]
    other = {"rest": {}, "pause": {"say": "Hm."}}.get(key, {"exercise": "walk"})
    for amount in (limit.low, limit.high):
        text = f"{amount}" if key in COUNTS else f"{amount} ms"
        assert getattr(Step.model_validate({**other, key: text}), key) == Span(amount, amount)
    for amount in (limit.low - 1, limit.high + 1):
        text = f"{amount}" if key in COUNTS else f"{amount} ms"
        [what] = said(Step, {**other, key: text})
        assert what.startswith(f"'{text}' is out of bounds; '{key}' can be ")


@pytest.mark.parametrize("key", LIMITS)
@pytest.mark.parametrize("value", [30.0, True, ["30s"], {"low": "1", "high": "2"}, "", " ", "some"])
def test_doses_are_text(key: str, value: object) -> None:
    other = {"rest": {}, "pause": {"say": "Hm."}}.get(key, {"exercise": "walk"})
    [what] = said(Step, {**other, key: value})
    assert "; write it like " in what


@pytest.mark.parametrize("key", LIMITS)
def test_a_count_may_be_a_number_and_a_length_needs_its_unit(key: str) -> None:
    step: dict[str, Any] = {**{"rest": {}, "pause": {"say": "Hm."}}.get(key, {"exercise": "walk"}), key: 30}
    if key in COUNTS:
        assert getattr(Step.model_validate(step), key) == Span(30, 30)
    else:
        assert said(Step, step)[0].startswith("'30' has no unit; write it like ")


@pytest.mark.parametrize(
    ("step", "what"),
    [
        (
            {},
            "this step names no exercise; add 'exercise: …', or take away the '-' if it belongs to the step above",
        ),
        ({"hold": "30s"}, "this step names no exercise; add"),
        ({"rounds": "2"}, "this step names no exercise; add"),
        (
            {"rest": "10s", "exercise": "walk"},
            "a rest takes nothing but its length; make it a step of its own",
        ),
        ({"rest": "10s", "rounds": "2"}, "a rest takes nothing but its length; make it a step of its own"),
        ({"rest": "10s", "side": "left"}, "a rest takes nothing but its length; make it a step of its own"),
        (
            {"exercise": "walk", "hold": "30s", "time": "3 min"},
            "'hold:' and 'time:' cannot both be given; keep one",
        ),
        (
            {"exercise": "walk", "reps": "3", "time": "30s"},
            "'reps:' and 'time:' cannot both be given; keep one",
        ),
    ],
)
def test_a_step_is_one_thing(step: dict[str, str], what: str) -> None:
    [found] = said(Step, step)
    assert found.startswith(what)


def test_the_number_of_steps() -> None:
    step = {"exercise": "walk"}
    assert len(routine(steps=[step] * MAX_STEPS).steps) == MAX_STEPS
    with pytest.raises(RoutineError, match="too long"):
        routine(steps=[step] * (MAX_STEPS + 1))
    with pytest.raises(RoutineError, match="empty"):
        routine(steps=[])


@pytest.mark.parametrize(
    "title",
    [
        "Hips",
        "Hüfte & Rücken",
        "5 km, easy (10 %)",
        "Tom's \u201cspecial\u201d",
        "脚",
        "a" * 80,
        " Hips \n",
        "\U0001f9d8 Hips",
    ],
)
def test_titles(title: str) -> None:
    assert routine(title=title).title == title.strip()


@pytest.mark.parametrize(
    ("title", "what"),
    [
        ("<b>Hips</b>", "'<' cannot be spoken"),
        ("[[slnc 5000]] Hips", "'[' cannot be spoken"),
        ("{title}", "'{' cannot be spoken"),
        ("Hips \\pau", "'\\' cannot be spoken"),
        ("Hi\nps", "the text runs over several lines"),
        ("Hi\x00ps", "the character U+0000 cannot be spoken"),
        ("\x1cHips", "the character U+001C cannot be spoken"),
        ("Hi\u200bps", "the character U+200B cannot be spoken"),
        ("Hi\u202eps", "the character U+202E cannot be spoken"),
        ("Hi\u2028ps", "the character U+2028 cannot be spoken"),
        ("Hi\ue000ps", "the character U+E000 cannot be spoken"),
        ("Hi\ud800ps", "the character U+D800 cannot be spoken"),
        ("...", "'...' has no word in it"),
        ("\U0001f9d8", "'\U0001f9d8' has no word in it"),
        ("", "too_short"),
        ("   ", "too_short"),
        ("\xa0\u3000", "too_short"),
        ("a" * 81, "too_long"),
    ],
)
def test_no_titles(title: str, what: str) -> None:
    [found] = said(Routine, {"name": "a", "title": title, "when": "any", "steps": [{"exercise": "walk"}]})
    assert found.removeprefix("string_").startswith(what)


def facts(**changes: Any) -> dict[str, Any]:
    words = LIBRARY.exercise("figure-four").words
    written = {
        "name": "a", "kind": "hold", "posture": "supine", "when": "after", "hold": "30s",
        "areas": {"glutes": "crossed"}, "role": "stretch", "effort": 2,
        "source": "own", "words": words,
    }  # fmt: skip
    return {**written, **changes}


def test_an_exercise_has_the_dose_of_its_kind() -> None:
    assert Exercise.model_validate(facts()).dose == Span(30_000, 30_000)
    one = "a hold exercise has exactly one dose, written 'hold:'"
    assert said(Exercise, facts(hold=None, reps="3")) == [one]
    assert said(Exercise, facts(reps="3")) == [one]
    parts = "'rep:' lists the parts of a repetition, for reps exercises and only there"
    assert said(Exercise, facts(rep=[{"cue": "move", "time": "2s"}])) == [parts]
    assert said(Exercise, facts(kind="reps", hold=None, reps="3")) == [parts]


def test_the_parts_of_a_repetition() -> None:
    rep = [{"cue": "right", "time": "1.5s"}, {"cue": "left", "time": "2 s"}]
    made = Exercise.model_validate(facts(kind="reps", hold=None, reps="3", rep=rep))
    assert made.rep_length == 3500
    assert made.alternating
    assert not LIBRARY.exercise("cat-cow").alternating
    for time in ("0.4s", "16s", "1-2s"):
        [what] = said(Exercise, facts(kind="reps", hold=None, reps="3", rep=[{"cue": "move", "time": time}]))
        assert what == f"'{time}' is not a tempo; a part of a repetition takes 0.5 s to 15 s"


def test_an_exercise_with_sides_has_words_for_the_change() -> None:
    assert Exercise.model_validate(facts(sides=["right", "left"])).sides == ("right", "left")
    without = LIBRARY.exercise("childs-pose").words
    assert without.switch is None
    assert said(Exercise, facts(sides=["right", "left"], words=without)) == [
        "an exercise with sides needs 'switch:' words for the change between them"
    ]


def test_words_that_come_again_soon_are_few() -> None:
    words = LIBRARY.exercise("figure-four").words.model_dump()
    assert ShippedWords.model_validate(words) == LIBRARY.exercise("figure-four").words
    long = ["Let your foot slide all the way down to the floor again."] * 2
    assert said(ExerciseWords, {**words, "release": long}) == [
        "one release wording must have at most 5 words"
    ]
    setup = {**words["setup"], "minimal": long[:1]}
    [what] = said(ExerciseWords, {**words, "setup": setup})
    assert what == "the minimal wording 'Let your foot slide all the way down to …' has more than 5 words"


def test_placeholders() -> None:
    assert placeholders("{Side} knee to the {other}, {count} breaths") == {"Side", "other", "count"}
    assert placeholders("nothing here") == frozenset()


def test_an_input_error_says_what_and_what_to_do() -> None:
    error = InputError("it is wrong", "mend it", "hold")
    assert (str(error), error.what, error.hint, error.key) == (
        "it is wrong; mend it",
        "it is wrong",
        "mend it",
        "hold",
    )
