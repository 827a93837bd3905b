"""A session on the clock, and how a script comes to be laid on it: the one place where there is a clock.

Everything downstream (live or file, display, chapters) reads the timeline.
"""

from coach.timeline.layout import HELLO, LEAD_IN, TAIL, Memory, lay_out, lay_passage, lay_passages
from coach.timeline.model import (
    TONES,
    Cue,
    Passage,
    TimedInterval,
    TimedPhase,
    TimedStep,
    Timeline,
    Tone,
)

__all__ = [
    "HELLO",
    "LEAD_IN",
    "TAIL",
    "TONES",
    "Cue",
    "Memory",
    "Passage",
    "TimedInterval",
    "TimedPhase",
    "TimedStep",
    "Timeline",
    "Tone",
    "lay_out",
    "lay_passage",
    "lay_passages",
]
