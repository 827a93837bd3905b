"""The panel: a session at a glance, in letters that can be read from the mat."""

from __future__ import annotations

import os
import time
from itertools import zip_longest
from typing import TYPE_CHECKING, TextIO

from coach.live.screen.painter import Painter
from coach.live.terminal import Loan, Pen

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console
    from rich.text import Text

    from coach.content.labels.screen import ScreenWords
    from coach.live.api import Now

HELP_FOR = 12.0
"""Seconds for which the keys are explained."""

NOTICE_FOR = 2.5
"""Seconds for which a new volume or detail is shown."""

SMALLEST = (20, 4)
"""Columns and rows a terminal is taken to have at least; some say they have none."""


class Panel:
    """Shows a session in place, on as much of a terminal as it needs, and takes itself away in the end."""

    def __init__(self, stream: TextIO, *, keys: bool, clock: Callable[[], float] = time.monotonic) -> None:
        pen = Pen(stream)
        self._descriptor = stream.fileno()
        self._painter = Painter(pen, self._descriptor)
        self._loan = Loan(self._painter.take, self._painter.give_back)
        self._stream = stream
        self._console: Console | None = None
        self._rows: list[Text] = []
        self._inked: list[str] = []
        self._blocks = pen.can_write("▀▄█░→←↑↓·…")
        self._keys = keys
        self._clock = clock
        self._help_until = 0.0
        self._notices = Notices(clock)

    def open(self) -> None:
        """Take the terminal on loan; nothing is shown yet."""
        self._loan.__enter__()

    def close(self) -> None:
        """Wipe the panel away."""
        self._loan.__exit__()

    def show_help(self) -> None:
        """Explain the keys for a while, or stop explaining them."""
        now = self._clock()
        self._help_until = 0.0 if now < self._help_until else now + HELP_FOR

    def show(self, now: Now, words: ScreenWords) -> None:
        """Bring the panel up to date."""
        from coach.live.screen.rows import Look, compose

        try:
            columns, lines = os.get_terminal_size(self._descriptor)
        except OSError:
            columns, lines = 0, 0
        columns, lines = (columns, lines) if columns and lines else (80, 24)
        look = Look(
            max(columns, SMALLEST[0]),
            max(lines, SMALLEST[1]),
            blocks=self._blocks,
            keys=self._keys,
            help=self._keys and self._clock() < self._help_until,
            notice=self._notices.look(now, words),
        )
        rows = compose(now, look, words)
        # Most rows are those of the last time, and turning styles into escape sequences is the dear part.
        known = zip_longest(rows, self._rows[: len(rows)], self._inked[: len(rows)])
        self._inked = [inked if row == old else self._ink(row) for row, old, inked in known]
        self._rows = rows
        self._painter.paint(self._inked, columns)

    def _ink(self, row: Text) -> str:
        """Return a row with its styles as this terminal wants to be told them."""
        from rich.console import Console

        if self._console is None:
            self._console = Console(file=self._stream, force_terminal=True, legacy_windows=False)
        with self._console.capture() as captured:
            self._console.print(row, end="", soft_wrap=True)
        return captured.get()


class Notices:
    """Tells for a moment what has just been changed: the volume, the detail."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._known: tuple[float, str] | None = None
        self._text = ""
        self._until = 0.0

    def look(self, now: Now, words: ScreenWords) -> str:
        """What is to be shown at this moment, or nothing."""
        volume, detail = self._known or (now.volume, now.detail)
        self._known = (now.volume, now.detail)
        if now.volume != volume:
            self._tell(words.news.volume.format(percent=round(100 * now.volume)))
        elif now.detail != detail:
            self._tell(words.news.guidance.format(detail=words.details.of(now.detail)))
        return self._text if self._clock() < self._until else ""

    def _tell(self, text: str) -> None:
        self._text, self._until = text, self._clock() + NOTICE_FOR
