"""Every sentence that routines may say, the most used first: what has to be recorded for a voice of one's own."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from coach.script.estimate import expecting
from coach.script.writer import write
from coach.timeline import lay_out

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
        length = lay_out(write(routine, library, detail), spoken).duration  # the welcome says it
        script = write(routine, library, detail, length=length)
        known |= dict.fromkeys(_sentences(script))
        said.update(cue.text for cue in lay_out(script, spoken).cues)
    return {text: said[text] for text in sorted(known, key=lambda text: -said[text])}


def _sentences(script: Script) -> Iterator[str]:
    for line in script.lines:
        for take in line.takes:
            yield from take
