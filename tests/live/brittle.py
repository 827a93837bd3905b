"""The command line with a player that crashes in the speaker's callback: ``python -m tests.live.brittle …``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.cli import main
from coach.live import player
from coach.live.deck import Deck

if TYPE_CHECKING:
    from coach.sound.pcm import Samples


class Brittle(Deck):
    """Raises when it has been pulled often enough."""

    pulls = 20

    def pull(self, count: int) -> Samples:
        self.pulls -= 1
        if self.pulls < 0:
            raise RuntimeError("raised on purpose")
        return super().pull(count)


if __name__ == "__main__":
    vars(player)["Deck"] = Brittle
    main()
