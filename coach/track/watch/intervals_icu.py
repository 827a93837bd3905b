"""The workout text of Intervals.icu, both ways: lines such as ``- Figure four, right 30s``, blocks of ``2x``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from shlex import quote
from typing import TYPE_CHECKING

from coach.content.aliases import callings
from coach.content.breath_pattern import parse_pattern
from coach.content.fields import MAX_STEPS, InputError, Kind, When, within
from coach.content.language_words import languages
from coach.content.library import Library
from coach.content.nearest import as_name
from coach.content.note_steps import read_step
from coach.content.problems import nearest
from coach.content.routine import Routine
from coach.errors import CoachError, Problem, RoutineError, shown
from coach.track.watch.laps import laps
from coach.track.watch.rounds import Block, Line, as_steps
from coach.units import MINUTE, SECOND, Ms, Span, format_ms, parse_ms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.content.breath_pattern import BreathPattern
    from coach.content.exercise import Exercise
    from coach.content.routine import Step
    from coach.timeline.model import Timeline
    from coach.track.watch.laps import Lap

INTO, OUT_OF = "Into ", "Out of "
"""Begin a line that is the way into or out of an exercise, for the clock of whoever steps through; no step."""

_LINE = re.compile(
    r"\s*-\s*(?P<text>.*?)\s*\b(?P<time>(?:\d+h)?(?:\d+m)?(?:\d+s)?)(?:\s+\d+[^\s]*%.*)?\s*$", re.ASCII
)
_LONGEST = 300
"""Characters of a line; patterns take a time that grows with its square."""

_BARE_SECONDS = re.compile(r"\b(\d+m\d+)\b", re.ASCII)
_REPEAT = re.compile(r"(?P<title>.*?)\s*\b(?P<times>\d+)\s*x\s*$", re.IGNORECASE | re.ASCII)
_MADE_FOR = re.compile(r"made for:\s*(before|after|any)", re.IGNORECASE)
_SAID = re.compile(r'-\s*("[^"]*")')
_COUNT = re.compile(r",?\s*(\d{1,3})\s+(?:times|reps)\b", re.ASCII)
_SIDE = re.compile(r",?\s*\b(?P<side>right|left|clockwise|counterclockwise)(?:\s+(?:side|leg))?$")


@dataclass(frozen=True, slots=True)
class Imported:
    """A routine made of a workout, and a note on what had to be assumed or left out ("": nothing)."""

    routine: Routine
    note: str = ""


def as_intervals(timeline: Timeline, when: When) -> Iterator[str]:
    """Yield the lines of a session as a workout; its times add up to the session's, to a second a line.

    ``when`` it is meant for stands in it, too: breathing and with it the holds depend on that.
    """
    yield timeline.title.lstrip("- ") or timeline.routine
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
    if lap.exercise == "say" and lap.active:
        return f'"{lap.name}"'
    if lap.leaving:
        return f"{OUT_OF}{lap.name}"
    side = f", {lap.side}" if lap.side else ""
    times = f", {lap.reps} times" if lap.reps else ""
    return f"{lap.name}{side}{times}" if lap.active else f"{INTO}{lap.name}{side}"


def _time(length: int) -> str:
    minutes, seconds = divmod(max(1, round(length / SECOND)), 60)
    return (f"{minutes}m" if minutes else "") + (f"{seconds}s" if seconds else "")


def read_intervals(text: str, library: Library, where: str, when: When | None = None) -> Imported:
    """Make a routine of a workout; raises RoutineError with every line that cannot be understood.

    Headings are taken for titles, and what stands under ``3x`` is done so many times over, in its order. Within a
    block the right side followed by the left becomes both, an exercise repeated its rounds, and equal rests
    between them theirs. Where neither ``when`` nor the workout tells when it is for, that is after a run.
    """
    reader = _Reader(library, where)
    for number, line in enumerate(text.splitlines(), start=1):
        reader.read(number, line)
    steps = reader.steps()
    title = _title(reader.title)
    name = as_name(title) or "my-workout"
    when = when or reader.when
    routine = Routine(name=name, title=title, when=when or When.AFTER, steps=steps)
    notes = ["Nothing tells when it is for; after a run is assumed (--when says otherwise)."] * (not when)
    if reader.said:
        notes.append(f"Left out, as a workout has not all of its words: {', '.join(reader.said)}.")
    return Imported(routine, "\n".join(notes))


def _title(said: str) -> str:
    """What a heading says as a title that a routine can have and a voice can say."""
    plain = re.sub(r"[^\w ,.'’:!?&+/-]|_", " ", said, flags=re.UNICODE)  # noqa: RUF001
    plain = " ".join(plain.split()).lstrip("-,.:!?&+/ '")[:80].rstrip("-,:&+/ ")
    return plain if any(letter.isalpha() for letter in plain) else "My workout"


class _Reader:
    """Reads a workout line by line, and keeps what is wrong with it."""

    def __init__(self, library: Library, where: str) -> None:
        self.title = ""
        self.when: When | None = None
        self.said: list[str] = []
        """The texts in quotes, which are no steps."""
        self._others: list[str] = []
        """The lines that are taken for headings."""
        self._library = library
        self._where = where
        self._blocks = [Block()]
        self._problems: list[Problem] = []

    def read(self, number: int, line: str) -> None:
        """Read the line of that number, from 1."""
        text = line.strip()
        if len(text) > _LONGEST:
            self._problem(number, 1, f"the line has {len(text)} characters", f"keep it to {_LONGEST}")
        elif said := _SAID.match(text):
            self.said.append(said[1])
        elif text.startswith("-"):
            self._exercise(number, line)
        elif not text:
            self._blocks.append(Block())
        elif repeat := _REPEAT.fullmatch(text):
            self._repeat(number, line.index(text) + repeat.start("times") + 1, repeat["times"])
        elif made_for := _MADE_FOR.fullmatch(text):
            self.when = When(made_for[1].lower())
        else:
            self.title = self.title or text
            self._others.append(text)

    def steps(self) -> tuple[Step, ...]:
        """Return all that was read; raises RoutineError with every problem."""
        lines = [line for block in self._blocks for line in block.lines]
        if not self._problems and all(line.rest for line in lines):
            noted = next(filter(None, (_as_noted(text, self._library) for text in self._others)), "")
            hint = noted or "write lines such as '- Child's pose 30s'"
            self._problem(1, 1, "there is no exercise in this workout", hint)
        steps = () if self._problems else tuple(as_steps(self._blocks))
        if len(steps) > MAX_STEPS:
            self._problem(1, 1, f"the workout comes to {len(steps)} steps", f"keep it to {MAX_STEPS}")
        if self._problems:
            raise RoutineError(self._problems)
        return steps

    def _exercise(self, number: int, line: str) -> None:
        try:
            found = _understand(line, self._library)
        except (CoachError, InputError) as fault:
            self._problem(number, line.index("-") + 1, fault.what, fault.hint)
        else:
            self._blocks[-1].lines += [found] if found else []

    def _repeat(self, number: int, column: int, times: str) -> None:
        self._blocks.append(Block())
        try:
            self._blocks[-1].times = _times(times)
        except InputError as fault:
            self._problem(number, column, fault.what, fault.hint)

    def _problem(self, number: int, column: int, what: str, hint: str) -> None:
        self._problems.append(Problem(self._where, number, column, what, hint))


def _times(written: str) -> int:
    """Read how often a block is done; raises InputError when that is too often."""
    times = int(written[:9])
    return within("rounds", Span(times, times), f"{written}x").low


def _understand(line: str, library: Library) -> Line | None:
    """Read one line; None if it is no step. Raises CoachError or InputError."""
    match = _LINE.fullmatch(_BARE_SECONDS.sub(r"\1s", line))
    if not match or not match["time"]:
        hint = _as_noted(line.strip(" \t-"), library) or "end it with one, such as 30s or 1m30s"
        raise CoachError(f"{shown(line.strip())} has no length", hint=hint)
    text, length = match["text"], _length(match["time"])
    if text.startswith((INTO, OUT_OF)):
        return None
    if pattern := _pattern(text):
        return Line(
            None, None, within("time", Span(length, length), format_ms(length)), length, breathe=pattern
        )
    count = _COUNT.search(text)
    text = _COUNT.sub("", text)
    side = _SIDE.search(text.lower())
    if as_name(text) in ("rest", "recovery", "easy"):
        return Line(None, None, _dose(None, length, None), length)
    bare = text[: side.start()] if side else text
    exercise = _find(bare, library)
    reps = int(count[1]) if count else None
    worked = side["side"] if side and exercise.sides else None
    return Line(exercise, worked, _dose(exercise, length, reps), length, reps)


def _as_noted(text: str, library: Library) -> str:
    """Return the hint for a line that is an exercise with its dose, as on a note; "" for all others."""
    try:
        step = read_step(text, library)
    except CoachError:
        return ""
    if not step.exercise or step.model_fields_set == {"exercise"}:
        return ""
    return f"as a step of a note it can be played: coach play --step {quote(text)}"


def _pattern(text: str) -> BreathPattern | None:
    """Read breathing to a pattern, by what it is called in any language: "Breathing 4-7-8"."""
    called, _, figures = text.rpartition(" ")
    if as_name(called) not in _breathing():
        return None
    return parse_pattern(figures)


@cache
def _breathing() -> frozenset[str]:
    return frozenset(as_name(Library(language).step_words.breathe.title) for language in languages())


def _dose(exercise: Exercise | None, length: Ms, reps: int | None) -> Span:
    """What a step gives for a line; raises InputError when no step takes so much, or so little."""
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
    """Return the exercise that is called so in any language; raises CoachError with the nearest."""
    wanted = as_name(text)
    for language in dict.fromkeys((library.language, *languages())):
        if name := _callings(language).get(wanted):
            return library.exercise(name)
    proper = _callings(library.language).keys() - library.also.keys()
    hint = nearest(text, sorted(proper), "see 'coach list --exercises'")
    raise CoachError(f"there is no exercise {shown(text)}", hint=hint)


@cache
def _callings(language: str) -> dict[str, str]:
    """Return the names of all exercises by what they are called in a language; read once."""
    return callings(Library(language))
