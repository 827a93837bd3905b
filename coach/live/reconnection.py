"""What happens when the speaker is lost: silence, a try every second to get it back, and on from where it was."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from coach.errors import CoachError, SpeakerError

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.live.api import Speaker
    from coach.live.deck import Deck

RETRY = 1.0
"""Seconds between two tries to get a lost speaker back."""


class Reconnection:
    """Gets a lost speaker back. Any thread may read ``reason``; the rest is for the player's own."""

    def __init__(
        self, speaker: Speaker, deck: Deck, *, reopen: Callable[[], None], back: Callable[[bool], None]
    ) -> None:
        """Take the speaker and the deck it pulls from.

        ``reopen`` opens the speaker anew; ``back`` is called when that is done, and told whether to play on.
        """
        self._speaker = speaker
        self._deck = deck
        self._reopen = reopen
        self._back = back
        self._reason = ""
        self._retry_at = 0.0
        self._resume = False

    @property
    def reason(self) -> str:
        """Why there is no speaker; empty when there is one."""
        return self._reason

    def lose(self, reason: str) -> None:
        """Fall silent because the speaker went away. What was playing then is to play on when it is back."""
        if not self._reason:
            self._resume = self._deck.playing
            self._deck.cut()
        self._wait(reason)

    def stay_paused(self) -> None:
        """Do not play on when the speaker is back."""
        self._resume = False

    def hurry(self) -> None:
        """Try at once to get the speaker back, and play on then."""
        self._resume = True
        self._try()

    def tend(self) -> None:
        """Try to get the speaker back if it is time to."""
        if self._reason and time.monotonic() >= self._retry_at:
            self._try()

    def _wait(self, reason: str) -> None:
        self._reason = reason
        self._retry_at = time.monotonic() + RETRY

    def _try(self) -> None:
        self._speaker.close()
        try:
            self._reopen()
        except SpeakerError:
            self._wait(self._reason)
        except CoachError as fault:
            self._wait(str(fault))
        else:
            self._reason = ""
            self._back(self._resume)
