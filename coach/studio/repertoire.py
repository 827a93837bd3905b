"""Every sentence that routines may say, the most used first: what has to be recorded for a voice of one's own."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from coach.script.estimate import expecting
from coach.script.request import Request
from coach.script.writer import draft
from coach.timeline.compiler import announce

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coach.content.fields import Detail
    from coach.content.library import Library
    from coach.content.routine import Routine
    from coach.script.model import Script


def repertoire(routines: Iterable[Routine], library: Library, detail: Detail) -> dict[str, int]:
    """Return each sentence with how often it is said at the lengths expected, the most used first.

    Those at 0 are other wordings: they are said where a voice's own lengths leave more room, or less.
    """
    said: Counter[str] = Counter()
    known: dict[str, None] = {}
    spoken = expecting(library.phrases)
    for routine in routines:
        script, timeline = announce(draft(Request(routine, library, detail)), spoken)
        known |= dict.fromkeys(_sentences(script))
        said.update(cue.text for cue in timeline.cues)
    return {text: said[text] for text in sorted(known, key=lambda text: -said[text])}


def _sentences(script: Script) -> Iterator[str]:
    for line in script.lines:
        for take in line.takes:
            yield from take
