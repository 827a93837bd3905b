"""The script compiler in one call: from a routine, and how long its sentences take to say, to the timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.content.fields import Detail
from coach.script.fitting import choose
from coach.script.habits import NO_HABITS
from coach.script.writer import write
from coach.timeline.layout import lay_out
from coach.units import MINUTE, Ms

if TYPE_CHECKING:
    from coach.content.library import Library
    from coach.content.routine import Routine
    from coach.script.habits import Habits
    from coach.script.model import Spoken
    from coach.timeline.model import Timeline


def compile_timeline(
    routine: Routine,
    library: Library,
    spoken: Spoken,
    detail: Detail = Detail.FULL,
    minutes: float | None = None,
    habits: Habits = NO_HABITS,
) -> Timeline:
    """Compile ``routine`` all the way: the same routine and spoken lengths always give the same timeline.

    The welcome tells the length asked for, or the one there is: written once more, where a guess was wrong.
    Raises UnspeakableError when it cannot take so many ``minutes``, or has no time to say something needful.
    """
    choice = choose(
        routine, library, lambda script: lay_out(script, spoken).duration, detail, minutes, habits
    )
    asked = None if minutes is None else Ms(round(minutes * MINUTE))
    script = write(routine, library, detail, choice, habits, asked)
    timeline = lay_out(script, spoken)
    if asked is None:
        told = write(routine, library, detail, choice, habits, timeline.duration)
        timeline = timeline if told == script else lay_out(told, spoken)
    return timeline
