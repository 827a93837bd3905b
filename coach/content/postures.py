"""How long it takes to get from one posture to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.units import Ms

if TYPE_CHECKING:
    from coach.content.exercise import PostureFacts

SETTLE = Ms(2000)
PER_STEP = Ms(1600)
TURN = Ms(2000)


def change_time(before: PostureFacts, after: PostureFacts) -> Ms:
    """Return the time a tired runner needs from ``before`` to ``after``, without hurry.

    Two seconds to settle, 1.6 s for each step up or down (from standing to lying: 6.4 s) and two for turning
    over. Our own figures, timed at an easy pace; no article gives any.
    """
    turn = TURN if {before.faces, after.faces} == {"up", "down"} else 0
    return Ms(SETTLE + PER_STEP * abs(before.height - after.height) + turn)
