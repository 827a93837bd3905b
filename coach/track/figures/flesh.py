"""Gives a skeleton its flesh: the parts of a body as flat shapes, from the farthest to the nearest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from coach.track.figures.shapes import Hull, touches
from coach.track.figures.skeleton import JOINTS, RADII, SIGNS, unit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from coach.track.figures.camera import Camera
    from coach.track.figures.shapes import Circle, Shape
    from coach.track.figures.skeleton import Body, Vector

_RIM = 0.75
"""How wide the rim is around what passes in front of something else."""
_FARTHER = 4.0
"""How much farther away than the other a limb has to be to be drawn fainter."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some shapes at one distance; of a limb, also where the middle of its part begins and ends."""

    near: float
    shapes: tuple[Shape, ...]
    limb: str = ""
    part: str = ""
    middle: tuple[Vector, Vector] | None = None


def pieces(body: Body, camera: Camera, moving: Collection[str] = ()) -> list[Piece]:
    """List the pieces of a body, the farthest first; the limbs in ``moving`` have a colour of their own."""
    found = [*_trunk(body, camera, "moving" if "back" in moving else "shirt"), _head(body, camera)]
    for kind in JOINTS:
        near = {side: _nearness(body, camera, side, kind) for side in SIGNS}
        for side in SIGNS:
            far = near[side] < max(near.values()) - _FARTHER
            found += _limb(body, camera, f"{side}-{kind}", moving=f"{side}-{kind}" in moving, far=far)
    found.sort(key=lambda piece: piece.near)
    return [_rimmed(piece, camera, found[:number]) for number, piece in enumerate(found)]


# The trunk and the head ---------------------------------------------------------------------------------------


def _trunk(body: Body, camera: Camera, role: str) -> Iterator[Piece]:
    points = body.points
    for low, high in (("hip", "waist"), ("waist", "ribs")):
        names = [f"{side}-{part}" for part in (low, high) for side in SIGNS]
        circles = tuple(camera.circle(points[name], RADII[name.partition("-")[2]]) for name in names)
        yield Piece(sum(camera.near(points[name]) for name in names) / 4, (Hull(role, circles),))
    neck, back = points["neck"], -body.fronts["chest"]
    ribs = [points[f"{side}-ribs"] for side in SIGNS]
    shoulders = [neck + (points[f"{side}-shoulder"] - neck) * 0.72 + back * 0.4 for side in SIGNS]
    chest = (
        *(camera.circle(place, RADII["ribs"]) for place in ribs),
        *(camera.circle(place, 4.0) for place in shoulders),
        camera.circle(neck + back * 0.5, RADII["neck"]),
    )
    yield Piece((camera.near(ribs[0] + ribs[1]) + 2 * camera.near(neck)) / 4, (Hull(role, chest),))


def _head(body: Body, camera: Camera) -> Piece:
    """Draw neck, skull, nose and hair with a knot, so that one sees where the face looks."""
    head, up, face = body.points["head"], body.fronts["crown"], body.fronts["head"]

    def ball(above: float, ahead: float, radius: float) -> Circle:
        return camera.circle(head + up * above + face * ahead, radius)

    neck = Hull("skin", (camera.circle(body.points["neck"], 2.9), ball(-3.0, -0.6, 2.6)))
    skull = Hull("skin", (ball(0.8, 0.0, 5.5), ball(-3.0, 1.7, 3.6)))
    nose = Hull("skin", (ball(-1.2, 5.7, 0.8), ball(0.8, 4.6, 0.8)))
    knot = Hull("hair", (ball(6.6, -2.6, 2.4),))
    if float(face @ camera.toward) > 0.35:
        hair = Hull("hair", (ball(1.8, -1.3, 6.3), ball(-1.0, -3.2, 5.2)))
        return Piece(camera.near(head), (knot, neck, hair, skull, nose))
    hair = Hull("hair", (ball(1.6, -1.3, 5.6), ball(-1.4, -3.2, 3.6)))
    return Piece(camera.near(head), (neck, skull, nose, hair, knot))


# The limbs ----------------------------------------------------------------------------------------------------

_PARTS = {
    "leg": (("thigh", "hip", "knee"), ("shin", "knee", "ankle"), ("foot", "ankle", "toes")),
    "arm": (("upperarm", "shoulder", "elbow"), ("forearm", "elbow", "wrist"), ("hand", "wrist", "fingers")),
}
_WORN = {"thigh": "legs", "shin": "legs"}
"""What is not skin: the leggings end above the feet."""
_RIMMED = {
    "thigh": (4.6, 0.42, 0.86),
    "shin": (3.4, 0.2, 0.85),
    "foot": (1.6, 0.6, 1.0),
    "upperarm": (3.0, 0.35, 0.85),
    "forearm": (2.1, 0.2, 0.85),
    "hand": (1.7, 0.5, 1.0),
}
"""How thick a part is, and from where to where along it (0 to 1) it gets a rim: not where it joins the rest."""


def _nearness(body: Body, camera: Camera, side: str, kind: str) -> float:
    ends = [f"{side}-{joint}" for _, *joints in _PARTS[kind] for joint in joints]
    return sum(camera.near(body.points[name]) for name in ends) / len(ends)


def _limb(body: Body, camera: Camera, name: str, *, moving: bool, far: bool) -> Iterator[Piece]:
    side, kind = name.split("-")
    for part, first, last in _PARTS[kind]:
        role = "moving" if moving else _WORN.get(part, "skin")
        start, end = body.points[f"{side}-{first}"], body.points[f"{side}-{last}"]
        shapes = tuple(
            Hull(f"{role}-far" if far else role, circles) for circles in _surfaces(body, camera, side, part)
        )
        yield Piece(camera.near(start + end) / 2, shapes, name, part, (start, end))


def _surfaces(body: Body, camera: Camera, side: str, part: str) -> Iterator[tuple[Circle, ...]]:
    def ball(name: str, radius: float = 0.0) -> Circle:
        return camera.circle(body.points[f"{side}-{name}"], radius or RADII[name])

    match part:
        case "thigh":
            yield ball("hip", 5.0), ball("knee")
        case "shin":
            knee, ankle = body.points[f"{side}-knee"], body.points[f"{side}-ankle"]
            calf = knee + (ankle - knee) * 0.3 - front_of(body, side, "shin") * 0.9
            yield ball("knee", 3.5), camera.circle(calf, 3.5), ball("ankle")
        case "foot":
            yield ball("ankle"), ball("heel"), ball("ball")
            yield ball("ball"), ball("toes")
        case "upperarm":
            yield ball("shoulder", 3.4), ball("elbow", 2.4)
        case "forearm":
            yield ball("elbow", 2.4), ball("wrist", 1.6)
        case _:
            yield ball("wrist", 1.6), ball("palm", 1.9), ball("fingers", 1.0)


def _rimmed(piece: Piece, camera: Camera, behind: list[Piece]) -> Piece:
    """Give a piece a rim in the colour of the paper where it passes in front of another part of the body."""
    if piece.middle is None:
        return piece
    others = [shape for other in behind if other.limb != piece.limb for shape in other.shapes]
    thick, first, last = _RIMMED[piece.part]
    start, end = piece.middle
    runs: list[list[Circle]] = [[]]
    for step in range(13):
        place = start + (end - start) * (first + (last - first) * step / 12)
        circle = camera.circle(place, thick + _RIM)
        if any(isinstance(other, Hull) and touches(other, circle) for other in others):
            runs[-1].append(circle)
        elif runs[-1]:
            runs.append([])
    rims = tuple(Hull("paper", (run[0], run[-1])) for run in runs if run)
    return replace(piece, shapes=(*rims, *piece.shapes))


def front_of(body: Body, side: str, part: str) -> Vector:
    """Which way the front of a thigh or a shin looks."""
    hip, knee, ankle, toes = (body.points[f"{side}-{name}"] for name in ("hip", "knee", "ankle", "toes"))
    thigh, shin = unit(knee - hip), unit(ankle - knee)
    hinge = np.cross(shin, thigh)
    if float(hinge @ hinge) < 0.06:  # a straight leg looks where its foot points
        foot = toes - ankle
        hinge = np.cross(shin, foot - shin * float(foot @ shin))
    return unit(np.cross(unit(hinge), thigh if part == "thigh" else shin))
