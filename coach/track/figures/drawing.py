"""Draws a figure: its poses, what it uses, what moves and what stretches, fitted into a square."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from coach.track.figures.camera import Camera
from coach.track.figures.flesh import pieces
from coach.track.figures.marks import muscle, way
from coach.track.figures.posing import posed
from coach.track.figures.props import straps, surroundings
from coach.track.figures.shapes import bounds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.content.figure import Figure
    from coach.track.figures.shapes import Shape
    from coach.track.figures.skeleton import Body

FRAME = 200.0
"""How wide and how high a drawing is."""

_MARGIN = 8.0
_GAP = 10.0
"""Between two poses that are drawn apart."""
_LARGEST = 1.9
"""How much larger a figure is drawn than one as high as the frame, at most."""

Drawing = tuple["Shape", ...]
"""Shapes in the frame, those behind others first; what is right in it is the body's right side."""


@lru_cache(maxsize=128)
def draw(figure: Figure) -> Drawing:
    """Draw a figure."""
    camera = Camera(figure)
    bodies = [posed(pose, figure.wall) for pose in figure.poses]
    if not figure.apart:
        return _fitted([_picture(figure, camera, bodies, arrows=True)])
    return _fitted([_picture(figure, camera, [body], arrows=body is bodies[-1]) for body in bodies])


def _picture(figure: Figure, camera: Camera, bodies: Sequence[Body], *, arrows: bool) -> list[Shape]:
    body = bodies[-1]
    shapes = list(surroundings(figure, camera, bodies))
    for ghost in bodies[:-1]:
        for piece in pieces(ghost, camera):
            shapes += [
                shape if shape.role == "paper" else replace(shape, role="ghost") for shape in piece.shapes
            ]
    shapes += [shape for piece in pieces(body, camera, figure.moves) for shape in piece.shapes]
    for place in figure.stretches:
        shapes += muscle(body, camera, place)
    shapes += straps(figure, camera, body)
    for arrow in figure.arrows if arrows else ():
        shapes += way(arrow, camera, bodies)
    return shapes


def _fitted(parts: Sequence[list[Shape]]) -> Drawing:
    """Put pictures beside each other or one below the other, whichever way they can be larger."""
    boxes = [bounds(part) for part in parts]
    room, gaps = FRAME - 2 * _MARGIN, _GAP * (len(parts) - 1)
    wide, high = sum(box.width for box in boxes) + gaps, sum(box.height for box in boxes) + gaps
    widest, highest = max(box.width for box in boxes), max(box.height for box in boxes)
    beside = min(room / wide, room / highest, _LARGEST)
    below = min(room / widest, room / high, _LARGEST)
    scale = max(beside, below)
    place = (FRAME - (wide if beside >= below else high) * scale) / 2
    shapes: list[Shape] = []
    for part, box in zip(parts, boxes, strict=True):
        if beside >= below:  # on one floor
            across, down = place - box.left * scale, (FRAME + highest * scale) / 2 - box.bottom * scale
            place += (box.width + _GAP) * scale
        else:
            across, down = FRAME / 2 - (box.left + box.right) / 2 * scale, place - box.top * scale
            place += (box.height + _GAP) * scale
        shapes += [shape.moved(scale, across, down) for shape in part]
    return tuple(shapes)
