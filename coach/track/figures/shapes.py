"""The flat shapes that a figure is drawn of: what they are, where they end, how they are outlined."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Point = tuple[float, float]
"""Across and down."""
Circle = tuple[float, float, float]
"""Across, down, and how wide from the middle."""

_SAMPLES = 40
"""Points on a circle, to find the outline of several."""


@dataclass(frozen=True, slots=True)
class Hull:
    """A surface: what a band holds that is stretched around circles."""

    role: str
    circles: tuple[Circle, ...]

    def moved(self, scale: float, across: float, down: float) -> Hull:
        """Make it larger, and then put it at another place."""
        circles = tuple((x * scale + across, y * scale + down, r * scale) for x, y, r in self.circles)
        return replace(self, circles=circles)


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points, round at its ends."""

    role: str
    points: tuple[Point, ...]
    width: float

    def moved(self, scale: float, across: float, down: float) -> Stroke:
        """Make it larger, and then put it at another place."""
        points = tuple((x * scale + across, y * scale + down) for x, y in self.points)
        return replace(self, points=points, width=self.width * scale)


Shape = Hull | Stroke


class Arc(NamedTuple):
    """A part of an outline: how wide its circle is, where it begins and ends, whether it is over half of it."""

    radius: float
    start: Point
    end: Point
    large: bool


class Box(NamedTuple):
    """What shapes take up."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """How wide it is."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """How high it is."""
        return self.bottom - self.top


def bounds(shapes: Iterable[Shape]) -> Box:
    """Measure the box that shapes take up."""
    balls = [ball for shape in shapes for ball in _balls(shape)]
    return Box(
        min(x - r for x, _, r in balls),
        min(y - r for _, y, r in balls),
        max(x + r for x, _, r in balls),
        max(y + r for _, y, r in balls),
    )


def _balls(shape: Shape) -> Iterator[Circle]:
    if isinstance(shape, Hull):
        yield from shape.circles
    else:
        for x, y in shape.points:
            yield x, y, shape.width / 2


def polygon(hull: Hull) -> list[Point]:
    """List points around a surface, close to each other."""
    return [point for point, _ in _ring(hull)]


def patches(shape: Shape) -> Iterator[list[Point]]:
    """List polygons that cover what a shape covers: one, or for a line one for each of its pieces."""
    if isinstance(shape, Hull):
        yield polygon(shape)
        return
    half = shape.width / 2
    for (ax, ay), (bx, by) in pairwise(shape.points):
        yield polygon(Hull(shape.role, ((ax, ay, half), (bx, by, half))))


def outline(hull: Hull) -> list[Arc]:
    """List the arcs around a surface, in order; straight lines join them."""
    ring = _ring(hull)
    first = next((at for at in range(len(ring)) if ring[at][1] != ring[at - 1][1]), 0)
    ring = ring[first:] + ring[:first]
    arcs: list[Arc] = []
    start = 0
    for at in range(1, len(ring) + 1):
        if at == len(ring) or ring[at][1] != ring[start][1]:
            radius = hull.circles[ring[start][1]][2]
            arcs.append(Arc(radius, ring[start][0], ring[at - 1][0], 2 * (at - 1 - start) > _SAMPLES))
            start = at
    return arcs


def touches(hull: Hull, circle: Circle) -> bool:
    """Whether a circle touches a surface."""
    x, y, r = circle
    box = bounds([hull])
    if not (box.left - r < x < box.right + r and box.top - r < y < box.bottom + r):
        return False
    ring = polygon(hull)
    edges = list(zip(ring, ring[1:] + ring[:1], strict=True))
    return all(_turn(a, b, (x, y)) >= 0 for a, b in edges) or any(_apart(a, b, (x, y)) < r for a, b in edges)


@lru_cache(maxsize=256)
def _ring(hull: Hull) -> list[tuple[Point, int]]:
    """List the points around a surface, each with the number of its circle."""
    turns = [2 * math.pi * step / _SAMPLES for step in range(_SAMPLES)]
    samples = [
        ((x + r * math.cos(turn), y + r * math.sin(turn)), number)
        for number, (x, y, r) in enumerate(hull.circles)
        for turn in turns
    ]
    return _convex(samples)


def _convex(samples: list[tuple[Point, int]]) -> list[tuple[Point, int]]:
    """Keep the samples that are around all others, in order (Andrew's monotone chain)."""
    ordered = sorted(samples)
    ring: list[tuple[Point, int]] = []
    for sequence in (ordered, ordered[::-1]):
        chain: list[tuple[Point, int]] = []
        for sample in sequence:
            while len(chain) > 1 and _turn(chain[-2][0], chain[-1][0], sample[0]) <= 1e-9:
                chain.pop()
            chain.append(sample)
        ring += chain[:-1]
    return ring


def _turn(a: Point, b: Point, c: Point) -> float:
    """Measure the turn at ``b``: more than 0 to one side, less to the other."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _apart(a: Point, b: Point, c: Point) -> float:
    """Measure how far ``c`` is from the line from ``a`` to ``b``."""
    across, down = b[0] - a[0], b[1] - a[1]
    length = across * across + down * down
    share = ((c[0] - a[0]) * across + (c[1] - a[1]) * down) / length if length else 0.0
    share = max(0.0, min(1.0, share))
    return math.hypot(c[0] - a[0] - share * across, c[1] - a[1] - share * down)
