"""Keep sound to the clock when the device did not: time that was lost is made up in the next silence.

When a machine is too busy to feed its device in time, the device plays nothing for a moment, and everything
after that is late, for good. Nobody minds a silence between two sentences that is 20 ms shorter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.media.pcm import RATE

if TYPE_CHECKING:
    from coach.media.pcm import Samples
    from coach.player.api import Pull

_WINDOW = RATE
"""Samples over which the lead is judged: one second, as devices ask for their sound in fits and starts."""
_WORTHWHILE = RATE // 200
"""Samples: lateness below 5 ms cannot be told from a device's own unsteadiness."""
_DRIFT = RATE // 3000
"""Samples in a window by which a device's clock may differ from the machine's: 0.3 ms, six times what is usual."""
_ASLEEP = RATE
"""Samples: who is a second late was suspended, not slow; the clock starts anew."""


class Pace:
    """Compares what a device has taken with the clock, and shortens silences by what was lost.

    A device plays what it is given and asks for more when there is room. So its lead, what it has taken minus
    what the clock says it has played, is the room it has. It creeps, as no two clocks are the same, and this is
    let be: the device's own clock is what is heard. It drops when the device runs dry.
    """

    def __init__(self) -> None:
        self._began = 0.0
        self._taken = 0
        self._lead: int | None = None
        """The usual one; None in the first two windows."""
        self._starting = True
        self._window_ends = 0
        self._best = 0
        self.behind = 0
        """How many samples the sound is late; made up as silences come by."""

    def pull(self, pull: Pull, count: int, now: float) -> Samples:
        """Take ``count`` samples from ``pull`` for a device that wants them ``now``, in seconds."""
        samples = pull(count)
        if self.behind and len(samples) == count and not samples.any():
            skipped = min(self.behind, count)
            self.behind -= skipped
            self._taken += skipped
            self._open_window()
            # All of it is silence, so it does not matter which end goes.
            samples = _joined(samples[skipped:], pull(skipped))
        self._taken += len(samples)
        self._judge(now)
        return samples

    def _judge(self, now: float) -> None:
        if not self._began:
            self._restart(now)
        lead = self._taken - round((now - self._began) * RATE)
        self._best = max(self._best, lead)
        if self._taken < self._window_ends:
            return
        late = 0 if self._lead is None else self._lead - self._best
        if late > _ASLEEP:
            self._restart(now)
            return
        self.behind = late if late >= _WORTHWHILE else 0
        if self._lead is None:
            # The first window is no measure: a device that starts fills up in its own way.
            self._lead = None if self._starting else self._best
            self._starting = False
        elif not self.behind:
            self._lead -= max(-_DRIFT, min(_DRIFT, late))
        self._open_window()

    def _restart(self, now: float) -> None:
        self._began, self._taken, self._lead, self.behind = now, 0, None, 0
        self._starting = True
        self._open_window()

    def _open_window(self) -> None:
        self._window_ends = self._taken + _WINDOW
        self._best = -_ASLEEP * 1000


def _joined(first: Samples, second: Samples) -> Samples:
    import numpy as np

    return np.concatenate((first, second))
