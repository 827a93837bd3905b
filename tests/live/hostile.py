"""A speech engine's child that does not do as it should: ``python -P hostile.py TURNS FOLDER``.

At its fourth sentence each of the first six children hangs, writes rubbish and dies, or answers with half a file.
``TURNS`` is a file that grows by a byte with every child.
"""

from __future__ import annotations

import itertools
import os
import sys
import time
from pathlib import Path

from coach.voice.pyttsx3 import child


class Hostile(child._Speaker):
    """Speaks as it should but once."""

    turn: int
    answers: int

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._said = itertools.count(1)

    def _say(self, text: str) -> bytes:
        if next(self._said) != 4 or self.turn > 6:
            return super()._say(text)
        if self.turn % 3 == 1:
            time.sleep(600)
        if self.turn % 3 == 2:
            os.write(self.answers, b"one, two, three: rubbish")
            os._exit(0)
        return b"RIFF and no more"


def main(turns: Path, folder: Path) -> None:
    with turns.open("ab") as file:
        file.write(b".")
    Hostile.turn = turns.stat().st_size
    Hostile.answers = os.dup(1)  # before the child keeps the pipe to itself
    vars(child)["_Speaker"] = Hostile
    child.main(folder)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
