"""Many figures on one sheet, each with its name."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from coach.track.figures.drawing import FRAME
from coach.track.figures.svg import style

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coach.content.library import Library
    from coach.track.figures.shown import Figures

_COLUMNS = 8
_WIDE, _HIGH = 220.0, 250.0
_MARGIN = 10.0
_LONG = 20
"""Letters of a name that have room on a line."""


def sheet(exercises: Iterable[str], library: Library, figures: Figures) -> str:
    """Write an SVG document with the figure and the title of each exercise that has one."""
    shown = [name for name in exercises if figures.name(name)]
    cells = "".join(
        f'<svg x="{number % _COLUMNS * _WIDE + _MARGIN:g}" y="{number // _COLUMNS * _HIGH:g}" '
        f'width="{FRAME:g}" height="{_HIGH:g}">{cell}</svg>'
        for number, name in enumerate(shown)
        for cell in [_cell(figures.svg(name), library.exercise(name).words.title)]
    )
    rows = -(-len(shown) // _COLUMNS)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_COLUMNS * _WIDE:g} {rows * _HIGH:g}">'
        f"<style>{style()}{_STYLE}</style>{cells}</svg>\n"
    )


_STYLE = (
    "text{font:15px system-ui,sans-serif;text-anchor:middle;fill:#3d4b57}"
    "@media(prefers-color-scheme:dark){text{fill:#c3ced6}}"
)


def _cell(figure: str, title: str) -> str:
    drawn = figure.replace("<svg ", f'<svg width="{FRAME:g}" height="{FRAME:g}" ', 1)
    lines = [""]
    for word in title.split():
        if lines[-1] and len(lines[-1]) + len(word) >= _LONG:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    text = "".join(
        f'<tspan x="{FRAME / 2:g}" dy="{18 * bool(at)}">{escape(each)}</tspan>'
        for at, each in enumerate(lines)
    )
    return f'{drawn}<text y="{FRAME + 14:g}">{text}</text>'
