"""Writes a drawing as SVG, in colours that follow light and dark and that a page may set."""

from __future__ import annotations

from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from coach.track.figures.colours import DARK, LIGHT
from coach.track.figures.drawing import FRAME
from coach.track.figures.shapes import Hull, bounds, outline

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coach.track.figures.drawing import Drawing
    from coach.track.figures.shapes import Shape, Stroke


_AIR = 6.0
"""Above and below what is drawn, where it is cropped."""


def style(*, dark: bool = True) -> str:
    """Write the style sheet of figures, one for all on a page; ``dark`` is for readers who prefer dark pages."""
    rules = [
        _rules(LIGHT),
        ".figure polyline{fill:none!important;stroke-linecap:round;stroke-linejoin:round}",
    ]
    if dark:
        rules.append(f"@media(prefers-color-scheme:dark){{{_rules(DARK)}}}")
    return "\n".join(rules)


def _rules(colours: Mapping[str, str]) -> str:
    return "".join(
        f".figure .{role}{{fill:var(--figure-{role},{colour});stroke:none}}"
        f".figure polyline.{role}{{stroke:var(--figure-{role},{colour})}}"
        for role, colour in colours.items()
    )


def as_svg(drawing: Drawing, title: str = "", *, mirrored: bool = False, cropped: bool = False) -> str:
    """Write an SVG element, which needs ``style`` on its page; ``title`` is read out instead of it.

    ``cropped``, it is only as high as what is drawn, not a square.
    """
    inside = "".join(_elements(shapes) for _, shapes in groupby(drawing, _kind))
    if mirrored:
        inside = f'<g transform="matrix(-1 0 0 1 {FRAME:g} 0)">{inside}</g>'
    name = f' aria-label="{escape(title)}"' if title else ""
    box = bounds(drawing)
    top, high = (box.top - _AIR, box.height + 2 * _AIR) if cropped else (0, FRAME)
    view = f"0 {_short(top)} {FRAME:g} {_short(high)}"
    return f'<svg class="figure" viewBox="{view}" role="img"{name}>{inside}</svg>'


def as_file(drawing: Drawing, title: str = "", *, mirrored: bool = False) -> str:
    """Write an SVG document of its own."""
    head, _, rest = as_svg(drawing, title, mirrored=mirrored).partition(">")
    return f'{head} xmlns="http://www.w3.org/2000/svg"><style>{style()}</style>{rest}\n'


def _kind(shape: Shape) -> tuple[bool, str]:
    return isinstance(shape, Hull), shape.role


def _elements(shapes: Iterable[Shape]) -> str:
    """Write shapes of one kind: surfaces as one path."""
    each = list(shapes)
    surfaces = "".join(_path(shape) for shape in each if isinstance(shape, Hull))
    if surfaces:
        return f'<path class="{each[0].role}" d="{surfaces}"/>'
    return "".join(_line(shape) for shape in each if not isinstance(shape, Hull))


def _line(stroke: Stroke) -> str:
    points = " ".join(f"{_short(x)},{_short(y)}" for x, y in stroke.points)
    return f'<polyline class="{stroke.role}" stroke-width="{_short(stroke.width)}" points="{points}"/>'


def _path(hull: Hull) -> str:
    """Write the outline of a surface as a part of a path."""
    arcs = outline(hull)
    if len(arcs) == 1:
        x, y, r = next(circle for circle in hull.circles if circle[2] == arcs[0].radius)
        half = f"a{_short(r)} {_short(r)} 0 1 1"
        return f"M{_short(x - r)} {_short(y)}{half} {_short(2 * r)} 0{half} {_short(-2 * r)} 0z"
    parts = [
        f"{_short(arc.start[0])} {_short(arc.start[1])}"
        f"A{_short(arc.radius)} {_short(arc.radius)} 0 {arc.large:d} 1 {_short(arc.end[0])} {_short(arc.end[1])}"
        for arc in arcs
    ]
    return f"M{'L'.join(parts)}z"


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
