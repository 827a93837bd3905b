"""Single keys on the terminal, turned into actions."""

from __future__ import annotations

import re
import sys
import threading
from typing import TYPE_CHECKING, Self, TextIO

from coach.live.api import Action
from coach.live.terminal import is_terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.content.labels.screen import ScreenWords
    from coach.live.api import Steering
    from coach.live.controls.keyboard import Keyboard

KEYS = {
    b" ": Action.TOGGLE,
    b"+": Action.LONGER,
    b"=": Action.LONGER,  # the same key without shift, on many keyboards
    b"r": Action.AGAIN,
    b"d": Action.DETAIL,
    b"l": Action.LIKE,
    b"x": Action.DISLIKE,
    b"q": Action.STOP,
    b"\x03": Action.STOP,  # Ctrl-C, where it does not come as a signal
    b"?": Action.HELP,
    b"h": Action.HELP,
}

ARROWS = {b"A": Action.LOUDER, b"B": Action.SOFTER, b"C": Action.NEXT, b"D": Action.BACK}
"""How the sequences of the arrow keys end, in either mode of the terminal and with any modifier."""

SHOWN = {
    Action.TOGGLE: " ",
    Action.NEXT: "→",
    Action.BACK: "←",
    Action.LOUDER: "↑ ↓",
    Action.LONGER: "+",
    Action.AGAIN: "r",
    Action.DETAIL: "d",
    Action.LIKE: "l",
    Action.DISLIKE: "x",
    Action.STOP: "q",
    Action.HELP: "?",
}
"""The key for each action, or for it and its opposite, as it is shown; of the space bar it is the name that is."""

LEAVE_WITHIN = 1.0
"""Seconds in which the thread has long ended; should it hang all the same, the session's end does not wait."""

# A function key of the Linux console; a control sequence; one in application mode; any other byte.
_TOKEN = re.compile(rb"\x1b\[\[.|\x1b\[[0-?]*[ -/]*[@-Z\\-~]|\x1bO[0-?]*[@-~]|.", re.DOTALL)
_UNFINISHED = re.compile(rb"\x1b(?:\[(?:\[|[0-?]{0,24}[ -/]{0,4})|O[0-?]{0,24})?\Z")


def explained(words: ScreenWords) -> list[tuple[str, str]]:
    """Return each key and what it does, in the language of a session."""
    return [(key.strip() or words.space, getattr(words.help, action)) for action, key in SHOWN.items()]


class Decoder:
    """Finds actions in the bytes that keys send, however they are cut up.

    It needs no clock: an Escape by itself means nothing, so there is no hurry to know whether more follows.
    """

    def __init__(self) -> None:
        self._pending = b""

    def feed(self, data: bytes) -> Iterator[Action]:
        """Yield the actions asked for, in order; everything unknown is passed over."""
        data = self._pending + data
        unfinished = _UNFINISHED.search(data)
        self._pending = unfinished[0] if unfinished else b""
        for match in _TOKEN.finditer(data, 0, len(data) - len(self._pending)):
            token = match[0]
            if len(token) == 1:
                action = KEYS.get(token.lower())
            else:
                action = None if token.startswith(b"\x1b[[") else ARROWS.get(token[-1:])
            if action:
                yield action


class Keys:
    """Reads keys in a thread of its own, for as long as the ``with`` block lasts.

    Nothing is read, or changed, unless standard input is a terminal: ``active`` tells.
    """

    def __init__(self, steering: Steering, stdin: TextIO | None = None) -> None:
        self._steering = steering
        self._stdin = sys.stdin if stdin is None else stdin
        self.active = is_terminal(self._stdin)
        self._keyboard: Keyboard | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        if self.active:
            from coach.live.controls.keyboard import find_keyboard

            self._keyboard = find_keyboard(self._stdin.fileno())
            self._keyboard.open()
            self._thread = threading.Thread(
                target=self._read, args=(self._keyboard,), name="keys", daemon=True
            )
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._keyboard:
            self._keyboard.close()
        if self._thread:
            self._thread.join(LEAVE_WITHIN)

    def _read(self, keyboard: Keyboard) -> None:
        decoder = Decoder()
        while (data := keyboard.read()) is not None:
            for action in decoder.feed(data):
                self._steering.do(action)
