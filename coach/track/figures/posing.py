"""Puts a body into a pose: the trunk first, then the limbs that have angles, then those that reach for a place."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from coach.content.figure import LIMBS, OF_ARMS
from coach.track.figures.skeleton import (
    BELLY,
    CHEST,
    HEAD,
    HIP,
    JOINTS,
    LENGTHS,
    PELVIS,
    RADII,
    RIBS,
    SHOULDER,
    SHOULDER_DROP,
    SIGNS,
    WAIST,
    Body,
    feet,
    hands,
    radius,
    turned,
    unit,
)

if TYPE_CHECKING:
    from coach.content.figure import Direction, Limb, Pose
    from coach.track.figures.skeleton import Vector

_FORWARD, _UP, _RIGHT = np.eye(3)
_FOLDED = 4.0
"""How near the ends of a limb can come to each other, beyond what its bones allow."""


def posed(pose: Pose, wall: float | None = None) -> Body:
    """Put a body into a pose; ``wall`` is how far in front of it a wall is."""
    return _Posing(pose, wall or 0.0).body


class _Posing:
    def __init__(self, pose: Pose, wall: float) -> None:
        self.pose, self.wall = pose, wall
        self.body = Body()
        angle = math.radians(pose.roll)
        cosine, sine = math.cos(angle), math.sin(angle)
        self.roll = np.array([[1, 0, 0], [0, cosine, -sine], [0, sine, cosine]])
        self._trunk()
        limbs = {name: pose.limb(name) for name in LIMBS}
        for name, limb in limbs.items():
            if limb.bend is not None:
                self._bent(name, *(self._direction(each, SIGNS[name.split("-")[0]]) for each in limb.bend))
        down = min(map(self.body.above_floor, self.body.points)) if pose.hips is None else -pose.hips
        self.body.move(np.array([pose.at, -down, 0.0]))
        for name, limb in sorted(limbs.items(), key=lambda each: _turn(each[1])):
            if limb.bend is None:
                self._reaching(name, limb)

    def _direction(self, direction: Direction, sign: float = 1.0) -> Vector:
        along, out = math.radians(direction.along), math.radians(direction.out)
        flat = math.cos(along) * math.cos(out), math.sin(along) * math.cos(out), sign * math.sin(out)
        vector: Vector = self.roll @ np.array(flat)
        return vector

    # The trunk ------------------------------------------------------------------------------------------------

    def _trunk(self) -> None:
        pose, points, fronts = self.pose, self.body.points, self.body.fronts
        low, middle, high = (self._direction(direction) for direction in pose.back)
        points["pelvis"] = np.zeros(3)
        points["waist"] = low * PELVIS
        points["ribs"] = points["waist"] + middle * BELLY
        points["neck"] = points["ribs"] + high * CHEST
        hips, chest = self._across(low, pose.twist[0]), self._across(high, pose.twist[1])
        fronts["pelvis"], fronts["chest"] = np.cross(low, hips), np.cross(high, chest)
        for side, sign in SIGNS.items():
            points[f"{side}-hip"] = sign * HIP * hips
            points[f"{side}-waist"] = points["waist"] + sign * WAIST * unit(hips * 2 + chest, hips)
            points[f"{side}-ribs"] = points["ribs"] + sign * RIBS * unit(hips + chest, chest)
            points[f"{side}-shoulder"] = points["neck"] - high * SHOULDER_DROP + sign * SHOULDER * chest
        up = self._direction(pose.head) if pose.head else high
        ears = turned(chest, high, pose.look)
        ears = unit(ears - up * float(up @ ears), chest)
        up = turned(up, ears, pose.nod)
        points["head"] = points["neck"] + up * HEAD
        fronts["crown"], fronts["head"] = up, np.cross(up, ears)

    def _across(self, along: Vector, twist: float) -> Vector:
        """Find what is to the right of the spine where it goes ``along``."""
        right: Vector = self.roll @ _RIGHT
        return turned(unit(right - along * float(along @ right), np.roll(along, 1)), along, twist)

    # Limbs by their angles ------------------------------------------------------------------------------------

    def _bent(self, name: str, upper: Vector, lower: Vector, end: Vector | None = None) -> None:
        side, kind = name.split("-")
        root, middle, last = (f"{side}-{joint}" for joint in JOINTS[kind])
        points, lengths = self.body.points, LENGTHS[kind]
        points[middle] = points[root] + upper * lengths[0]
        points[last] = points[middle] + lower * lengths[1]
        if kind == "arm":
            self._end(last, hands(lower if end is None else end))
            return
        right: Vector = self.roll @ _RIGHT
        hinge = np.cross(lower, upper)
        if float(np.linalg.norm(hinge)) < 0.2:  # a straight leg: its knee looks where the body does
            hinge = right - lower * float(lower @ right)
        hinge = unit(hinge)
        foot = np.cross(hinge, lower) if end is None else end
        self._end(last, feet(foot, unit(hinge - foot * float(hinge @ foot), right)))

    def _end(self, joint: str, places: dict[str, Vector]) -> None:
        side = joint.split("-")[0]
        for name, place in places.items():
            self.body.points[f"{side}-{name}"] = self.body.points[joint] + place

    # Limbs that reach for a place -----------------------------------------------------------------------------

    def _reaching(self, name: str, limb: Limb) -> None:
        side, kind = name.split("-")
        sign, body = SIGNS[side], self.body
        root = body.points[f"{side}-{JOINTS[kind][0]}"]
        if limb.holds is not None:
            goal, along = self._hold(limb.holds, root)
        else:
            along = _UP if limb.wall is not None and kind == "arm" else _FORWARD
        if limb.end is not None:
            along = self._direction(limb.end, sign)
        hinge = unit(np.cross(along, _UP), _RIGHT)
        shape = hands(along) if kind == "arm" else feet(along, hinge)
        if limb.holds is None:
            goal = self._goal(limb, float(root[2]), sign, {**shape, JOINTS[kind][2]: np.zeros(3)})
        bent = _FORWARD + _UP * 0.3 if kind == "leg" else -_FORWARD - _UP
        pole = self.roll @ bent if limb.toward is None else self._direction(limb.toward, sign)
        self._reach(name, goal, pole)
        self._end(f"{side}-{JOINTS[kind][2]}", shape)

    def _hold(self, part: str, root: Vector) -> tuple[Vector, Vector]:
        """Where the wrist goes to hold a part of the body, and which way the hand lies on it."""
        place = self.body.place(part)
        name = part.partition("-")[2]
        if name in ("waist", "hip", "ribs"):  # from outside, fingers to the front
            front = self.body.fronts["pelvis"]
            out = unit(place - self.body.place(name if name != "hip" else "pelvis"))
            return place + out * (radius(part) + 0.5) - front * 3, front
        away = unit(root - place)
        return place + away * (radius(part) + 1.0), -away

    def _goal(self, limb: Limb, beside: float, sign: float, shape: dict[str, Vector]) -> Vector:
        """Where the wrist or the ankle goes so that what comes after it touches the floor or the wall."""
        places = limb.floor or limb.wall or limb.to or ()
        known = 2 if limb.to else 1
        z = sign * places[known] if len(places) > known else beside
        if limb.floor is not None:
            return np.array([places[0], -min(float(at[1]) - RADII[name] for name, at in shape.items()), z])
        if limb.wall is not None:
            depth = max(float(at[0]) + RADII[name] for name, at in shape.items() if name != "fingers")
            return np.array([self.wall - depth, places[0], z])
        return np.array([*places[:2], z])

    def _reach(self, name: str, goal: Vector, pole: Vector) -> None:
        """Bend a limb, its middle joint toward ``pole``, so that it ends as near to ``goal`` as it can."""
        side, kind = name.split("-")
        root, middle, last = (f"{side}-{joint}" for joint in JOINTS[kind])
        points, (upper, lower) = self.body.points, LENGTHS[kind]
        start = points[root]
        wanted = float(np.linalg.norm(goal - start))
        distance = min(max(wanted, abs(upper - lower) + _FOLDED), upper + lower - 1e-9)
        if abs(distance - wanted) > 0.05:
            self.body.short[name] = wanted - distance
        along = unit(goal - start)
        aside = pole - along * float(along @ pole)
        if float(np.linalg.norm(aside)) < 1e-6:
            aside = np.cross(along, _RIGHT)
        share = (upper**2 - lower**2 + distance**2) / (2 * distance)
        points[middle] = start + along * share + unit(aside) * math.sqrt(max(0.0, upper**2 - share**2))
        points[last] = start + along * distance


def _turn(limb: Limb) -> int:
    """When a limb is laid out: one that holds another comes after it."""
    if limb.holds is None:
        return 0
    return 2 if limb.holds.rpartition("-")[2] in OF_ARMS else 1
