"""A chart of bars for the terminal: a column for each week, in block characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

BLOCKS = " ▁▂▃▄▅▆▇█"
ROWS = 3


def bars(values: Sequence[float | None], most: float) -> list[str]:
    """Return rows of a chart from 0 to ``most``, from the top; a None leaves its column empty.

    A value of 0 is a thin line, so that it can be told from none.
    """
    steps = len(BLOCKS) - 1
    heights = [
        0 if value is None else max(1, min(ROWS * steps, round(value / most * ROWS * steps)))
        for value in values
    ]
    return [
        "".join(BLOCKS[max(0, min(steps, height - row * steps))] for height in heights)
        for row in reversed(range(ROWS))
    ]
