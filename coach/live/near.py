"""The sound near the listener: which of it is mixed, and what is to be mixed next."""

from __future__ import annotations

from bisect import bisect_right
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from coach.sound.bed import BLOCK
from coach.sound.pcm import silence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.live.piece import Piece
    from coach.sound.pcm import Samples

    Excerpt = tuple[Piece, int]
    """As much of a block of the session, by its number, as is in a piece."""

AHEAD = 81 * BLOCK
"""Samples after the listener's place that are made ready: a minute, 5 MB, in which a disk may take its time."""

BEHIND = 41 * BLOCK
"""Samples before it that are kept: half a minute, as a sentence or a breath may be heard once more."""

ARRIVAL = 5 * BLOCK
"""Samples that are made ready before all others where the listener is about to go."""


class Near:
    """Mixed sound about the place of the listener. Not to be used by several threads at a time."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        """Take the pieces of a tape, which may be changed meanwhile."""
        self._pieces = pieces
        self._mixed: dict[Excerpt, Samples] = {}
        self._place = 0  # where the block begins that the listener is in
        self._goal: int | None = None

    def index(self, sample: int) -> int:
        """Return which piece (from 0) a sample is in, the last one beyond the end; -1 if there is none."""
        return bisect_right(self._pieces, sample, key=lambda piece: piece.first) - 1

    def move(self, place: int) -> bool:
        """Take note of the listener's place; return whether other blocks are near now."""
        if self._goal == place:
            self._goal = None
        before, self._place = self._place, place // BLOCK * BLOCK
        return before != self._place

    def turn_to(self, goal: int) -> bool:
        """Take note of where the listener is about to go; return whether that is new."""
        new = goal != self._goal
        self._goal = goal
        return new

    def sound(self, start: int, count: int) -> Samples:
        """Return the samples from ``start`` on: ``count``, or as many as are mixed."""
        found = [silence(0)]
        for piece, block in self._excerpts(start, start + count):
            mixed = self._mixed.get((piece, block))
            if mixed is None:
                break
            at = start - max(piece.first, block * BLOCK)
            part = mixed[at : at + count]
            found.append(part)
            start, count = start + len(part), count - len(part)
        return np.concatenate(found)

    def missing(self) -> Excerpt | None:
        """Return what is to be mixed next; None while all that is near is ready."""
        return next((each for each in self._wanted(self._place) if each not in self._mixed), None)

    def keep(self, mixed: dict[Excerpt, Samples]) -> None:
        """Take mixed sound, and let go of what is no longer near."""
        near = {*self._wanted(max(0, self._place - BEHIND))}
        self._mixed = {each: sound for each, sound in (self._mixed | mixed).items() if each in near}

    def _wanted(self, since: int) -> Iterator[Excerpt]:
        """Yield what is where the listener is about to go, then what is ahead from a sample on."""
        arrival = () if self._goal is None else self._excerpts(self._goal, self._goal + ARRIVAL)
        return chain(arrival, self._excerpts(since, self._place + AHEAD))

    def _excerpts(self, begin: int, end: int) -> Iterator[Excerpt]:
        """Yield all that is in samples ``begin`` to before ``end``, in order, as far as it has been laid."""
        for number in range(max(0, self.index(begin)), len(self._pieces)):
            piece = self._pieces[number]
            if piece.first >= end:
                break
            yield from ((piece, block) for block in piece.blocks(begin, end))
