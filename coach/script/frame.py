"""How a session opens and closes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from zlib import adler32

from coach.content.fields import Detail, Kind, Role, When
from coach.script.estimate import expecting
from coach.script.model import CueKind, Line, Section, Talk
from coach.script.moments import braced
from coach.script.phrasing import fill, rough
from coach.units import SECOND, Ms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from coach.content.phrases import PhraseBook
    from coach.content.routine import Routine
    from coach.script.dose import Block
    from coach.script.model import Spoken, Take
    from coach.script.phrasing import Phrasing
    from coach.script.request import Request

MOVING_BY = Ms(20 * SECOND)
"""The longest wait for the first move."""

HELLO_AT_MOST = Ms(18 * SECOND)
"""What is left of it after two seconds of lead-in."""

BEAT = Ms(250)
"""Silence between the sentences of the welcome."""

TO_CHECK_IN = Ms(4 * SECOND)
"""Silence after the question what feels different."""

TO_BREATHE = Ms(5 * SECOND)
"""Silence after the words that ask for one last breath."""

TO_RISE = Ms(4 * SECOND)
"""Silence after the words on how to get up: whoever hears the rest is up."""


def opening(request: Request, blocks: Sequence[Block], phrasing: Phrasing, length: Ms) -> Iterator[Section]:
    """Say the name, the length and what is needed; what the tones are, how much is enough, and when to stop.

    What does not fit into the time is left out from the last: the tones first. The first line, which greets a
    runner by name if there is one, is a section of its own, so that a slow voice has the first word soon.
    """
    routine, book = request.routine, phrasing.book
    title = "greeted" if request.greet else "welcome"
    exercises = [exercise for block in blocks for exercise in block.exercises]
    values = {
        "title": routine.title,
        "minutes": phrasing.minutes(rough(length)),
        "name": request.greet,
    }
    needs = dict.fromkeys(need for exercise in exercises for need in exercise.needs)
    things = {"things": phrasing.listed([book.needs[need] for need in needs])} if needs else {}
    moves = bool(exercises) and exercises[0].kind is not Kind.TIME
    stretches = any(exercise.role is Role.STRETCH for exercise in exercises)
    led = any(exercise.kind is Kind.HOLD and not braced(exercise) for exercise in exercises)
    safety = book.safety if exercises else request.library.step_words.still.safety
    brief = phrasing.detail is not Detail.FULL
    frame = [
        (CueKind.WELCOME, "greeting", book.greeting, bool(request.greet)),
        (CueKind.WELCOME, title, getattr(book, title), True),
        (CueKind.WELCOME, "need", book.need, bool(needs)),
        (CueKind.SAFETY, "in_pain", book.in_pain, routine.for_pain),
        (CueKind.SAFETY, "ready", book.ready.get(routine.when, ()), moves),
        (CueKind.SAFETY, "effort", book.effort, stretches),
        (CueKind.WELCOME, "tones", book.tones, request.tones and led),
        (CueKind.SAFETY, "safety", safety, True),
    ]
    own = (routine.greeting,) if routine.greeting else ()
    needful = ("greeting", title, "need", "safety", "in_pain")
    lines = [
        Line(
            kind,
            (slot == title and own)
            or phrasing.takes(slot, wordings, values | things, brief=brief and slot not in needful),
            pause=BEAT,
            spare=slot not in needful,
        )
        for kind, slot, wordings, wanted in frame
        if wanted and wordings and (slot in needful or phrasing.detail is not Detail.MINIMAL)
    ]
    first, *others = fitted(lines, HELLO_AT_MOST, expecting(book))
    yield Section((Talk((first,)),))
    yield Section((Talk(tuple(others)),))


def greetings(book: PhraseBook, name: str) -> frozenset[str]:
    """Every sentence that a runner of that name may be greeted with."""
    return frozenset(fill(wording, {"name": name}) for wording in book.greeting)


def fitted(lines: Sequence[Line], at_most: Ms, spoken: Spoken) -> tuple[Line, ...]:
    """Return lines that are expected to be over by ``MOVING_BY``, each with when it has to be for the rest to be.

    Earlier ones take the longest of their takes that leaves room for the shortest of all others. Where even the
    shortest are too long, those that can be spared are left out, from the last.
    """

    def cost(line: Line, take: Take) -> int:
        return sum(spoken(sentence, line.kind.manner) + line.pause for sentence in take)

    def least(of: Iterable[Line]) -> int:
        return sum(min(cost(line, take) for take in line.takes) for line in of)

    kept = list(lines)
    for line in reversed(lines):
        if line.spare and least(kept) > at_most:
            kept.remove(line)
    left, chosen = int(at_most), []
    for place, line in enumerate(kept):
        room = left - least(kept[place + 1 :])
        takes = [take for take in line.takes if cost(line, take) <= room] or [line.takes[-1]]
        chosen.append(replace(line, takes=tuple(takes)))
        left -= cost(line, takes[0])
    return tuple(
        replace(line, by=Ms(MOVING_BY - sum(cost(each, each.takes[0]) for each in chosen[place + 1 :])))
        for place, line in enumerate(chosen)
    )


def closing(routine: Routine, posture: str, phrasing: Phrasing, *, pressed: bool = False) -> Section:
    """Ask what feels different, leave one breath, say how to get up, and goodbye to a runner who is up.

    Which words ask and which leave the breath is picked by the name of the routine, so that two do not end alike.
    Whoever is about to run is not calmed down: no breath before a run. ``pressed`` for time, there is none
    either, nor a reminder to drink.
    """
    book, detail = phrasing.book, phrasing.detail
    picked = adler32(routine.name.encode())

    def said(kind: CueKind, slot: str, wordings: Sequence[str], pause: Ms, first: int = 0) -> Iterator[Line]:
        if wordings:
            yield Line(kind, phrasing.takes(slot, wordings, {}, first=first), pause=pause)

    up = list(said(CueKind.FAREWELL, f"get_up {posture}", book.get_up.get(posture, ()), TO_RISE))
    if routine.farewell:
        own = [Line(CueKind.FAREWELL, ((sentence,),), pause=Ms(SECOND)) for sentence in routine.farewell]
        return Section((Talk((*up, *own), lead=Ms(SECOND)),))
    lines: list[Line] = []
    if detail is not Detail.MINIMAL:
        lines += said(CueKind.NOTICE, "check_in", book.check_in, TO_CHECK_IN, picked)
    if detail is Detail.FULL and routine.when is not When.BEFORE and not pressed:
        lines += said(CueKind.REMARK, "one_breath", book.one_breath, TO_BREATHE, picked)
    lines += up
    if detail is Detail.FULL and not pressed:
        lines += said(CueKind.REMARK, "remark", book.remark[routine.when], Ms(SECOND))
    lines += said(CueKind.FAREWELL, "farewell", book.farewell[routine.when], Ms(SECOND))
    return Section((Talk(tuple(lines), lead=Ms(SECOND)),))
