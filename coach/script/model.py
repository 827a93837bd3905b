"""The script: what is said, in which order, and how long each part lasts. No clock and no audio.

A script is a list of sections (the opening, one for each exercise, rests, the closing), each a list of parts.
A ``Talk`` lasts as long as its lines take to say, and at least as long as the runner needs to follow. An
``Interval`` is time truly spent in the exercise: its length is fixed, its prompts sit at fixed offsets.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from coach.content.fields import Detail  # noqa: TC001 (part of the model)
from coach.content.manner import Manner
from coach.units import Ms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from coach.content.under import Under


class CueKind(StrEnum):
    """What a cue is for."""

    WELCOME = "welcome"
    SAFETY = "safety"
    NEXT = "next"
    SETUP = "setup"
    BEGIN = "begin"
    INHALE = "inhale"
    EXHALE = "exhale"
    FORM = "form"
    FEEL = "feel"
    NOTICE = "notice"
    REP = "rep"
    HALFWAY = "halfway"
    LAST = "last"
    RELEASE = "release"
    SWITCH = "switch"
    REST = "rest"
    SAY = "say"
    REMARK = "remark"
    FAREWELL = "farewell"

    @property
    def manner(self) -> Manner:
        """How such a cue is to be said: what leads a breath or lets go, softly."""
        return Manner.SOFT if self in (CueKind.INHALE, CueKind.EXHALE, CueKind.RELEASE) else Manner.PLAIN


if TYPE_CHECKING:
    Spoken = Callable[[str, Manner], Ms]
    """How long a sentence takes to say in a manner, in milliseconds."""

Take = tuple[str, ...]
"""One way of saying something: a few sentences, each a cue of its own."""


@dataclass(frozen=True, slots=True)
class Line:
    """Something to say. The first of its ``takes`` that fits and was not heard lately is said.

    ``by`` is when it has to be over, from the beginning of the session, where that matters: shorter takes are
    chosen for it. One that is ``spare`` is left out where that is not enough, or all of it was heard lately.
    """

    kind: CueKind
    takes: tuple[Take, ...]
    side: str | None = None
    pause: Ms = Ms(600)
    """Silence after each sentence: time to understand it, or to do it."""
    spare: bool = False
    by: Ms | None = None


@dataclass(frozen=True, slots=True)
class Talk:
    """Lines said one after the other, after ``lead`` of silence. ``at_least`` is for the whole of it.

    ``before`` is said before the last line if the interval that follows has no room for words of its kind.
    """

    lines: tuple[Line, ...]
    lead: Ms = Ms(0)
    at_least: Ms = Ms(0)
    before: Line | None = None

    @property
    def all_lines(self) -> tuple[Line, ...]:
        """Every line that may be said in it, in order."""
        return (*self.lines[:-1], self.before, self.lines[-1]) if self.before else self.lines


@dataclass(frozen=True, slots=True)
class Phase:
    """A breath phase or a part of a repetition, ``start`` after the beginning of its interval."""

    cue: str
    start: Ms
    length: Ms


@dataclass(frozen=True, slots=True)
class Prompt:
    """A line within an interval, to begin at ``start`` and to be over by ``until`` (both offsets).

    A ``floating`` prompt may begin later than ``start``; one that is ``needed`` is never dropped. Where there is
    not room for all of a kind, those that come later in the interval's list yield first. Those of one ``breath``
    are said together or not at all: whoever is led in is led out.
    """

    line: Line
    start: Ms
    until: Ms
    floating: bool = False
    needed: bool = False
    breath: int | None = None


@dataclass(frozen=True, slots=True)
class Interval:
    """Time in the exercise, on one ``side`` if it has sides. ``reps`` counts each side of an alternating one.

    A hold is ``held``, in whole ``breaths`` unless it is done against a load.
    """

    length: Ms
    side: str | None = None
    breaths: int | None = None
    reps: int | None = None
    phases: tuple[Phase, ...] = ()
    prompts: tuple[Prompt, ...] = ()
    held: bool = False
    until_key: bool = False
    """Whether a live session waits at its end for the runner to go on; on another side, for as long."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Time between two intervals, of a fixed length, whatever is told in it; a ``signal`` is a tone at its end."""

    length: Ms
    prompts: tuple[Prompt, ...] = ()
    signal: bool = False


Part = Talk | Interval | Gap


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of the script; ``index`` (from 1), ``exercise`` and ``name`` are set for a step.

    Where it is no exercise, ``exercise`` is the kind of step. A ``chapter`` begins with it unless it goes on from
    what was before.
    """

    parts: tuple[Part, ...]
    index: int | None = None
    exercise: str | None = None
    name: str | None = None
    chapter: bool = True
    until_key: bool = False
    """Whether a live session waits at its end for the runner to go on."""
    under: Under | None = None
    """What sounds under it; None: what the session has."""

    @property
    def heading(self) -> str | None:
        """What the chapter that begins with it is called; None where none does."""
        return self.name if self.chapter else None

    @property
    def intervals(self) -> tuple[Interval, ...]:
        """The time that is truly spent in it."""
        return tuple(part for part in self.parts if isinstance(part, Interval))


@dataclass(frozen=True, slots=True)
class Script:
    """A whole session before it has a clock."""

    routine: str
    title: str
    detail: Detail
    sections: tuple[Section, ...]

    @property
    def lines(self) -> Iterator[Line]:
        """All that may be said, in order."""
        for section in self.sections:
            for part in section.parts:
                yield from part.all_lines if isinstance(part, Talk) else (each.line for each in part.prompts)
