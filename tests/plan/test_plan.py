"""Plans to generated wishes: each keeps every rule, or says clearly why there is none and what there could be."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

from coach.content.aliases import find_exercise
from coach.content.fields import When
from coach.content.library import Library
from coach.content.review import review
from coach.errors import NotFoundError, PlanError
from coach.plan.planner import Plan, plan
from coach.plan.routine_file import routine_file
from coach.plan.wishes import Wishes, find_area, listed, understand
from coach.script.estimate import expect_spoken
from coach.timeline.compiler import compile_timeline
from coach.track.transcript import as_json
from coach.units import Ms
from tests.plan.checker import AREAS, CAUTIONS, EXERCISES, Checker
from tests.rules import broken_rules
from tests.strategies import LIBRARIES, LIBRARY

if TYPE_CHECKING:
    from pathlib import Path

WORDS = [word for name, facts in AREAS.items() for word in (name, name, *facts["also"])]
MINDED = [word for name, facts in CAUTIONS.items() for word in (name, *facts["also"])]
DRAWS, BATCHES = 5000, 20


def drawn(seed: int) -> dict[str, Any]:
    """Draw wishes, from everyday to perverse."""
    dice = random.Random(seed)  # noqa: S311
    return {
        "tight": tuple(dice.sample(WORDS, dice.choice((1, 1, 2, 2, 3, 4, 6)))),
        "minutes": dice.choice((None, None, *(n / 2 for n in range(2, 50)), 60, 7.3)),
        "when": dice.choice(("before", "after", "after", "any")),
        "avoid": tuple(dice.sample(MINDED, dice.choice((0, 0, 1, 2)))),
        "without": tuple(dice.sample(sorted(EXERCISES), dice.choice((0, 0, 1, 3, 8)))),
        "rounds": dice.choice((None, None, 1, 2)),
    }


def check(asked: dict[str, Any], folder: Path) -> bool:
    """Hold the plan for wishes against all rules; False when there is none, and that is well explained."""
    wishes = Wishes(**{**asked, "when": When(asked["when"])})
    try:
        made = plan(wishes, LIBRARY)
    except PlanError as error:
        fault = error
    else:
        keeps_every_rule(made, asked, folder)
        return True
    assert fault.what
    assert fault.hint
    assert fault.nearest, f"{fault} {asked}"
    nearest = fault.nearest[0]
    assert isinstance(nearest, Wishes)
    assert plan(nearest, LIBRARY).routine.steps
    return False


def keeps_every_rule(made: Plan, asked: dict[str, Any], folder: Path) -> None:
    text = routine_file(made.routine, [reason.text for reason in made.reasons], {0: "A note."})
    assert Checker(text, asked, made.left_out).broken() == []
    path = folder / f"{made.routine.name}.yaml"
    path.write_text(text, "utf-8")
    found = review(LIBRARY, path)
    assert (found.errors, found.warnings) == ((), ())
    assert found.routine == made.routine
    if asked["minutes"]:
        assert made.minutes == pytest.approx(asked["minutes"], abs=0.001)
    for pace in (0.96, 1.0, 1.04):
        spoken = lambda text, manner, pace=pace: Ms(round(expect_spoken(text, manner) * pace))  # noqa: E731
        timeline = compile_timeline(made.routine, LIBRARY, spoken, minutes=made.minutes)
        assert abs(timeline.duration - made.minutes * 60_000) <= 15_000
        assert broken_rules(as_json(timeline)) == []


@pytest.mark.parametrize(
    "seeds", [range(9), pytest.param(range(9, 30), marks=pytest.mark.slow)], ids=["some", "more"]
)
def test_a_plan_keeps_every_rule_or_says_what_is_in_the_way(seeds: range, tmp_path: Path) -> None:
    outcomes = [check(drawn(seed), tmp_path) for seed in seeds]
    assert len(seeds) / 3 <= sum(outcomes) < len(seeds)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["calves"], "calves"),
        (["calves", "hips"], "calves and hips"),
        (["calves", "hips", "neck"], "calves, hips and neck"),
        (["feet and calves"], "feet and calves"),
        (["feet and calves", "neck"], "neck, feet and calves"),
        (["hips", "neck", "feet and calves"], "hips, neck, feet and calves"),
    ],
)
def test_a_list_has_one_and(words: list[str], text: str) -> None:
    assert listed(words) == text


@pytest.mark.slow
@pytest.mark.parametrize("batch", range(BATCHES))
def test_so_do_five_thousand(batch: int, tmp_path: Path) -> None:
    first = 1000 + batch * DRAWS // BATCHES
    outcomes = [check(drawn(seed), tmp_path) for seed in range(first, first + DRAWS // BATCHES)]
    assert any(outcomes)


@pytest.mark.parametrize(
    ("wishes", "message"),
    [
        (Wishes(("calfs",)), "there is no area 'calfs'; did you mean calf or calves?"),
        (
            Wishes(("glutes",), avoid=("kne",)),
            "there is no caution 'kne'; did you mean knee or knees or neck?",
        ),
        (
            Wishes(("glutes",), without=("figure4",)),
            "there is no exercise 'figure4'; did you mean figure-four",
        ),
    ],
)
def test_what_nobody_knows_is_an_error_with_the_nearest(wishes: Wishes, message: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        plan(wishes, LIBRARY)
    assert message in str(caught.value)


@pytest.mark.parametrize("area", ["neck", "shoulders"])
def test_nothing_stands_in_that_works_another_part(area: str) -> None:
    """The easier form of what is ruled out may be for another part: lying down for a hamstring loosens no neck."""
    with pytest.raises(PlanError, match=f"there is no exercise left for {area} with --avoid"):
        plan(Wishes((area,), avoid=(area,)), LIBRARY)


def test_what_is_in_the_way_is_named_truly() -> None:
    made = plan(Wishes(("shoulders",), when=When.BEFORE), LIBRARY)
    assert made.left_out[0] == ("One exercise only for the shoulders: the library has no second.")
    every = map(LIBRARY.exercise, LIBRARY.exercise_names)
    moving = tuple(each.name for each in every if "quads" in each.areas and each.when is not When.AFTER)
    with pytest.raises(
        PlanError, match=r"^there is no exercise left for quads before a run .*plan it for --when after"
    ):
        plan(Wishes(("quads",), when=When.BEFORE, without=moving), LIBRARY)
    with pytest.raises(PlanError, match=r"^1 minute is too short for calves; the shortest possible is"):
        plan(Wishes(("calves",), 1), LIBRARY)


@pytest.mark.parametrize(
    ("wishes", "order"),
    [
        (Wishes(("hips",), when=When.BEFORE), "All of it is done standing."),
        (
            Wishes(("neck",), when=When.BEFORE),
            "It goes down to the floor once; come up slowly before you run.",
        ),
        (Wishes(("back", "quads")), "It goes from standing down to the floor, each posture once, and"),
        (Wishes(("glutes",), 3), "It stays on the floor, each posture once, and goes from easy to deep"),
    ],
)
def test_the_order_is_told_as_it_is(wishes: Wishes, order: str) -> None:
    general = [reason.text for reason in plan(wishes, LIBRARY).reasons if reason.step is None]
    assert general[1].startswith(order)


@pytest.mark.parametrize("word", ["Child's pose", "pigeon", "Knees to chest", "Down Dog"])
def test_exercises_are_left_out_by_any_of_their_names(word: str) -> None:
    name = find_exercise(word, LIBRARY)
    for area in LIBRARY.exercise(name).areas:
        steps = plan(Wishes((area,), without=(word,)), LIBRARY).routine.steps
        assert name not in {step.exercise for step in steps}


@pytest.mark.parametrize("rate", [100, 200])
def test_a_plan_is_fitted_to_the_rate_of_the_voice(rate: int) -> None:
    made = plan(Wishes(("glutes", "back"), 12, rate=rate), LIBRARY)
    timeline = compile_timeline(
        made.routine,
        LIBRARY,
        lambda text, manner: Ms(round(expect_spoken(text, manner) * 140 / rate)),
        minutes=12,
    )
    assert abs(timeline.duration - 12 * 60_000) <= 15_000


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_the_same_wishes_give_the_same_plan(seed: int) -> None:
    asked = drawn(seed)
    wishes = Wishes(tuple(reversed(asked["tight"])), 14, When(asked["when"]), rounds=asked["rounds"])
    outcomes: list[Plan | str] = []
    for library in (Library(), Library()):
        try:
            outcomes.append(plan(wishes, library))
        except PlanError as fault:
            outcomes.append(str(fault))
    assert outcomes[0] == outcomes[1]


def test_the_words_of_the_runner_name_the_routine() -> None:
    made = plan(Wishes(("calves", "lower-back", "feet"), 12), LIBRARY).routine
    assert (made.name, made.title) == (
        "tight-calves-lower-back",
        "For your calves and your lower back",
    )
    long = plan(
        Wishes(("deep-hip-rotators", "front-of-the-thighs", "back-of-the-thighs", "upper-back")), LIBRARY
    )
    assert long.routine.name == "tight-deep-hip-rotators-front-of-the-thighs"


@pytest.mark.parametrize(
    ("tight", "language", "title"),
    [
        (("calves",), "en", "For your calves"),
        (("it-band",), "en", "For your outer thighs"),
        (("shins", "bum"), "en", "For your shins and your bum"),
        (("hamstrings",), "en", "For your hamstrings"),
        (("Waden", "Rücken"), "de", "Für deine Waden und deinen Rücken"),
        (("gemelos", "hips"), "es", "Para tus gemelos y tus flexores de cadera"),
        (("mollets", "épaule"), "fr", "Pour tes mollets et tes épaules"),
    ],
)
def test_a_title_can_be_spoken(tight: tuple[str, ...], language: str, title: str) -> None:
    library = Library(language)
    assert understand(Wishes(tight), library).title(library) == title


@pytest.mark.parametrize(
    ("word", "language"), [("knee", "en"), ("Knie", "de"), ("rodilla", "es"), ("genou", "fr")]
)
def test_what_cannot_be_stretched_is_for_being_careful(word: str, language: str) -> None:
    with pytest.raises(NotFoundError, match=r"cannot be stretched; .*--avoid knee"):
        understand(Wishes((word,)), Library(language))


def test_the_stretches_that_are_named_first_come_first() -> None:
    made = plan(Wishes(("calves",), 8), LIBRARY)
    worked = [
        str(step.exercise)
        for step in made.routine.steps
        if EXERCISES[str(step.exercise)]["role"] == "stretch"
    ]
    assert set(worked) == set(AREAS["feet-and-calves"]["first"][:3])
    assert made.left_out == ("No time for the walk: let your pulse come down before you begin.",)
    for name, facts in AREAS.items():
        for exercise in facts.get("first", ()):
            assert name in EXERCISES[exercise]["areas"]


@pytest.mark.parametrize("library", LIBRARIES.values(), ids=lambda library: library.language)
def test_areas_go_by_their_titles_in_every_language(library: Library) -> None:
    for area, title in library.titles.areas.items():
        assert find_area(title, library) == area
        assert find_area(f"my {title}", library) == area


def test_what_may_be_meant_is_spelled_as_people_spell_it() -> None:
    german = LIBRARIES["de"]
    with pytest.raises(NotFoundError, match="did you mean unterer Rücken"):
        find_area("unter Rücken", german)
