"""Turns timed routines into guided audio: a script compiler, a voice, and tracks.

    import coach

    routine = coach.load("post")
    with coach.compile(routine, detail="short", minutes=5) as session:
        for cue in session.timeline.cues:
            print(cue.start, cue.text)
        coach.export(session, "post.mp3")

``play`` plays it live; ``render`` gives the same sound as a ``pydub.AudioSegment``. All of it is in
``docs/reference.md``.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.api import (
        check,
        compile,
        export,
        handout,
        load,
        plan_routine,
        play,
        read_history,
        render,
        roster,
        routine,
        swap,
        transcript,
        voices,
    )
    from coach.content.fields import Detail, When
    from coach.content.routine import Routine, Step
    from coach.errors import (
        CoachError,
        HistoryError,
        LengthError,
        MediaError,
        NotFoundError,
        PlanError,
        Problem,
        RoutineError,
        SpeakerError,
        UnspeakableError,
        VoiceError,
    )
    from coach.session import Session
    from coach.session_options import Options
    from coach.timeline.model import Timeline

__version__ = "0.1.0"
__all__ = [
    "CoachError",
    "Detail",
    "HistoryError",
    "LengthError",
    "MediaError",
    "NotFoundError",
    "Options",
    "PlanError",
    "Problem",
    "Routine",
    "RoutineError",
    "Session",
    "SpeakerError",
    "Step",
    "Timeline",
    "UnspeakableError",
    "VoiceError",
    "When",
    "check",
    "compile",
    "export",
    "handout",
    "load",
    "plan_routine",
    "play",
    "read_history",
    "render",
    "roster",
    "routine",
    "swap",
    "transcript",
    "voices",
]

_HOMES = (
    "coach.errors",
    "coach.content.fields",
    "coach.content.routine",
    "coach.timeline.model",
    "coach.session_options",
    "coach.session",
    "coach.api",
)
"""Where the public names come from, the modules that are quick to import first."""


def __dir__() -> list[str]:
    """Return the public names, so that they can be completed."""
    return [*__all__]


def __getattr__(name: str) -> object:
    """Import a public name when it is first used, so that ``import coach`` costs nothing."""
    if name in __all__:
        for home in map(importlib.import_module, _HOMES):
            if hasattr(home, name):
                return getattr(home, name)
    raise AttributeError(f"module 'coach' has no attribute '{name}'")
