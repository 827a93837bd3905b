"""A timeline as text: for people, who read whole seconds."""

from __future__ import annotations

import re
from typing import Any

from coach.content.routine import Routine
from coach.script.estimate import expect_spoken
from coach.timeline.compiler import compile_timeline
from coach.track.transcript import as_json, as_text
from coach.units import Span
from tests.strategies import LIBRARY


def test_lengths_are_rounded_in_text_and_exact_in_json() -> None:
    walk = {"exercise": "walk", "time": Span(134_844, 134_844)}
    routine = Routine.model_validate({"name": "a", "title": "A", "when": "any", "steps": [walk]})
    timeline = compile_timeline(routine, LIBRARY, expect_spoken)
    assert re.findall(r"~~~~~~~~  (.*)", "\n".join(as_text(timeline))) == ["135 s"]
    exact: Any = as_json(timeline)
    [walked] = exact["steps"][0]["intervals"]
    assert walked["end_ms"] - walked["start_ms"] == 134_844


def test_an_excerpt_is_a_part_of_the_whole_at_the_same_times() -> None:
    whole = compile_timeline(LIBRARY.load("post"), LIBRARY, expect_spoken)
    lines = list(as_text(whole))
    for step in whole.steps:
        excerpt = whole.since(step.index)
        begin = lines.index(f"{step.index}. {step.name}")
        assert list(as_text(excerpt)) == [lines[0], *lines[begin - 1 :]]
        assert excerpt.duration == whole.duration
