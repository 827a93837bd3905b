"""An exercise as somebody writes it in five minutes, and how it becomes a whole one.

The rest of what is said comes from ``words/LANGUAGE/steps.yaml``, so the same file can be led in any language that
it is written in.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from coach.content.exercise import OWN, ByDetail, Exercise, ExerciseWords, Phase
from coach.content.fields import (
    LIMITS,
    MARKUP,
    SHORT_WORDS,
    InputError,
    Kind,
    RepsDose,
    Role,
    Slug,
    Text,
    TimeDose,
    Title,
    When,
)
from coach.content.look import Look
from coach.content.nearest import meant
from coach.errors import shown
from coach.units import SECOND, Ms, Span, format_ms, format_time_range, parse_time_range

if TYPE_CHECKING:
    from coach.content.step_words import OwnWords, StepWords

SIDE_SLOTS = ("side", "Side", "side_f", "Side_f", "other", "other_f", "phrase")
"""What may be filled into the sentences of an exercise with sides."""

BEAT = Ms(2500)
"""One way of a repetition that is written without a tempo; slow strength work takes two to three seconds a way."""

INTO_HOLD = Ms(2000)
"""One way of a repetition that is held at its end."""

HELD = Span(1 * SECOND, 60 * SECOND)
"""How long a single repetition can be held."""

_SLOT = re.compile(r"{([^{}]*)}")
_ROLES = {Kind.HOLD: Role.STRETCH, Kind.REPS: Role.MOBILITY, Kind.TIME: Role.EASING}


def check_sentence(text: str, slots: tuple[str, ...]) -> None:
    """Raise InputError unless ``text`` can be said once ``slots`` are filled in."""
    for name in _SLOT.findall(text):
        if name not in slots:
            known = ", ".join(f"{{{slot}}}" for slot in slots)
            raise InputError(f"{shown('{' + name + '}')} is not filled in", f"write one of {known}")
    for character in _SLOT.sub("", text):
        if character in MARKUP:
            raise InputError(f"'{character}' cannot be spoken", "write plain words")
    if not any(map(str.isalnum, _SLOT.sub("", text))):
        raise InputError(f"{shown(text)} has no word in it", "write what the coach can say")


def _sayable(value: object) -> object:
    if isinstance(value, str) and value.strip():
        check_sentence(value, SIDE_SLOTS)
    return value


def listed(value: object) -> object:
    """Take one text, or block, for a list of one."""
    return [value] if isinstance(value, (str, dict)) else value


def read_held(value: object) -> object:
    """Read a hold, which is as short as 1 s where it is that of a repetition."""
    if not isinstance(value, str):
        return value
    try:
        span = parse_time_range(value)
    except ValueError as fault:
        raise InputError(str(fault), meant("hold", value) or "write it like 30s or 20-30s") from None
    limit = Span(HELD.low, LIMITS["hold"].high)
    if span.low not in limit or span.high not in limit:
        raise InputError(f"{shown(value)} is out of bounds", f"'hold' can be {format_time_range(limit)}")
    return span


def _lines(value: object) -> object:
    """Take a list of areas for a block, each worked in a way of its own."""
    value = listed(value) if isinstance(value, str) else value
    if not isinstance(value, list):
        return value
    if not all(isinstance(area, str) for area in value):
        raise InputError("an area is a word", "write 'areas: [calves, hamstrings]'")
    return dict.fromkeys(value, "own")


def held_alike(length: Span) -> None:
    """Raise InputError unless each of several repetitions can be held for that long."""
    if not length.fixed or length.low not in HELD or length.high not in HELD:
        hint = f"write one figure up to {format_ms(HELD.high)}, such as 'hold: 5s'"
        raise InputError("each repetition is held alike", hint, "hold")


Sentence = Annotated[Text, BeforeValidator(_sayable), StringConstraints(max_length=200)]
_Few = BeforeValidator(listed)


class ShortExercise(Look):
    """An exercise in the short form: what no phrase book can know.

    Its dose is ``hold``, ``reps`` or ``time``; ``reps`` with ``hold`` are repetitions that are each held.
    """

    title: Title
    called: Title | None = None
    posture: Slug
    sides: Annotated[tuple[Slug, ...], _Few, Field(max_length=2)] = ()
    hold: Annotated[Span, BeforeValidator(read_held)] | None = None
    reps: RepsDose | None = None
    time: TimeDose | None = None
    setup: Annotated[tuple[Sentence, ...], _Few, Field(min_length=1, max_length=3)]
    feel: Annotated[tuple[Sentence, ...], _Few, Field(max_length=2)] = ()
    caution: Annotated[tuple[Sentence, ...], _Few, Field(max_length=2)] = ()
    form: Annotated[tuple[Sentence, ...], _Few, Field(max_length=8)] = ()
    notice: Annotated[tuple[Sentence, ...], _Few, Field(max_length=3)] = ()
    release: Annotated[tuple[Sentence, ...], _Few, Field(max_length=4)] = ()
    areas: Annotated[dict[str, Slug], BeforeValidator(_lines)] = Field(default_factory=dict)
    role: Role | None = None
    effort: Annotated[int, Field(ge=1, le=5)] = 2
    easier: Slug | None = None
    when: When = When.ANY
    eyes: Literal["open", "closed"] | None = None
    needs: Annotated[tuple[Slug, ...], _Few] = ()
    cautions: Annotated[tuple[Slug, ...], _Few] = ()

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        given = [kind for kind in Kind if getattr(self, kind) is not None]
        if not given:
            raise InputError("no dose is given", "write 'hold: 20-30s', 'reps: 10-12' or 'time: 1 min'")
        if "time" in given and len(given) > 1:
            raise InputError(f"'time:' and '{given[0]}:' cannot both be given", "keep one", "time")
        limits = HELD if self.reps else LIMITS["hold"]
        if self.hold and (self.hold.low not in limits or self.hold.high not in limits):
            whose = "of a repetition" if self.reps else "of one go"
            hint = f"it can be {format_time_range(limits)}"
            raise InputError(f"{format_time_range(self.hold)} is not a hold {whose}", hint, "hold")
        if self.hold and self.reps and not self.hold.fixed:
            raise InputError("each repetition is held alike", "write one figure, such as 'hold: 5s'", "hold")
        if len(self.sides) == 1 or len(set(self.sides)) < len(self.sides):
            raise InputError("an exercise has two sides, or none", "write 'sides: [right, left]'", "sides")
        if not self.sides:
            for slot in ("setup", "feel", "caution", "form", "notice", "release"):
                if any(_SLOT.search(sentence) for sentence in getattr(self, slot)):
                    what = f"'{slot}' names a side, and the exercise has none"
                    raise InputError(what, "add 'sides: [right, left]'", slot)
        return self

    @property
    def kind(self) -> Kind:
        """How it is dosed."""
        return Kind.REPS if self.reps else Kind.HOLD if self.hold else Kind.TIME


def completed(name: str, short: ShortExercise, words: StepWords) -> Exercise:
    """Return the whole exercise, with ``words`` for all that the short form leaves open."""
    kind, facts = short.kind, ("posture", "effort", "easier", "when", "eyes", "sides", "needs", "cautions")
    role = short.role or (Role.STRENGTH if short.hold and short.reps else _ROLES[kind])
    return Exercise(
        **{fact: getattr(short, fact) for fact in (*facts, *Look.model_fields)},
        **{str(kind): getattr(short, kind)},
        name=name,
        kind=kind,
        role=role,
        rep=_rep(short),
        areas={area: name if line == "own" else line for area, line in short.areas.items()},
        source=OWN,
        words=_words(short, words),
    )


def _rep(short: ShortExercise) -> tuple[Phase, ...]:
    if not short.reps:
        return ()
    if not short.hold:
        return (Phase(cue="move", time=BEAT), Phase(cue="back", time=BEAT))
    held = Phase(cue="hold", time=Ms(short.hold.low))
    return (Phase(cue="move", time=INTO_HOLD), held, Phase(cue="back", time=INTO_HOLD))


def _words(short: ShortExercise, words: StepWords) -> ExerciseWords:
    own, kind = words.own, short.kind
    ready = own.ready_side if short.sides else own.ready
    braced = kind is Kind.HOLD and short.role is Role.STRENGTH
    minimal = next((text for text in short.setup if len(text.split()) <= SHORT_WORDS), ready)
    return ExerciseWords.model_validate(
        {
            "title": short.title,
            "called": short.called or _called(short.title, own),
            "setup": {"full": short.setup, "short": short.setup[:2], "minimal": (minimal,)},
            "switch": _switch(short, words) if short.sides else None,
            "begin": own.begin_braced_side if braced and short.sides else (),
            "feel": _felt(short.feel, own),
            "caution": short.caution,
            "notice": short.notice,
            "form": (*short.form, *own.form[kind]),
            "release": (*short.release, *own.release[kind]),
            "phases": {"move": own.move, "hold": own.hold, "back": own.back} if short.reps else {},
        }
    )


def _called(title: str, own: OwnWords) -> str:
    """Return a title as it is said inside a sentence."""
    small = title[:1].lower() + title[1:] if own.small_titles else title
    return f"{own.article} {small}" if own.article and not re.search(own.bare, small) else small


def _felt(written: tuple[str, ...], own: OwnWords) -> tuple[str, ...]:
    """Return where it is felt as a sentence, where a place alone is written; that stays as the short wording."""
    if not written:
        return ()
    first, *short = written
    small = first[:1].lower() + first[1:]
    if not re.match(own.where, small):
        return written
    return (own.felt.replace("{where}", small), *(short or [first]))


def _switch(short: ShortExercise, words: StepWords) -> ByDetail:
    """Return how to get to the other side: what the set-up says of sides, over again."""
    own = words.own
    sided = [sentence for sentence in short.setup if _SLOT.search(sentence)]
    lead = (own.switch, *sided[:2]) if sided else (own.switch_same,)
    return ByDetail(full=lead, short=lead[:2], minimal=(own.switch_minimal,))
