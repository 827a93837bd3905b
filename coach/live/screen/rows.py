"""What stands where on the panel: rows of text for a moment of a session and a size of the terminal.

Where something stands depends on the size alone, so that nothing jumps about while a session goes on. When
there is little room the least important things give way, blank rows first.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.text import Text

from coach.live.controls.keys import explained
from coach.live.screen.letters import ROWS, enlarge, enlarge_wrapped
from coach.units import SECOND, format_clock

if TYPE_CHECKING:
    from coach.content.labels.screen import ScreenWords
    from coach.live.api import Now

STRONG, QUIET, TONE, ALERT = "bold", "dim", "cyan", "bold reverse"

ASCII_ARROWS = str.maketrans("→←↑↓", "><^v")

MAIN_KEYS = {"volume": "↑ ↓", "step": "← →", "stop": "q", "pause": "", "keys": "?"}
"""The keys that are always shown, the space bar by its name; where there is little room, the first go."""

TWO_LINES_HEIGHT, LARGE_HEIGHT, LARGE_NAME_HEIGHT, ROOMY_HEIGHT = 8, 11, 15, 22
"""From so many rows on: sentences have two lines; side and time are large; the exercise, too; the breath, too."""

DOUBLE_SIZE = (112, 36)
"""From so many columns and rows on, large letters are twice as large: such terminals have small characters."""


@dataclass(frozen=True, slots=True)
class Look:
    """How to show a moment: the room there is, and what else is to be shown.

    ``blocks`` says whether half blocks and arrows can be shown; else it is all ASCII but for people's words.
    """

    width: int
    height: int
    blocks: bool = True
    keys: bool = True
    help: bool = False
    notice: str = ""


def compose(now: Now, look: Look, words: ScreenWords) -> list[Text]:
    """Return the rows of the panel, at most ``look.height`` of less than ``look.width`` columns each."""
    return _Composer(now, look, words).rows()


class _Composer:
    def __init__(self, now: Now, look: Look, words: ScreenWords) -> None:
        self._now = now
        self._look = look
        self._words = words
        self._margin = 2 if look.width >= 50 else 1
        self._width = look.width - 2 * self._margin
        self._roomy = look.height >= ROOMY_HEIGHT
        self._scale = int(look.blocks and look.height >= LARGE_HEIGHT)
        if self._scale and look.width >= DOUBLE_SIZE[0] and look.height >= DOUBLE_SIZE[1]:
            self._scale = 2
        self._large = self._scale * ROWS
        self._side = words.side(now.side) if now.side else ("",)
        # A pause is told in large letters, too; where those are for the side alone, they trade places.
        self._swapped = now.paused and self._scale > 0 and not self._roomy

    def rows(self) -> list[Text]:
        """Put the blocks below each other, without those that find no room."""
        blocks = self._help() if self._look.help else self._blocks()
        while sum(len(block) for _, block in blocks) > self._look.height:
            blocks.remove(min(blocks, key=lambda each: each[0]))
        rows = [row for _, block in blocks for row in block]
        for row in rows:
            row.truncate(self._width, overflow="ellipsis" if self._look.blocks else "crop")
            row.pad_left(self._margin)
        return rows

    def _blocks(self) -> list[tuple[int, list[Text]]]:
        """Return each block with its importance, from the top."""
        return [
            (1, [Text()]),
            (8, [self._heading()]),
            (5, [Text()]),
            (12, self._exercise()),
            (3, [Text()] * self._roomy),
            (11, self._side_and_time()),
            (4, [Text()] * (self._roomy or not self._scale)),
            (10, self._breath()),
            (3, [Text()] * self._roomy),
            (9, self._sentence()),
            (2, [Text()] * self._roomy),
            (7, [self._next_and_keys()]),
        ]

    def _heading(self) -> Text:
        """Where in the session this is, and how long it goes on."""
        now = self._now
        place = self._words.place.format(step=now.step, steps=now.steps) if now.step else ""
        title = Text.assemble((place, STRONG), "   " if place else "", now.title)
        left = "" if now.remaining is None else self._words.left.format(time=_countdown(now.remaining))
        return self._apart(title, Text(left))

    def _exercise(self) -> list[Text]:
        """Name the exercise; before the first and in a rest, the one to come; in the end, the routine."""
        now = self._now
        name = now.exercise or self._next() or now.title
        plain = [Text(name.upper(), STRONG)]
        if not self._scale or self._look.height < LARGE_NAME_HEIGHT:
            return plain
        large = enlarge_wrapped(name, self._width, 2, self._scale)
        rows = [Text(row, STRONG) for row in large] if large else plain
        return rows + [Text()] * (2 * self._large - len(rows))

    def _side_and_time(self) -> list[Text]:
        """Show the side in words, and what is left of the hold."""
        now = self._now
        wordings = (self._words.paused,) if self._swapped else self._side
        time = _countdown(now.interval_remaining) if now.interval_remaining is not None else ""
        if not self._scale:
            side = _fitting(wordings, self._width - 2 - len(time))
            return [self._apart(Text(side.upper(), STRONG), Text(time, STRONG))]
        large_time = enlarge(time, self._scale) or ()
        room = self._width - 2 - len(large_time[0])
        for words in wordings:
            if large_side := enlarge_wrapped(words, room, 1, self._scale):
                break
        else:
            blank = ("",) * (self._large // 2)
            large_side = (*blank, _fitting(wordings, room).upper(), *blank)[: self._large]
        return [
            self._apart(Text(one, STRONG), Text(other, STRONG))
            for one, other in zip(large_side, large_time, strict=True)
        ]

    def _breath(self) -> list[Text]:
        """Show the phase of the breath as a word, and a bar that fills with it and empties with it."""
        now, large = self._now, self._roomy and self._scale > 0
        phases = self._words.large if large else self._words.phases
        word, style = phases.of(now.phase), STRONG
        if now.paused:
            word = self._side[0] if self._swapped else self._words.paused
            style = STRONG if self._swapped or large else ALERT
        letters = self._letters(word) if large else (word,)
        # Wide enough for every phase: the bar does not jump from one to the next.
        widest = max(len(self._letters(each)[0] if large else each) for each in phases.all())
        column = min(widest + (2 * self._scale if large else 3), self._width)
        rows = [Text.assemble((row, style), " " * (column - len(row))) for row in letters]
        if now.phase is not None and len(letters[0]) < column:  # a large PAUSED stands by itself
            count = ""
            if now.breaths and self._width >= 46:
                breath, breaths = now.breaths
                count = f"  {self._words.place.format(step=breath, steps=breaths)}"
            share = 1 - now.phase_share if now.phase == "exhale" else now.phase_share
            full, empty = "█░" if self._look.blocks else "#."
            length = max(self._width - column - len(count), 0)
            filled = min(max(round(length * share), 0), length)
            for row in rows[: max(1, len(rows) - 1)]:
                row.append(full * filled, TONE).append(empty * (length - filled), QUIET)
            rows[0].append(count)
        return rows

    def _letters(self, word: str) -> tuple[str, ...]:
        """Return a word in large letters, as it is where there is no room for them."""
        large = enlarge(word, self._scale)
        return large if large and len(large[0]) <= self._width else (word, *[""] * (self._large - 1))

    def _sentence(self) -> list[Text]:
        """Show what the runner should know now, else what was said last."""
        now, height = self._now, 2 if self._look.height >= TWO_LINES_HEIGHT else 1
        news = now.message or self._look.notice or (self._words.news.waiting if now.waiting else "")
        lines = textwrap.wrap(news or now.sentence, self._width - 2) if height > 1 else [news or now.sentence]
        rows = [Text(f" {line} ", ALERT) if news else Text(line) for line in lines[:height]]
        return rows + [Text()] * (height - len(rows))

    def _next(self) -> str:
        """Say which exercise comes next, if one does."""
        name = self._now.next_exercise
        return self._words.next.format(name=name) if name else ""

    def _next_and_keys(self) -> Text:
        """Name the next exercise, and as many of the keys as there is room for."""
        words = self._words
        coming = Text(self._next() if self._now.exercise else "")
        room = self._width - coming.cell_len - 3
        shown = [*MAIN_KEYS.items()] if self._look.keys else []
        while True:
            keys = "   ".join(
                f"{self._key(key) or words.space} {getattr(words.main, does)}" for does, key in shown
            )
            if not keys or len(keys) <= room:
                return self._apart(coming, Text(keys, QUIET))
            shown = shown[1:]

    def _help(self) -> list[tuple[int, list[Text]]]:
        """List every key; in two columns where there are too few rows for one."""
        keys = explained(self._words)
        entries = self._explain(keys)
        if len(entries) + 2 > self._look.height:
            half = (len(entries) + 1) // 2
            entries, others = self._explain(keys[:half]), self._explain(keys[half:])
            column = max(self._width // 2, 2 + max(entry.cell_len for entry in entries))
            for left, right in zip(entries, others, strict=False):
                left.pad_right(column - left.cell_len)
                left.append_text(right)
        listed = [(4, [entry]) for entry in entries]
        return [(1, [Text()]), (3, [self._heading()]), (2, [Text()]), *listed]

    def _explain(self, keys: list[tuple[str, str]]) -> list[Text]:
        column = 1 + max(len(key) for key, _ in keys)
        return [Text.assemble((f"{self._key(key):{column}}", STRONG), meaning) for key, meaning in keys]

    def _key(self, key: str) -> str:
        return key if self._look.blocks else key.translate(ASCII_ARROWS)

    def _apart(self, left: Text, right: Text) -> Text:
        """Return a row with one text at its left and another at its right, which is never cut."""
        room = self._width - right.cell_len
        left.truncate(
            max(room - 2, 0) if right else room, overflow="ellipsis" if self._look.blocks else "crop"
        )
        return Text.assemble(left, " " * (room - left.cell_len), right)


def _fitting(wordings: tuple[str, ...], room: int) -> str:
    """Return the longest wording that fits, else the shortest."""
    return next((each for each in wordings if len(each) <= room), wordings[-1])


def _countdown(length: int) -> str:
    """Write what is left as a clock does that shows 0:00 only when it is over."""
    return format_clock(-(-length // SECOND) * SECOND)
