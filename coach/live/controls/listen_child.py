"""The process that listens: a microphone, an ear behind it, and on stdout whatever command was heard.

It is a process of its own because pocketsphinx keeps Python to itself while it thinks (56 ms for a candidate,
measured): in the player's process, the sound would stop for as long. ``listen`` starts it, and reads

``listening``    once, when the microphone is open
``sorry REASON`` instead, when it cannot listen, or later, when nothing comes from the microphone any more
``tick``         for every tenth of a second that was listened to
``pause 1350 400``
                 for every command: the ``Action``, and how many milliseconds ago it began and ended

At the end of stdin, which is also how the death of the parent shows, it ends.
"""

from __future__ import annotations

import contextlib
import sys
import threading
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

import numpy as np

from coach.errors import MediaError
from coach.live.controls.ear import RATE, Ear
from coach.live.speakers.miniaudio_device import release, start_microphone

if TYPE_CHECKING:
    from collections.abc import Generator

READY = "listening"
SORRY = "sorry"
TICK = "tick"

_PERIOD = 100
"""Milliseconds that the microphone gives at a time."""
_PATIENCE = 3.0
"""Seconds without a block after which the microphone is gone: miniaudio does not tell."""


def main() -> None:
    """Listen until the parent hangs up."""
    with contextlib.suppress(BrokenPipeError):
        try:
            _listen()
        except ImportError as error:
            print(f"{SORRY} pocketsphinx does not work here: {error}", flush=True)
        except MediaError as error:
            print(f"{SORRY} {error}", flush=True)
        except Empty:
            print(f"{SORRY} the microphone is gone", flush=True)


def _listen() -> None:
    blocks: SimpleQueue[bytes] = SimpleQueue()
    ear = Ear()
    device = start_microphone(RATE, _PERIOD, _feed(blocks))
    with contextlib.ExitStack() as stack:
        stack.callback(release, device)
        print(READY, flush=True)
        threading.Thread(target=_wait_for_the_end, args=(blocks,), daemon=True).start()
        while block := blocks.get(timeout=_PATIENCE):
            for heard in ear.hear(np.frombuffer(block, "<i2")):
                print(heard.action, heard.began, heard.ended)
            print(TICK, flush=True)


def _wait_for_the_end(blocks: SimpleQueue[bytes]) -> None:
    sys.stdin.buffer.read()
    blocks.put(b"")


def _feed(blocks: SimpleQueue[bytes]) -> Generator[None, bytearray, None]:
    while True:
        blocks.put(bytes((yield)))
