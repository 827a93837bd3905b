"""Writes routines the way people write them, to be read back, changed and kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coach.content.fields import Kind
from coach.units import Span, format_count_range, format_time_range

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from coach.content.routine import Routine, Step

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 ,.'()-]*[A-Za-z0-9.')]")
"""Text that YAML takes as it is."""

_COUNTED = (Kind.REPS, "breaths", "rounds")
_WIDTH = 100


def routine_file(routine: Routine, head: Iterable[str] = (), notes: Mapping[int, str] | None = None) -> str:
    """Return ``routine`` as a file, with comments at its head and above steps (by number, from 0)."""
    lines = [line for comment in head for line in _comment(comment, "")]
    lines += [f"name: {routine.name}", f"title: {_text(routine.title)}", f"when: {routine.when}", "steps:"]
    for number, step in enumerate(routine.steps):
        if notes and number in notes:
            lines += _comment(notes[number], "  ")
        lines += [f"    {key}" if place else f"  - {key}" for place, key in enumerate(_keys(step))]
    return "\n".join(lines) + "\n"


def _keys(step: Step) -> Iterator[str]:
    if step.exercise:
        yield f"exercise: {step.exercise}"
    for key in (*Kind, "breaths", "rounds", "between", "rest"):
        span = getattr(step, key)
        if span not in (None, Span(1, 1)) or (span and key != "rounds"):
            yield f"{key}: {(format_count_range if key in _COUNTED else format_time_range)(span)}"
    if step.side:
        yield f"side: {step.side}"


def _text(text: str) -> str:
    """Quote a text where YAML would read more into it."""
    return text if _PLAIN.fullmatch(text) else "'" + text.replace("'", "''") + "'"


def _comment(text: str, indent: str) -> Iterator[str]:
    import textwrap

    mark = f"{indent}# "
    yield from textwrap.wrap(
        text, _WIDTH, initial_indent=mark, subsequent_indent=mark, break_on_hyphens=False
    )
