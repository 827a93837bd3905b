"""The workout text of Intervals.icu, both ways: lines such as ``- Figure four, right 30s``, blocks of ``2x``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from coach.errors import CoachError, Problem, RoutineError
from coach.fields import LIMITS, Kind, When
from coach.library.problems import nearest
from coach.library.slips import as_name
from coach.routine import Routine, Step
from coach.units import MINUTE, SECOND, Ms, Span, parse_ms, shown
from coach.watch.laps import laps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.exercise import Exercise
    from coach.library import Library
    from coach.timeline import Timeline
    from coach.watch.laps import Lap

INTO = "Into "
"""Begins a line that is the way into an exercise, for the clock of whoever steps through; no step of a routine."""

_LINE = re.compile(r"\s*-\s*(?P<text>.*?)\s*\b(?P<time>(?:\d+h)?(?:\d+m)?(?:\d+s)?)(?:\s+\d+[^\s]*%.*)?\s*$")
_BARE_SECONDS = re.compile(r"\b(\d+m\d+)\b")
_REPEAT = re.compile(r"(?P<title>.*?)\s*\b(?P<times>\d{1,2})\s*x\s*$", re.IGNORECASE)
_COUNT = re.compile(r",?\s*(\d{1,3})\s+(?:times|reps)\b")
_SIDE = re.compile(r",?\s*\b(?P<side>right|left|clockwise|counterclockwise)(?:\s+(?:side|leg))?$")


def as_intervals(timeline: Timeline) -> Iterator[str]:
    """Yield the lines of a session as a workout; its times add up to the session's, to a second a line."""
    yield timeline.title
    exercise = None
    for lap in laps(timeline):
        if lap.exercise != exercise:
            yield ""
            exercise = lap.exercise
        yield f"- {_text(lap)} {_time(lap.length)}"


def _text(lap: Lap) -> str:
    if not lap.exercise:
        return "Rest" if lap.rest else f"{INTO}the end"
    side = f", {lap.side}" if lap.side else ""
    times = f", {lap.reps} times" if lap.reps else ""
    return f"{lap.name}{side}{times}" if lap.active else f"{INTO}{lap.name}{side}"


def _time(length: int) -> str:
    minutes, seconds = divmod(max(1, round(length / SECOND)), 60)
    return (f"{minutes}m" if minutes else "") + (f"{seconds}s" if seconds else "")


@dataclass(frozen=True, slots=True)
class _Done:
    """One line of a workout, understood."""

    exercise: Exercise | None
    side: str | None
    length: Ms
    reps: int | None
    block: int
    times: int

    @property
    def what(self) -> tuple[str, int, int | None]:
        """What is done and how long: neighbours that agree in it are one step."""
        return (self.exercise.name if self.exercise else "", self.length, self.reps)


def read_intervals(text: str, library: Library, where: str) -> Routine:
    """Make a routine of a workout; raises RoutineError with every line that cannot be understood.

    Headings are taken for titles, ``3x`` for rounds, and the right side followed by the left for both.
    """
    title, done, problems = "", [], []
    block, times = 0, 1
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if not stripped.startswith("-"):
            repeat = _REPEAT.fullmatch(stripped)
            if repeat or not stripped:
                block, times = block + 1, int(repeat["times"]) if repeat else 1
            elif not title:
                title = stripped
            continue
        try:
            found = _understand(line, library, block, times)
        except CoachError as fault:
            column = line.index("-") + 1
            problems.append(Problem(where, number, column, fault.what, fault.hint))
        else:
            done += [found] if found else []
    if not done and not problems:
        hint = "write lines such as '- Child's pose 30s'"
        problems.append(Problem(where, 1, 1, "there is no exercise in this workout", hint))
    if problems:
        raise RoutineError(problems)
    title = re.sub(r"[<>\[\]{}\\]", " ", title).strip()[:80] or "My workout"
    name = as_name(title) or "my-workout"
    return Routine(name=name, title=title, when=When.AFTER, steps=tuple(_steps(done)))


def _understand(line: str, library: Library, block: int, times: int) -> _Done | None:
    match = _LINE.fullmatch(_BARE_SECONDS.sub(r"\1s", line))
    if not match or not match["time"]:
        raise CoachError(f"{shown(line.strip())} has no length", hint="end it with one, such as 30s or 1m30s")
    text, length = match["text"], _length(match["time"])
    if text.startswith(INTO):
        return None
    count = _COUNT.search(text)
    text = _COUNT.sub("", text)
    side = _SIDE.search(text.lower())
    if as_name(text) in ("rest", "recovery", "easy"):
        return _Done(None, None, length, None, block, times)
    bare = text[: side.start()] if side else text
    exercise = _find(bare, library)
    reps = int(count[1]) if count else None
    return _Done(exercise, side["side"] if side and exercise.sides else None, length, reps, block, times)


def _length(text: str) -> Ms:
    spaced = re.sub(r"([hms])(?=\d)", r"\1 ", text)
    hours = re.match(r"(\d+)h\s*", spaced)
    rest = spaced[hours.end() :] if hours else spaced
    whole = int(hours[1]) * 60 * MINUTE if hours else 0
    return Ms(whole + (parse_ms(rest) if rest else 0))


def _find(text: str, library: Library) -> Exercise:
    """Return the exercise of that name or title; raises CoachError with the nearest."""
    wanted = as_name(text)
    titles = {as_name(library.exercise(name).words.title): name for name in library.exercise_names}
    name = wanted if wanted in library.exercise_names else titles.get(wanted, "")
    if not name:
        hint = nearest(
            text, {**titles, **dict.fromkeys(library.exercise_names)}, "see 'coach list --exercises'"
        )
        raise CoachError(f"there is no exercise {shown(text)}", hint=hint)
    return library.exercise(name)


def _steps(done: list[_Done]) -> Iterator[Step]:
    for (_, times), lines in groupby(done, key=lambda line: (line.block, line.times)):
        yield from _merged(list(lines), times)


def _merged(lines: list[_Done], times: int) -> Iterator[Step]:
    """Make steps of the lines of a block: both sides of an exercise in one, repetitions of it as rounds."""
    for _, group in groupby(
        lines, key=lambda line: (line.exercise.name if line.exercise else "", line.length, line.reps)
    ):
        same = list(group)
        first = same[0]
        if first.exercise is None:
            for line in same:
                yield Step(rest=_within("rest", line.length))
            continue
        sides = [line.side for line in same]
        both = bool(first.exercise.sides) and set(sides) >= set(first.exercise.sides)
        share = len(first.exercise.sides) if both else 1
        rounds = max(1, len(same) // share) * times
        yield Step.model_validate(
            {
                "exercise": first.exercise.name,
                first.exercise.kind: _dose(first.exercise, first),
                "rounds": _within("rounds", rounds),
                "side": None if both else first.side,
            }
        )


def _dose(exercise: Exercise, line: _Done) -> Span:
    if exercise.kind is not Kind.REPS:
        return _within(exercise.kind, line.length)
    count = line.reps or max(1, round(line.length / exercise.rep_length))
    return _within("reps", count)


def _within(key: str, value: int) -> Span:
    """Return a dose, kept within what a step may ask for."""
    limit = LIMITS[key]
    kept = min(max(value, limit.low), limit.high)
    return Span(kept, kept)
