"""Routines and spoken lengths for property tests."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from coach.content.fields import Kind
from coach.content.language_words import languages
from coach.content.library import Library
from coach.content.routine import Routine
from coach.script.estimate import expecting
from coach.units import Ms

if TYPE_CHECKING:
    from coach.script.model import Spoken

LIBRARIES = {language: Library(language) for language in languages()}
"""The shipped library in each language, loaded once for all tests."""

LIBRARY = LIBRARIES["en"]


@st.composite
def doses(draw: st.DrawFn, kind: Kind) -> str:
    """Draw a dose as a person writes it, within what a step may ask for."""
    low, high, unit = {Kind.HOLD: (5, 120, "s"), Kind.REPS: (1, 40, ""), Kind.TIME: (10, 300, "s")}[kind]
    first = draw(st.integers(low, high))
    if draw(st.booleans()):
        return f"{first}{unit}"
    return f"{first}-{draw(st.integers(first, high))}{unit}"


@st.composite
def steps(draw: st.DrawFn) -> dict[str, Any]:
    """Draw one step: mostly an exercise, sometimes a rest."""
    if draw(st.integers(0, 7)) == 0:
        return {"rest": f"{draw(st.integers(1, 60))}s"}
    exercise = LIBRARY.exercise(draw(st.sampled_from(LIBRARY.exercise_names)))
    step: dict[str, Any] = {"exercise": exercise.name}
    if draw(st.booleans()):
        step[exercise.kind] = draw(doses(exercise.kind))
    if draw(st.integers(0, 3)) == 0:
        step["rounds"] = str(draw(st.integers(1, 3)))
    if exercise.sides and draw(st.integers(0, 5)) == 0:
        step["side"] = draw(st.sampled_from(exercise.sides))
    return step


@st.composite
def routines(draw: st.DrawFn, longest: int = 12) -> Routine:
    """Draw a routine of 1 to ``longest`` steps."""
    return Routine.model_validate(
        {
            "name": "drawn",
            "title": draw(st.sampled_from(["Hips", "My tight hips after the long run on Sunday"])),
            "when": draw(st.sampled_from(["before", "after", "any"])),
            "steps": draw(st.lists(steps(), min_size=1, max_size=longest)),
        }
    )


@st.composite
def spoken_lengths(draw: st.DrawFn) -> Spoken:
    """Draw a voice as far as its lengths go: from hurried to slow, or any length from 0.1 to 15 s at random."""
    a_word = draw(st.integers(100, 1200))
    if draw(st.booleans()):
        return lambda text, _: Ms(100 + len(text.split()) * a_word)
    return lambda text, _: Ms(100 + zlib.crc32(f"{a_word}{text}".encode()) % 14_901)


def expected(library: Library) -> Spoken:
    """Return how long sentences are expected to take in the language of ``library``."""
    return expecting(library.phrases)
