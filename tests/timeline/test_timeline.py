"""The timeline's promises, over generated routines and voices."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from coach.content.fields import Detail
from coach.content.routine import Routine
from coach.errors import UnspeakableError
from coach.script.estimate import expect_spoken, expecting
from coach.script.moves import Whereabouts, destination, way
from coach.script.phrasing import Phrasing, rough
from coach.script.request import Request
from coach.script.writer import write
from coach.timeline.compiler import compile_timeline
from coach.timeline.layout import TAIL, lay_out, lay_passages
from coach.track.transcript import as_json
from tests.rules import broken_rules
from tests.strategies import LIBRARIES, LIBRARY, routines, spoken_lengths

if TYPE_CHECKING:
    from coach.content.manner import Manner
    from coach.script.model import Spoken
    from coach.timeline.model import Timeline
    from coach.units import Ms

SHIPPED = [routine.name for routine in LIBRARY.routines() if not routine.own]
thorough = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("detail", list(Detail))
@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("language", LIBRARIES)
def test_shipped_routines_keep_every_rule(language: str, name: str, detail: Detail) -> None:
    library = LIBRARIES[language]
    timeline = compile_timeline(library.load(name), library, expecting(library.phrases), detail)
    assert broken_rules(as_json(timeline), language) == []


@thorough
@given(routines(), spoken_lengths(), st.sampled_from(Detail))
@example(
    Routine.model_validate(
        {
            "name": "a",
            "title": "A",
            "when": "any",
            "steps": [{"exercise": "hip-circles", "reps": "1", "rounds": "2"}],
        }
    ),
    expect_spoken,
    Detail.FULL,
)
def test_any_routine_in_any_voice_keeps_every_rule(routine: Routine, spoken: Spoken, detail: Detail) -> None:
    try:
        timeline = compile_timeline(routine, LIBRARY, spoken, detail)
    except UnspeakableError:
        # The one thing that has no room to give: naming the sides of a movement faster than the voice.
        steps = tuple(
            step
            for step in routine.steps
            if not (step.exercise and LIBRARY.exercise(step.exercise).alternating)
        )
        assert len(steps) < len(routine.steps)
        if not any(step.exercise for step in steps):
            return
        rest = routine.model_copy(update={"steps": steps})
        timeline = compile_timeline(rest, LIBRARY, spoken, detail)
    assert broken_rules(as_json(timeline)) == []


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.sampled_from(["childs-pose", "figure-four", "cat-cow", "walk"]), min_size=100, max_size=200)
)
def test_routines_of_two_hundred_steps_keep_every_rule(names: list[str]) -> None:
    routine = Routine.model_validate(
        {"name": "long", "title": "Long", "when": "any", "steps": [{"exercise": name} for name in names]}
    )
    assert broken_rules(as_json(compile_timeline(routine, LIBRARY, expect_spoken))) == []


@thorough
@given(routines(), spoken_lengths())
def test_the_same_input_gives_the_same_timeline(routine: Routine, spoken: Spoken) -> None:
    try:
        first = compile_timeline(routine, LIBRARY, spoken)
    except UnspeakableError:
        return
    assert compile_timeline(routine, LIBRARY, spoken) == first


@thorough
@given(routines())
def test_passages_follow_one_another_without_a_gap(routine: Routine) -> None:
    timeline = compile_timeline(routine, LIBRARY, expect_spoken)
    edge = 0
    for passage in timeline.passages:
        assert passage.start == edge
        assert all(passage.start <= cue.start and cue.end <= passage.end for cue in passage.cues)
        assert all(passage.start <= tone.start and tone.end <= passage.end for tone in passage.tones)
        edge = passage.end
    assert timeline.duration == edge
    assert timeline.cues[-1].end + TAIL <= edge


@thorough
@given(routines(), spoken_lengths())
def test_tones_are_silent_while_the_coach_speaks(routine: Routine, spoken: Spoken) -> None:
    try:
        timeline = compile_timeline(routine, LIBRARY, spoken)
    except UnspeakableError:
        return
    for tone in timeline.tones:
        assert all(cue.end <= tone.start or tone.end <= cue.start for cue in timeline.cues)


def test_a_passage_is_known_before_the_next_one_is_spoken() -> None:
    asked: list[str] = []

    def spoken(text: str, manner: Manner) -> Ms:
        asked.append(text)
        return expect_spoken(text, manner)

    script = write(Request(LIBRARY.load("seven"), LIBRARY))
    passages = lay_passages(script, spoken)
    opening = next(passages)
    assert opening.cues[0].kind == "welcome"
    later = {text for section in script.sections[2:] for line in _lines(section) for text in line}
    assert not later.intersection(asked)


def _lines(section: object) -> list[tuple[str, ...]]:
    from coach.script.model import Section, Talk

    assert isinstance(section, Section)
    return [
        tuple(sentence for take in line.takes for sentence in take if len(sentence.split()) > 5)
        for part in section.parts
        if isinstance(part, Talk)
        for line in part.lines
    ]


def test_a_wording_that_does_not_fit_gives_way_to_a_shorter_one() -> None:
    routine = LIBRARY.load("post")
    quick = compile_timeline(routine, LIBRARY, lambda text, manner: _scaled(text, manner, 1.0))
    slow = compile_timeline(routine, LIBRARY, lambda text, manner: _scaled(text, manner, 2.5))
    said = {
        pace: [cue for cue in timeline.cues if cue.kind in ("inhale", "exhale", "form")]
        for pace, timeline in (("quick", quick), ("slow", slow))
    }
    words = {pace: sum(len(cue.text.split()) for cue in cues) / len(cues) for pace, cues in said.items()}
    assert words["slow"] < words["quick"]
    assert _thoughts(slow) < _thoughts(quick)


def _thoughts(timeline: Timeline) -> int:
    """Return how many thoughts are said while exercises last, not before them."""
    intervals = [interval for step in timeline.steps for interval in step.intervals]
    return sum(
        cue.kind in ("feel", "notice", "form") and interval.start <= cue.start < interval.end
        for cue in timeline.cues
        for interval in intervals
    )


def _scaled(text: str, manner: Manner, factor: float) -> Ms:
    from coach.units import Ms

    return Ms(round(expect_spoken(text, manner) * factor))


def test_the_side_of_a_movement_that_cannot_be_named_in_time_is_an_error() -> None:
    script = write(Request(LIBRARY.load("pre"), LIBRARY))
    with pytest.raises(UnspeakableError, match=r"knee-to-chest-march.*the movement only"):
        lay_out(script, lambda text, manner: _scaled(text, manner, 6.0))


def test_breathing_slows_down_after_a_run() -> None:
    timeline = compile_timeline(LIBRARY.load("post"), LIBRARY, expect_spoken)
    a_breath = [
        (interval.end - interval.start) // interval.breaths
        for step in timeline.steps
        for interval in step.intervals
        if interval.breaths
    ]
    assert a_breath == sorted(a_breath)
    assert (a_breath[0], a_breath[-1]) == (7500, 10_000)


def test_prompts_sit_on_the_start_of_their_phase() -> None:
    timeline = compile_timeline(LIBRARY.load("seven"), LIBRARY, expect_spoken)
    starts = {
        cue: {
            phase.start
            for step in timeline.steps
            for i in step.intervals
            for phase in i.phases
            if phase.cue == cue
        }
        for cue in ("inhale", "exhale")
    }
    prompts = [cue for cue in timeline.cues if cue.kind in starts]
    assert len(prompts) > 20
    assert all(cue.start in starts[cue.kind] for cue in prompts)


@pytest.mark.parametrize("detail", list(Detail))
def test_the_last_three_repetitions_are_counted_down_at_every_detail(detail: Detail) -> None:
    timeline = compile_timeline(LIBRARY.load("pre"), LIBRARY, expect_spoken, detail)
    for step in timeline.steps:
        for interval in step.intervals:
            said = [cue for cue in timeline.cues if interval.start <= cue.start < interval.end]
            counted = [cue.text.split()[0] for cue in said if cue.kind in ("rep", "last")][-3:]
            assert counted[:2] == ["Three", "Two"]
            assert "last one" in said[-1].text.lower()


@pytest.mark.parametrize("detail", list(Detail))
@pytest.mark.parametrize(
    "name", [name for name in SHIPPED if all(step.exercise or step.rest for step in LIBRARY.load(name).steps)]
)
def test_each_change_of_posture_has_its_time(name: str, detail: Detail) -> None:
    """However quickly the voice speaks, a runner has as long as every move on the way takes."""
    timeline = compile_timeline(
        LIBRARY.load(name), LIBRARY, lambda text, manner: _scaled(text, manner, 0.5), detail
    )
    here = Whereabouts()
    for step in timeline.steps:
        there = destination(LIBRARY.exercise(step.exercise), LIBRARY)
        said = [c for c in timeline.cues if c.step == step.index and c.kind in ("next", "begin")]
        needed = sum(move.time for move in way(here, there, LIBRARY))
        assert said[1].start - said[0].end >= needed + 4000, step.exercise
        here = there


def test_the_floor_is_left_with_care() -> None:
    timeline = compile_timeline(LIBRARY.load("pre"), LIBRARY, expect_spoken)
    setups = [[c.text for c in timeline.cues if c.step == step and c.kind == "setup"] for step in (2, 3)]
    assert "one side" in setups[0][0]
    assert "foot forward" in setups[1][0]


def test_eyes_that_were_closed_are_opened_for_a_move_through_the_room() -> None:
    steps = [{"exercise": "lying-knee-hug"}, {"exercise": "standing-quad-stretch"}]
    routine = Routine.model_validate({"name": "up", "title": "Up", "when": "after", "steps": steps})
    timeline = compile_timeline(routine, LIBRARY, expect_spoken)
    closed, opened = [
        [cue for cue in timeline.cues if cue.step == step and "your eyes" in cue.text] for step in (1, 2)
    ]
    assert [cue.kind for cue in (*closed, *opened)] == ["setup", "setup"]
    assert opened[0].start < next(cue.start for cue in timeline.cues if "wall" in cue.text and cue.step == 2)


def test_the_wall_is_found_before_anybody_kneels_at_it() -> None:
    """From the swing of the last leg to the shin on the wall: 20 s or more, by way of the wall itself."""
    timeline = compile_timeline(LIBRARY.load("table"), LIBRARY, expect_spoken)
    step = next(step for step in timeline.steps if step.exercise == "couch-stretch")
    said = [cue for cue in timeline.cues if cue.step == step.index]
    begin = next(cue for cue in said if cue.kind == "begin")
    assert any("over to your wall" in cue.text for cue in said[:3])
    assert begin.start - said[0].end >= 20_000


def _session(when: str, exercise: str) -> list[str]:
    steps = [{"exercise": exercise}]
    routine = Routine.model_validate({"name": "one", "title": "One", "when": when, "steps": steps})
    return [cue.text for cue in compile_timeline(routine, LIBRARY, expect_spoken).cues]


def test_the_farewell_knows_whether_the_runner_is_lying_down() -> None:
    after, before = _session("after", "lying-knee-hug"), _session("before", "knee-to-chest-march")
    assert "roll to one side" in after[-3]
    assert "Now you're up" in after[-2]
    assert "roll to one side" in before[-2]
    assert not any("roll to one side" in text for text in _session("after", "roll-down"))


def test_a_side_is_called_what_leaves_no_doubt() -> None:
    timeline = compile_timeline(LIBRARY.load("seven"), LIBRARY, expect_spoken, Detail.MINIMAL)
    begins = [cue.text for cue in timeline.cues if cue.kind == "begin" and cue.step == 5]
    assert ["Right ribs" in begins[0], "left ribs" in begins[1]] == [True, True]


def test_wordings_that_are_preferred_take_turns() -> None:
    phrasing = Phrasing(LIBRARY.phrases, Detail.MINIMAL)
    wordings = ("a longer wording of six words", "one", "two")
    assert [phrasing.takes("slot", wordings, {})[0][0] for _ in range(4)] == ["One", "Two", "One", "Two"]


def _told(timeline: Timeline) -> str:
    return next(cue.text for cue in timeline.cues if cue.kind == "welcome")


@pytest.mark.parametrize("pace", [0.8, 1.0, 1.3])
@pytest.mark.parametrize("name", SHIPPED)
def test_the_welcome_tells_how_long_it_really_takes(name: str, pace: float) -> None:
    timeline = compile_timeline(LIBRARY.load(name), LIBRARY, lambda text, manner: _scaled(text, manner, pace))
    phrasing = Phrasing(LIBRARY.phrases, Detail.FULL)
    # At a border of the rounding, the words that tell the length move it across by themselves: less than a second.
    near = {timeline.duration + change for change in (-1000, 0, 1000)}
    lengths = {phrasing.minutes(rough(length)) for length in near}
    assert any(f"about {length}." in _told(timeline).lower() for length in lengths)


@pytest.mark.parametrize(
    ("minutes", "seconds", "told"),
    [
        (8.0, 0, "eight"),
        (8.0, 14, "eight"),
        (8.0, 15, "eight and a half"),
        (10.0, 1, "ten"),
        (10.0, 29, "ten"),
        (10.0, 30, "eleven"),
        (1.5, 18, "two"),
        (0.5, 0, "thirty seconds"),
    ],
)
def test_a_length_is_told_roughly(minutes: float, seconds: int, told: str) -> None:
    length = rough(int(minutes * 60_000) + seconds * 1000)
    assert Phrasing(LIBRARY.phrases, Detail.FULL).minutes(length).removesuffix(" minutes") == told


@pytest.mark.parametrize("minutes", [6.5, 7.0, 8.0, 9.0])
def test_the_welcome_tells_the_minutes_asked_for(minutes: float) -> None:
    timeline = compile_timeline(LIBRARY.load("post"), LIBRARY, expect_spoken, minutes=minutes)
    asked = Phrasing(LIBRARY.phrases, Detail.FULL).minutes(int(minutes * 60_000))
    assert f"about {asked}." in _told(timeline)


@pytest.mark.parametrize(
    ("time", "said"),
    [
        ("45s", "Forty-five seconds, starting now"),
        ("85s", "About one and a half minutes, starting now"),
        ("90s", "One and a half minutes, starting now"),
        ("135s", "About two and a half minutes, starting now"),
        ("2 min", "Two minutes, starting now"),
    ],
)
def test_longer_times_are_told_to_the_half_minute(time: str, said: str) -> None:
    steps = [{"exercise": "walk", "time": time}]
    routine = Routine.model_validate({"name": "one", "title": "One", "when": "any", "steps": steps})
    begin = next(cue for cue in compile_timeline(routine, LIBRARY, expect_spoken).cues if cue.kind == "begin")
    assert begin.text.startswith(f"{said}, at your own pace")


def test_from_the_back_one_is_told_to_stand_up() -> None:
    steps = [{"exercise": "lying-knee-hug"}, {"exercise": "hip-circles"}]
    routine = Routine.model_validate({"name": "up", "title": "Up", "when": "any", "steps": steps})
    timeline = compile_timeline(routine, LIBRARY, expect_spoken)
    roll, eyes, up, first, *_ = [cue for cue in timeline.cues if cue.step == 2 and cue.kind == "setup"]
    assert ["one side" in roll.text, "your eyes" in eyes.text, "stand up" in up.text] == [True] * 3
    assert first.start - up.start >= 8000


def test_a_walk_knows_whether_the_run_is_over() -> None:
    said = {when: " ".join(_session(when, "walk")) for when in ("before", "after", "any")}
    assert "briskly, until" in said["before"]
    assert "pulse come down" in said["after"]
    assert "briskly before a run, or gently" in said["any"]


@pytest.mark.parametrize(
    ("name", "reps", "counted"),
    [
        ("worlds-greatest-stretch", 5, [3, 2, 1]),
        ("cat-cow", 4, [3, 2, 1]),
        ("cat-cow", 6, [3, 2, 1]),
        ("bird-dog", 6, [3, 2, 1]),
        ("hip-circles", 10, [5, 3, 2, 1]),
        ("hip-circles", 3, [3, 2, 1]),
        ("hip-circles", 2, [2, 1]),
        ("hip-circles", 20, [10, 5, 3, 2, 1]),
    ],
)
def test_repetitions_are_counted_one_way_and_tell_how_many_are_left(
    name: str, reps: int, counted: list[int]
) -> None:
    steps = [{"exercise": name, "reps": str(reps)}]
    routine = Routine.model_validate({"name": "one", "title": "One", "when": "any", "steps": steps})
    timeline = compile_timeline(routine, LIBRARY, expect_spoken)
    interval = timeline.steps[0].intervals[0]
    a_rep = (interval.end - interval.start) // reps
    left = {
        cue.start: (interval.end - cue.start) // a_rep
        for cue in timeline.cues
        if cue.kind in ("rep", "last", "halfway") and interval.start <= cue.start < interval.end
    }
    words = LIBRARY.phrases.numbers
    said = []
    for cue in timeline.cues:
        if cue.start in left and (cue.kind == "halfway" or cue.text.split()[-1] in ("more.", "go.", "one.")):
            word = cue.text.split()[0].lower()
            assert cue.kind == "halfway" or word in (words[left[cue.start]], "last", "and")
            said.append(left[cue.start])
    assert said == counted


def _said_in(exercise: str, reps: int, detail: Detail = Detail.FULL) -> list[tuple[str, str]]:
    """Return the kind and text of what is said while ``exercise`` is done, on its first side."""
    steps = [{"exercise": exercise, "reps": str(reps)}]
    routine = Routine.model_validate({"name": "one", "title": "One", "when": "any", "steps": steps})
    timeline = compile_timeline(routine, LIBRARY, expect_spoken, detail)
    interval = timeline.steps[0].intervals[0]
    return [(cue.kind, cue.text) for cue in timeline.cues if interval.start <= cue.start < interval.end]


@pytest.mark.parametrize("detail", list(Detail))
def test_a_single_repetition_is_led_not_counted(detail: Detail) -> None:
    assert [kind for kind, _ in _said_in("cat-cow", 1, detail)] == ["inhale", "exhale"]
    assert "One." not in [text for _, text in _said_in("hip-circles", 1, detail)]


def test_the_breath_leads_into_a_few_repetitions() -> None:
    kinds, texts = zip(*_said_in("cat-cow", 3), strict=True)
    assert kinds[:2] == ("inhale", "exhale")
    assert texts[2:] == ("Two more.", "Last one.")


@pytest.mark.parametrize("language", LIBRARIES)
@pytest.mark.parametrize("name", ["cooldown", "pre", "table"])
def test_a_thought_on_form_stands_by_itself(name: str, language: str) -> None:
    library = LIBRARIES[language]
    timeline = compile_timeline(library.load(name), library, expecting(library.phrases))
    for before, after in pairwise(timeline.cues):
        if "form" in (before.kind, after.kind):
            assert after.start - before.end >= 700, (before.text, after.text)


@pytest.mark.parametrize("detail", list(Detail))
def test_nobody_is_left_alone_in_a_long_rest_or_walk(detail: Detail) -> None:
    steps = [{"exercise": "walk", "time": "5 min"}, {"rest": "5 min"}, {"exercise": "cat-cow"}]
    routine = Routine.model_validate({"name": "long", "title": "Long", "when": "before", "steps": steps})
    timeline = compile_timeline(routine, LIBRARY, expect_spoken, detail)
    words = [(cue.start, cue.end) for cue in timeline.cues]
    heard = sorted([*words, *((tone.start, tone.end) for tone in timeline.tones)])
    assert max(after[0] - before[1] for before, after in pairwise(heard)) <= 30_000


@pytest.mark.parametrize("language", LIBRARIES)
def test_the_last_breath_is_led_out(language: str) -> None:
    library = LIBRARIES[language]
    timeline = compile_timeline(library.load("rescue"), library, expecting(library.phrases))
    for step in timeline.steps:
        for interval in step.intervals:
            last = [phase.start for phase in interval.phases if phase.cue == "exhale"][-1]
            assert [cue.start for cue in timeline.cues if cue.kind == "exhale"].count(last) == 1


@pytest.mark.parametrize("language", LIBRARIES)
def test_a_side_with_a_long_name_is_called_plainly_the_second_time(language: str) -> None:
    library = LIBRARIES[language]
    steps = [{"exercise": "hip-circles", "reps": "1", "rounds": "3"}] * 2
    routine = Routine.model_validate({"name": "one", "title": "One", "when": "any", "steps": steps})
    timeline = compile_timeline(routine, library, expecting(library.phrases))
    assert broken_rules(as_json(timeline), language) == []
