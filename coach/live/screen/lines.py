"""A session as plain lines: one for each thing that happens, with its time on the session's clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.live.controls.keys import explained
from coach.units import format_clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.content.labels.screen import ScreenWords
    from coach.live.api import Now
    from coach.live.terminal import Pen


class Lines:
    """Writes what is new since the last look. It only ever adds lines."""

    def __init__(self, pen: Pen, *, keys: bool) -> None:
        self._pen = pen
        self._keys = keys
        self._before: Now | None = None
        self._help = False

    def open(self) -> None:
        """Nothing is to be prepared."""

    def close(self) -> None:
        """Nothing is to be undone."""

    def show_help(self) -> None:
        """Write the keys with the next lines."""
        self._help = self._keys

    def show(self, now: Now, words: ScreenWords) -> None:
        """Write a line for each change since the last time, from the first on that there is something to tell."""
        if self._before is None and not (now.position or now.message or now.sentence or now.exercise):
            return
        lines = [*_news(self._before, now, words)]
        self._before = now
        if self._help:
            self._help = False
            keys = "; ".join(f"{key} {meaning}" for key, meaning in explained(words))
            lines.append(words.keys.format(keys=keys))
        if lines:
            text = "".join(f"{format_clock(now.position):>6}  {line}\n" for line in lines)
            self._pen.write(text)


def _news(before: Now | None, now: Now, words: ScreenWords) -> Iterator[str]:
    """Yield what happened between two looks, in the order in which a reader wants to know it."""
    same_step = before is not None and (now.step, now.exercise) == (before.step, before.exercise)
    if before is None and now.title:
        yield now.title
    if now.exercise and not same_step:
        place = words.step.format(step=now.step, steps=now.steps, name=now.exercise)
        yield place if now.step else now.exercise
    if now.side and not (same_step and before is not None and now.side == before.side):
        yield words.side(now.side)[0]
    if now.sentence and (before is None or now.sentence != before.sentence):
        yield now.sentence
    if now.paused != (before is not None and before.paused):
        yield words.paused if now.paused else words.resumed
    if now.message and (before is None or now.message != before.message):
        yield now.message
