"""What a figure is on and uses: the floor, a wall, a chair, a strap."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coach.track.figures.shapes import Hull, Stroke

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from coach.content.figure import Figure
    from coach.track.figures.camera import Camera
    from coach.track.figures.shapes import Shape
    from coach.track.figures.skeleton import Body

Corner = tuple[float, float, float]

_AROUND = 3.5
"""How far the floor goes beyond the body."""
_WALL = 12.0
"""How far a wall goes beyond the body."""
_SIDE_WALL = (60.0, 104.0)
_CHAIR = (24.0, 22.0, 26.0, 50.0)
"""How deep and how wide a seat is, and how high it and the back are."""
_FLAT = 2.5
"""What is seen narrower than this is drawn as a line."""


def surroundings(figure: Figure, camera: Camera, bodies: Sequence[Body]) -> Iterator[Shape]:
    """Draw what is behind the body."""
    places = np.array([place for body in bodies for place in body.points.values()])
    (left, _, far), (right, top, near) = places.min(axis=0) - _AROUND, places.max(axis=0) + _AROUND
    if figure.wall is not None:
        left, right = (left, min(right, figure.wall)) if figure.wall > 0 else (max(left, figure.wall), right)
    yield _sheet(camera, "floor", ((left, 0, near), (right, 0, near), (right, 0, far), (left, 0, far)))
    if figure.wall is not None:
        at, high = figure.wall, top + _WALL
        yield _sheet(camera, "wall", ((at, 0, near), (at, high, near), (at, high, far), (at, 0, far)))
    if figure.side_wall is not None:
        wide, high = _SIDE_WALL
        corners = ((-wide / 2, 0), (wide / 2, 0), (wide / 2, high), (-wide / 2, high))
        yield _sheet(camera, "wall", [(x, y, figure.side_wall) for x, y in corners])
    if figure.chair is not None:
        yield from _chair(camera, figure.chair, turned=figure.chair_turned)


def straps(figure: Figure, camera: Camera, body: Body) -> Iterator[Shape]:
    """Draw the pieces of a strap, which lies in front of the body."""
    for parts in figure.strap:
        yield Stroke("strap", tuple(camera.point(body.place(part)) for part in parts), 1.3)


def _sheet(camera: Camera, role: str, corners: Iterable[Corner]) -> Shape:
    """Draw a flat thing: seen from its edge, a line."""
    points = [camera.point(np.array(corner)) for corner in corners]
    across, down = [x for x, _ in points], [y for _, y in points]
    if max(down) - min(down) < _FLAT:
        level = sum(down) / len(down) + 0.6
        return Stroke("ground", ((min(across), level), (max(across), level)), 1.2)
    if max(across) - min(across) < _FLAT:
        middle = sum(across) / len(across)
        beyond = 1.2 if middle > 0 else -1.2  # the wall begins where the hand ends
        return Stroke("prop", ((middle + beyond, max(down)), (middle + beyond, min(down))), 2.4)
    return Hull(role, tuple((x, y, 0.5) for x, y in points))


def _chair(camera: Camera, at: float, *, turned: bool) -> Iterator[Shape]:
    deep, wide, seat, back = _CHAIR
    ends, sides = (at, at + deep), (-wide / 2, wide / 2)
    rear = ends[0] if turned else ends[1]
    for z in sides:
        for x in ends:
            yield _bar(camera, (x, 0, z), (x, back if x == rear else seat, z))
    yield Hull("prop", tuple(camera.circle(np.array([x, seat, z]), 0.9) for x in ends for z in sides))
    for high in (back, back - 9):
        yield _bar(camera, *((rear, high, z) for z in sides))


def _bar(camera: Camera, *ends: Corner) -> Stroke:
    return Stroke("prop", tuple(camera.point(np.array(end)) for end in ends), 1.9)
