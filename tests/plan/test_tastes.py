"""Random likes and dislikes, two hundred and more: what is disliked comes only where nothing else is safe."""

from __future__ import annotations

import random
from typing import Any

import pytest

from coach.content.fields import When
from coach.errors import PlanError
from coach.plan.avoid import avoiding
from coach.plan.planner import Plan, plan
from coach.plan.swap import swap
from coach.plan.wishes import Wishes
from coach.settings.tastes import Tastes
from tests.plan.checker import AREAS, CAUTIONS, EXERCISES, Facts, seconds
from tests.strategies import LIBRARY

TIMES = {"before": ("before", "any"), "after": ("after", "any"), "any": ("after", "any")}


def drawn(seed: int) -> dict[str, Any]:
    dice = random.Random(seed)  # noqa: S311
    areas = tuple(dice.sample(sorted(AREAS), dice.choice((1, 1, 2, 3))))
    near = sorted(name for name, facts in EXERCISES.items() if set(areas) & set(facts["areas"]))
    dislike = dice.sample(near, dice.randint(0, len(near)))  # up to all there is for the areas
    others = sorted(EXERCISES.keys() - {*dislike})
    return {
        "tight": areas,
        "when": When(dice.choice(("before", "after", "after", "any"))),
        "avoid": tuple(dice.sample(sorted(CAUTIONS), dice.choice((0, 1, 2)))),
        "dislike": tuple(dislike),
        "like": tuple(dice.sample(others, min(len(others), 4))),
    }


def safe(area: str, asked: dict[str, Any]) -> set[str]:
    """What the library has for an area that the other wishes leave in."""

    def fits(facts: Facts) -> bool:
        if facts["when"] not in TIMES[asked["when"]] or {*asked["avoid"]} & {*facts.get("cautions", ())}:
            return False
        if asked["when"] == "before":
            held = facts["kind"] == "hold" and seconds(facts["hold"])[0] > 15
            return facts["role"] in ("stretch", "mobility") and not held
        return bool(facts["role"] == "stretch")

    return {name for name, facts in EXERCISES.items() if area in facts["areas"] and fits(facts)}


def check(made: Plan, asked: dict[str, Any]) -> int:
    """Hold a plan against the dislikes; return how many of these had to come."""
    taken = {step.exercise for step in made.routine.steps}
    disliked = taken & {*asked["dislike"]}
    said = {reason.step: reason.text for reason in made.reasons}
    for number, step in enumerate(made.routine.steps):
        if step.exercise in disliked and " again, at" not in said[number]:
            assert "though you dislike it: n" in said[number]
        if step.exercise in asked["like"] and " again, at" not in said[number]:
            assert said[number].endswith("you like it.")
    for name in disliked:
        if EXERCISES[str(name)]["role"] == "easing":
            continue
        without = [area for area in asked["tight"] if not safe(area, asked) - {*asked["dislike"]}]
        served = [area for area in without if name in safe(area, asked)]
        assert served or asked["when"] == "any", f"{name} came though there is another"
    return len(disliked)


def outcome(asked: dict[str, Any]) -> Plan | None:
    """Plan to wishes; None where there is no exercise, which then is not for want of liking."""
    try:
        return plan(Wishes(**asked), LIBRARY)
    except PlanError:
        with pytest.raises(PlanError):
            plan(Wishes(**{**asked, "dislike": ()}), LIBRARY)
        return None


@pytest.mark.parametrize(
    "seeds", [range(10), pytest.param(range(10, 200), marks=pytest.mark.slow)], ids=["some", "more"]
)
def test_what_is_disliked_comes_only_where_nothing_else_is_safe(seeds: range) -> None:
    wishes = [drawn(seed) for seed in seeds]
    assert sum(len(asked["like"]) + len(asked["dislike"]) for asked in wishes) > 200 / 24 * len(wishes)
    made = [(plan, asked) for asked in wishes if (plan := outcome(asked))]
    assert len(made) > len(wishes) / 2
    assert sum(check(plan, asked) for plan, asked in made) > 3 / 24 * len(wishes)


def test_what_is_liked_comes_more_often() -> None:
    def share(names: tuple[str, ...], like: bool) -> int:
        count = 0
        for name in names:
            area = next(iter(EXERCISES[name]["areas"]))
            made = plan(Wishes((area,), like=(name,) if like else ()), LIBRARY)
            count += name in {step.exercise for step in made.routine.steps}
        return count

    stretches = tuple(
        name for name, facts in EXERCISES.items() if facts["role"] == "stretch" and facts["when"] != "before"
    )[::7]
    assert share(stretches, like=True) > share(stretches, like=False)
    assert share(stretches, like=True) >= 0.9 * len(stretches)


def test_a_reason_names_what_was_spared() -> None:
    usual = [str(step.exercise) for step in plan(Wishes(("glutes",)), LIBRARY).routine.steps]
    stretch = next(name for name in usual if EXERCISES[name]["role"] == "stretch")
    made = plan(Wishes(("glutes",), dislike=(stretch,)), LIBRARY)
    title = LIBRARY.exercise(stretch).words.title.lower()
    assert any(
        reason.text.startswith("Left out, as you dislike it: ") and title in reason.text
        for reason in made.reasons
    )


def test_a_swap_heeds_what_is_disliked_while_it_can() -> None:
    routine = LIBRARY.load("post")
    gone: list[str] = []
    while True:
        done = swap(routine, "childs-pose", LIBRARY, tastes=Tastes(dislike=tuple(gone)))
        if done.new.name in gone:
            break
        assert done.notes == ()
        gone.append(done.new.name)
    assert len(gone) > 3
    assert done.notes == ("You dislike it, but nothing else that is safe is for the lower back.",)
    liked = swap(routine, "childs-pose", LIBRARY, tastes=Tastes(like=(gone[-1],)))
    assert liked.new.name in (gone[-1], LIBRARY.exercise("childs-pose").easier)


def test_what_stands_in_for_something_unsafe_is_not_disliked() -> None:
    routine = LIBRARY.load("post")
    usual, _ = avoiding(routine, LIBRARY, ["knee"])
    before = {step.exercise for step in routine.steps}
    new = tuple(str(step.exercise) for step in usual.steps if step.exercise not in before)
    assert new
    other, said = avoiding(routine, LIBRARY, ["knee"], Tastes(dislike=new))
    assert not {*new} & {step.exercise for step in other.steps}
    assert all("dislike" not in sentence for sentence in said)
