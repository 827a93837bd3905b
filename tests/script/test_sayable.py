"""Scripts for a voice that has some sentences only."""

from __future__ import annotations

from coach.script.estimate import expecting
from coach.script.request import Request
from coach.script.sayable import sayable
from coach.script.writer import write
from coach.timeline.layout import lay_out
from tests.strategies import LIBRARY

SCRIPT = write(Request(LIBRARY.load("post"), LIBRARY))
SPOKEN = expecting(LIBRARY.phrases)
SAID = {cue.text for cue in lay_out(SCRIPT, SPOKEN).cues}


def test_nothing_changes_for_a_voice_that_says_everything() -> None:
    assert sayable(SCRIPT, lambda _text, _manner: True) == SCRIPT


def test_only_what_the_voice_has_may_be_said() -> None:
    found = sayable(SCRIPT, lambda text, _: text in SAID)
    assert found is not None
    takes = [take for line in found.lines for take in line.takes]
    assert len(takes) < sum(len(line.takes) for line in SCRIPT.lines)
    assert {text for take in takes for text in take} <= SAID
    assert lay_out(found, SPOKEN) == lay_out(SCRIPT, SPOKEN)


def test_a_line_without_words_cannot_be_said() -> None:
    line = next(line for line in SCRIPT.lines if len(line.takes) > 1)
    longer = {text for take in line.takes[:-1] for text in take} - set(line.takes[-1])
    assert sayable(SCRIPT, lambda text, _: text not in longer)
    assert sayable(SCRIPT, lambda text, _: text not in longer.union(line.takes[-1])) is None
