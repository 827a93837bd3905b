"""Routines as people write them, as closed and frozen models.

Quantities arrive as text (``30s``, ``10-12``) and leave as whole milliseconds and counts. Everything here
is checked on its own; what needs the library (does this exercise exist, does it take a hold) is checked in
``coach.library``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import BeforeValidator, Field, ValidationInfo, model_validator

from coach.content.breath_pattern import Pattern
from coach.content.exercise import Exercise
from coach.content.fields import (
    MAX_STEPS,
    Between,
    Breaths,
    Callout,
    Detail,
    InputError,
    Kind,
    Note,
    Pause,
    Prescribed,
    RepsDose,
    RestDose,
    Slug,
    TimeDose,
    Title,
    VoiceName,
    When,
    read_breath_rounds,
    read_hold,
    read_rounds,
)
from coach.content.given import GivenModel
from coach.content.intervals import Intervals
from coach.content.own import ShortExercise, held_alike, read_held
from coach.content.spoken_text import Speech
from coach.content.under import BedChoice, MusicChoice, refuse_both
from coach.units import Span

if TYPE_CHECKING:
    from coach.content.under import Under

Own = ShortExercise | Exercise
"""An exercise as somebody wrote it, in the short form or in the full one."""


SOUND = ("bed", "music")
KINDS: dict[str, tuple[str, ...]] = {
    "exercise": ("dose", *Kind, "breaths", "rounds", "between", "side", "callout", "note", "until", *SOUND),
    "say": ("pause", "title", "posture", "until", *SOUND),
    "breathe": ("time", "rounds", "posture", *SOUND),
    "intervals": ("until", *SOUND),
    "rest": ("until", *SOUND),
}
"""The kinds of steps, by the key that makes a step one, and which other keys each takes."""


def _read_rounds(value: object, info: ValidationInfo) -> object:
    return (read_breath_rounds if info.data.get("breathe") else read_rounds)(value)


def _read_hold(value: object, info: ValidationInfo) -> object:
    """Read a hold, which is as short as 1 s where it is that of each repetition."""
    return (read_held if info.data.get("reps") else read_hold)(value)


class Step(GivenModel):
    """One line of a routine: an exercise with its dose, a text, breathing to a pattern, intervals, or a rest.

    A hold can be given in ``breaths``; with ``reps``, it is that of each repetition. ``between`` is a rest between
    rounds, ``note`` what is said before the exercise begins. ``dose`` says all of it in one line,
    as ``coach.content.prescription`` reads it; the library puts the plain keys in its place. ``callout`` is how
    often it is told how much time is left. ``pause`` is silence after a text; ``posture`` is where the runner is
    when the step is over. ``until`` a key is pressed, a live session waits at the end of a text, of a rest, or of
    each hold, set of repetitions or stretch of work.
    ``bed`` or ``music`` sounds under it in place of what the session has.
    """

    exercise: Slug | None = None
    say: Speech | None = None
    breathe: Pattern | None = None
    intervals: Intervals | None = None
    dose: Prescribed | None = None
    reps: RepsDose | None = None
    hold: Annotated[Span, BeforeValidator(_read_hold)] | None = None
    time: TimeDose | None = None
    breaths: Breaths | None = None
    rounds: Annotated[Span, BeforeValidator(_read_rounds)] = Span(1, 1)
    between: Between | None = None
    side: Slug | None = None
    callout: Callout | None = None
    note: Note | None = None
    pause: Pause | None = None
    title: Title | None = None
    posture: Slug | None = None
    rest: RestDose | None = None
    until: Literal["key"] | None = None
    bed: BedChoice | None = None
    music: MusicChoice | None = None

    @property
    def under(self) -> Under | None:
        """What sounds under it, None where that is what the session has."""
        return self.music or self.bed

    @property
    def kind(self) -> str:
        """The key that makes it what it is, one of ``KINDS``."""
        return next(key for key in KINDS if getattr(self, key) is not None)

    @property
    def exercises(self) -> tuple[str, ...]:
        """The exercises that are done in it."""
        if self.intervals:
            return self.intervals.of
        return (self.exercise,) if self.exercise else ()

    @property
    def turns(self) -> Span:
        """How often it goes round."""
        return self.intervals.rounds if self.intervals else self.rounds

    def without(self, name: str) -> Step | None:
        """Return the step without an exercise, None if nothing is left of it."""
        left = tuple(each for each in self.exercises if each != name)
        if len(left) == len(self.exercises):
            return self
        if self.intervals is None or not left:
            return None
        return self.model_copy(update={"intervals": self.intervals.model_copy(update={"of": left})})

    def instead(self, name: str, other: str) -> Step:
        """Return intervals with another exercise in the place of one."""
        if self.intervals is None:
            return self
        of = tuple(other if each == name else each for each in self.intervals.of)
        return self.model_copy(update={"intervals": self.intervals.model_copy(update={"of": of})})

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        given = [key for key, field in Step.model_fields.items() if getattr(self, key) != field.default]
        kinds = [key for key in KINDS if key in given]
        doses = [key for key in (*Kind, "breaths") if key in given]
        if not kinds:
            raise InputError(
                "this step names no exercise",
                "add 'exercise: …', or take away the '-' if it belongs to the step above",
            )
        if self.rest is not None and {*given} - {"rest", *KINDS["rest"]}:
            raise InputError("a rest takes nothing but its length", "make it a step of its own", "rest")
        if len(kinds) > 1:
            what = f"'{kinds[0]}:' and '{kinds[1]}:' cannot be one step"
            raise InputError(what, f"begin another step with '- {kinds[1]}: …'", kinds[1])
        if strange := next((key for key in given if key not in (kinds[0], *KINDS[kinds[0]])), None):
            takes = ", ".join(KINDS[kinds[0]])
            raise InputError(
                f"'{strange}:' does not go with '{kinds[0]}:'", f"leave it out; it takes {takes}", strange
            )
        refuse_both(self.bed, self.music)
        if self.dose:
            doses = ["dose", *(key for key in (*doses, "rounds", "between") if key in given)]
            doses += ["side"] if self.side and (self.dose.side or self.dose.each_side) else []
        if self.breathe and self.time and "rounds" in given:
            doses = ["time", "rounds"]
        if self.hold and self.reps:  # repetitions that are each held
            doses.remove("hold")
            held_alike(self.hold)
        if len(doses) > 1:
            raise InputError(f"'{doses[0]}:' and '{doses[1]}:' cannot both be given", "keep one", doses[1])
        return self


class Routine(GivenModel):
    """A session as a person writes it; one ``for_pain`` is meant for a back that already hurts.

    ``exercises`` are those that somebody wrote for it, and those of the user's folder that it uses: a routine
    carries all that it needs beside what is shipped.

    ``greeting`` is said in place of the welcome, ``farewell`` in place of all that closes a session but how to get
    up. ``voice``, ``bed`` or ``music``, and ``detail`` are what it is to be heard with, unless something else is
    asked for.
    """

    name: Slug
    title: Title
    when: When
    for_pain: bool = False
    greeting: Speech | None = None
    farewell: Speech | None = None
    voice: VoiceName | None = None
    bed: BedChoice | None = None
    music: MusicChoice | None = None
    detail: Detail | None = None
    exercises: dict[Slug, Own] = Field(default_factory=dict)
    steps: Annotated[tuple[Step, ...], Field(min_length=1, max_length=MAX_STEPS)]

    @property
    def under(self) -> Under | None:
        """What sounds under the voice, None where it does not say."""
        return self.music or self.bed

    @property
    def music_of_steps(self) -> tuple[Path, ...]:
        """The music that single steps ask for, each once."""
        asked = dict.fromkeys(step.music for step in self.steps)
        return tuple(music for music in asked if isinstance(music, Path))

    @model_validator(mode="after")
    def _has_one_sound(self) -> Self:
        refuse_both(self.bed, self.music)
        return self
