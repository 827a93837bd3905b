"""What is heard right now: pulled sample by sample by a speaker, started, stopped and moved by others."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np

from coach.errors import MediaError
from coach.live.fader import FADE, Fader

if TYPE_CHECKING:
    from coach.live.tape import Tape
    from coach.sound.pcm import Samples

PATIENCE = 0.5
"""Seconds that a patient deck waits at a time for sound that is still being made."""

NOTHING: Samples = np.zeros(0, np.int16)


class Deck:
    """Reads a tape at a position that moves while it plays.

    ``pull`` is called by the speaker; everything else may be called from any other thread. A ``patient`` deck
    waits for sound that is still being made; a live one plays silence until it comes, and loses no sample.
    ``endless`` sound has no silence between sections: it fades where it begins amid them, and where it breaks off.
    """

    def __init__(
        self, tape: Tape, *, patient: bool = False, lead: Samples | None = None, endless: bool = False
    ) -> None:
        self._tape = tape
        self._patient = patient
        self._endless = endless
        self._lead = NOTHING if lead is None else lead
        # Guards what follows. A signal handler may come in between in the main thread, to pause.
        self._lock = threading.RLock()
        self._lead_at = 0
        self._first = 0
        self._position = 0
        self._fader = Fader()
        self._playing = True
        self._stopping = False
        self._target: int | None = None
        self._coming: int | None = None
        self._hold_at: int | None = None
        self._held = False
        self._ended = threading.Event()
        self._starved = False

    @property
    def position(self) -> int:
        """The next sample of the session to be pulled."""
        with self._lock:
            return self._position if self._target is None else self._target

    @property
    def coming(self) -> int | None:
        """The section (from 0) that it goes on with as soon as it can, where that is known but not its place."""
        with self._lock:
            return (self._first or None) if self._coming is None else self._coming

    @property
    def playing(self) -> bool:
        """Whether sound is meant to be heard."""
        return self._playing

    @property
    def held(self) -> bool:
        """Whether it fell silent by itself, as ``hold_at`` asked for."""
        return self._held

    @property
    def starved(self) -> bool:
        """Whether it waits for sound that is still being made."""
        return self._starved

    @property
    def lead_left(self) -> int:
        """How many samples of the lead are still to come before the session."""
        return len(self._lead) - self._lead_at

    @property
    def ended(self) -> threading.Event:
        """Set when the end of the session has been pulled, or a stop has faded out."""
        return self._ended

    @property
    def volume(self) -> float:
        """From 0 to 1."""
        return self._fader.volume

    def set_volume(self, volume: float) -> None:
        """Change the volume, 0 to 1; it glides there."""
        with self._lock:
            self._fader.set_volume(volume)

    def start_at(self, volume: float, section: int = 0) -> None:
        """Set the volume, and the section (from 0) to begin with, before anything is heard."""
        with self._lock:
            self._fader.start_at(volume)
            self._first = section

    def play(self, position: int | None = None) -> None:
        """Play on, from ``position`` if given. A lead that was cut while it spoke begins anew."""
        with self._lock:
            self._hold_at, self._held = None, False
            if position is not None:
                self._target, self._coming = position, None
                self._tape.turn_to(position)
            elif self._fader.silent and self._lead[self._lead_at :].any():
                self._lead_at = 0
            self._playing = True

    def go_to(self, section: int) -> None:
        """Play on from the beginning of a section (from 0), as soon as there is sound of it."""
        with self._lock:
            self._target, self._coming, self._hold_at, self._held = None, section, None, False
            self._playing = True
            self._look_ahead()

    def hold_at(self, position: int) -> None:
        """Fall silent by itself just before ``position``, if nothing else is asked for until then.

        What was pulled already is past: it changes nothing.
        """
        with self._lock:
            if self.position < position:
                self._hold_at = position - 2 * FADE

    def pause(self) -> None:
        """Fade to silence and stay where the fade ends."""
        with self._lock:
            self._playing = False

    def cut(self) -> None:
        """Stay where it is, at once: it is no longer heard."""
        with self._lock:
            self._playing = False
            self._fader.silence()

    def stop(self) -> None:
        """Fade out more slowly, then end."""
        with self._lock:
            self._stopping = True
            self._fader.be_gentle()
            self._playing = False
            if self._fader.silent:
                self._ended.set()

    def pull(self, count: int) -> Samples:
        """Return the next ``count`` samples; fewer only at the very end, none after it.

        A patient deck raises what kept the rest of the session from being made.
        """
        with self._lock:
            self._look_ahead()
            parts: list[Samples] = []
            while count > 0 and not self._ended.is_set():
                part = self._step(count)
                parts.append(part)
                count -= len(part)
            return np.concatenate(parts) if parts else NOTHING

    @property
    def _leaving(self) -> bool:
        """Whether what is heard is to fade out: to end, to pause, or to go on elsewhere."""
        return not self._playing or self._target is not None or self._coming is not None

    def _step(self, count: int) -> Samples:
        """Return some samples: of a fade, the lead, the tape, or of waiting. An empty array means: ask again."""
        if self._fader.silent and self._leaving:
            return self._settle(count)
        leading = self.lead_left > 0
        if leading:
            sound = self._lead[self._lead_at : self._lead_at + count]
        elif self._first and not self._reach(self._first):
            return self._at_the_edge(count)
        else:
            if self._first and self._endless:
                self._fader.silence()
            self._first = 0
            if self._hold_at is not None and self._position >= self._hold_at:
                self._playing, self._hold_at, self._held = False, None, True
            sound = self._tape.read(self._position, self._until_the_edge(count))
        if not len(sound):
            return self._at_the_edge(count)
        self._starved = False
        if self._leaving or (not leading and self._near_the_edge):
            sound = self._fader.fade_out(sound)
        elif not self._fader.full:
            sound = self._fader.fade_in(sound)
        if leading:
            self._lead_at += len(sound)
        else:
            self._position += len(sound)
        return self._fader.loud(sound)

    @property
    def _near_the_edge(self) -> bool:
        """Whether endless sound is about to break off, as the rest is still being made."""
        return self._breaks_off and self._tape.ready(self._position, FADE + 1) <= FADE

    @property
    def _breaks_off(self) -> bool:
        """Whether it is heard where sound ends that is still being made."""
        return self._endless and not self._patient

    def _until_the_edge(self, count: int) -> int:
        """How much of ``count`` there is before endless sound has to fade, or all is to fall silent."""
        if self._hold_at is not None:
            count = min(count, max(1, self._hold_at - self._position))
        if not self._breaks_off or self._near_the_edge:
            return count
        return max(1, self._tape.ready(self._position, count + FADE) - FADE)

    def _look_ahead(self) -> None:
        """Have the sound made ready of the section that it goes on with."""
        section = self.coming
        piece = None if section is None else self._tape.wait_for(section, 0)
        if piece:
            self._tape.turn_to(piece.first)

    def _settle(self, count: int) -> Samples:
        """Now that it is silent: end, move, and stay silent as long as there is a reason to."""
        if self._stopping:
            self._ended.set()
            return NOTHING
        if self._target is not None:
            self._position = self._target
        if self._target is not None or (self._coming is not None and self._reach(self._coming)):
            self._target = self._coming = None
            self._first, self._lead_at = 0, len(self._lead)
        if not self._playing:
            return np.zeros(count, np.int16)
        return NOTHING if self._coming is None else self._wait(count)

    def _reach(self, section: int) -> bool:
        """Move to the beginning of a section, if it is there."""
        piece = self._tape.wait_for(section, 0)
        if piece:
            self._position = piece.first
        return piece is not None

    def _at_the_edge(self, count: int) -> Samples:
        """There is no sound here: the session is over, or the voice is behind."""
        if self._leaving:
            self._fader.silence()
            return NOTHING
        # What there was no sound of a moment ago may have come by now, with the last section.
        if self._tape.complete and self._position >= self._tape.end:
            self._ended.set()
            return NOTHING
        return self._wait(count)

    def _wait(self, count: int) -> Samples:
        """Return silence until there is more sound; a patient deck rather waits for it.

        When there will be none a live session just ends. A patient deck raises, so that nobody takes what was
        pulled for the whole.
        """
        section = self._first if self._coming is None else self._coming
        if self._tape.broken_off(self._tape.end if section else self._position):
            self._ended.set()
            if self._patient:
                raise self._tape.fault or MediaError("the session was broken off")
            return NOTHING
        self._starved = True
        if not self._patient:
            return np.zeros(count, np.int16)
        position = self._position
        self._lock.release()  # others may want to steer meanwhile
        try:
            if section:
                self._tape.wait_for(section, PATIENCE)
            else:
                self._tape.wait_beyond(position, PATIENCE)
        finally:
            self._lock.acquire()
        return NOTHING
