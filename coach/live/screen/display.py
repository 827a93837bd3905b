"""What a session shows on the terminal: a panel, or plain lines where a panel would be in the way.

It looks at a session a few times a second in a thread of its own, and writes in no other: however slow the
terminal is, nothing else waits for it. All of it goes to standard error; results only go to standard output.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, Self, TextIO

from coach.live.terminal import Pen, enable_escapes, is_terminal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coach.content.labels.screen import ScreenWords
    from coach.live.api import Now, Steering

LOOK_EVERY = 1 / 8
"""Seconds between two looks at the session."""

LEAVE_WITHIN = 1.0
"""Seconds to wait for a slow terminal at the end."""


class Form(Protocol):
    """One way of showing a session. ``show`` and ``show_help`` may be called from different threads."""

    def open(self) -> None:
        """Prepare the terminal."""

    def show(self, now: Now, words: ScreenWords) -> None:
        """Show this moment, in these words; may take its time. Raises OSError when the terminal is gone."""

    def show_help(self) -> None:
        """Explain the keys at the next ``show``, or stop explaining them; returns at once."""

    def close(self) -> None:
        """Leave the terminal as it was."""


def find_form(stream: TextIO, environment: Mapping[str, str], *, keys: bool) -> Form:
    """Return the form for a stream: a panel for a terminal, lines for a pipe, ``NO_COLOR`` or ``TERM=dumb``.

    ``keys`` says whether keys are read, and thus worth explaining.
    """
    wanted = not environment.get("NO_COLOR") and environment.get("TERM") not in ("dumb", "unknown")
    if wanted and is_terminal(stream) and enable_escapes(stream.fileno()):
        from coach.live.screen.panel import Panel

        return Panel(stream, keys=keys)
    from coach.live.screen.lines import Lines

    return Lines(Pen(stream), keys=keys)


class Display:
    """Shows a session for as long as the ``with`` block lasts."""

    def __init__(self, steering: Steering, form: Form) -> None:
        self._steering = steering
        self._form = form
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="display", daemon=True)

    def __enter__(self) -> Self:
        self._form.open()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        try:
            self._thread.join(LEAVE_WITHIN)
        finally:
            self._form.close()

    def show_help(self) -> None:
        """Show what the keys do, for some seconds; asked again, stop showing it. Returns at once."""
        self._form.show_help()

    def _watch(self) -> None:
        leaving = False
        with contextlib.suppress(OSError):  # nobody is looking any more: the session goes on without
            while True:
                self._form.show(_on_one_line(self._steering.now()), self._steering.words)
                if leaving:
                    return
                leaving = self._closing.wait(LOOK_EVERY)


def _on_one_line(now: Now) -> Now:
    """Take out what would move the cursor, should a name or a message have any: line ends, escape sequences."""
    return replace(
        now,
        title=_printable(now.title),
        exercise=_printable(now.exercise),
        next_exercise=_printable(now.next_exercise),
        sentence=_printable(now.sentence),
        message=_printable(now.message),
    )


def _printable(text: str) -> str:
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)


def open_display(steering: Steering, stream: TextIO | None = None, *, keys: bool = True) -> Display:
    """Return a display, a context manager, on ``stream`` (standard error), in the form that suits it."""
    shown_on = sys.stderr if stream is None else stream
    return Display(steering, find_form(shown_on, os.environ, keys=keys))
