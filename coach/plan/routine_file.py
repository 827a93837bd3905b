"""Writes routines the way people write them, to be read back, changed and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.content.exercise import Exercise
from coach.content.fields import Kind, dose_text
from coach.content.yaml_io import yaml_line, yaml_text
from coach.units import Span, format_count_range, format_ms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from coach.content.routine import Own, Routine, Step

_WIDTH = 100


def routine_file(routine: Routine, head: Iterable[str] = (), notes: Mapping[int, str] | None = None) -> str:
    """Return ``routine`` as a file, with comments at its head and above steps (by number, from 0)."""
    lines = [line for comment in head for line in _comment(comment, "")]
    lines += [f"name: {routine.name}", f"title: {yaml_line(routine.title)}", f"when: {routine.when}"]
    lines += _said_and_heard(routine)
    if routine.exercises:
        lines += _exercises(routine.exercises)
    lines.append("steps:")
    for number, step in enumerate(routine.steps):
        if notes and number in notes:
            lines += _comment(notes[number], "  ")
        lines += [f"    {key}" if place else f"  - {key}" for place, key in enumerate(_keys(step))]
    return "\n".join(lines) + "\n"


def _said_and_heard(routine: Routine) -> Iterator[str]:
    """Yield the lines for whom it is meant, for its first and last words, and for how it is to sound."""
    if routine.for_pain:
        yield "for_pain: true"
    for key, said in (("greeting", routine.greeting), ("farewell", routine.farewell)):
        if said:
            yield f"{key}: {_listed(said)}"
    for key, asked in (
        ("voice", routine.voice),
        ("bed", routine.bed),
        ("music", routine.music),
        ("detail", routine.detail),
    ):
        if asked:
            yield f"{key}: {yaml_line(str(asked))}"


def _exercises(own: Mapping[str, Own]) -> list[str]:
    """Return the lines for exercises that somebody wrote, in the form they were written in."""
    block = {
        name: exercise.model_dump(mode="json", exclude_defaults=True, exclude={"name"})
        for name, exercise in own.items()
    }
    for name, exercise in own.items():
        block[name] |= _doses(exercise)
        if exercise.picture:
            block[name]["picture"] = str(exercise.picture.path)
        if isinstance(exercise, Exercise):
            rep = [{"cue": part.cue, "time": f"{part.time}ms"} for part in exercise.rep]
            block[name] |= {"rep": rep} if rep else {}
    return yaml_text({"exercises": block}).splitlines()


def _doses(exercise: Own) -> dict[str, str]:
    """Return the doses of an exercise as a file takes them."""
    spans = {str(kind): getattr(exercise, kind) for kind in Kind}
    doses = {key: dose_text(key, span) for key, span in spans.items() if span}
    come_out = getattr(exercise, "come_out", None)
    return doses | ({"come_out": f"{come_out}ms"} if come_out else {})


def _keys(step: Step) -> Iterator[str]:
    if step.exercise:
        yield f"exercise: {step.exercise}"
    if step.say:
        yield f"say: {yaml_line(step.say[0]) if len(step.say) == 1 else _listed(step.say)}"
    if step.breathe:
        yield f"breathe: {step.breathe}"
    if given := step.intervals:
        lengths = f"work: {format_ms(given.work)}, rest: {format_ms(given.rest)}"
        rounds = format_count_range(given.rounds)
        yield f"intervals: {{{lengths}, rounds: {rounds}, of: [{', '.join(given.of)}]}}"
    for key in (*Kind, "breaths", "rounds", "between", "callout", "pause", "rest"):
        span = getattr(step, key)
        untold = span == Span(1, 1) and not (step.breathe and "rounds" in step.model_fields_set)
        if span and not (key == "rounds" and untold):
            yield f"{key}: {dose_text(key, span)}"
    for key, name in (
        ("side", step.side),
        ("note", step.note),
        ("title", step.title),
        ("posture", step.posture),
        ("until", step.until),
        ("bed", step.bed),
        ("music", step.music),
    ):
        if name:
            yield f"{key}: {yaml_line(str(name))}"


def _listed(sentences: Iterable[str]) -> str:
    return "[" + ", ".join("'" + sentence.replace("'", "''") + "'" for sentence in sentences) + "]"


def _comment(text: str, indent: str) -> Iterator[str]:
    import textwrap

    mark = f"{indent}# "
    yield from textwrap.wrap(
        text, _WIDTH, initial_indent=mark, subsequent_indent=mark, break_on_hyphens=False
    )
