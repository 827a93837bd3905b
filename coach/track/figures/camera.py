"""From where a figure is seen; nothing gets smaller with distance."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from coach.content.figure import Figure
    from coach.track.figures.shapes import Circle, Point
    from coach.track.figures.skeleton import Vector

_YAW = {"side": 0.0, "corner": 40.0, "front": 90.0, "back": -90.0, "above": 0.0}


class Camera:
    """Turns places in space into places on paper, across and down."""

    def __init__(self, figure: Figure) -> None:
        yaw = math.radians(_YAW[figure.view] + figure.yaw)
        tilt = math.radians(90.0 if figure.view == "above" else figure.tilt)
        self.toward: Vector = np.array(
            [math.sin(yaw) * math.cos(tilt), math.sin(tilt), math.cos(yaw) * math.cos(tilt)]
        )
        """The direction from the figure to the one who looks."""
        self.right: Vector = np.array([math.cos(yaw), 0.0, -math.sin(yaw)])
        self.up: Vector = np.cross(self.toward, self.right)

    def point(self, place: Vector) -> Point:
        """Where a place is seen."""
        return float(place @ self.right), -float(place @ self.up)

    def circle(self, place: Vector, radius: float) -> Circle:
        """How a ball is seen."""
        return (*self.point(place), radius)

    def near(self, place: Vector) -> float:
        """How near a place is."""
        return float(place @ self.toward)
