"""A jointed body in space: how long its parts are, how thick, and where they can be found by name.

Lengths are in hundredths of the body's height, after Drillis and Contini (1966). A body that stands looks along x;
y is up, and z points to its right.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]

PELVIS, BELLY, CHEST = 9.5, 9.0, 10.5
"""The spine, from the middle of the hips to the beginning of the neck."""
HEAD = 11.5
"""From the beginning of the neck to the middle of the head."""
HIP, SHOULDER = 5.2, 10.6
"""From the middle of the body to the joint."""
WAIST, RIBS = 3.6, 4.8
SHOULDER_DROP = 3.0
"""How far the shoulders are below the beginning of the neck."""
LENGTHS = {"arm": (18.6, 14.6), "leg": (24.5, 24.6)}
HAND = 9.0
FOOT, HEEL, ANKLE = 11.0, 3.2, 2.2
"""From the ankle to the tips of the toes, back to the heel, and down to the sole."""

SIGNS = {"right": 1.0, "left": -1.0}
JOINTS = {"arm": ("shoulder", "elbow", "wrist"), "leg": ("hip", "knee", "ankle")}

RADII = {
    "pelvis": 5.0, "hip": 5.2, "waist": 4.9, "ribs": 5.1, "neck": 3.0, "head": 6.2, "shoulder": 3.3, "elbow": 2.5,
    "wrist": 1.8, "palm": 2.0, "fingers": 1.1, "knee": 3.7, "ankle": 2.1, "heel": 1.7, "ball": 1.5, "toes": 1.2,
    "thigh": 4.4, "shin": 3.2, "foot": 1.7, "upperarm": 2.8, "forearm": 2.2,
}  # fmt: skip
"""How thick the body is around each of its points, and between them."""

_BETWEEN = {
    "thigh": ("hip", "knee", 0.65),
    "shin": ("knee", "ankle", 0.55),
    "foot": ("ankle", "toes", 0.6),
    "upperarm": ("shoulder", "elbow", 0.8),
    "forearm": ("elbow", "wrist", 0.6),
}


@dataclass(slots=True)
class Body:
    """Where the points of a body are by name, such as "right-knee", and which way its parts look.

    ``short`` has how far a hand or a foot ends from where a pose sends it, where that is too far away.
    """

    points: dict[str, Vector] = field(default_factory=dict)
    fronts: dict[str, Vector] = field(default_factory=dict)
    short: dict[str, float] = field(default_factory=dict)

    def place(self, part: str) -> Vector:
        """Where a part of the body is."""
        if part in self.points:
            return self.points[part]
        side, _, name = part.partition("-")
        first, last, share = _BETWEEN[name]
        start, end = self.points[f"{side}-{first}"], self.points[f"{side}-{last}"]
        return start + (end - start) * share

    def above_floor(self, part: str) -> float:
        """How much air is between a part and the floor."""
        return float(self.place(part)[1]) - radius(part)

    def move(self, by: Vector) -> None:
        """Move the whole body."""
        for name, place in self.points.items():
            self.points[name] = place + by


def radius(part: str) -> float:
    """How thick a part of the body is, from its middle."""
    return RADII[part.rpartition("-")[2]]


def feet(along: Vector, hinge: Vector) -> dict[str, Vector]:
    """Where heel, ball and toes are from the ankle; the foot points ``along``, ``hinge`` is to its right."""
    sole = np.cross(along, hinge)
    return {
        "heel": -along * HEEL + sole * ANKLE,
        "ball": along * FOOT * 0.62 + sole * (ANKLE + 0.2),
        "toes": along * FOOT + sole * (ANKLE + 0.5),
    }


def hands(along: Vector) -> dict[str, Vector]:
    """Where palm and fingers are from the wrist."""
    return {"palm": along * HAND * 0.4, "fingers": along * HAND}


def unit(vector: Vector, instead: Vector | None = None) -> Vector:
    """Find the direction of a vector; of one that is too short to have any, ``instead`` (or up)."""
    length = float(np.linalg.norm(vector))
    if length < 1e-6:
        return np.array([0.0, 1.0, 0.0]) if instead is None else instead
    direction: Vector = vector / length
    return direction


def turned(vector: Vector, axis: Vector, degrees: float) -> Vector:
    """Turn a vector around an axis: around one that points up, a positive angle turns it to its right."""
    angle = np.radians(-degrees)
    spun: Vector = (
        vector * np.cos(angle)
        + np.cross(axis, vector) * np.sin(angle)
        + axis * float(axis @ vector) * (1 - np.cos(angle))
    )
    return spun
