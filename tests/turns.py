"""Whose turn it is on this machine: a test marked ``alone`` runs while none does in another worker.

Two locks do it, on files that are there anyway: whoever wants to be alone holds the door, waits for those inside
to leave, and lets nobody in until then.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

DOOR, ROOM = Path(__file__), Path(__file__).with_name("conftest.py")

if sys.platform == "win32":

    @contextmanager
    def turn(*, alone: bool) -> Iterator[None]:
        """Go ahead: nothing listens to sound there."""
        yield
else:
    import fcntl

    @contextmanager
    def turn(*, alone: bool) -> Iterator[None]:
        """Wait for a turn, with others or alone, and keep it meanwhile."""
        how = fcntl.LOCK_EX if alone else fcntl.LOCK_SH
        with ExitStack() as inside:
            room = inside.enter_context(ROOM.open("rb"))
            with DOOR.open("rb") as door:
                fcntl.flock(door, how)
                fcntl.flock(room, how)
            yield
