"""The figure of an exercise on the side that is being done, in the form that is wanted."""

from __future__ import annotations

import base64
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from coach.track.figures.colours import LIGHT
from coach.track.figures.drawing import FRAME, draw
from coach.track.figures.raster import as_jpeg, photograph
from coach.track.figures.shapes import patches
from coach.track.figures.svg import as_svg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.content.figure import Figure
    from coach.content.library import Library
    from coach.content.picture import Picture
    from coach.track.figures.shapes import Point

MIRRORED = ("left", "counterclockwise")
"""The sides that are the mirror image of what a figure is written for."""


_SHARP = 640
"""Pixels of a photograph on a page, in both directions."""

_KEPT = 256
"""Drawings that a process keeps for the next track: all there are, of 10 KB each."""


class Figures:
    """The figures of a library, each drawn when it is first asked for; exercises without one have none."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._jpegs: dict[tuple[str, int], bytes] = {}

    def name(self, exercise: str, side: str | None = None) -> str:
        """Name the picture of an exercise on a side, "" if there is none: two with one name are alike."""
        if self.picture(exercise):
            return exercise
        if self._figure(exercise) is None:
            return ""
        return f"{exercise}-left" if side in MIRRORED else exercise

    def svg(self, exercise: str, side: str | None = None, title: str = "", *, cropped: bool = False) -> str:
        """Draw an exercise as an SVG element, "" if it has no figure; see ``as_svg`` for the rest."""
        if picture := self.picture(exercise):
            return _framed(picture, self.jpeg(exercise, None, _SHARP), title)
        figure = self._figure(exercise)
        if figure is None:
            return ""
        return as_svg(draw(figure), title, mirrored=side in MIRRORED, cropped=cropped)

    def patches(self, exercise: str, side: str | None = None) -> Iterator[tuple[str, list[Point]]]:
        """Yield the polygons that an exercise is drawn of, each with its colour; the frame is ``FRAME`` wide."""
        figure = self._figure(exercise)
        for colour, patch in _polygons(figure) if figure else ():
            yield colour, [(FRAME - x, y) for x, y in patch] if side in MIRRORED else list(patch)

    def jpeg(self, exercise: str, side: str | None, pixels: int) -> bytes:
        """Paint an exercise as a JPEG of so many pixels in both directions.

        It is empty if there is no figure, or a drawing of one's own, which browsers alone can paint.
        """
        figure, key = self._figure(exercise), (self.name(exercise, side), pixels)
        picture = self.picture(exercise)
        if picture and picture.kind != "svg" and key not in self._jpegs:
            self._jpegs[key] = photograph(picture.data, pixels)
        elif figure is not None and key not in self._jpegs:
            self._jpegs[key] = _painted(figure, pixels, side in MIRRORED)
        return self._jpegs.get(key, b"")

    def picture(self, exercise: str) -> Picture | None:
        """The picture file that shows an exercise; it is the same for both sides."""
        return self._library.picture(exercise)

    def _figure(self, exercise: str) -> Figure | None:
        return self._library.figure(exercise)


@lru_cache(_KEPT)
def _painted(figure: Figure, pixels: int, mirrored: bool) -> bytes:
    return as_jpeg(draw(figure), pixels, mirrored=mirrored)


@lru_cache(_KEPT)
def _polygons(figure: Figure) -> tuple[tuple[str, tuple[Point, ...]], ...]:
    return tuple((LIGHT[shape.role], tuple(patch)) for shape in draw(figure) for patch in patches(shape))


def _framed(picture: Picture, jpeg: bytes, title: str) -> str:
    """Put a picture into an SVG element of the size of figures; what is in it can run no script there."""
    media, data = ("jpeg", jpeg) if jpeg else ("svg+xml", picture.data)
    address = f"data:image/{media};base64,{base64.b64encode(data).decode()}"
    name = f' aria-label="{escape(title)}"' if title else ""
    return (
        f'<svg class="figure" viewBox="0 0 {FRAME:g} {FRAME:g}" role="img"{name}>'
        f'<image href="{address}" width="{FRAME:g}" height="{FRAME:g}"/></svg>'
    )
