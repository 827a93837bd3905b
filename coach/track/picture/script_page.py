"""A timeline as a page of its own: the picture, and below it every sentence at its time."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from coach.track.figures.svg import style as figure_style
from coach.track.picture.diagram import describe, draw, facts, style
from coach.units import MINUTE, SECOND, format_clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.timeline.model import Passage, TimedStep, Timeline
    from coach.track.figures.shown import Figures

_PAGE = """\
<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{style}</style>
<h1>{title}</h1>
<p class="facts">{facts}</p>
<figure>
{drawing}
</figure>
{sections}
</html>
"""


def as_html(timeline: Timeline, language: str = "en", figures: Figures | None = None) -> str:
    """Return a page that needs nothing beside itself: no script, no other file, no network.

    With ``figures``, it shows how each exercise looks, on both sides.
    """
    known = (
        format_clock(timeline.duration),
        f"{timeline.detail} detail",
        f"{len(timeline.cues)} sentences",
        f"{timeline.share_of_speech:.0%} speech",
    )
    return _PAGE.format(
        language=language,
        title=escape(timeline.title),
        style=style() + figure_style(),
        facts=escape(", ".join(known)),
        drawing=ElementTree.tostring(draw(timeline), "unicode"),
        sections="\n".join(line for passage in timeline.passages for line in _section(passage, figures)),
    )


def _section(passage: Passage, figures: Figures | None) -> Iterator[str]:
    if passage.step:
        yield f"<h2>{passage.step.index}. {escape(passage.step.name)}</h2>"
        yield f'<p class="facts">{escape("; ".join(facts(passage)))}</p>'
        yield from _shown(passage.step, figures)
    yield "<table>"
    intervals = list(passage.step.intervals) if passage.step else []
    for cue in passage.cues:
        while intervals and intervals[0].start <= cue.start:
            interval = intervals.pop(0)
            yield _line("interval", interval.start, "", describe(interval))
        yield _line("", cue.start, str(cue.kind), cue.text)
    for interval in intervals:
        yield _line("interval", interval.start, "", describe(interval))
    yield "</table>"


def _shown(step: TimedStep, figures: Figures | None) -> Iterator[str]:
    """Yield how an exercise looks, on each side once."""
    sides = dict.fromkeys(interval.side for interval in step.intervals)
    titles = {side: step.name if side is None else f"{step.name}, {side}" for side in sides}
    drawn = (
        [figures.svg(step.exercise, side, titles[side], cropped=True) for side in sides] if figures else []
    )
    if any(drawn):
        yield f'<div class="shown">{"".join(drawn)}</div>'


def _line(kind: str, start: int, name: str, text: str) -> str:
    minutes, rest = divmod(start, MINUTE)
    row = f'<tr class="{kind}">' if kind else "<tr>"
    time = f"{minutes}:{rest / SECOND:04.1f}"
    return f'{row}<td class="time">{time}<td class="kind">{escape(name)}<td>{escape(text)}'
