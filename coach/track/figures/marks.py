"""What is marked on a figure: the places that stretch or work, and the arrows along which it moves."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from coach.track.figures.flesh import front_of
from coach.track.figures.shapes import Hull, Stroke
from coach.track.figures.skeleton import SIGNS, unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.content.figure import Arrow
    from coach.track.figures.camera import Camera
    from coach.track.figures.shapes import Point, Shape
    from coach.track.figures.skeleton import Body, Vector

Spot = tuple["Vector", "Vector", float]
"""From where to where a muscle is shown, and how thick, from its middle."""

_ARROW = 1.5
_BARB = (4.0, 2.9)
"""How long and how wide half the point of an arrow is."""


def muscle(body: Body, camera: Camera, place: str) -> Iterator[Hull]:
    """Mark a place that stretches: a spot, and a glow around it."""
    start, end, thick = _spot(body, place)
    swell = ((start, 0.75), ((start + end) / 2, 1.1), (end, 0.75))
    for role, wider in (("glow", 1.4), ("stretch", 0.0)):
        yield Hull(role, tuple(camera.circle(at, thick * share + wider) for at, share in swell))


def _spot(body: Body, place: str) -> Spot:
    side, _, name = place.partition("-")
    if side not in SIGNS:
        return _on_the_trunk(body, place)
    if name.startswith(("thigh", "hip", "buttock")):
        return _around_the_hip(body, side, name)
    if name in ("calf", "low-calf", "sole"):
        return _below_the_knee(body, side, name)
    return _on_a_side(body, side, name)


def _on_the_trunk(body: Body, place: str) -> Spot:
    points, fronts = body.points, body.fronts
    waist, ribs = points["waist"], points["ribs"]
    low, high, out = {
        "low-back": (points["pelvis"] * 0.4 + waist * 0.6, ribs, -3.6 * fronts["pelvis"]),
        "upper-back": (ribs, points["neck"], -3.6 * fronts["chest"]),
        "belly": (waist, ribs, 3.6 * fronts["chest"]),
    }[place]
    return low + out, low * 0.3 + high * 0.7 + out, 1.9


def _around_the_hip(body: Body, side: str, name: str) -> Spot:
    points, pelvis = body.points, body.fronts["pelvis"]
    hip, knee, waist = points[f"{side}-hip"], points[f"{side}-knee"], points[f"{side}-waist"]
    outward = unit(hip - points["pelvis"])
    thigh, front = unit(knee - hip), front_of(body, side, "thigh")
    if name.startswith("thigh"):
        inner = -SIGNS[side] * np.cross(thigh, front)
        out = {"thigh-front": front, "thigh-back": -front, "thigh-inner": inner}[name] * 2.4
        return hip + thigh * 7 + out, hip + thigh * 17 + out, 1.7
    if name == "hip-front":
        return hip + pelvis * 3.6 + (waist - hip) * 0.25, hip + pelvis * 3.2 + (knee - hip) * 0.2, 1.7
    if name == "hip-outer":
        return hip + outward * 3.4 + (waist - hip) * 0.3, hip + outward * 3.4 + (knee - hip) * 0.2, 1.8
    back = hip - pelvis * 3.2 + outward * 0.5
    return back + (waist - hip) * 0.25, back - front * 0.6 + (knee - hip) * 0.08, 1.9


def _below_the_knee(body: Body, side: str, name: str) -> Spot:
    points = body.points
    if name == "sole":
        return points[f"{side}-heel"], points[f"{side}-ball"], 1.1
    knee, back = points[f"{side}-knee"], -front_of(body, side, "shin")
    shin = points[f"{side}-ankle"] - knee
    if name == "calf":
        return knee + shin * 0.16 + back * 2.0, knee + shin * 0.5 + back * 2.0, 1.5
    return knee + shin * 0.5 + back * 2.0, knee + shin * 0.82 + back, 1.5


def _on_a_side(body: Body, side: str, name: str) -> Spot:
    points, chest = body.points, body.fronts["chest"]
    neck, ribs, shoulder = points["neck"], points[f"{side}-ribs"], points[f"{side}-shoulder"]
    outward = unit(shoulder - neck)
    match name:
        case "side":
            out = 3.0 * unit(points[f"{side}-waist"] - points["waist"])
            return points[f"{side}-waist"] + out, (ribs + shoulder) / 2 + out * 0.6, 1.7
        case "chest":
            inside = neck + (shoulder - neck) * 0.75 + chest * 2.5
            return inside, inside + (points["ribs"] - neck) * 0.25, 1.7
        case "neck":
            return neck * 0.55 + points["head"] * 0.45 + outward * 2.2, neck + outward * 4.4, 1.3
    back = -chest * 2.4 if name == "shoulder-back" else np.zeros(3)
    return shoulder + back, (shoulder + points[f"{side}-elbow"]) / 2 + back, 1.7


# Arrows -------------------------------------------------------------------------------------------------------


def way(arrow: Arrow, camera: Camera, bodies: Sequence[Body]) -> list[Shape]:
    """Draw an arrow: in a circle, along a direction, or from the first pose to the last."""
    middle = bodies[-1].place(arrow.of)
    if arrow.circle is not None:
        across, deep = (camera.right, camera.up) if arrow.upright else (np.eye(3)[0], -np.eye(3)[2])
        turns = [math.radians(degrees) for degrees in range(-60, 241, 12)]
        places = [middle + arrow.circle * (across * math.cos(turn) + deep * math.sin(turn)) for turn in turns]
    elif arrow.along is not None:
        along, out = (math.radians(angle) for angle in arrow.along)
        sign = -1.0 if arrow.of.startswith("left") else 1.0
        flat = math.cos(along) * math.cos(out), math.sin(along) * math.cos(out), sign * math.sin(out)
        places = [middle + np.array(flat) * far for far in (arrow.gap, arrow.gap + arrow.long)]
    else:
        first = bodies[0].place(arrow.of)
        swing = np.cross(camera.toward, middle - first) * arrow.curve
        shares = [0.15 + 0.7 * step / 8 for step in range(9)]
        places = [first + (middle - first) * share + swing * 4 * share * (1 - share) for share in shares]
    line = [camera.point(place) for place in places]
    ends = [line, line[::-1]] if arrow.both else [line]
    strokes = [Stroke("arrow", tuple(line), _ARROW), *(_point(end) for end in ends)]
    return [*(replace(stroke, role="paper", width=_ARROW + 1.4) for stroke in strokes), *strokes]


def _point(line: list[Point]) -> Stroke:
    """Draw the point at the end of a line."""
    (fx, fy), (x, y) = line[-2:]
    length = math.hypot(x - fx, y - fy) or 1.0
    across, down = (x - fx) / length, (y - fy) / length
    long, wide = _BARB
    barbs = [
        (x - long * across + side * wide * down, y - long * down - side * wide * across) for side in (1, -1)
    ]
    return Stroke("arrow", (barbs[0], (x, y), barbs[1]), _ARROW)
