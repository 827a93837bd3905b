"""What is kept of a session's sound, and what is mixed next."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from coach.live.near import AHEAD, ARRIVAL, BEHIND, Near
from coach.live.piece import Piece
from coach.sound.bed import BLOCK
from coach.sound.pcm import RATE, to_samples
from coach.timeline.layout import Memory
from coach.timeline.model import Passage
from coach.units import Ms

HOUR = 3_600_000


def laid(*edges: int) -> list[Piece]:
    """Pieces between these times, in milliseconds."""
    return [
        Piece(number, Passage(Ms(start), Ms(end), (), ()), Memory())
        for number, (start, end) in enumerate(pairwise(edges))
    ]


def mix(near: Near, most: int = 10_000) -> list[int]:
    """Mix all that is wanted: each sample is the number of its block; returns the blocks in their order."""
    order: list[int] = []
    while (excerpt := near.missing()) and len(order) < most:
        piece, block = excerpt
        length = min(piece.end, (block + 1) * BLOCK) - max(piece.first, block * BLOCK)
        near.keep({excerpt: np.full(length, block, np.int16)})
        order.append(block)
    return order


def held(near: Near, pieces: list[Piece]) -> int:
    return sum(len(near.sound(at, 1)) for at in range(0, pieces[-1].end, BLOCK // 2)) * BLOCK // 2


def test_a_minute_ahead_is_mixed_and_no_more() -> None:
    near = Near(laid(0, HOUR))
    assert mix(near) == [*range(AHEAD // BLOCK)]
    assert AHEAD > 60 * RATE
    assert len(near.sound(0, 2 * AHEAD)) == AHEAD
    assert not near.move(1)
    assert near.missing() is None
    assert near.move(BLOCK)
    assert mix(near) == [AHEAD // BLOCK]


def test_what_is_far_behind_is_let_go_and_mixed_anew_when_it_is_near_again() -> None:
    pieces = laid(0, HOUR)
    near = Near(pieces)
    for place in range(0, 20 * AHEAD, BLOCK):
        near.move(place)
        mix(near)
    assert held(near, pieces) <= AHEAD + BEHIND
    assert len(near.sound(place - BEHIND, BEHIND)) == BEHIND
    assert not len(near.sound(place - 2 * BEHIND, 1))
    near.move(BLOCK)
    assert mix(near) == [*range(1, 1 + AHEAD // BLOCK)]
    assert set(near.sound(BLOCK, 2 * BLOCK)) == {1, 2}


def test_where_the_listener_is_about_to_go_comes_first_and_stays_until_then() -> None:
    near = Near(laid(0, HOUR))
    mix(near, 3)
    far = 50 * AHEAD + 7
    assert near.turn_to(far)
    assert not near.turn_to(far)
    first, *others = mix(near)
    assert first == far // BLOCK
    assert others[: ARRIVAL // BLOCK] == [*range(first + 1, first + 1 + ARRIVAL // BLOCK)]
    near.move(BLOCK)
    mix(near)
    assert len(near.sound(far, ARRIVAL)) == ARRIVAL
    near.move(far)
    near.move(far + BEHIND + BLOCK)
    mix(near)
    assert not len(near.sound(far, 1))
    assert near.turn_to(far)


def test_pieces_join_within_a_block_and_what_is_replaced_is_not_heard() -> None:
    pieces = laid(0, 1234, 1234, 30_000)
    near = Near(pieces)
    mix(near)
    edge, end = to_samples(1234), to_samples(30_000)
    assert len(near.sound(0, AHEAD)) == end
    assert near.index(edge - 1) == 0
    assert near.index(edge) == 2
    pieces[2:] = laid(1234, 20_000)
    assert len(near.sound(0, AHEAD)) == edge
    mix(near)
    assert len(near.sound(0, AHEAD)) == to_samples(20_000)


@pytest.mark.parametrize("pieces", [[], laid(0, 0)])
def test_where_nothing_is_laid_nothing_is_wanted(pieces: list[Piece]) -> None:
    near = Near(pieces)
    assert near.missing() is None
    assert not len(near.sound(0, 100))
    near.turn_to(BLOCK)
    assert near.missing() is None
