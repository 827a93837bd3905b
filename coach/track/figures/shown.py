"""The figure of an exercise on the side that is being done, in the form that is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.track.figures.colours import LIGHT
from coach.track.figures.drawing import FRAME, draw
from coach.track.figures.raster import as_jpeg
from coach.track.figures.shapes import patches
from coach.track.figures.svg import as_svg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.content.figure import Figure
    from coach.content.library import Library
    from coach.track.figures.shapes import Point

MIRRORED = ("left", "counterclockwise")
"""The sides that are the mirror image of what a figure is written for."""


class Figures:
    """The figures of a library, each drawn when it is first asked for; exercises without one have none."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._jpegs: dict[tuple[str, int], bytes] = {}

    def name(self, exercise: str, side: str | None = None) -> str:
        """Name the picture of an exercise on a side, "" if there is none: two with one name are alike."""
        if self._figure(exercise) is None:
            return ""
        return f"{exercise}-left" if side in MIRRORED else exercise

    def svg(self, exercise: str, side: str | None = None, title: str = "", *, cropped: bool = False) -> str:
        """Draw an exercise as an SVG element, "" if it has no figure; see ``as_svg`` for the rest."""
        figure = self._figure(exercise)
        if figure is None:
            return ""
        return as_svg(draw(figure), title, mirrored=side in MIRRORED, cropped=cropped)

    def patches(self, exercise: str, side: str | None = None) -> Iterator[tuple[str, list[Point]]]:
        """Yield the polygons that an exercise is drawn of, each with its colour; the frame is ``FRAME`` wide."""
        figure = self._figure(exercise)
        for shape in draw(figure) if figure else ():
            for patch in patches(shape):
                seen = [(FRAME - x, y) for x, y in patch] if side in MIRRORED else patch
                yield LIGHT[shape.role], seen

    def jpeg(self, exercise: str, side: str | None, pixels: int) -> bytes:
        """Paint an exercise as a JPEG of so many pixels in both directions; empty if it has no figure."""
        figure, key = self._figure(exercise), (self.name(exercise, side), pixels)
        if figure is not None and key not in self._jpegs:
            self._jpegs[key] = as_jpeg(draw(figure), pixels, mirrored=side in MIRRORED)
        return self._jpegs.get(key, b"")

    def _figure(self, exercise: str) -> Figure | None:
        return self._library.figure(exercise)
