"""Texts of somebody's own, as steps: every sentence is said as it is written, with the silence asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from coach.content.fields import Detail
from coach.content.routine import Routine, Step
from coach.content.spoken_text import split
from coach.script.request import Request
from coach.script.writer import write
from coach.timeline.compiler import compile_timeline
from coach.timeline.layout import lay_out
from coach.track.pieces import titles
from tests.strategies import LIBRARIES, LIBRARY, expected

if TYPE_CHECKING:
    from collections.abc import Mapping

LONG = (
    "Sit for a while and count. I will not hurry you, and nothing here has to be done well, or even done at all. "
    'Dr. Braun once said: "Rest is work, too." So rest! Is that so hard? Perhaps it is.'
)


def _routine(*steps: Mapping[str, object]) -> Routine:
    return Routine.model_validate({"name": "own", "title": "Own", "when": "any", "steps": list(steps)})


@pytest.mark.parametrize("detail", list(Detail))
@pytest.mark.parametrize("language", LIBRARIES)
def test_all_of_it_is_said_at_every_detail_in_any_language(language: str, detail: Detail) -> None:
    library = LIBRARIES[language]
    timeline = compile_timeline(_routine({"say": LONG}), library, expected(library), detail)
    said = [cue.text for cue in timeline.cues if cue.kind == "say"]
    assert " ".join(said) == LONG
    assert timeline.steps[0].exercise == "say"
    assert timeline.steps[0].intervals == ()


def test_a_text_is_cut_where_its_sentences_end() -> None:
    assert split(LONG)[-4:] == [
        'Dr. Braun once said: "Rest is work, too."',
        "So rest!",
        "Is that so hard?",
        "Perhaps it is.",
    ]
    assert split("One line,\nwrapped by hand.\n\nAnd another\n") == [
        "One line, wrapped by hand.",
        "And another",
    ]
    assert split("Lauf mit z. B. Frau Dr. Maier nur 3.5 km. Ça va ? Très bien.") == [
        "Lauf mit z. B. Frau Dr. Maier nur 3.5 km.",
        "Ça va ?",
        "Très bien.",
    ]


def test_the_silence_after_it_is_exact_and_what_is_asked_for() -> None:
    routine = _routine({"say": ["One thing.", "And another."], "pause": "8s"}, {"say": "Then this."})
    first, second = compile_timeline(routine, LIBRARY, expected(LIBRARY)).steps
    cues = [cue for cue in compile_timeline(routine, LIBRARY, expected(LIBRARY)).cues if cue.step == 1]
    assert [cue.text for cue in cues] == ["One thing.", "And another."]
    assert second.start - cues[-1].end == first.end - cues[-1].end == 8000


def test_the_same_text_may_come_again_at_once() -> None:
    text = "And once more, breathe all the way out, long and slow."
    timeline = compile_timeline(_routine({"say": text}, {"say": text}), LIBRARY, expected(LIBRARY))
    assert [cue.text for cue in timeline.cues if cue.kind == "say"] == [text, text]


def test_silences_are_what_a_length_is_made_of() -> None:
    routine = _routine(*({"say": f"Number {number}.", "pause": "5-25s"} for number in range(10)))
    usual = compile_timeline(routine, LIBRARY, expected(LIBRARY)).duration
    fitted = compile_timeline(routine, LIBRARY, expected(LIBRARY), minutes=3).duration
    assert abs(fitted - 180_000) <= 15_000
    assert usual > 250_000  # all of the silence, where no length is asked for


def test_a_posture_is_where_the_next_exercise_begins() -> None:
    lying = {"say": "Lie down on your back, in your own time.", "posture": "supine"}
    steps = ({"exercise": "glute-bridge"},)
    standing, down = (
        compile_timeline(_routine(*before, *steps), LIBRARY, expected(LIBRARY)) for before in ((), (lying,))
    )
    ways = [sum("lie down" in cue.text.lower() for cue in each.cues) for each in (standing, down)]
    assert ways == [1, 1]  # by the coach, or in the words of whoever wrote it
    assert next(cue.text for cue in down.cues if cue.kind == "setup").startswith("Bend your knees")


def test_a_title_begins_a_chapter() -> None:
    routine = _routine({"say": "Feel your feet.", "title": "Feet"}, {"say": "And stay there."})
    script = write(Request(routine, LIBRARY))
    assert titles([section.heading for section in script.sections], LIBRARY.phrases) == [
        "Welcome",
        None,
        "Feet",
        None,
        "To finish",
    ]
    assert [step.name for step in lay_out(script, expected(LIBRARY)).steps] == ["Feet", "And stay there"]


def test_a_long_text_is_called_by_how_it_begins() -> None:
    step = Step.model_validate({"say": "Let your attention rise to your ankles, and on into your calves."})
    timeline = compile_timeline(_routine({"say": list(step.say or ())}), LIBRARY, expected(LIBRARY))
    assert timeline.steps[0].name == "Let your attention rise to your ankles…"
