"""The script compiler in one call: from a routine, and how long its sentences take to say, to the timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.content.fields import Detail
from coach.script.fitting import choose
from coach.script.habits import NO_HABITS
from coach.script.request import Request
from coach.script.writer import draft
from coach.timeline.layout import lay_out

if TYPE_CHECKING:
    from coach.content.library import Library
    from coach.content.routine import Routine
    from coach.script.habits import Habits
    from coach.script.model import Script, Spoken
    from coach.script.writer import Draft
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

    Raises UnspeakableError when it cannot take so many ``minutes``, or has no time to say something needful.
    """
    request = Request(routine, library, detail, minutes, habits)
    choice = choose(request, lambda script: lay_out(script, spoken).duration)
    return announce(draft(request, choice), spoken)[1]


def announce(written: Draft, spoken: Spoken) -> tuple[Script, Timeline]:
    """Return the script whose welcome says the length asked for, or else the one it has, and its timeline."""
    asked = written.request.length
    script = written.script(asked)
    timeline = lay_out(script, spoken)
    if asked is None and (announced := written.script(timeline.duration)) != script:
        return announced, lay_out(announced, spoken)
    return script, timeline
