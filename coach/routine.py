"""What people write: exercises, their words, the phrase book and routines, as closed and frozen models.

Quantities arrive as text (``30s``, ``10-12``) and leave as whole milliseconds and counts. Everything here
is checked on its own; what needs the library (does this exercise exist, does it take a hold) is checked in
``coach.library``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable  # noqa: TC003 (pydantic reads the annotations at run time)
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from coach.prescription import EXAMPLE, Prescription, Unit, parse_prescription
from coach.units import (
    MINUTE,
    SECOND,
    Ms,
    Span,
    format_count_range,
    format_time_range,
    parse_count_range,
    parse_time_range,
    shown,
)


class When(StrEnum):
    """When in relation to a run something is meant to be done."""

    BEFORE = "before"
    AFTER = "after"
    ANY = "any"


class Kind(StrEnum):
    """How an exercise is dosed: held for breaths, repeated, or kept up for a time."""

    HOLD = "hold"
    REPS = "reps"
    TIME = "time"


class Role(StrEnum):
    """What an exercise is good for: ``easing`` is what winds down or warms up the whole of a runner."""

    STRETCH = "stretch"
    MOBILITY = "mobility"
    STRENGTH = "strength"
    EASING = "easing"


class Detail(StrEnum):
    """How much the coach says."""

    FULL = "full"
    SHORT = "short"
    MINIMAL = "minimal"


LIMITS: dict[str, Span] = {
    "hold": Span(5 * SECOND, 5 * MINUTE),
    "reps": Span(1, 100),
    "time": Span(10 * SECOND, 60 * MINUTE),
    "breaths": Span(1, 30),
    "rest": Span(1 * SECOND, 10 * MINUTE),
    "between": Span(1 * SECOND, 10 * MINUTE),
    "rounds": Span(1, 10),
}
"""What a step may ask for at all; anything outside is taken for a slip of the pen."""

MAX_STEPS = 500
SHORT_WORDS = 5
"""A sentence of at most this many words may be heard again soon; a longer one would sound like a parrot."""


class InputError(ValueError):
    """What is wrong with a value and what to do about it; at ``key``, if it is one key of a block."""

    def __init__(self, what: str, hint: str, key: str = "") -> None:
        super().__init__(f"{what}; {hint}")
        self.what = what
        self.hint = hint
        self.key = key


_UNSPEAKABLE = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_MARKUP = "<>[]{}\\"


def _one_line(value: object) -> object:
    """Take the white space off both ends of a text, and refuse what cannot be said in one go."""
    if isinstance(value, str):
        line = value.strip(" \n")  # a block of text in YAML ends with a line break
        if "\n" in line:
            raise InputError("the text runs over several lines", "write it on one")
        for character in line:
            if unicodedata.category(character) in _UNSPEAKABLE:
                raise InputError(f"the character U+{ord(character):04X} cannot be spoken", "write plain text")
        return line.strip()
    return value


def _plain_words(value: object) -> object:
    """Keep what an engine could take for a command out of text that anybody may write."""
    if isinstance(value, str) and value:
        for character in value:
            if character in _MARKUP:
                raise InputError(f"'{character}' cannot be spoken", "write plain words")
        if not any(map(str.isalnum, value)):
            raise InputError(f"{shown(value)} has no word in it", "write what the coach can say")
    return value


def _dose(
    key: str, parse: Callable[[str], Span], write: Callable[[Span], str], example: str
) -> BeforeValidator:
    """Read a dose from text and hold it against ``LIMITS[key]``."""

    def read(value: object) -> object:
        if isinstance(value, Span):
            return value
        if not isinstance(value, str):
            raise InputError(f"'{key}' has to be one figure or range", f"write it like {example}")
        if not value.strip():
            raise InputError(f"'{key}' is empty", f"write it like {example}")
        try:
            span = parse(value)
        except ValueError as fault:
            raise InputError(str(fault), f"write it like {example}") from None
        limit = LIMITS[key]
        if span.low not in limit or span.high not in limit:
            raise InputError(f"{shown(value)} is out of bounds", f"'{key}' can be {write(limit)}")
        return span

    return BeforeValidator(read)


def _counts(*units: str) -> Callable[[str], Span]:
    return lambda text: parse_count_range(text, *units)


HoldDose = Annotated[Span, _dose("hold", parse_time_range, format_time_range, "30s or 20-30s")]
RepsDose = Annotated[Span, _dose("reps", _counts("reps", "rep"), format_count_range, "10 or 10-12")]
TimeDose = Annotated[Span, _dose("time", parse_time_range, format_time_range, "2 min or 90s")]
RestDose = Annotated[Span, _dose("rest", parse_time_range, format_time_range, "10s")]
Breaths = Annotated[Span, _dose("breaths", _counts("breaths", "breath"), format_count_range, "5 or 3-5")]
Between = Annotated[Span, _dose("between", parse_time_range, format_time_range, "20s")]
Rounds = Annotated[Span, _dose("rounds", _counts("rounds", "round", "x"), format_count_range, "2 or 1-2")]


def _prescription(value: object) -> object:
    """Read a whole prescription, and hold its parts against ``LIMITS``."""
    if isinstance(value, Prescription):
        return value
    if not isinstance(value, str):
        raise InputError("'dose' has to be one line", EXAMPLE)
    try:
        found = parse_prescription(value)
    except ValueError as fault:
        raise InputError(str(fault), EXAMPLE) from None
    key = "hold" if found.hold and found.unit is Unit.TIME else str(found.unit)
    for name, span in ((key, found.amount), ("rounds", found.rounds), ("between", found.between)):
        limit = LIMITS[name]
        if span and not (span.low in limit and span.high in limit):
            write = format_time_range if limit.high > MINUTE else format_count_range
            raise InputError(f"{shown(value)} is out of bounds", f"'{name}' can be {write(limit)}")
    return found


Prescribed = Annotated[Prescription, BeforeValidator(_prescription)]


def _phase_length(value: object) -> object:
    if isinstance(value, str):
        span = parse_time_range(value)
        if not span.fixed or span.low not in Span(500, 15 * SECOND):
            raise InputError(f"{shown(value)} is no tempo", "a part of a repetition takes 0.5 s to 15 s")
        return span.low
    return value


Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
Text = Annotated[str, BeforeValidator(_one_line), StringConstraints(min_length=1, max_length=300)]
Title = Annotated[
    str,
    BeforeValidator(_plain_words),
    BeforeValidator(_one_line),
    StringConstraints(min_length=1, max_length=80),
]
Wordings = Annotated[tuple[Text, ...], Field(min_length=1)]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Phase(_Model):
    """One part of a repetition: ``cue`` is ``inhale``, ``exhale``, a side, or ``move``; ``time`` its length."""

    cue: Literal["inhale", "exhale", "right", "left", "move"]
    time: Annotated[Ms, BeforeValidator(_phase_length)]


class ByDetail(_Model):
    """The same message in three lengths, each a few sentences; a sentence is one cue."""

    full: Annotated[tuple[Text, ...], Field(min_length=1, max_length=3)]
    short: Annotated[tuple[Text, ...], Field(min_length=1, max_length=2)]
    minimal: Annotated[tuple[Text, ...], Field(min_length=1, max_length=1)]

    @model_validator(mode="after")
    def _minimal_is_brief(self) -> Self:
        for sentence in self.minimal:
            if len(sentence.split()) > SHORT_WORDS:
                raise ValueError(f"the minimal wording {shown(sentence)} has more than {SHORT_WORDS} words")
        return self


class ExerciseWords(_Model):
    """Everything the coach says about one exercise, in one language.

    ``{side}`` and ``{other}`` stand for the side being worked and its opposite, ``{side_f}`` and ``{other_f}`` for
    the same beside a feminine noun; ``{count}`` for a number.
    ``sides`` gives what ``{phrase}`` is here, where "right side" would leave doubts: "right ribs".
    ``variation`` is the small change of angle or depth for a second pass over the same exercise.
    """

    title: Title
    called: Text
    sides: dict[Slug, Text] = Field(default_factory=dict)
    setup: ByDetail
    switch: ByDetail | None = None
    begin: tuple[Text, ...] = ()
    phases: dict[Literal["inhale", "exhale", "right", "left", "move"], Wordings] = Field(default_factory=dict)
    form: Annotated[tuple[Text, ...], Field(min_length=3)]
    release: Annotated[tuple[Text, ...], Field(min_length=2)]
    variation: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _can_repeat(self) -> Self:
        for slot in ("release", "variation"):
            wordings = getattr(self, slot)
            if wordings and all(len(wording.split()) > SHORT_WORDS for wording in wordings):
                raise ValueError(f"one {slot} wording must have at most {SHORT_WORDS} words")
        return self


class Exercise(_Model):
    """The facts about one exercise: what the compiler needs to time it and ``coach check`` to judge it.

    ``dose`` is the range its ``source`` gives (seconds for holds and times, repetitions, per side where there
    are sides). ``rep`` lists the parts of one repetition. An ``alternating`` exercise changes sides within
    each repetition; ``sides`` are worked one after the other, in the order given.

    ``areas`` tells along which line each area is worked, the main area first: two stretches for one area that
    differ in it complement each other. ``effort`` goes from 1 (lying still does it) to 5 (deep, or hard work);
    ``easier`` is the exercise to take instead where this one is too much.
    """

    name: Slug
    kind: Kind
    role: Role
    effort: Annotated[int, Field(ge=1, le=5)]
    easier: Slug | None = None
    posture: Slug
    when: When
    sides: Annotated[tuple[Slug, ...], Field(max_length=2)] = ()
    hold: HoldDose | None = None
    reps: RepsDose | None = None
    time: TimeDose | None = None
    rep: tuple[Phase, ...] = ()
    areas: Annotated[dict[Slug, Slug], Field(min_length=1)]
    needs: tuple[Slug, ...] = ()
    cautions: tuple[Slug, ...] = ()
    source: Slug
    words: ExerciseWords

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        doses = {key for key in Kind if getattr(self, key) is not None}
        if doses != {self.kind}:
            raise ValueError(f"a {self.kind} exercise has exactly one dose, written '{self.kind}:'")
        if bool(self.rep) != (self.kind is Kind.REPS):
            raise ValueError("'rep:' lists the parts of a repetition, for reps exercises and only there")
        if self.sides and self.words.switch is None:
            raise ValueError("an exercise with sides needs 'switch:' words for the change between them")
        return self

    @property
    def dose(self) -> Span:
        """The range its source gives, in milliseconds or repetitions according to ``kind``."""
        dose: Span = getattr(self, self.kind)
        return dose

    @property
    def alternating(self) -> bool:
        """Whether each repetition goes to both sides."""
        return {"right", "left"} <= {phase.cue for phase in self.rep}

    @property
    def rep_length(self) -> Ms:
        """How long one repetition takes."""
        return Ms(sum(phase.time for phase in self.rep))


class Step(_Model):
    """One line of a routine: an exercise with its dose, or a rest.

    A hold can be given in ``breaths``; ``between`` is a rest between rounds. ``dose`` says all of it in one line,
    as ``coach.prescription`` reads it; the library puts the plain keys in its place.
    """

    exercise: Slug | None = None
    dose: Prescribed | None = None
    hold: HoldDose | None = None
    reps: RepsDose | None = None
    time: TimeDose | None = None
    breaths: Breaths | None = None
    rounds: Rounds = Span(1, 1)
    between: Between | None = None
    side: Slug | None = None
    rest: RestDose | None = None

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        given = [key for key, field in Step.model_fields.items() if getattr(self, key) != field.default]
        doses = [key for key in (*Kind, "breaths") if key in given]
        if self.exercise is None and self.rest is None:
            raise InputError(
                "this step names no exercise",
                "add 'exercise: …', or take away the '-' if it belongs to the step above",
            )
        if self.rest is not None and len(given) > 1:
            raise InputError("a rest takes nothing but its length", "make it a step of its own", "rest")
        if self.dose:
            doses = ["dose", *(key for key in (*doses, "rounds", "between") if key in given)]
            doses += ["side"] if self.side and (self.dose.side or self.dose.each_side) else []
        if len(doses) > 1:
            raise InputError(f"'{doses[0]}:' and '{doses[1]}:' cannot both be given", "keep one", doses[1])
        return self


class Routine(_Model):
    """A session as a person writes it."""

    name: Slug
    title: Title
    when: When
    steps: Annotated[tuple[Step, ...], Field(min_length=1, max_length=MAX_STEPS)]


class AreaFacts(_Model):
    """A part of the body that can be tight: what it is called, and by which other names people know it."""

    title: Text
    also: tuple[Slug, ...] = ()


class CautionFacts(_Model):
    """What some bodies have to mind: ``mind`` says why, ``also`` by which other names people know it."""

    title: Text
    mind: Text
    also: tuple[Slug, ...] = ()


class PostureFacts(_Model):
    """Where a posture is, for the time it takes to change: ``height`` in steps above lying, ``faces`` a side."""

    height: Annotated[int, Field(ge=0, le=6)]
    faces: Literal["up", "down", "front"]


class SideWords(_Model):
    """How a side is said: ``adjective`` as in "right knee", ``phrase`` as in "right side".

    ``feminine`` is the adjective with feminine nouns, in languages where it differs: "rodilla derecha".
    """

    adjective: Text
    feminine: Text | None = None
    phrase: Text


class Titles(_Model):
    """What the shipped routines and the areas of the body are called, in one language.

    ``and_`` (``and:`` in the file) stands between the last two of a list: "calves, hips and lower back".
    """

    routines: dict[Slug, Title]
    areas: dict[Slug, Text]
    and_: Annotated[Text, Field(alias="and")]


_SLOT = re.compile(r"{(\w+)}")


def placeholders(text: str) -> frozenset[str]:
    """Return the names in braces that a wording expects to be filled in."""
    return frozenset(_SLOT.findall(text))


class TrackWords(_Model):
    """What is read, not heard: the names of chapters, and what a cover says of the run."""

    opening: Text
    closing: Text
    side: Text
    run: dict[When, str]


class PhraseBook(_Model):
    """Everything the coach says that belongs to no single exercise, in one language.

    Each field is a slot with several wordings of several lengths; the longest that fits and was not heard
    lately is said. ``minutes`` are one, several, several and a half, and, where that is worded otherwise, one
    and a half: "anderthalb Minuten".

    ``rate`` is what calm is in this language, in the words a minute that the same tempo makes in English; and
    ``words_a_minute`` what it makes in this language, whose words may be longer. Over 130 of the coach's sentences
    espeak says 2.7 syllables a second in English at 140, which is 0.44 of how quickly English is usually spoken
    (Pellegrino, Coupé and Marsico, Language 87, 2011: 6.2; German 6.0, Spanish 7.8, French 7.2). 120 in German
    and Spanish and 125 in French come near to that share (0.48, 0.47, 0.46), and leave the words time in their
    places; measured with espeak, they are 118, 114 and 146 words a minute.
    """

    language: Slug
    rate: Annotated[int, Field(ge=100, le=180)] = 140
    words_a_minute: Annotated[int, Field(ge=60, le=200)] = 140
    numbers: Annotated[tuple[Text, ...], Field(min_length=21)]
    sides: dict[Slug, SideWords]
    where: dict[Slug, Text]
    needs: dict[Slug, Text]
    minutes: Annotated[tuple[Text, ...], Field(min_length=3, max_length=4)]
    seconds: Text
    track: TrackWords

    start_in: Text
    welcome: Wordings
    need: Wordings
    safety: Wordings
    farewell: dict[When, Wordings]
    still_lying: Wordings
    remark: dict[When, tuple[Text, ...]]

    first: Wordings
    next: Wordings
    next_here: Wordings
    final: Wordings
    final_here: Wordings
    only: Wordings
    off_back: Wordings
    onto_feet: Wordings
    again: Wordings
    rest: Wordings

    begin_hold: Wordings
    begin_side: Wordings
    begin_same: Wordings
    begin_reps: Wordings
    begin_reps_side: Wordings
    begin_each: Wordings
    begin_breath: Wordings
    begin_breath_side: Wordings
    begin_once: Wordings
    begin_once_side: Wordings
    begin_once_each: Wordings
    begin_time: Wordings

    inhale: Wordings
    exhale: Wordings
    last_inhale: Wordings
    last_exhale: Wordings
    halfway: Wordings

    last_reps: Wordings
    last_rep: Wordings
    last_time: Wordings
