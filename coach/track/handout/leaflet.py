"""What a hand-out says: each exercise with its dose and its word of safety, and what goes for all of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING

from coach.content.fields import Detail, Kind
from coach.content.labels.handout import HandoutWords
from coach.content.labels.page import PageWords
from coach.content.prescription import ONCE
from coach.script.breathing import USUAL
from coach.script.estimate import expecting
from coach.script.phrasing import Phrasing, fill
from coach.timeline.compiler import compile_timeline
from coach.track.cover import card
from coach.track.figures.shown import MIRRORED
from coach.units import MINUTE, SECOND, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coach.content.exercise import Exercise
    from coach.content.labels.page import Plural
    from coach.content.library import Library
    from coach.content.routine import Routine, Step
    from coach.units import Ms


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to do, or a text without a name and a number that is said between two of them.

    ``side`` is the one that its figure shows, None for the usual one.
    """

    exercise: str
    name: str
    dose: str = ""
    words: str = ""
    """Its word of safety; of a text, all of it."""
    setup: tuple[str, ...] = ()
    side: str | None = None
    number: int = 0

    @property
    def heading(self) -> str:
        """Its number and name; "" where it has none."""
        return f"{self.number}. {self.name}" if self.name else ""


@dataclass(frozen=True, slots=True)
class Leaflet:
    """All that is on the sheet. ``often`` is how often to do it, left open to be written in by hand if empty."""

    title: str
    below: str
    entries: tuple[Entry, ...]
    safety: str
    words: HandoutWords
    language: str
    often: str = ""
    link: str = ""
    clinic: str = ""
    logo: bytes = field(default=b"", repr=False)


def leaflet(
    routine: Routine,
    library: Library,
    *,
    often: str = "",
    link: str = "",
    clinic: str = "",
    logo: bytes = b"",
    minutes: float | None = None,
    duration: Ms | None = None,
) -> Leaflet:
    """Make the hand-out of a routine, in the language of the library.

    A rest is told with what is before it, as is a text without a title that goes on from another text.

    ``link`` is where the track can be heard, ``logo`` a PNG, ``minutes`` what the session is fitted to, and
    ``duration`` how long it is, where that is known.
    """
    library, book = library.with_own(routine.exercises), library.phrases
    if duration is None:
        duration = compile_timeline(routine, library, expecting(book), minutes=minutes).duration
    writer = _Writer(library)
    entries: list[Entry] = []
    for step in routine.steps:
        if step.rest and entries:
            entries[-1] = writer.with_rest(entries[-1], step.rest)
        elif step.say and not step.title and entries and entries[-1].exercise == "say":
            entries[-1] = replace(entries[-1], words=" ".join((entries[-1].words, *step.say)))
        else:
            entries += writer.entries(step)
    return Leaflet(
        routine.title,
        card(routine, duration, book).below,
        tuple(_numbered(entries)),
        writer.safety(routine),
        writer.words,
        library.language,
        often,
        link,
        clinic,
        logo,
    )


class _Writer:
    def __init__(self, library: Library) -> None:
        self._library = library
        self.words = HandoutWords.read(library.language)

    def safety(self, routine: Routine) -> str:
        """Tell when to stop, or, where nothing is to be moved, when not to begin."""
        moved = any(step.exercise or step.intervals for step in routine.steps)
        return (
            PageWords.read(self._library.language).safety
            if moved
            else self._library.step_words.still.safety[0]
        )

    def entries(self, step: Step) -> Iterator[Entry]:
        """Write what there is to do in a step."""
        return getattr(self, f"_{step.kind}")(step)  # type: ignore[no-any-return]

    def _exercise(self, step: Step) -> Iterator[Entry]:
        exercise = self._library.exercise(step.exercise or "")
        yield self._done(exercise, self._dose(step, exercise), step.side)

    def _intervals(self, step: Step) -> Iterator[Entry]:
        given = step.intervals
        assert given is not None  # noqa: S101 (its kind)
        dose = [self._time(Span(given.work, given.work))]
        if given.rounds.high > 1:
            dose.append(_counted(self.words.rounds, given.rounds))
        dose.append(self.words.rest.format(count=self._time(Span(given.rest, given.rest))))
        for name in given.of:
            yield self._done(self._library.exercise(name), dose)

    def _breathe(self, step: Step) -> Iterator[Entry]:
        words, pattern = self._library.step_words.breathe, step.breathe
        time = step.time or (None if "rounds" in step.model_fields_set else Span(USUAL, USUAL))
        amount = self._time(time) if time else _counted(self.words.rounds, step.rounds)
        yield Entry("breathe", f"{words.title} {pattern}", amount, words.dizzy[0], words.settle[:1])

    def _say(self, step: Step) -> Iterator[Entry]:
        yield Entry("say", step.title or "", words=" ".join(step.say or ()))

    def _rest(self, _step: Step) -> Iterator[Entry]:
        yield from ()

    def with_rest(self, entry: Entry, rest: Span) -> Entry:
        """Tell of the rest that comes after an entry."""
        after = self.words.rest_after.format(count=self._time(rest))
        return replace(entry, dose=f"{entry.dose} · {after}" if entry.dose else after)

    def _done(self, exercise: Exercise, dose: Iterable[str], side: str | None = None) -> Entry:
        words = exercise.words
        first = side or (exercise.sides[0] if exercise.sides else None)
        values = Phrasing(self._library.phrases, Detail.FULL).side(first, exercise.sides)
        return Entry(
            exercise.name,
            words.title,
            " · ".join(dose),
            fill(words.caution[0], values) if words.caution else "",
            tuple(fill(sentence, values) for sentence in words.setup.full),
            side if side in MIRRORED else None,
        )

    def _dose(self, step: Step, exercise: Exercise) -> Iterator[str]:
        words = self.words
        dose = getattr(step, exercise.kind) or exercise.dose
        if step.breaths:
            yield _counted(words.breaths, step.breaths)
        elif exercise.kind is Kind.REPS:
            yield _counted(words.times, ONCE if step.hold and not step.reps else dose)
            if step.hold:
                yield words.held.format(count=self._time(step.hold))
        else:
            yield self._time(dose)
        if step.side:
            yield words.only.format(phrase=self._library.phrases.sides[step.side].phrase)
        elif "clockwise" in exercise.sides:
            yield words.each_way
        elif exercise.sides or exercise.alternating:
            yield words.each_side
        if step.rounds.high > 1:
            yield _counted(words.rounds, step.rounds)
        if step.between:
            yield words.rest.format(count=self._time(step.between))

    def _time(self, span: Span) -> str:
        """Write a length, in minutes where that is shorter."""
        whole = span.low % MINUTE == span.high % MINUTE == 0
        form, unit = (self.words.minutes, MINUTE) if whole else (self.words.seconds, SECOND)
        return form.format(count=_range(span.low / unit, span.high / unit))


def _numbered(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield entries, those that have a name with a number."""
    numbers = count(1)
    for entry in entries:
        yield replace(entry, number=next(numbers)) if entry.name else entry


def _counted(plural: Plural, span: Span) -> str:
    return (
        plural.one.format(count=1)
        if span.high == 1
        else plural.many.format(count=_range(span.low, span.high))
    )


def _range(low: float, high: float) -> str:
    return f"{low:g}" if low == high else f"{low:g}–{high:g}"  # noqa: RUF001 (the sign for ranges)
