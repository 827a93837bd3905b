"""A session on the clock: cues, tones, breaths and intervals at their absolute times, in milliseconds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coach.units import Ms

if TYPE_CHECKING:
    from coach.content.fields import Detail
    from coach.content.under import Under
    from coach.script.model import CueKind

TONES = {"open": Ms(850), "inhale": Ms(1400), "exhale": Ms(1800), "beat": Ms(300), "change": Ms(850)}
"""How long each tone sounds."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A sentence from its first to its last audible sample; ``step`` counts exercises from 1."""

    start: Ms
    end: Ms
    kind: CueKind
    text: str
    step: int | None = None
    side: str | None = None


@dataclass(frozen=True, slots=True)
class Tone:
    """A tone of ``TONES``, sounding from ``start`` for the length given there."""

    start: Ms
    name: str

    @property
    def end(self) -> Ms:
        """When it has faded."""
        return Ms(self.start + TONES[self.name])


@dataclass(frozen=True, slots=True)
class TimedPhase:
    """A breath phase or part of a repetition at its absolute time."""

    start: Ms
    end: Ms
    cue: str


@dataclass(frozen=True, slots=True)
class TimedInterval:
    """Time truly spent in the exercise, on one side if it has sides."""

    start: Ms
    end: Ms
    side: str | None
    breaths: int | None
    reps: int | None
    phases: tuple[TimedPhase, ...]


@dataclass(frozen=True, slots=True)
class TimedStep:
    """One exercise, from its announcement to its release."""

    index: int
    exercise: str
    name: str
    start: Ms
    end: Ms
    intervals: tuple[TimedInterval, ...]
    chapter: bool = True
    """Whether a chapter begins with it."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What sounds under the voice, None for what the session has; music began at ``since``."""

    sound: Under | None = None
    since: Ms = Ms(0)


ITS_OWN = Ground()
"""What the session has under the voice, where no step asks for anything else."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A section laid on the clock: it can be rendered and heard before the next one is known."""

    start: Ms
    end: Ms
    cues: tuple[Cue, ...]
    tones: tuple[Tone, ...]
    step: TimedStep | None = None
    spoken_before: Ms | None = None
    """When the last cue before it ends; None in the first."""
    spoken_after: Ms | None = None
    """When the first cue after it begins; None in the last."""
    ground: Ground = ITS_OWN
    ground_before: Ground = ITS_OWN
    """What sounded under the passage before it, and goes over into its own."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """A whole session on the clock: passages that follow one another without a gap, from 0 to ``duration``."""

    routine: str
    title: str
    detail: Detail
    passages: tuple[Passage, ...]

    @property
    def duration(self) -> Ms:
        """The length of the session, silence at both ends included."""
        return self.passages[-1].end

    @property
    def share_of_speech(self) -> float:
        """For how much of the session, 0 to 1, somebody speaks."""
        return sum(cue.end - cue.start for cue in self.cues) / self.duration

    @property
    def steps(self) -> tuple[TimedStep, ...]:
        """Every exercise, in order."""
        return tuple(passage.step for passage in self.passages if passage.step)

    @property
    def cues(self) -> tuple[Cue, ...]:
        """Every cue, in order of time."""
        return tuple(cue for passage in self.passages for cue in passage.cues)

    @property
    def tones(self) -> tuple[Tone, ...]:
        """Every tone, in order of time."""
        return tuple(tone for passage in self.passages for tone in passage.tones)

    def since(self, step: int) -> Timeline:
        """Return what begins with the exercise of that number, at the same times; the whole where none does."""
        begins = [
            at for at, passage in enumerate(self.passages) if passage.step and passage.step.index == step
        ]
        return replace(self, passages=self.passages[begins[0] :]) if begins else self
