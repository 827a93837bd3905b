"""Keep sound to the clock when the device did not: time that was lost is made up in the next silence.

When a machine is too busy to feed its device in time, the device plays nothing for a moment, and everything
after that is late, for good. Nobody minds a silence between two sentences that is 20 ms shorter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coach.sound.pcm import RATE, silence

if TYPE_CHECKING:
    from coach.live.api import Pull
    from coach.sound.pcm import Samples

_WINDOW = RATE
"""Samples over which the lead is judged: one second, as devices ask for their sound in fits and starts."""
_WORTHWHILE = RATE // 200
"""Samples: being off by less than 5 ms cannot be told from a device's own unsteadiness."""
_DRIFT = RATE // 5000
"""Samples in a window by which a device's clock may be slower than the machine's: 0.2 ms, twice what is usual."""
_DOUBT = 3
"""Windows in which it shows whether sound was late or only asked for late."""
_ASLEEP = RATE
"""Samples: who is a second late was suspended, not slow; the clock starts anew."""


class Pace:
    """Compares what a device has taken with the clock, and shortens silences by what was lost.

    A device plays what it is given and asks for more when there is room. So its lead, what it has taken minus
    what the clock says it has played, is at best the room it has. That best creeps, as no two clocks are the
    same; that is left alone, as the device's own clock is what is heard. It drops when the device runs dry.

    It also drops when a busy machine asks late for a whole second without running dry. Then the next seconds
    show a lead that the device has no room for, and what was taken from a silence is put back into another.
    """

    def __init__(self) -> None:
        self._began = 0.0
        self._taken = 0
        self._lead: int | None = None
        """The usual one, at best; None in the first two windows."""
        self._starting = True
        self._window_ends = 0
        self._best = 0
        self._behind = 0
        """How many samples the sound is late (below 0: early); made up as silences come by."""
        self._doubtful = 0
        """How many samples were left out lately."""
        self._doubt = 0
        self._quiet = False

    def pull(self, pull: Pull, count: int, now: float) -> Samples:
        """Take ``count`` samples from ``pull`` for a device that wants them ``now``, in seconds."""
        waited = min(-self._behind, count) if self._quiet and self._behind < 0 else 0
        samples = pull(count - waited) if waited < count else silence(0)
        taken = len(samples)
        if waited:
            self._corrected(-waited)
            samples = np.concatenate((silence(waited), samples))
        self._quiet = not samples.any()
        if self._behind > 0 and self._quiet and taken == count:
            skipped = min(self._behind, count)
            self._corrected(skipped)
            # All of it is silence, so it does not matter which end goes.
            more = pull(skipped)
            samples, taken = np.concatenate((samples[skipped:], more)), taken + len(more)
            self._quiet = not more.any()
        self._taken += taken
        self._judge(now)
        return samples

    def _corrected(self, by: int) -> None:
        self._behind -= by
        self._doubtful += by
        self._doubt = _DOUBT
        self._open_window()

    def _judge(self, now: float) -> None:
        if not self._began:
            self._restart(now)
        lead = self._taken - round((now - self._began) * RATE)
        self._best = max(self._best, lead)
        if self._taken >= self._window_ends:
            self._judge_window(now)
            self._open_window()

    def _judge_window(self, now: float) -> None:
        if self._lead is None:
            # The first window is no measure: a device that starts fills up in its own way.
            self._lead = None if self._starting else self._best
            self._starting = False
            return
        late = self._lead - self._best
        if late > _ASLEEP:
            self._restart(now)
        elif late >= 0:
            self._behind = late if late >= _WORTHWHILE else 0
            self._lead -= 0 if self._behind else min(late, _DRIFT)
        else:
            self._behind = max(late, -max(self._doubtful, 0))
            self._lead -= late - self._behind
        self._doubt -= 1
        if self._doubt < 0:
            self._doubtful = 0

    def _restart(self, now: float) -> None:
        self._began, self._taken, self._lead, self._starting = now, 0, None, True
        self._behind = self._doubtful = 0
        self._open_window()

    def _open_window(self) -> None:
        self._window_ends = self._taken + _WINDOW
        self._best = -_ASLEEP * 1000
