"""A session cut where a listener would: into pieces, one for each exercise, and these into chapters by side."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from coach.script.model import CueKind
from coach.track.tags import Chapter
from coach.units import Ms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from coach.content.phrases import PhraseBook
    from coach.timeline.model import Cue, Passage, TimedStep
    from coach.track.figures.shown import Figures

_AHEAD = Ms(400)
"""How much a chapter begins before its first word, where there is silence: seeking is not exact to the word."""


PICTURE = 480
"""Pixels of a chapter's picture: sharp on a phone, and 12 KB."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is said in one file and when, from the file's own beginning."""

    title: str
    duration: Ms
    chapters: tuple[Chapter, ...]
    cues: tuple[Cue, ...]


def titles(headings: Sequence[str | None], book: PhraseBook) -> list[str | None]:
    """Return, for each section, the title of the piece that begins with it; None where it goes on.

    ``headings`` are what the step in each section is called; what has none, such as a rest, belongs to what was
    before it.
    """
    last = len(headings) - 1
    return [
        name or (book.track.opening if number == 0 else book.track.closing if number == last else None)
        for number, name in enumerate(headings)
    ]


def sheet(title: str, passages: Sequence[Passage], names: Iterable[str | None], book: PhraseBook) -> Sheet:
    """What is said in these passages, which follow one another, from the start of the first.

    ``names`` are their titles, as ``titles`` has them.
    """
    begin, end = passages[0].start, passages[-1].end
    found: list[Chapter] = []
    for passage, name in zip(passages, names, strict=True):
        if name is None and found:
            found[-1] = replace(found[-1], end=passage.end)
        else:
            found += _chapters(passage, name or title, book)
    return Sheet(
        title,
        Ms(end - begin),
        tuple(replace(each, start=Ms(each.start - begin), end=Ms(each.end - begin)) for each in found),
        tuple(
            replace(cue, start=Ms(cue.start - begin), end=Ms(cue.end - begin))
            for passage in passages
            for cue in passage.cues
        ),
    )


def illustrated(told: Sheet, figures: Figures, *, drawn: bool = False) -> Sheet:
    """Give the chapters of a sheet a picture of what is done in them; ``drawn``, as SVG as well."""
    chapters = (
        replace(
            each,
            jpeg=figures.jpeg(each.exercise, each.side, PICTURE),
            svg=figures.svg(each.exercise, each.side) if drawn else "",
        )
        if each.exercise
        else each
        for each in told.chapters
    )
    return replace(told, chapters=tuple(chapters))


def _chapters(passage: Passage, name: str, book: PhraseBook) -> Iterator[Chapter]:
    """Yield a chapter for each side, in the order they are done; one for the whole where there are none."""
    step = passage.step
    sides = [side for side, _ in groupby(step.intervals, lambda each: each.side)] if step else []
    edges = [passage.start, *(_turns(passage, step) if step else ()), passage.end]
    for side, (start, end) in zip(sides or [None], pairwise(edges), strict=True):
        title = book.track.side.format(name=name, phrase=book.sides[side].phrase) if side else name
        yield Chapter(start, end, title, step.exercise if step else None, side)


def _turns(passage: Passage, step: TimedStep) -> Iterator[Ms]:
    """Yield when each change of side begins: shortly before the words for it."""
    for before, after in pairwise(step.intervals):
        if before.side == after.side:
            continue
        between = [cue for cue in passage.cues if before.end <= cue.start < after.start]
        switch = next((cue for cue in between if cue.kind is CueKind.SWITCH), None)
        if switch is None:
            yield before.end
        else:
            quiet = max([before.end, *(cue.end for cue in between if cue.start < switch.start)])
            yield Ms(max(switch.start - _AHEAD, (quiet + switch.start) // 2))
