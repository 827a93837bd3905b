"""The order of a session: little getting up and down, easy to deep, a second pass while still there."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from coach.content.fields import Role, When

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coach.content.exercise import Exercise
    from coach.content.library import Library

_FACES = ("front", "down", "up")
"""Among postures of one height: what faces front first, on the back last, where a session may end."""


def in_order(exercises: Iterable[Exercise], library: Library, when: When) -> list[Exercise]:
    """Sort exercises by posture, from standing down to the back, each posture once; movements come first.

    Before a run it goes the other way: down to the floor once, and up to end on the feet.
    """
    up = 1 if when is When.BEFORE else -1

    def key(exercise: Exercise) -> tuple[int, int, str, bool, int, str]:
        posture = library.postures[exercise.posture]
        still = exercise.role is Role.STRETCH
        faces = -up * _FACES.index(posture.faces)
        return up * posture.height, faces, exercise.posture, still, exercise.effort, exercise.name

    return sorted(exercises, key=key)


def passes(ordered: Iterable[Exercise], twice: frozenset[str]) -> Iterator[tuple[Exercise, int]]:
    """Yield each exercise with its rounds in place, going once more through those of a posture named in ``twice``.

    A single exercise of a posture is done again in place; several take turns, so that each has had a rest when
    it comes again, without getting up.
    """
    for _, group in groupby(ordered, key=lambda exercise: exercise.posture):
        here = list(group)
        again = [exercise for exercise in here if exercise.name in twice]
        if len(here) == 1 or [e.name for e in here[-1:]] == [e.name for e in again]:
            yield from ((exercise, 2 if exercise in again else 1) for exercise in here)
        else:
            yield from ((exercise, 1) for exercise in [*here, *again])
