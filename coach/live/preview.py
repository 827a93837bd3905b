"""Plays a single clip, outside of any session."""

from __future__ import annotations

import threading
import time

import numpy as np

from coach.errors import SpeakerError
from coach.live.speakers import find_speaker
from coach.sound.pcm import RATE, Samples, silence
from coach.units import SECOND

_WAKE = RATE
"""Samples of silence before the clip: a Bluetooth speaker needs about a second to wake up."""

_TAIL = RATE // 5


def play_clip(samples: Samples, speaker: str | None) -> None:
    """Play a clip to its end through the speaker of that name (None: the default).

    Raises NotFoundError when there is no such speaker, SpeakerError when there is no device or it goes away.
    """
    rest = np.concatenate([silence(_WAKE), samples, silence(_TAIL)])
    over = threading.Event()
    gone: list[str] = []

    def pull(count: int) -> Samples:
        nonlocal rest
        part, rest = rest[:count], rest[count:]
        if not len(part):
            over.set()
        return part

    def lost(reason: str) -> None:
        gone.append(reason)
        over.set()

    output = find_speaker(speaker)
    try:
        output.open(pull, lost)
        while not over.wait(0.1):
            pass
        if output.live:
            time.sleep(output.latency / SECOND)
    finally:
        output.close()
    if gone:
        raise SpeakerError(f"the sound went away ({gone[0]})", hint="choose another output with --speaker")
