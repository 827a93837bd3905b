"""Exercises: the facts about each, and everything the coach says about it, as closed and frozen models."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from coach.content.fields import (
    SHORT_WORDS,
    HoldDose,
    InputError,
    Kind,
    Model,
    RepsDose,
    Role,
    Slug,
    Text,
    TimeDose,
    Title,
    When,
    Wordings,
    dose_text,
)
from coach.content.look import Look
from coach.errors import shown
from coach.units import SECOND, Ms, Span, parse_time_range


def _phase_length(value: object) -> object:
    if isinstance(value, str):
        span = parse_time_range(value)
        if not span.fixed or span.low not in Span(500, 15 * SECOND):
            raise InputError(f"{shown(value)} is not a tempo", "a part of a repetition takes 0.5 s to 15 s")
        return span.low
    return value


OWN = "own"
"""The source of an exercise that is not shipped."""

PhaseCue = Literal["inhale", "exhale", "right", "left", "move", "hold", "back"]


class Phase(Model):
    """One part of a repetition: ``cue`` is ``inhale``, ``exhale``, a side, ``move``, ``hold`` or ``back``."""

    cue: PhaseCue
    time: Annotated[Ms, BeforeValidator(_phase_length)]


class ByDetail(Model):
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


class Setup(ByDetail):
    """How to get into an exercise, and that ``before`` or ``after`` a run, where it is done otherwise then."""

    before: ByDetail | None = None
    after: ByDetail | None = None

    def at(self, when: When) -> ByDetail:
        """Return the words for a session that is meant for ``when``."""
        return {When.BEFORE: self.before, When.AFTER: self.after, When.ANY: None}[when] or self


class ExerciseWords(Model):
    """Everything the coach says about one exercise, in one language.

    ``{side}`` and ``{other}`` stand for the side being worked and its opposite, ``{side_f}`` and ``{other_f}`` for
    the same beside a feminine noun; ``{count}`` for a number, ``{count_m}`` and ``{count_f}`` for
    one beside a noun.
    ``sides`` gives what ``{phrase}`` is here, where "right side" would leave doubts: "right ribs".
    ``variation`` is the small change of angle or depth for a second pass over the same exercise.

    ``feel`` is where it is felt and where it must not be, ``caution`` its one word of safety: both are heard
    before anything else about it, so each has a wording for little time. ``notice`` asks or allows something, and
    leaves a silence to do it in; ``form`` corrects. ``position`` is where the body is once it has got there, or
    has changed sides; ``choice`` an easier way, said before the hold; ``why`` what it does for a runner.
    """

    title: Title
    called: Text
    sides: dict[Slug, Text] = Field(default_factory=dict)
    setup: Setup
    switch: ByDetail | None = None
    position: Annotated[tuple[Text, ...], Field(max_length=2)] = ()
    choice: Annotated[tuple[Text, ...], Field(max_length=1)] = ()
    begin: tuple[Text, ...] = ()
    feel: Annotated[tuple[Text, ...], Field(max_length=2)] = ()
    caution: Annotated[tuple[Text, ...], Field(max_length=2)] = ()
    notice: Annotated[tuple[Text, ...], Field(max_length=3)] = ()
    why: Annotated[tuple[Text, ...], Field(max_length=1)] = ()
    phases: dict[PhaseCue, Wordings] = Field(default_factory=dict)
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


class ShippedWords(ExerciseWords):
    """The words of a shipped exercise, which leave nothing out that a runner would miss."""

    feel: Annotated[tuple[Text, ...], Field(min_length=2, max_length=2)]
    caution: Annotated[tuple[Text, ...], Field(min_length=2, max_length=2)]
    notice: Annotated[tuple[Text, ...], Field(min_length=2, max_length=3)]


class Exercise(Look):
    """The facts about one exercise: what the compiler needs to time it and ``coach check`` to judge it.

    ``dose`` is the range its ``source`` gives (seconds for holds and times, repetitions, per side where there
    are sides). ``rep`` lists the parts of one repetition. An ``alternating`` exercise changes sides within
    each repetition; ``sides`` are worked one after the other, in the order given.

    ``areas`` tells along which line each area is worked, the main area first: two stretches for one area that
    differ in it complement each other. ``effort`` goes from 1 (lying still does it) to 5 (deep, or hard work);
    ``easier`` is the exercise to take instead where this one is too much.

    ``eyes`` is given where they are not kept as the posture has them, ``stands_on`` where one leg carries
    everything, and ``knee_down`` in half-kneeling: whether the knee on the floor is that of the side being worked.
    ``come_out`` is how long it takes to come out of it, where that is longer than the words for it.
    """

    name: Slug
    kind: Kind
    role: Role
    effort: Annotated[int, Field(ge=1, le=5)]
    easier: Slug | None = None
    posture: Slug
    eyes: Literal["open", "closed"] | None = None
    stands_on: Literal["one-leg", "two-legs"] | None = None
    knee_down: Literal["same", "other"] | None = None
    when: When
    sides: Annotated[tuple[Slug, ...], Field(max_length=2)] = ()
    come_out: Annotated[Ms, BeforeValidator(_phase_length)] | None = None
    hold: HoldDose | None = None
    reps: RepsDose | None = None
    time: TimeDose | None = None
    rep: tuple[Phase, ...] = ()
    areas: dict[Slug, Slug]
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
    def usual_dose(self) -> str:
        """Its dose as a routine file takes it: ``20-30 s``, or ``10-12`` repetitions."""
        return dose_text(self.kind, self.dose)

    @property
    def alternating(self) -> bool:
        """Whether each repetition goes to both sides."""
        return {"right", "left"} <= {phase.cue for phase in self.rep}

    @property
    def can_be_held(self) -> bool:
        """Whether each repetition has an end to stay at for a while: what flows, or only goes on, has none."""
        cues = {phase.cue for phase in self.rep}
        into = bool(self.rep) and self.rep[0].cue == "exhale"
        return into or "back" in cues or (self.alternating and self.role is Role.STRENGTH)

    @property
    def rep_length(self) -> Ms:
        """How long one repetition takes."""
        return Ms(sum(phase.time for phase in self.rep))


class AreaFacts(Model):
    """A part of the body that can be tight: what it is called, and by which other names people know it.

    ``first`` are the exercises that somebody who knows would name first, in that order.
    """

    title: Text
    also: tuple[Slug, ...] = ()
    first: tuple[Slug, ...] = ()


class CautionFacts(Model):
    """What some bodies have to mind: ``mind`` says why, ``also`` by which other names people know it."""

    title: Text
    mind: Text
    also: tuple[Slug, ...] = ()


class PostureFacts(Model):
    """Where a posture is: ``height`` in steps above lying, ``faces`` a side, ``eyes`` as they are kept in it."""

    height: Annotated[int, Field(ge=0, le=6)]
    faces: Literal["up", "down", "front"]
    eyes: Literal["open", "closed"]


class MoveFacts(Model):
    """A move from one posture to any of others: how long it takes, and whether one has to look."""

    origin: Annotated[Slug, Field(alias="from")]
    to: Annotated[tuple[Slug, ...], Field(min_length=1)]
    time: Annotated[Ms, BeforeValidator(_phase_length)]
    eyes: Literal["open", "closed"] = "open"
