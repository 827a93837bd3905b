"""Draws a timeline as SVG: a row for each section, with its intervals and their breaths, and what is said."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from coach.script.model import CueKind
from coach.units import SECOND, format_clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.timeline.model import Passage, TimedInterval, Timeline

WIDTH = 1100
LABELS = 190
FACTS = 120
ROW = 64
HEAD = 92
NAME = 25
SPOKEN, SPOKEN_HIGH = 12, 12
DONE, DONE_HIGH = 28, 26

MEANING = {
    "guide": "what to do",
    "lead": "breath",
    "form": "how to do it",
    "count": "how far",
    "care": "safety",
}
"""What each colour of a spoken sentence stands for."""

_COLOURS = {
    CueKind.SAFETY: "care",
    CueKind.INHALE: "lead",
    CueKind.EXHALE: "lead",
    CueKind.FORM: "form",
    CueKind.FEEL: "form",
    CueKind.NOTICE: "form",
    CueKind.REMARK: "form",
    CueKind.REP: "count",
    CueKind.HALFWAY: "count",
    CueKind.LAST: "count",
}


def style() -> str:
    """Return the style sheet of pictures and pages."""
    return (files(__package__ or "") / "style.css").read_text("utf-8")


def as_svg(timeline: Timeline) -> str:
    """Return the picture as an SVG document of its own, readable in light and dark."""
    drawing = draw(timeline)
    sheet = ElementTree.Element("style")
    sheet.text = style().split("body {")[0]
    drawing.insert(1, sheet)
    ElementTree.indent(drawing, " ")
    return ElementTree.tostring(drawing, "unicode") + "\n"


def draw(timeline: Timeline) -> ElementTree.Element:
    """Return the picture as an element, without its style sheet."""
    rows = timeline.passages
    height = HEAD + ROW * len(rows) + 12
    drawing = ElementTree.Element(
        "svg",
        {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {WIDTH} {height}", "role": "img"},
    )
    length = format_clock(timeline.duration)
    _add(drawing, "title", text=f"{timeline.title}: {length}, {timeline.detail} detail")
    _add(drawing, "rect", "paper", width=WIDTH, height=height)
    _add(drawing, "text", "title", f"{timeline.title}", x=16, y=30)
    _add(drawing, "text", "faint", f"{length}, {timeline.detail} detail", x=16, y=50)
    longest = max(passage.end - passage.start for passage in rows)
    scale = (WIDTH - LABELS - FACTS) / longest
    _legend(drawing)
    _axis(drawing, longest, scale, height)
    for number, passage in enumerate(rows):
        _Row(drawing, passage, HEAD + ROW * number, scale).draw()
    return drawing


class _Row:
    """One section: what happens in it from left to right, all rows to the same scale."""

    def __init__(self, drawing: ElementTree.Element, passage: Passage, top: int, scale: float) -> None:
        self.drawing, self.passage, self.top, self.scale = drawing, passage, top, scale

    def draw(self) -> None:
        passage = self.passage
        wide = (passage.end - passage.start) * self.scale
        _add(self.drawing, "rect", "row", x=LABELS, y=self.top + 4, width=wide, height=ROW - 8, rx=4)
        name = f"{passage.step.index}. {passage.step.name}" if passage.step else _unnamed(passage)
        label = _add(self.drawing, "text", text=_cut(name), x=16, y=self.top + 28)
        _add(label, "title", text=name)
        _add(self.drawing, "text", "faint", format_clock(passage.start), x=16, y=self.top + 46)
        sides: list[str | None] = []
        for interval in passage.step.intervals if passage.step else ():
            sides += [interval.side] if interval.side not in sides else []
            self._interval(interval, second=sides.index(interval.side) == 1)
        for cue in passage.cues:
            block = _add(
                self.drawing,
                "rect",
                f"cue {_COLOURS.get(cue.kind, 'guide')}",
                x=self._x(cue.start),
                y=self.top + SPOKEN,
                width=max(2.0, (cue.end - cue.start) * self.scale),
                height=SPOKEN_HIGH,
                rx=2,
            )
            _add(block, "title", text=f"{format_clock(cue.start)} {cue.kind}: {cue.text}")
        for offset, fact in enumerate(facts(passage)):
            _add(self.drawing, "text", "faint", fact, x=WIDTH - FACTS + 8, y=self.top + 24 + 16 * offset)

    def _x(self, time: int) -> float:
        return LABELS + (time - self.passage.start) * self.scale

    def _interval(self, interval: TimedInterval, *, second: bool) -> None:
        left, top = self._x(interval.start), self.top + DONE
        wide = (interval.end - interval.start) * self.scale
        bar = _add(
            self.drawing,
            "rect",
            "interval second" if second else "interval",
            x=left,
            y=top,
            width=wide,
            height=DONE_HIGH,
            rx=3,
        )
        _add(bar, "title", text=describe(interval))
        if wave := self._wave(interval, top):
            _add(self.drawing, "path", "breath", d=wave)
        label = interval.side or ""
        _add(self.drawing, "text", "faint", label, x=left + 5, y=top + 17)

    def _wave(self, interval: TimedInterval, top: float) -> str:
        """Return the breath as a line that rises and falls; nothing for what is not led by the breath."""
        low, high = top + DONE_HIGH - 3, top + 4
        parts: list[str] = []
        for phase in interval.phases:
            if phase.cue not in ("inhale", "exhale"):
                return ""
            begin, end = self._x(phase.start), self._x(phase.end)
            start, goal = (low, high) if phase.cue == "inhale" else (high, low)
            middle = (begin + end) / 2
            if not parts:
                parts.append(f"M{begin:.1f} {start:.1f}")
            parts.append(f"C{middle:.1f} {start:.1f} {middle:.1f} {goal:.1f} {end:.1f} {goal:.1f}")
        return " ".join(parts)


def describe(interval: TimedInterval) -> str:
    """Say what an interval is: its side, length, breaths or repetitions."""
    parts = [interval.side] if interval.side else []
    parts.append(f"{(interval.end - interval.start) / SECOND:g} s")
    if interval.breaths:
        parts.append(f"{interval.breaths} breaths")
    if interval.reps:
        parts.append(f"{interval.reps} times")
    return ", ".join(parts)


def facts(passage: Passage) -> Iterator[str]:
    """Yield how long a section is, how much of it is speech, and its longest silence."""
    length = passage.end - passage.start
    speech = sum(cue.end - cue.start for cue in passage.cues)
    edges = [passage.start, *(time for cue in passage.cues for time in (cue.start, cue.end)), passage.end]
    quiet = max(later - earlier for earlier, later in zip(edges[::2], edges[1::2], strict=True))
    yield f"{length / SECOND:.0f} s, {speech / max(1, length):.0%} speech"
    yield f"longest quiet {quiet / SECOND:.0f} s"


def _unnamed(passage: Passage) -> str:
    kinds = {cue.kind for cue in passage.cues}
    return "Goodbye" if CueKind.FAREWELL in kinds else "Rest" if CueKind.REST in kinds else "Hello"


def _cut(name: str) -> str:
    """Return as much of a name as there is room for."""
    return name if len(name) <= NAME else f"{name[: NAME - 1].rstrip()}…"


def _legend(drawing: ElementTree.Element) -> None:
    x = WIDTH - 16
    for colour, meaning in reversed(MEANING.items()):
        x -= 22 + 7 * len(meaning)
        _add(drawing, "rect", f"cue {colour}", x=x, y=20, width=12, height=12, rx=2)
        _add(drawing, "text", "faint", meaning, x=x + 17, y=30)


def _axis(drawing: ElementTree.Element, longest: int, scale: float, height: int) -> None:
    """Draw a line every ten seconds from the beginning of a row, with a figure on every third."""
    for second in range(0, longest // SECOND + 1, 10):
        x = LABELS + second * SECOND * scale
        _add(drawing, "line", "rule", x1=x, y1=HEAD - 8, x2=x, y2=height - 12)
        if second % 30 == 0:
            _add(drawing, "text", "faint", f"{second} s", x=x - 8, y=HEAD - 14)


def _add(
    parent: ElementTree.Element, tag: str, kind: str = "", text: str = "", **attributes: float | str
) -> ElementTree.Element:
    """Add an element of a class; lengths are in pixels, to a tenth."""
    written = {
        name: value if isinstance(value, str) else f"{value:.1f}".removesuffix(".0")
        for name, value in attributes.items()
    }
    element = ElementTree.SubElement(parent, tag, {"class": kind, **written} if kind else written)
    element.text = text or None
    return element
