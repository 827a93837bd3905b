"""The way from where the runner is to where the next exercise begins: by real positions, with open eyes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.units import SECOND, Ms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coach.content.exercise import Exercise, MoveFacts
    from coach.content.library import Library

PLACES = ("wall", "chair")
"""What an exercise may need that stands in the room: the runner has to go there."""

GO_THERE = Ms(8 * SECOND)
"""Time to find a wall or a chair, on one's feet or knees; our own figure."""

START = "standing"


@dataclass(frozen=True, slots=True)
class Step:
    """One leg of the way: a move of ``moves.yaml``, or ``to-wall``, ``to-chair`` and ``to-mat``."""

    name: str
    time: Ms
    eyes: str = "open"


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where the runner is: the posture, the ``place`` in the room (None on the mat), and how the eyes are."""

    posture: str = START
    place: str | None = None
    eyes: str = "open"


def destination(exercise: Exercise, library: Library) -> Whereabouts:
    """Where an exercise is done, and with which eyes."""
    place = next((place for place in PLACES if place in exercise.needs), None)
    return Whereabouts(exercise.posture, place, exercise.eyes or library.postures[exercise.posture].eyes)


def way(before: Whereabouts, after: Whereabouts, library: Library) -> tuple[Step, ...]:
    """Return the steps from one place and posture to another; a room is crossed on one's feet or all fours."""
    moves = library.moves
    goal = after.place or ("mat" if after.posture != START else before.place)
    if goal == (before.place or "mat") or (before.place is None and after.place is None):
        return _quickest(before.posture, after.posture, moves)
    there = Step(f"to-{goal}", GO_THERE)
    ways = [
        (*_quickest(before.posture, across, moves), there, *_quickest(across, after.posture, moves))
        for across in (START, "hands-and-knees")
    ]
    return min(ways, key=lambda steps: sum(step.time for step in steps))


def _quickest(origin: str, goal: str, moves: Mapping[str, MoveFacts]) -> tuple[Step, ...]:
    """Return the moves that take the least time together; none where one is there, or there is no way."""
    ways: dict[str, tuple[int, tuple[Step, ...]]] = {origin: (0, ())}
    open_ends = {origin}
    while open_ends:
        here = min(open_ends, key=lambda posture: (ways[posture][0], posture))
        open_ends.remove(here)
        took, steps = ways[here]
        if here == goal:
            return steps
        for name, move in moves.items():
            for there in move.to if move.origin == here else ():
                if there not in ways or took + move.time < ways[there][0]:
                    ways[there] = (took + move.time, (*steps, Step(name, move.time, move.eyes)))
                    open_ends.add(there)
    return ()
