"""An exercise that is met a second time in a session: told in few words, and done in another way."""

from __future__ import annotations

import pytest

from coach.content.routine import Routine
from coach.timeline.compiler import compile_timeline
from tests.strategies import LIBRARIES, expected


def _told(language: str, *steps: dict[str, str]) -> list[list[tuple[str, str | None]]]:
    """Return what is told of the way into each step and to its other side: kind and side, in order."""
    library = LIBRARIES[language]
    routine = Routine.model_validate({"name": "it", "title": "It", "when": "any", "steps": steps})
    timeline = compile_timeline(routine, library, expected(library))
    told = ("setup", "switch", "begin")
    return [
        [(str(cue.kind), cue.side) for cue in timeline.cues if cue.step == step.index and cue.kind in told]
        for step in timeline.steps
    ]


@pytest.mark.parametrize("language", LIBRARIES)
@pytest.mark.parametrize("name", ["cross-body-arm-stretch", "static-calf-stretch"])
def test_what_is_known_takes_one_sentence_before_what_is_different(name: str, language: str) -> None:
    first, again = _told(language, {"exercise": name}, {"exercise": name})
    assert [kind for kind, _ in first].count("setup") >= 3
    assert [kind for kind, _ in first].count("switch") >= 2
    into = [(kind, side) for kind, side in again if side]  # what opens the eyes has no side
    right = [("setup", "right"), ("setup", "right"), ("begin", "right")]
    left = [("switch", "left"), ("setup", "left"), ("begin", "left")]
    assert into == right + left


def test_a_side_that_was_not_worked_yet_is_told_at_length() -> None:
    alone = {"exercise": "static-calf-stretch", "side": "right"}
    _, both = _told("en", alone, {"exercise": "static-calf-stretch"})
    assert [kind for kind, side in both if side == "left"].count("switch") >= 2
