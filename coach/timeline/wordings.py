"""Everything that a routine may say, in every wording: what its voice has to be able to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.script.estimate import expecting
from coach.script.request import Request
from coach.script.writer import draft
from coach.timeline.compiler import announce

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coach.content.fields import Detail
    from coach.content.library import Library
    from coach.content.manner import Manner
    from coach.content.routine import Routine


def wordings(
    routine: Routine, library: Library, details: Iterable[Detail], rate: int | None = None
) -> dict[tuple[str, Manner], int]:
    """Return each sentence and its manner with the place of its wording: 0 if it is said at the lengths expected.

    The others are said where a voice's own lengths leave more room, or less.
    """
    spoken = expecting(library.phrases, rate)
    ranks: dict[tuple[str, Manner], int] = {}
    for detail in details:
        script, timeline = announce(draft(Request(routine, library, detail)), spoken)
        said = {cue.text for cue in timeline.cues}
        for line in script.lines:
            for rank, take in enumerate(line.takes, 1):
                for text in take:
                    sentence = text, line.kind.manner
                    ranks[sentence] = min(ranks.get(sentence, rank), 0 if text in said else rank)
    return ranks
