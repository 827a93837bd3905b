"""The workout text of Intervals.icu, both ways: lines such as ``- Figure four, right 30s``, blocks of ``2x``."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from coach.errors import CoachError, Problem, RoutineError
from coach.fields import LIMITS, MAX_STEPS, InputError, Kind, When, within
from coach.library import Library, languages
from coach.library.problems import nearest
from coach.library.slips import as_name
from coach.quoting import shown
from coach.routine import Routine, Step
from coach.units import MINUTE, SECOND, Ms, Span, format_ms, parse_ms
from coach.watch.laps import laps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.exercise import Exercise
    from coach.timeline import Timeline
    from coach.watch.laps import Lap

INTO, OUT_OF = "Into ", "Out of "
"""Begin a line that is the way into or out of an exercise, for the clock of whoever steps through; no step."""

_LINE = re.compile(r"\s*-\s*(?P<text>.*?)\s*\b(?P<time>(?:\d+h)?(?:\d+m)?(?:\d+s)?)(?:\s+\d+[^\s]*%.*)?\s*$")
_BARE_SECONDS = re.compile(r"\b(\d+m\d+)\b")
_REPEAT = re.compile(r"(?P<title>.*?)\s*\b(?P<times>\d+)\s*x\s*$", re.IGNORECASE)
_MADE_FOR = re.compile(r"made for:\s*(before|after|any)", re.IGNORECASE)
_COUNT = re.compile(r",?\s*(\d{1,3})\s+(?:times|reps)\b")
_SIDE = re.compile(r",?\s*\b(?P<side>right|left|clockwise|counterclockwise)(?:\s+(?:side|leg))?$")


@dataclass(frozen=True, slots=True)
class Imported:
    """A routine made of a workout, and a note on what had to be assumed ("": nothing)."""

    routine: Routine
    note: str = ""


def as_intervals(timeline: Timeline, when: When) -> Iterator[str]:
    """Yield the lines of a session as a workout; its times add up to the session's, to a second a line.

    ``when`` it is meant for stands in it, too: breathing and with it the holds depend on that.
    """
    yield timeline.title
    yield f"Made for: {when}"
    exercise = None
    for lap in laps(timeline):
        if lap.exercise != exercise:
            yield ""
            exercise = lap.exercise
        yield f"- {_text(lap)} {_time(lap.length)}"


def _text(lap: Lap) -> str:
    if lap.rest:
        return "Rest"
    if not lap.exercise:
        return f"{INTO}the end"
    if lap.leaving:
        return f"{OUT_OF}{lap.name}"
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
    dose: Span
    length: Ms
    reps: int | None
    block: int
    times: int

    @property
    def what(self) -> tuple[str, int, int | None]:
        """What is done and how long: neighbours that agree in it can be one step."""
        return (self.exercise.name if self.exercise else "", self.length, self.reps)


def read_intervals(text: str, library: Library, where: str, when: When | None = None) -> Imported:
    """Make a routine of a workout; raises RoutineError with every line that cannot be understood.

    Headings are taken for titles, and what stands under ``3x`` is done so many times over, in its order. Within a
    block the right side followed by the left becomes both, an exercise repeated its rounds, and equal rests
    between them theirs. Where neither ``when`` nor the workout tells when it is for, that is after a run.
    """
    title, done, problems, told = "", [], [], None
    block, times = 0, 1
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if not stripped.startswith("-"):
            repeat = _REPEAT.fullmatch(stripped)
            if repeat or not stripped:
                block, times = block + 1, 1
                if repeat:
                    column = line.index(stripped) + repeat.start("times") + 1
                    try:
                        times = _times(repeat["times"])
                    except InputError as fault:
                        problems.append(Problem(where, number, column, fault.what, fault.hint))
            elif made_for := _MADE_FOR.fullmatch(stripped):
                told = When(made_for[1].lower())
            elif not title:
                title = stripped
            continue
        try:
            found = _understand(line, library, block, times)
        except (CoachError, InputError) as fault:
            column = line.index("-") + 1
            problems.append(Problem(where, number, column, fault.what, fault.hint))
        else:
            done += [found] if found else []
    if not any(line.exercise for line in done) and not problems:
        hint = "write lines such as '- Child's pose 30s'"
        problems.append(Problem(where, 1, 1, "there is no exercise in this workout", hint))
    steps = () if problems else tuple(_steps(done))
    if len(steps) > MAX_STEPS:
        what = f"the workout comes to {len(steps)} steps"
        problems.append(Problem(where, 1, 1, what, f"keep it to {MAX_STEPS}"))
    if problems:
        raise RoutineError(problems)
    title = re.sub(r"[<>\[\]{}\\]", " ", title).strip()[:80] or "My workout"
    name = as_name(title) or "my-workout"
    routine = Routine(name=name, title=title, when=when or told or When.AFTER, steps=steps)
    assumed = "Nothing tells when it is for; after a run is assumed (--when says otherwise)."
    return Imported(routine, "" if when or told else assumed)


def _times(written: str) -> int:
    """Read how often a block is done; raises InputError when that is too often."""
    times = int(written[:9])
    return within("rounds", Span(times, times), f"{written}x").low


def _understand(line: str, library: Library, block: int, times: int) -> _Done | None:
    match = _LINE.fullmatch(_BARE_SECONDS.sub(r"\1s", line))
    if not match or not match["time"]:
        raise CoachError(f"{shown(line.strip())} has no length", hint="end it with one, such as 30s or 1m30s")
    text, length = match["text"], _length(match["time"])
    if text.startswith((INTO, OUT_OF)):
        return None
    count = _COUNT.search(text)
    text = _COUNT.sub("", text)
    side = _SIDE.search(text.lower())
    if as_name(text) in ("rest", "recovery", "easy"):
        return _Done(None, None, _dose(None, length, None), length, None, block, times)
    bare = text[: side.start()] if side else text
    exercise = _find(bare, library)
    reps = int(count[1]) if count else None
    worked = side["side"] if side and exercise.sides else None
    return _Done(exercise, worked, _dose(exercise, length, reps), length, reps, block, times)


def _dose(exercise: Exercise | None, length: Ms, reps: int | None) -> Span:
    """Return what a step gives for a line; raises InputError when no step takes so much, or so little."""
    if exercise is None or exercise.kind is not Kind.REPS:
        return within(exercise.kind if exercise else "rest", Span(length, length), format_ms(length))
    count = reps or max(1, round(length / exercise.rep_length))
    return within("reps", Span(count, count), f"{count} times")


def _length(text: str) -> Ms:
    if re.search(r"\d{5}", text):
        raise CoachError(
            f"{shown(text)} is too long", hint="end the line with a length, such as 30s or 1m30s"
        )
    spaced = re.sub(r"([hms])(?=\d)", r"\1 ", text)
    hours = re.match(r"(\d+)h\s*", spaced)
    rest = spaced[hours.end() :] if hours else spaced
    whole = int(hours[1]) * 60 * MINUTE if hours else 0
    return Ms(whole + (parse_ms(rest) if rest else 0))


def _find(text: str, library: Library) -> Exercise:
    """Return the exercise of that name, or of that title in any language; raises CoachError with the nearest."""
    wanted = as_name(text)
    titles = _titles(library.language)
    others = (_titles(language) for language in languages() if language != library.language)
    name = wanted if wanted in library.exercise_names else titles.get(wanted, "")
    name = name or next((found[wanted] for found in others if wanted in found), "")
    if not name:
        hint = nearest(
            text, {**titles, **dict.fromkeys(library.exercise_names)}, "see 'coach list --exercises'"
        )
        raise CoachError(f"there is no exercise {shown(text)}", hint=hint)
    return library.exercise(name)


@cache
def _titles(language: str) -> dict[str, str]:
    """Return the names of all exercises by their titles in a language."""
    library = Library(language)
    return {as_name(library.exercise(name).words.title): name for name in library.exercise_names}


def _steps(done: list[_Done]) -> list[Step]:
    steps: list[Step] = []
    times = 1
    for (_, times), lines in groupby(done, key=lambda line: (line.block, line.times)):
        steps += _merged(_parts(list(lines)) * times)
    if times > 1 and steps[-1].rest:  # between repetitions, not after the last
        steps.pop()
    return steps


@dataclass(frozen=True, slots=True)
class _Part:
    """One pass over an exercise, on both sides if ``side`` is None; or a rest."""

    line: _Done
    side: str | None = None


def _parts(lines: list[_Done]) -> list[_Part]:
    """Return what the lines of a block come to, done once."""
    parts: list[_Part] = []
    for _, group in groupby(lines, key=lambda line: line.what):
        same = list(group)
        line = replace(same[0], side=None)
        if line.exercise is None:
            parts += [_Part(line)] * len(same)
        else:
            parts += (
                _Part(line, side) for side in _passes([each.side for each in same], line.exercise.sides)
            )
    return parts


def _merged(parts: list[_Part]) -> Iterator[Step]:
    """Make steps of what is done in turn: an exercise repeated, with equal rests or none, is rounds of it."""
    runs = [(part, len(list(run))) for part, run in groupby(parts)]
    at = 0
    while at < len(runs):
        (part, count), *after = runs[at : at + 2]
        at += 1
        if part.line.exercise is None:
            yield from [Step(rest=part.line.dose)] * count
            continue
        between = after[0][0].line if after and count == after[0][1] == 1 else None
        rest = between.dose if between and between.exercise is None else None
        while rest and runs[at : at + 2] == [*after, (part, 1)]:
            count += 1
            at += 2
        yield from _in_rounds(part, count, rest)


def _passes(sides: list[str | None], both: tuple[str, ...]) -> Iterator[str | None]:
    """Yield the side of each pass over an exercise, None for both, in the order in which a step does them."""
    at = 0
    while at < len(sides):
        pair = bool(both) and tuple(sides[at : at + len(both)]) == both
        yield None if pair else sides[at]
        at += len(both) if pair else 1


def _in_rounds(part: _Part, count: int, rest: Span | None) -> Iterator[Step]:
    """Yield a step of ``count`` rounds, or several where one does not take so many; ``rest`` is between rounds."""
    exercise = part.line.exercise
    while exercise and count:
        rounds = min(count, LIMITS["rounds"].high)
        yield Step.model_validate(
            {
                "exercise": exercise.name,
                exercise.kind: part.line.dose,
                "rounds": Span(rounds, rounds),
                "between": rest if rounds > 1 else None,
                "side": part.side,
            }
        )
        count -= rounds
        if rest and count:
            yield Step(rest=rest)
