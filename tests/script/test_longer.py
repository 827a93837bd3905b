"""Holds that are made longer while they are held, against a load as well."""

from __future__ import annotations

from coach.content.routine import Routine
from coach.script.estimate import expect_spoken
from coach.script.longer import longer
from coach.script.model import Interval
from coach.script.phrasing import Phrasing
from coach.script.request import Request
from coach.script.writer import write
from coach.timeline.layout import lay_out
from coach.track.transcript import as_json
from coach.units import Ms
from tests.rules import broken_rules
from tests.strategies import LIBRARY


def test_a_hold_against_a_load_is_longer_by_ten_seconds_on_both_sides_and_says_so() -> None:
    steps = [{"exercise": "side-plank", "hold": "20s"}]
    routine = Routine.model_validate({"name": "one", "title": "One", "when": "any", "steps": steps})
    script = write(Request(routine, LIBRARY))
    number = Phrasing(LIBRARY.phrases, script.detail).number
    section = longer(script.sections[2], 0, Ms(3000), number)
    assert section is not None
    intervals = [part for part in section.parts if isinstance(part, Interval)]
    assert [interval.length for interval in intervals] == [30_000, 30_000]
    timeline = lay_out(
        type(script)(
            script.routine, script.title, script.detail, (*script.sections[:2], section, script.sections[3])
        ),
        expect_spoken,
    )
    assert broken_rules(as_json(timeline)) == []
    begins = [cue.text for cue in timeline.cues if cue.kind == "begin"]
    assert "thirty seconds" in begins[1]
    for interval in timeline.steps[0].intervals:
        left = [
            interval.end - cue.start
            for cue in timeline.cues
            if cue.kind == "last" and interval.start < cue.start < interval.end
        ]
        assert left == [10_000, 5000]
