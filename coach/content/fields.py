"""The smallest parts of what people write: names, texts and doses, checked as they are read."""

from __future__ import annotations

import unicodedata
from dataclasses import fields
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Literal, Never

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from coach.content.prescription import EXAMPLE, Prescription, Unit, parse_prescription
from coach.errors import ChoiceError, shown, text_of
from coach.units import (
    MINUTE,
    SECOND,
    Span,
    format_count_range,
    format_time_range,
    parse_count_range,
    parse_time_range,
)

if TYPE_CHECKING:
    from collections.abc import Callable

BedName = Literal["rain", "waves", "drone"]
"""What can be synthesised to sound under the voice; ``coach.sound.bed`` makes each."""


class Choice(StrEnum):
    """A word out of a few; any other is a ChoiceError, which names them."""

    @classmethod
    def _missing_(cls, value: object) -> Never:
        *others, last = cls
        hint = f"write {', '.join(others)} or {last}"
        raise ChoiceError(f"{shown(value)} is not a {cls.__name__}", hint=hint)


class When(Choice):
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


class Detail(Choice):
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
    "callout": Span(MINUTE // 2, 10 * MINUTE),
    "pause": Span(1 * SECOND, 10 * MINUTE),
    "between": Span(1 * SECOND, 10 * MINUTE),
    "rounds": Span(1, 30),
}
"""What a step may ask for at all; anything outside is taken for a slip of the pen."""

COUNTED = ("reps", "breaths", "rounds")
"""Those that are counts; the others are lengths of time."""

MAX_STEPS = 500
SHORT_WORDS = 5
"""A sentence of at most this many words may be heard again soon; a longer one would sound like a parrot."""


class InputError(ValueError):
    """What is wrong with a value and what to do about it; at ``key`` of a block, or at that place in a list."""

    def __init__(self, what: str, hint: str, key: str | int = "") -> None:
        super().__init__(f"{what}; {hint}")
        self.what = what
        self.hint = hint
        self.key = key


_UNSPEAKABLE = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
MARKUP = "<>[]{}\\"


def single_line(value: object) -> object:
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


def plain_words(value: object) -> object:
    """Refuse characters in a text that an engine could take for a command."""
    if isinstance(value, str) and value:
        for character in value:
            if character in MARKUP:
                raise InputError(f"'{character}' cannot be spoken", "write plain words")
        if not any(map(str.isalnum, value)):
            raise InputError(f"{shown(value)} has no word in it", "write what the coach can say")
    return value


def within(key: str, span: Span, written: str, limit: Span | None = None) -> Span:
    """Return ``span`` if it is within ``LIMITS[key]``, or another limit; raises InputError that quotes it."""
    limit = limit or LIMITS[key]
    if span.low in limit and span.high in limit:
        return span
    raise InputError(f"{shown(written)} is out of bounds", f"'{key}' can be {dose_text(key, limit)}")


def dumped_span(value: object) -> object:
    """Return the range that ``model_dump`` took apart, and anything else as it is."""
    if isinstance(value, dict) and value.keys() == {"low", "high"}:
        low, high = value["low"], value["high"]
        if type(low) is int and type(high) is int and low <= high:
            return Span(low, high)
    return value


def dose_text(key: str, span: Span) -> str:
    """Write a dose as a file takes it under a key: ``20-30 s``, or ``10-12``."""
    return (format_count_range if key in COUNTED else format_time_range)(span)


def dose_reader(
    key: str, parse: Callable[[str], Span], example: str, limit: Span | None = None
) -> Callable[[object], object]:
    """Return what reads a dose from text and holds it against ``LIMITS[key]``, or another limit."""

    def read(value: object) -> object:
        value = dumped_span(value)
        if isinstance(value, Span):
            return within(key, value, dose_text(key, value), limit)
        if isinstance(value, int) and not isinstance(value, bool):  # of Python code: a file has text alone
            value = text_of(value)
        if not isinstance(value, str):
            raise InputError(f"'{key}' has to be one figure or range", f"write it like {example}")
        if not value.strip():
            raise InputError(f"'{key}' is empty", f"write it like {example}")
        try:
            span = parse(value)
        except ValueError as fault:
            raise InputError(str(fault), f"write it like {example}") from None
        return within(key, span, value, limit)

    return read


def _dose(key: str, parse: Callable[[str], Span], example: str) -> BeforeValidator:
    return BeforeValidator(dose_reader(key, parse, example))


def _counts(*units: str) -> Callable[[str], Span]:
    return lambda text: parse_count_range(text, *units)


read_hold = dose_reader("hold", parse_time_range, "30s or 20-30s")
HoldDose = Annotated[Span, BeforeValidator(read_hold)]
RepsDose = Annotated[Span, _dose("reps", _counts("reps", "rep"), "10 or 10-12")]
TimeDose = Annotated[Span, _dose("time", parse_time_range, "2 min or 90s")]
RestDose = Annotated[Span, _dose("rest", parse_time_range, "10s")]
Pause = Annotated[Span, _dose("pause", parse_time_range, "8s or 8-20s")]
Breaths = Annotated[Span, _dose("breaths", _counts("breaths", "breath"), "5 or 3-5")]
Between = Annotated[Span, _dose("between", parse_time_range, "20s")]
_count_rounds = _counts("rounds", "round", "x")
_read_interval_rounds = dose_reader("rounds", _count_rounds, "8 or 6-8", Span(1, 50))
IntervalRounds = Annotated[Span, BeforeValidator(_read_interval_rounds)]
read_breath_rounds = dose_reader("rounds", _count_rounds, "8 or 6-8", Span(1, 300))
read_rounds = dose_reader("rounds", _count_rounds, "2 or 1-2")


def _callout(value: object) -> object:
    """Read how often it is told how much time is left: half minutes, as these are lengths that can be said."""
    length = _read_callout(value)
    if isinstance(length, Span) and (not length.fixed or length.low % (MINUTE // 2)):
        raise InputError(f"{shown(str(value))} is not in half minutes", "write callout: 30s, or 1 min")
    return length


_read_callout = dose_reader("callout", parse_time_range, "30s or 1 min")
Callout = Annotated[Span, BeforeValidator(_callout)]


def _prescription(value: object) -> object:
    """Read a whole prescription, and hold its parts against ``LIMITS``.

    How long a bare time may be depends on the exercise: the library sees to that, which knows it.
    """
    found = dumped_prescription(value)
    if isinstance(found, str):
        try:
            found = parse_prescription(found)
        except ValueError as fault:
            raise InputError(str(fault), EXAMPLE) from None
    if not isinstance(found, Prescription):
        raise InputError("'dose' has to be one line", EXAMPLE)
    parts = [("rounds", found.rounds), ("between", found.between)]
    if found.unit is not Unit.TIME:
        parts.insert(0, (str(found.unit), found.amount))
    for name, span in parts:
        if span:
            within(name, span, value if isinstance(value, str) else dose_text(name, span))
    return found


def dumped_prescription(value: object) -> object:
    """Return the prescription that ``model_dump`` took apart, and anything else as it is."""
    if isinstance(value, dict) and value.keys() == {field.name for field in fields(Prescription)}:
        parts: dict[str, Any] = {key: dumped_span(part) for key, part in value.items()}
        if isinstance(parts["amount"], Span) and parts["unit"] in [*Unit]:
            return Prescription(**{**parts, "unit": Unit(parts["unit"])})
    return value


Prescribed = Annotated[Prescription, BeforeValidator(_prescription)]


Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
Text = Annotated[str, BeforeValidator(single_line), StringConstraints(min_length=1, max_length=300)]
Title = Annotated[
    str,
    BeforeValidator(plain_words),
    BeforeValidator(single_line),
    StringConstraints(min_length=1, max_length=80),
]
Note = Annotated[
    str,
    BeforeValidator(plain_words),
    BeforeValidator(single_line),
    StringConstraints(min_length=1, max_length=200),
]
VoiceName = Annotated[str, BeforeValidator(single_line), StringConstraints(min_length=1, max_length=200)]
Wordings = Annotated[tuple[Text, ...], Field(min_length=1)]


class Model(BaseModel):
    """The base of all that people write: closed, so that a slip is noticed, and frozen."""

    model_config = ConfigDict(frozen=True, extra="forbid")
