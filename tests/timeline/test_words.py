"""The rule-book for words, over every shipped routine, and over planned ones."""

from __future__ import annotations

from itertools import combinations, product

import pytest

from coach.content.fields import Detail, When
from coach.errors import PlanError
from coach.plan.planner import plan
from coach.plan.wishes import Wishes
from coach.script.estimate import expecting
from coach.timeline.compiler import compile_timeline
from coach.track.transcript import as_json
from coach.units import MINUTE
from tests.rules import broken_rules
from tests.strategies import LIBRARIES, LIBRARY
from tests.word_rules import broken_word_rules

SHIPPED = [routine.name for routine in LIBRARY.routines() if not routine.own]
PLANNED = [
    Wishes(areas, minutes, when=when)
    for areas, minutes, when in product(
        [*((area,) for area in LIBRARY.areas), *combinations(LIBRARY.areas, 2)],
        (None, 10),
        (When.AFTER, When.BEFORE),
    )
]


@pytest.mark.parametrize("detail", list(Detail))
@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("language", LIBRARIES)
def test_shipped_routines_keep_the_rules_for_words(language: str, name: str, detail: Detail) -> None:
    library = LIBRARIES[language]
    timeline = compile_timeline(library.load(name), library, expecting(library.phrases), detail)
    assert broken_word_rules(as_json(timeline), language) == []


def _broken(wishes: Wishes, language: str = "en") -> list[str]:
    library = LIBRARIES[language]
    try:
        routine = plan(wishes, library).routine
    except PlanError:  # there is none of that length, or nothing for it before a run
        return []
    timeline = as_json(compile_timeline(routine, library, expecting(library.phrases)))
    return [*broken_rules(timeline, language), *broken_word_rules(timeline, language)]


@pytest.mark.parametrize("wishes", PLANNED[::16], ids=lambda wishes: "+".join(wishes.tight))
def test_planned_routines_keep_every_rule(wishes: Wishes) -> None:
    assert _broken(wishes) == []


@pytest.mark.slow
@pytest.mark.parametrize("language", LIBRARIES)
def test_two_hundred_planned_routines_keep_every_rule(language: str) -> None:
    assert len(PLANNED) >= 200
    assert [(wishes, broken) for wishes in PLANNED if (broken := _broken(wishes, language))] == []


@pytest.mark.parametrize("language", LIBRARIES)
@pytest.mark.parametrize(("name", "least", "most"), [("post", 5, 7), ("pre", 5, 6), ("cooldown", 8, 12)])
def test_routines_of_the_articles_take_as_long_as_there(
    language: str, name: str, least: int, most: int
) -> None:
    library = LIBRARIES[language]
    timeline = compile_timeline(library.load(name), library, expecting(library.phrases))
    assert least * MINUTE <= timeline.duration <= most * MINUTE


def test_routines_do_not_all_end_in_the_same_words() -> None:
    ends = {
        name: next(cue.text for cue in timeline.cues[::-1] if cue.kind == "notice")
        for name in SHIPPED
        if not LIBRARY.load(name).farewell
        for timeline in [compile_timeline(LIBRARY.load(name), LIBRARY, expecting(LIBRARY.phrases))]
    }
    assert len({*ends.values()}) >= 3
    assert ends == {**ends, **dict.fromkeys(("post", "pre", "seven"), LIBRARY.phrases.check_in[1])}
