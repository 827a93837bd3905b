"""A message to the runner that is shown in passing."""

from __future__ import annotations

import time

STAYS = 4.0
"""Seconds that a passing message stays."""


class Notice:
    """The message that was given last, for as long as it stays. Any thread may give and read it."""

    def __init__(self) -> None:
        self._shown = ("", 0.0)

    def show(self, message: str) -> None:
        """Show a message for some seconds, instead of any other."""
        self._shown = (message, time.monotonic() + STAYS)

    def clear(self) -> None:
        """Show it no longer."""
        self._shown = ("", 0.0)

    @property
    def text(self) -> str:
        """What is shown now; empty if nothing is."""
        message, until = self._shown
        return message if time.monotonic() < until else ""
