"""Ways through the room: by real positions, each with its time."""

from __future__ import annotations

from itertools import product

import pytest

from coach.script.moves import Whereabouts, destination, way
from tests.strategies import LIBRARIES, LIBRARY


@pytest.mark.parametrize(
    ("before", "after", "steps"),
    [
        (Whereabouts(), Whereabouts(), ()),
        (Whereabouts(), Whereabouts("kneeling"), ("kneel-down",)),
        (Whereabouts(), Whereabouts("supine"), ("down-to-sit", "lie-back")),
        (Whereabouts("supine"), Whereabouts(), ("roll-up", "stand-up")),
        (Whereabouts("half-kneeling"), Whereabouts(), ("step-up",)),
        (Whereabouts(), Whereabouts("standing", "wall"), ("to-wall",)),
        (Whereabouts(), Whereabouts("half-kneeling", "wall"), ("to-wall", "knee-down")),
        (Whereabouts("standing", "wall"), Whereabouts(), ()),
        (Whereabouts("standing", "wall"), Whereabouts("kneeling"), ("to-mat", "kneel-down")),
        (Whereabouts("supine"), Whereabouts("standing", "wall"), ("roll-up", "stand-up", "to-wall")),
    ],
)
def test_ways(before: Whereabouts, after: Whereabouts, steps: tuple[str, ...]) -> None:
    assert tuple(step.name for step in way(before, after, LIBRARY)) == steps


def test_there_is_a_way_from_everywhere_to_everywhere() -> None:
    places = {destination(LIBRARY.exercise(name), LIBRARY) for name in LIBRARY.exercise_names}
    places |= {Whereabouts(posture) for posture in LIBRARY.postures}
    for before, after in product(places, repeat=2):
        assert before.posture == after.posture or way(before, after, LIBRARY), (before, after)


def test_moves_are_of_postures_that_there_are_and_have_words() -> None:
    for name, move in LIBRARY.moves.items():
        assert {move.origin, *move.to} <= set(LIBRARY.postures), name
    silent = {"knee-forward", "lift-up", "walk-hands-out", "walk-hands-in"}  # the set-up says what follows
    across = {"to-wall", "to-chair", "to-mat"}
    assert set(LIBRARIES["en"].phrases.moves) == {*LIBRARY.moves, *across} - silent
