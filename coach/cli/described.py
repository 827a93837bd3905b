"""Steps in one line each, as ``coach show`` lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.content.fields import Kind, dose_text
from coach.script.breathing import USUAL
from coach.units import Span, format_count_range, format_ms, format_time_range

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.content.library import Library
    from coach.content.routine import Step

_LONGEST = 60
"""Characters of a text that is said."""


def describe(step: Step, library: Library) -> str:
    """Return a step in one line: what it is, how much of it, and how often."""
    return _KINDS[step.kind](step, library)


def _exercise(step: Step, library: Library) -> str:
    exercise = library.exercise(step.exercise or "")
    amount = dose_text(exercise.kind, getattr(step, exercise.kind) or exercise.dose)
    if step.breaths:
        amount = f"{format_count_range(step.breaths)} breaths"
    parts = [exercise.words.title, amount]
    if exercise.kind is Kind.REPS:
        once = amount == "1" or (step.hold is not None and step.reps is None)
        parts[-1] = "once" if once else f"{amount} times"
        if step.hold:
            parts[-1] += f", held for {format_time_range(step.hold)}{'' if once else ' each'}"
    if step.side:
        parts.append(f"{step.side} side only")
    elif exercise.sides:
        parts.append(f"{exercise.sides[0]} and {exercise.sides[1]}")
    elif exercise.alternating:
        parts.append("each side, in turn")
    if step.rounds.high > 1:
        parts.append(f"{format_count_range(step.rounds)} rounds")
    if step.between:
        parts.append(f"{format_time_range(step.between)} of rest between them")
    if step.callout:
        parts.append(f"time left told every {format_time_range(step.callout)}")
    return ", ".join(parts)


def _say(step: Step, _library: Library) -> str:
    text = " ".join(step.say or ())
    shown = text if len(text) <= _LONGEST else text[:_LONGEST].rsplit(" ", 1)[0] + " …"
    silence = f" Then {format_time_range(step.pause)} of silence." if step.pause and step.pause.high else ""
    return f"{step.title}: {shown}{silence}" if step.title else f"{shown}{silence}"


def _breathe(step: Step, _library: Library) -> str:
    amount = format_time_range(step.time) if step.time else f"about {format_time_range(Span(USUAL, USUAL))}"
    if "rounds" in step.model_fields_set:
        amount = _rounds(step.rounds)
    return f"Breathing {step.breathe}, {amount}"


def _intervals(step: Step, library: Library) -> str:
    given = step.intervals
    assert given is not None  # noqa: S101 (its kind)
    names = ", ".join(library.exercise(name).words.title for name in given.of)
    by_the_clock = f"{format_ms(given.work)} of work, {format_ms(given.rest)} of rest"
    rounds = _rounds(given.rounds)
    return f"Intervals, {rounds}, {by_the_clock}: {names}"


def _rounds(span: Span) -> str:
    return f"{format_count_range(span)} round{'s' if span.high > 1 else ''}"


def _rest(step: Step, _library: Library) -> str:
    return f"Rest, {format_time_range(step.rest)}" if step.rest else "Rest"


_KINDS: dict[str, Callable[[Step, Library], str]] = {
    "exercise": _exercise,
    "say": _say,
    "breathe": _breathe,
    "intervals": _intervals,
    "rest": _rest,
}
