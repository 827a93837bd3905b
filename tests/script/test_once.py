"""What is done once is said to be done once, in every language."""

from __future__ import annotations

import pytest

from coach.content.language_words import languages
from coach.content.library import Library
from coach.content.routine import Routine
from coach.script.estimate import expect_spoken
from coach.script.phrasing import fill
from coach.timeline.compiler import compile_timeline

STEPS = (
    {"exercise": "childs-pose", "breaths": "1"},
    {"exercise": "figure-four", "breaths": "1"},
    {"exercise": "cat-cow", "reps": "1"},
    {"exercise": "hip-circles", "reps": "1"},
    {"exercise": "standing-twist", "reps": "1"},
)
SLOTS = ("begin_breath", "begin_breath_side", "begin_once", "begin_once_side", "begin_once_each")


@pytest.mark.parametrize("language", languages())
def test_once_is_said_as_once(language: str) -> None:
    library = Library(language)
    routine = Routine.model_validate({"name": "once", "title": "Once", "when": "any", "steps": STEPS})
    cues = compile_timeline(routine, library, expect_spoken).cues
    for number, (step, slot) in enumerate(zip(STEPS, SLOTS, strict=True), start=1):
        words = library.exercise(step["exercise"]).words
        allowed = [
            fill(wording, {"phrase": words.sides.get(side, library.phrases.sides[side].phrase)})
            for wording in getattr(library.phrases, slot)
            for side in library.exercise(step["exercise"]).sides or ("right",)
        ]
        own = [wording for wording in words.begin if "{" not in wording]
        begun = [cue.text for cue in cues if cue.step == number and cue.kind == "begin"]
        assert begun
        assert all(text in allowed or text in own for text in begun), begun
