"""What a figure is made of: the poses of a jointed body, what it uses, and what is marked on it.

A figure is written for the right side; the left one is its mirror image. Lengths are in hundredths of the body's
height, angles in degrees.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    model_validator,
)

from coach.content.fields import InputError
from coach.content.problems import nearest, validate
from coach.content.yaml_file import in_order
from coach.content.yaml_io import read_yaml
from coach.errors import RoutineError, shown

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from typing import BinaryIO

View = Literal["side", "corner", "front", "back", "above"]
"""From where a figure is seen; ``corner`` is between the side and the front."""

SIDES = ("right", "left")
_SIDED = (
    "hip", "waist", "ribs", "shoulder", "elbow", "wrist", "palm", "fingers", "knee", "ankle", "heel", "ball",
    "toes", "thigh", "shin", "foot", "upperarm", "forearm",
)  # fmt: skip
PARTS = ("head", "neck", "ribs", "waist", "pelvis", *(f"{side}-{part}" for side in SIDES for part in _SIDED))
"""The parts of a body that a hand can hold, a strap go around, or an arrow begin at."""

OF_ARMS = ("elbow", "wrist", "palm", "fingers", "upperarm", "forearm")
LIMBS = ("right-leg", "left-leg", "right-arm", "left-arm")
MOVING = (*LIMBS, "back")
"""What can be shown as moving."""

_STRETCHING = (
    "thigh-front", "thigh-back", "thigh-inner", "hip-front", "hip-outer", "buttock", "calf", "low-calf", "sole",
    "side", "shoulder", "shoulder-back", "chest", "neck",
)  # fmt: skip
PLACES = ("low-back", "upper-back", "belly", *(f"{side}-{place}" for side in SIDES for place in _STRETCHING))
"""The places that can be marked as those that stretch or work."""


class Direction(NamedTuple):
    """Which way a part of the body points.

    ``along`` is seen from its right side: 0 is forward, 90 is up, 180 is back, -90 is down. ``out`` is how far
    it leaves that plane, away from the middle of the body (the spine and the head: to the right).
    """

    along: float
    out: float = 0.0


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        raise InputError(f"{shown(text)} is not a number", "write one such as 30 or -12.5") from None
    if not math.isfinite(number) or abs(number) > _MOST:
        raise InputError(f"{shown(text)} is out of bounds", f"write a number from -{_MOST} to {_MOST}")
    return number


_MOST = 360
_LONGEST = 100
"""Characters in which a row of angles or numbers is written."""


def _read_numbers(value: object) -> object:
    """Read "40 10": numbers with spaces between them."""
    _refuse_lists(value)
    return tuple(_number(word) for word in _words(value)) if isinstance(value, str) else value


def _read_directions(value: object) -> object:
    """Read "-90/20 180": angles with spaces between them, each with how far it goes out behind a stroke."""
    _refuse_lists(value)
    if not isinstance(value, str):
        return value
    return tuple(Direction(*(_number(part) for part in word.split("/", 1))) for word in _words(value))


def _refuse_lists(value: object) -> None:
    if isinstance(value, list):
        raise InputError("a list cannot stand here", "write numbers with spaces between them")


def _written(numbers: Iterable[float]) -> str:
    """Write numbers the way they are read."""
    return " ".join(f"{number:g}" for number in numbers)


def _written_directions(directions: Iterable[Direction]) -> str:
    return " ".join("/".join(f"{part:g}" for part in direction) for direction in directions)


def _words(text: str) -> list[str]:
    if len(text) > _LONGEST:
        raise InputError("this is too long", "write numbers with spaces between them")
    return text.split()


def _read_direction(value: object) -> object:
    found = _read_directions(value)
    if isinstance(value, str) and isinstance(found, tuple):
        if len(found) != 1:
            raise InputError(f"{shown(value)} is not one angle", "write it like 90 or 90/20")
        return found[0]
    return found


def _read_back(value: object) -> object:
    """Read one to three angles of the spine, from the hips up, and fill in those in between."""
    found = _read_directions(value)
    if not (isinstance(value, str) and isinstance(found, tuple)):
        return found
    if not 1 <= len(found) <= 3:
        raise InputError(f"{shown(value)} is not a spine", "write one to three angles, from the hips up")
    low, high = found[0], found[-1]
    between = Direction((low.along + high.along) / 2, (low.out + high.out) / 2)
    return (low, found[1] if len(found) == 3 else between, high)


def _between(low: float, high: float) -> AfterValidator:
    def check(number: float) -> float:
        if not low <= number <= high:
            raise InputError(f"{number:g} is out of bounds", f"write a number from {low:g} to {high:g}")
        return number

    return AfterValidator(check)


def _split(value: object) -> object:
    return tuple(value.split()) if isinstance(value, str) else value


def _one_of(names: tuple[str, ...], what: str) -> AfterValidator:
    def check(name: str) -> str:
        if name not in names:
            raise InputError(f"{shown(name)} is not a {what}", nearest(name, names, f"one is {names[-1]}"))
        return name

    return AfterValidator(check)


Number = Annotated[float, BeforeValidator(lambda value: _number(value) if isinstance(value, str) else value)]
Numbers = Annotated[tuple[float, ...], BeforeValidator(_read_numbers), PlainSerializer(_written)]
OneDirection = Annotated[
    Direction,
    BeforeValidator(_read_direction),
    PlainSerializer(lambda direction: _written_directions([direction])),
]
Directions = Annotated[
    tuple[Direction, ...], BeforeValidator(_read_directions), PlainSerializer(_written_directions)
]
PartName = Annotated[str, _one_of(PARTS, "part of the body")]
PartNames = Annotated[tuple[PartName, ...], BeforeValidator(_split), Field(min_length=2, max_length=6)]


class _Block(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Limb(_Block):
    """How an arm or a leg is held: by its angles (``bend``), or by where its hand or foot goes."""

    bend: Annotated[Directions, Field(min_length=2, max_length=3)] | None = None
    """The angles of thigh, shin and foot, or of upper arm, forearm and hand."""
    floor: Annotated[Numbers, Field(min_length=1, max_length=2)] | None = None
    """On the floor: how far in front of the hips, and how far out."""
    wall: Annotated[Numbers, Field(min_length=1, max_length=2)] | None = None
    """On the wall: how high, and how far out."""
    to: Annotated[Numbers, Field(min_length=2, max_length=3)] | None = None
    """In the air: how far in front of the hips, how high above the floor, and how far out."""
    holds: PartName | None = None
    toward: OneDirection | None = None
    """Which way the knee or the elbow points."""
    end: OneDirection | None = None
    """Which way the foot or the hand points."""

    @model_validator(mode="after")
    def _one_way(self) -> Limb:
        ways = ("bend", "floor", "wall", "to", "holds")
        if sum(getattr(self, way) is not None for way in ways) != 1:
            raise InputError("an arm or a leg has one place", f"write one of {', '.join(ways)}")
        return self


AnyLimb = Annotated[Limb, BeforeValidator(lambda value: {"bend": value} if isinstance(value, str) else value)]

HANGING = Limb(bend=(Direction(-90, 4), Direction(-88, 2)))
"""How an arm or a leg is held of which a pose says nothing."""


class Pose(_Block):
    """How a body is held."""

    back: Annotated[
        tuple[Direction, Direction, Direction],
        BeforeValidator(_read_back),
        PlainSerializer(_written_directions),
    ] = (Direction(90),) * 3
    """The spine, from the hips up: one to three angles."""
    twist: Annotated[Numbers, Field(min_length=2, max_length=2)] = (0.0, 0.0)
    """How far the hips and the chest are turned to the right."""
    head: OneDirection | None = None
    """Which way the top of the head points: as the chest does, if this is left out."""
    look: Number = 0.0
    """How far the face is turned to the right of the chest."""
    nod: Number = 0.0
    """How far the chin is drawn in."""
    roll: Number = 0.0
    """How far the whole body is turned, as it lies: -90 puts it on its left side."""
    hips: Number | None = None
    """How high the hips are: as high as what is bent puts them on the floor, if this is left out."""
    at: Number = 0.0
    """How far in front the hips are."""
    legs: AnyLimb | None = None
    right_leg: AnyLimb | None = None
    left_leg: AnyLimb | None = None
    arms: AnyLimb | None = None
    right_arm: AnyLimb | None = None
    left_arm: AnyLimb | None = None

    @model_validator(mode="after")
    def _hands_hold(self) -> Pose:
        """Refuse what cannot be laid out one after the other: feet that hold, hands that hold each other."""
        for side in SIDES:
            if self.limb(f"{side}-leg").holds:
                raise InputError("a foot cannot hold anything", "write where it goes: floor, wall or to")
        held = {side: self.limb(f"{side}-arm").holds or "" for side in SIDES}
        arms = {side: part.partition("-") for side, part in held.items() if part.partition("-")[2] in OF_ARMS}
        if any(whose == side for side, (whose, _, _) in arms.items()):
            raise InputError("a hand cannot hold its own arm", "name a part of the other side")
        if len(arms) == len(SIDES):
            raise InputError(
                "the hands hold each other's arms", "give one of them a place: floor, wall or to"
            )
        return self

    def limb(self, name: str) -> Limb:
        """How a limb, such as "right-leg", is held."""
        own: Limb | None = getattr(self, name.replace("-", "_"))
        both: Limb | None = getattr(self, f"{name.partition('-')[2]}s")
        return own or both or HANGING


class Arrow(_Block):
    """Which way a part of the body moves: from one pose to the next, ``along`` a direction, or in a ``circle``."""

    of: PartName
    along: OneDirection | None = None
    long: Annotated[Number, _between(4, 60)] = 14.0
    gap: Annotated[Number, _between(0, 60)] = 6.0
    """How far from the middle of the part it begins."""
    curve: Annotated[Number, _between(-2, 2)] = 0.25
    """How far the way from pose to pose swings out to the left of it."""
    circle: Annotated[Number, _between(4, 60)] | None = None
    """How far a level circle is from its middle."""
    upright: bool = False
    """Whether a circle faces the one who looks."""
    both: bool = False
    """Whether it goes there and back."""


class Figure(_Block):
    """How an exercise looks: one to three poses, the last one in full and those before it faint behind it."""

    view: View = "side"
    yaw: Number = 0.0
    """How much farther around to the front it is seen from."""
    tilt: Annotated[Number, _between(0, 90)] = 8.0
    """How much from above it is seen."""
    poses: Annotated[tuple[Pose, ...], Field(min_length=1, max_length=3)]
    apart: bool = False
    """Whether the poses stand beside each other, each in full."""
    wall: Number | None = None
    """How far in front a wall is, or (less than 0) how far behind."""
    side_wall: Number | None = None
    """How far to the right (less than 0: to the left) a wall is."""
    chair: Number | None = None
    """How far in front a chair begins."""
    chair_turned: bool = False
    """Whether the back of the chair is on this side of it."""
    strap: Annotated[tuple[PartNames, ...], Field(max_length=4)] = ()
    """The parts of the body that each piece of a strap goes between."""
    moves: tuple[Annotated[str, _one_of(MOVING, "limb")], ...] = ()
    stretches: tuple[Annotated[str, _one_of(PLACES, "place that stretches")], ...] = ()
    arrows: Annotated[tuple[Arrow, ...], Field(max_length=4)] = ()


def read_figure(source: Path | BinaryIO) -> Figure:
    """Read a figure from a file or an open stream; raises a RoutineError with every problem it has."""
    file = read_yaml(source)
    figure, problems = validate(Figure, file, known=file.problems)
    if figure is None or file.problems:
        raise RoutineError(in_order([*file.problems, *problems]))
    return figure
