"""What ``coach list`` tells of a routine; of many of one's own, it is kept, so that it takes long only once."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass

from coach.cli.waiting import Line
from coach.content.fields import When  # noqa: TC001 (pydantic reads it)
from coach.errors import CoachError
from coach.files import keep, read_bytes
from coach.script.estimate import expecting
from coach.timeline.compiler import compile_timeline

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.content.finding import Listed
    from coach.content.library import Library

MANY = 50
"""Routines of one's own; fewer are read anew each time."""

_LARGEST = 64 * 1024 * 1024
_FOR_ALL = 4
"""Files that are kept: one for each language."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What is told of one routine."""

    title: str
    when: When
    length: int
    """Milliseconds that it takes in full detail."""
    areas: frozenset[str]
    """What its exercises are mainly for."""


_KEPT = TypeAdapter(dict[str, Summary])


def summaries(
    routines: Sequence[Listed], library: Library, cache: Path
) -> Iterator[tuple[Listed, Summary | CoachError]]:
    """Yield each routine with its summary, or with what is wrong with it, keeping in ``cache`` what is found."""
    if sum(each.own for each in routines) < MANY:
        yield from ((each, _summary(each, library)[0]) for each in routines)
        return
    kept = cache / "lists" / f"{_basis(library)}.json"
    known, used = _read(kept), {}
    try:
        with Line("reading routines") as line:
            for number, each in enumerate(routines):
                key = _key(each)
                found, lasting = (known[key], True) if key in known else _summary(each, library)
                if key not in known:
                    line.show(number / len(routines))
                if lasting and not isinstance(found, CoachError):
                    used[key] = found
                yield each, found
    finally:
        if used != known:
            keep(kept, _KEPT.dump_json(used), _FOR_ALL)


def _summary(listed: Listed, library: Library) -> tuple[Summary | CoachError, bool]:
    """Return what is told of a routine, and whether that is so for as long as its file stays as it is."""
    try:
        routine = library.load_file(listed.path)
        known = library.with_own(routine.exercises)
        exercises = [known.exercise(name) for step in routine.steps for name in step.exercises]
        areas = frozenset(next(iter(exercise.areas)) for exercise in exercises if exercise.areas)
        length = compile_timeline(routine, library, expecting(library.phrases)).duration
    except CoachError as fault:
        return fault, False
    sounds = (routine.under, *(step.under for step in routine.steps))
    alone = not any(isinstance(each, Path) for each in sounds) and not any(each.picture for each in exercises)
    return Summary(routine.title, routine.when, length, areas), alone


def _key(listed: Listed) -> str:
    """Name a routine file as it is now; where it cannot be read, its path alone."""
    content = b""
    with suppress(OSError):
        content = read_bytes(listed.path, _LARGEST)
    return hashlib.sha256(f"{listed.path}\0".encode(errors="surrogatepass") + content).hexdigest()


def _basis(library: Library) -> str:
    """Name all that a summary depends on beside the routine: the coach, the language, exercises of one's own."""
    from coach.rosters.made import program_digest

    total = hashlib.sha256(f"{program_digest()} {library.language}".encode())
    for name, path in sorted(library.own_exercises.items()):
        total.update(f"\0{name}\0".encode())
        with suppress(OSError):
            total.update(read_bytes(path, _LARGEST))
    return total.hexdigest()


def _read(kept: Path) -> dict[str, Summary]:
    with suppress(OSError, ValueError):
        return _KEPT.validate_json(read_bytes(kept, _LARGEST))
    return {}
