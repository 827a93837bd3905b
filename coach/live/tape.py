"""A session as it comes into being: laid on the clock by one thread, mixed by another, read by a third."""

from __future__ import annotations

import threading
from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from coach.live.near import ARRIVAL, Near
from coach.live.opening import line_by_line
from coach.live.piece import Piece
from coach.sound.bed import BLOCK
from coach.timeline.layout import Memory

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.script.model import Script
    from coach.session import Session
    from coach.sound.pcm import Samples
    from coach.units import Ms


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
        self._mute = False  # whether nothing more is mixed
        self._closed = False
        self._near = Near(self._pieces)
        self._threads = [
            threading.Thread(target=work, name=f"tape: {work.__name__}", daemon=True)
            for work in (self._lay, self._mix)
        ]

    def start(self) -> None:
        """Begin to make sound."""
        self._session.prepare(self._script)
        for thread in self._threads:
            thread.start()

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
        """Whether all of the session has been laid on the clock."""
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
        """The number of samples that have been laid so far."""
        pieces = self._pieces
        return pieces[-1].end if pieces else 0

    def read(self, start: int, count: int) -> Samples:
        """Return the samples from ``start`` on, where the listener is now: ``count``, or as many as are mixed."""
        with self._changed:
            if self._near.move(start):
                self._changed.notify_all()
            return self._near.sound(start, count)

    def turn_to(self, sample: int) -> None:
        """Mix what is from a sample on before all else: the listener is about to go there."""
        with self._changed:
            if self._near.turn_to(sample):
                self._changed.notify_all()

    def ready(self, start: int, count: int) -> int:
        """Return how many of ``count`` samples from ``start`` on are mixed; all, if the session ends before."""
        with self._changed:
            mixed = len(self._near.sound(start, count))
            return count if self.complete and start + mixed >= self.end else mixed

    def broken_off(self, sample: int) -> bool:
        """Whether a sample that is not mixed yet never will be."""
        return self._closed or (self._fault is not None and (self._mute or sample >= self.end))

    def piece_at(self, sample: int) -> Piece | None:
        """Return the piece that ``sample`` is in, the last one beyond the end."""
        with self._changed:
            place = self._near.index(sample)
            return self._pieces[place] if place >= 0 else None

    def wait_for(self, section: int, seconds: float) -> Piece | None:
        """Return the first piece of a section (from 0), waiting for it; None if it takes longer, or cannot be."""
        with self._changed:
            self._changed.wait_for(lambda: self._begun(section) or self._fault or self._closed, seconds)
            return self._pieces[self._place(section)] if self._begun(section) else None

    def wait_beyond(self, sample: int, seconds: float) -> None:
        """Wait until ``sample`` is mixed, or there will be none."""
        with self._changed:
            self._changed.wait_for(lambda: self.ready(sample, 1) or self.broken_off(sample), seconds)

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
            piece = replace(old, passage=passage)
            parting, now = self._parting(old, piece), reached()
            coming = {(piece, block): self._sound(piece, block) for block in piece.blocks(now, now + ARRIVAL)}
            redone = reached() <= parting
            if redone:
                with self._changed:
                    self._pieces[place:] = [piece]
                    self._memory = memory
                    self._near.keep(coming)
        finally:
            with self._changed:
                if not redone:
                    self._take(script_before)
                self._busy = False
                self._changed.notify_all()
        return redone

    def _lay(self) -> None:
        """Lay piece after piece on the clock."""
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
                with self._changed:
                    if edition == self._edition:
                        self._pieces.append(Piece(section, passage, before))
                        self._memory = memory
                        self._changed.notify_all()
        except BaseException as fault:
            self._fail(fault)

    def _mix(self) -> None:
        """Mix what is near the listener."""
        try:
            while True:
                with self._changed:
                    excerpt = self._changed.wait_for(lambda: self._closed or self._near.missing())
                if not isinstance(excerpt, tuple):
                    return
                sound = self._sound(*excerpt)
                with self._changed:
                    self._near.keep({excerpt: sound})
                    self._changed.notify_all()
        except BaseException as fault:
            self._mute = True
            self._fail(fault)

    def _fail(self, fault: BaseException) -> None:
        with self._changed:
            self._fault = None if self._closed else fault
            self._changed.notify_all()

    def _sound(self, piece: Piece, block: int) -> Samples:
        return self._session.excerpt(piece.passage, block * BLOCK, (block + 1) * BLOCK)

    def _parting(self, old: Piece, new: Piece) -> int:
        """Return the first sample at which two pieces that begin together differ, or the end of the shorter."""
        end = min(old.end, new.end)
        for block in new.blocks(old.same_until(new), end):
            one, other = self._sound(old, block), self._sound(new, block)
            length = min(len(one), len(other))
            different = np.flatnonzero(one[:length] != other[:length])
            if len(different):
                return max(old.first, block * BLOCK) + int(different[0])
        return end

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


def duration(tape: Tape) -> Ms | None:
    """Return the length of the session, None while it is not known."""
    return tape.pieces[-1].passage.end if tape.complete else None
