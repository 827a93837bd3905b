"""A session that plays nothing, to try keys and displays with: ``python -m tests.live.steered [OPTION …]``.

``keys`` reads keys and prints each action on stdout (``quiet``: does not); ``display`` shows a made-up session
on stderr, ``soon`` or ``once`` only for some looks or one. ``raise`` raises when asked to say something again,
``halt`` stops the process when asked for another detail, ``abandon`` leaves without leaving the ``with`` blocks,
``handler`` handles SIGTERM as the command line does, ``rest`` finally prints a line of what was typed.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from dataclasses import replace
from typing import NoReturn

from coach.content.labels.screen import ScreenWords
from coach.live.api import Action, Now
from coach.live.controls.keys import Keys
from coach.live.screen.display import Display, open_display
from coach.units import Ms

HOLD = Now(
    title="Easy back after your run",
    position=Ms(190_000),
    remaining=Ms(179_400),
    steps=4,
    step=3,
    exercise="Supine spinal twist",
    side="right",
    phase="exhale",
    phase_share=0.3,
    interval_remaining=Ms(22_400),
    breaths=(1, 3),
    next_exercise="Lying knee hug",
    sentence="And out, let the knee grow heavy.",
)


class Steered:
    """Steering by hand: a session that stands still, but for what it is asked to do."""

    def __init__(self, now: Now = HOLD) -> None:
        self.actions: list[Action] = []
        self.display: Display | None = None
        self.done = threading.Event()
        self._now = now
        self._looks = 0

    def do(self, action: Action) -> None:
        self.actions.append(action)
        if "quiet" not in sys.argv:
            say(action.value)
        if action is Action.TOGGLE:
            self._now = replace(self._now, paused=not self._now.paused)
        elif action is Action.LOUDER:
            self._now = replace(self._now, volume=self._now.volume + 0.1)
        elif action is Action.HELP and self.display:
            self.display.show_help()
        elif action is Action.DETAIL and "halt" in sys.argv:
            os.kill(os.getpid(), signal.SIGSTOP)
        elif action in (Action.STOP, Action.AGAIN):
            self.done.set()

    def tell(self, message: str) -> None:
        say(message)

    @property
    def words(self) -> ScreenWords:
        return ScreenWords.read("en")

    def now(self) -> Now:
        self._looks += 1
        if "once" in sys.argv or ("soon" in sys.argv and self._looks > 3):
            self.done.set()
        return self._now


def say(word: str) -> None:
    sys.stdout.write(f"<{word}>\n")
    sys.stdout.flush()


def interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def main(options: list[str]) -> None:
    steered = Steered()
    if "handler" in options:
        signal.signal(signal.SIGTERM, interrupt)
    with contextlib.ExitStack() as stack:
        if "display" in options:
            steered.display = stack.enter_context(open_display(steered))
        if "keys" in options:
            keys = stack.enter_context(Keys(steered))
            say("reading" if keys.active else "not reading")
            if not keys.active:
                return
        if "abandon" in options:
            stack.pop_all()
        steered.done.wait()
        if "raise" in options and Action.AGAIN in steered.actions:
            raise RuntimeError("raised on purpose")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except (KeyboardInterrupt, RuntimeError) as error:
        say(type(error).__name__)
    say("left")
    if "rest" in sys.argv:
        say(sys.stdin.readline().strip())
