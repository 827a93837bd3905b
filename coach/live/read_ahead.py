"""The sound near the listener: mixed by one thread a little ahead of need, and let go some time after."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from coach.sound.bed import BLOCK

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.live.piece import Piece
    from coach.sound.pcm import Samples
    from coach.timeline.model import Passage

    Excerpt = tuple[Piece, int]
    """A piece, and which block of the session: as much of the block as is in the piece."""

    Mix = Callable[[Passage, int, int], Samples]
    """Returns what is in a passage of the session's samples from one to before another."""

AHEAD = 16 * BLOCK
"""Samples that are mixed before they are needed: 12 s, so that a disk may take its time."""

HELD = 48
"""Excerpts that are kept at most: 35 s of sound, 3 MB, however long a session or a step is."""


class ReadAhead:
    """Mixes sound once, and keeps it for as long as it is likely to be asked for. Safe in several threads."""

    def __init__(self, mix: Mix) -> None:
        self._mix = mix
        self._held: OrderedDict[Excerpt, Samples] = OrderedDict()  # the least recently used first
        self._lock = threading.Lock()  # guards it
        self._mixing = threading.Lock()

    def get(self, piece: Piece, block: int) -> Samples:
        """Return the samples of a block of the session that are in a piece: mixed now if need be."""
        excerpt = piece, block
        found = self._kept(excerpt)
        if found is None:
            with self._mixing:
                found = self._kept(excerpt)
                if found is None:
                    found = self._mix(piece.passage, block * BLOCK, (block + 1) * BLOCK)
                    self._keep(excerpt, found)
        return found

    def lacks(self, excerpt: Excerpt) -> bool:
        """Whether an excerpt would have to be mixed."""
        with self._lock:
            return excerpt not in self._held

    def _kept(self, excerpt: Excerpt) -> Samples | None:
        with self._lock:
            if excerpt in self._held:
                self._held.move_to_end(excerpt)
            return self._held.get(excerpt)

    def _keep(self, excerpt: Excerpt, samples: Samples) -> None:
        with self._lock:
            self._held[excerpt] = samples
            while len(self._held) > HELD:
                self._held.popitem(last=False)
