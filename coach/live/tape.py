"""The sound of a session as it comes into being: written ahead by one thread, read anywhere by another."""

from __future__ import annotations

import threading
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from coach.live.opening import line_by_line
from coach.sound.pcm import to_samples
from coach.timeline.layout import Memory

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.script.model import Script
    from coach.session import Session
    from coach.sound.pcm import Samples
    from coach.timeline.model import Passage
    from coach.units import Ms


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage with its sound, and what was known before it (to lay it again, differently).

    ``section`` (from 0) is the one that it is, or that it is a line of in the opening.
    """

    section: int
    passage: Passage
    samples: Samples
    before: Memory
    first: int


class Tape:
    """The pieces of a session, in order. Any thread may read; ``follow`` and ``redo`` change what is to come."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._take(session.script)
        self._pieces: list[Piece] = []
        self._memory = Memory()
        self._changed = threading.Condition()  # guards all of this
        self._edition = 0
        self._busy = False
        self._fault: BaseException | None = None
        self._closed = False
        self._writer = threading.Thread(target=self._write, name="tape", daemon=True)

    def start(self) -> None:
        """Begin to make sound."""
        self._session.prepare(self._script)
        self._writer.start()

    def close(self) -> None:
        """Stop making sound; what is there can still be read."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    @property
    def script(self) -> Script:
        """The script as it is now."""
        return self._script

    @property
    def pieces(self) -> list[Piece]:
        """What there is so far, in order."""
        with self._changed:
            return list(self._pieces)

    @property
    def complete(self) -> bool:
        """Whether all of the session is there."""
        return len(self._pieces) == len(self._numbers)

    @property
    def fault(self) -> BaseException | None:
        """Why no more sound is being made, if something went wrong."""
        return self._fault

    @property
    def closed(self) -> bool:
        """Whether no more sound is wanted."""
        return self._closed

    @property
    def end(self) -> int:
        """The number of samples there are so far."""
        pieces = self._pieces
        return pieces[-1].first + len(pieces[-1].samples) if pieces else 0

    def read(self, start: int, count: int) -> Samples:
        """Return the samples from ``start`` on: ``count``, or as many as there are."""
        with self._changed:
            pieces = self._pieces[max(0, self._index(start)) :]
        found = []
        for piece in pieces:
            offset = start - piece.first
            if count <= 0:
                break
            part = piece.samples[offset : offset + count]
            found.append(part)
            start += len(part)
            count -= len(part)
        return np.concatenate(found) if found else np.zeros(0, np.int16)

    def piece_at(self, sample: int) -> Piece | None:
        """Return the piece that ``sample`` is in, the last one beyond the end."""
        with self._changed:
            place = self._index(sample)
            return self._pieces[place] if place >= 0 else None

    def wait_for(self, section: int, seconds: float) -> Piece | None:
        """Return the first piece of a section (from 0), waiting for it; None if it takes longer, or cannot be."""
        with self._changed:
            self._changed.wait_for(lambda: self._begun(section) or self._fault or self._closed, seconds)
            return self._pieces[self._place(section)] if self._begun(section) else None

    def wait_beyond(self, sample: int, seconds: float) -> None:
        """Wait until there is sound beyond ``sample``, or there will be none."""
        with self._changed:
            self._changed.wait_for(
                lambda: self.end > sample or self.complete or self._fault or self._closed, seconds
            )

    def follow(self, script: Script, number: int) -> None:
        """Go on with another script from section ``number`` (from 0) on; what comes before stays."""
        self._session.prepare(script, number)
        with self._changed:
            self._take(script)
            self._edition += 1
            place = self._place(number)
            if place < len(self._pieces):
                self._memory = self._pieces[place].before
                del self._pieces[place:]
            self._changed.notify_all()

    def redo(self, script: Script, number: int, reached: Callable[[], int]) -> bool:
        """Go on with another script whose section ``number`` is being heard.

        Its new sound takes the place of the old in one step, so that the listener never meets a gap; unless by
        then ``reached``, the next sample to be played, is past where they part: False, and nothing changes.
        """
        with self._changed:
            place, script_before = self._place(number), self._script
            old = self._pieces[place]
            self._take(script)
            self._edition += 1
            self._busy = True
        redone = False
        try:
            passage, memory = self._session.lay(self._lines, place, old.before)
            piece = replace(old, passage=passage, samples=self._session.mix(passage))
            parting = old.first + _common(old.samples, piece.samples)
            redone = reached() <= parting
            if redone:
                with self._changed:
                    self._pieces[place:] = [piece]
                    self._memory = memory
        finally:
            with self._changed:
                if not redone:
                    self._take(script_before)
                self._busy = False
                self._changed.notify_all()
        return redone

    def _write(self) -> None:
        try:
            while True:
                with self._changed:
                    self._changed.wait_for(lambda: self._closed or not (self._busy or self.complete))
                    if self._closed:
                        return
                    lines, place, before, edition = (
                        self._lines,
                        len(self._pieces),
                        self._memory,
                        self._edition,
                    )
                    section = self._numbers[place]
                    known = self._pieces[-1].passage.tones if self._goes_on(place) else ()
                passage, memory = self._session.lay(lines, place, before)
                passage = replace(passage, tones=known + passage.tones)  # so that what fades after them does
                sound = self._session.mix(passage)
                piece = Piece(section, passage, sound, before, to_samples(passage.start))
                with self._changed:
                    if edition == self._edition:
                        self._pieces.append(piece)
                        self._memory = memory
                        self._changed.notify_all()
        except BaseException as fault:
            with self._changed:
                self._fault = None if self._closed else fault
                self._changed.notify_all()

    def _take(self, script: Script) -> None:
        """Go by a script from now on."""
        self._script = script
        self._lines, self._numbers = line_by_line(script)

    def _place(self, section: int) -> int:
        """Which piece (from 0) a section (from 0) begins with."""
        return bisect_left(self._numbers, section)

    def _goes_on(self, place: int) -> bool:
        """Whether a piece belongs to the section of the one before it."""
        return place > 0 and self._numbers[place] == self._numbers[place - 1]

    def _begun(self, section: int) -> bool:
        """Whether a section's first piece is there."""
        return len(self._pieces) > self._place(section)

    def _index(self, sample: int) -> int:
        return bisect_right(self._pieces, sample, key=lambda piece: piece.first) - 1


def _common(one: Samples, other: Samples) -> int:
    """How many samples two sounds begin with that are the same."""
    length = min(len(one), len(other))
    different = np.flatnonzero(one[:length] != other[:length])
    return int(different[0]) if len(different) else length


def duration(tape: Tape) -> Ms | None:
    """Return the length of the session, None while it is not known."""
    return tape.pieces[-1].passage.end if tape.complete else None
