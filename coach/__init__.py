"""Turns timed routines into guided audio: a script compiler, a voice, and tracks.

    import coach

    routine = coach.load("post")
    with coach.compile(routine, detail="short", minutes=5) as session:
        for cue in session.timeline.cues:
            print(cue.start, cue.text)
        coach.export(session, "post.mp3")

``play`` plays it live; ``render`` gives the same sound as a ``pydub.AudioSegment``; ``roster`` makes the tracks of
many people. Errors are all ``coach.CoachError``.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coach.api import compile, export, load, play, render, roster
    from coach.content.routine import Routine
    from coach.errors import CoachError
    from coach.session import Options, Session
    from coach.timeline import Timeline

__version__ = "0.1.0"
__all__ = [
    "CoachError",
    "Options",
    "Routine",
    "Session",
    "Timeline",
    "compile",
    "export",
    "load",
    "play",
    "render",
    "roster",
]

_HOMES = {
    "CoachError": "coach.errors",
    "Options": "coach.session",
    "Routine": "coach.content.routine",
    "Session": "coach.session",
    "Timeline": "coach.timeline",
    "compile": "coach.api",
    "export": "coach.api",
    "load": "coach.api",
    "play": "coach.api",
    "render": "coach.api",
    "roster": "coach.api",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used, so that ``import coach`` costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'coach' has no attribute '{name}'")
    return getattr(importlib.import_module(_HOMES[name]), name)
