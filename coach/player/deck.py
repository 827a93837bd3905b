"""What is heard right now: pulled sample by sample by a speaker, started, stopped and moved by others.

Every change fades, so that nothing clicks; the fades are shorter than anybody's patience.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np

from coach.media.pcm import RATE

if TYPE_CHECKING:
    from coach.media.pcm import Samples
    from coach.player.tape import Tape

FADE = RATE * 12 // 1000
"""Samples a fade takes (12 ms): too long to click, too short to notice."""

GENTLE = RATE * 400 // 1000
PATIENCE = 0.5


class Deck:
    """Reads a tape at a position that moves while it plays.

    ``pull`` is called by the speaker; everything else may be called from any other thread. A ``patient`` deck
    waits for sound that is still being made; a live one plays silence until it comes, and loses no sample.
    """

    def __init__(self, tape: Tape, *, patient: bool = False, lead: Samples | None = None) -> None:
        self._tape = tape
        self._patient = patient
        self._lead = np.zeros(0, np.int16) if lead is None else lead
        self._lock = threading.Lock()  # guards what follows
        self._position = 0
        self._gain = 1.0
        self._playing = True
        self._target: int | None = None
        self._volume = 1.0
        self._heard_volume = 1.0
        self._fade = FADE
        self._ended = threading.Event()
        self._starved = False

    @property
    def position(self) -> int:
        """The next sample of the session to be pulled."""
        with self._lock:
            return self._position if self._target is None else self._target

    @property
    def playing(self) -> bool:
        """Whether sound is meant to be heard."""
        return self._playing

    @property
    def starved(self) -> bool:
        """Whether it waits for sound that is still being made."""
        return self._starved

    @property
    def lead_left(self) -> int:
        """How many samples of the lead are still to come before the session."""
        return len(self._lead)

    @property
    def ended(self) -> threading.Event:
        """Set when the end of the session has been pulled, or a stop has faded out."""
        return self._ended

    @property
    def volume(self) -> float:
        """From 0 to 1."""
        return self._volume

    def set_volume(self, volume: float) -> None:
        """Change the volume, 0 to 1; it glides there."""
        with self._lock:
            self._volume = min(1.0, max(0.0, volume))

    def start_at(self, volume: float, position: int = 0) -> None:
        """Set volume and position before anything is heard."""
        with self._lock:
            self._volume = self._heard_volume = min(1.0, max(0.0, volume))
            self._position = position

    def play(self, position: int | None = None) -> None:
        """Play on, from ``position`` if given."""
        with self._lock:
            self._playing = True
            if position is not None:
                self._target = position

    def pause(self) -> None:
        """Fade to silence and stay where the fade ends."""
        with self._lock:
            self._playing = False

    def stop(self) -> None:
        """Fade out more slowly, then end."""
        with self._lock:
            self._fade = GENTLE
            self._playing = False
            if self._gain == 0.0:
                self._ended.set()

    def pull(self, count: int) -> Samples:
        """Return the next ``count`` samples; fewer only at the very end, none after it."""
        with self._lock:
            if self._ended.is_set():
                return np.zeros(0, np.int16)
            if len(self._lead):
                return self._pull_lead(count)
            parts: list[Samples] = []
            while count > 0:
                part = self._step(count)
                if not len(part):
                    break
                parts.append(part)
                count -= len(part)
            return np.concatenate(parts) if parts else np.zeros(0, np.int16)

    def _pull_lead(self, count: int) -> Samples:
        if not self._playing:
            self._settle()
            return np.zeros(count, np.int16)
        part, self._lead = self._lead[:count], self._lead[count:]
        return self._loud(part)

    def _step(self, count: int) -> Samples:
        """Return some samples: of a fade, of the tape, or of waiting."""
        if self._gain == 0.0 and (not self._playing or self._target is not None):
            self._settle()
            if not self._playing or self._ended.is_set():
                return np.zeros(0 if self._ended.is_set() else count, np.int16)
        sound = self._tape.read(self._position, count)
        if not len(sound):
            return self._at_the_edge(count)
        self._starved = False
        fading = not self._playing or self._target is not None
        if fading or self._gain < 1.0:
            sound = self._faded(sound, -1 if fading else 1)
        self._position += len(sound)
        return self._loud(sound)

    def _settle(self) -> None:
        """Do what waited for silence: move, or end."""
        if self._target is not None:
            self._position, self._target = self._target, None
        if self._fade == GENTLE:
            self._ended.set()

    def _at_the_edge(self, count: int) -> Samples:
        """There is no sound here: the session is over, or the voice is behind."""
        if self._target is not None:
            self._gain = 0.0
            self._settle()
            return np.zeros(min(count, FADE), np.int16)
        if self._tape.complete or self._tape.fault:
            self._ended.set()
            return np.zeros(0, np.int16)
        self._starved = True
        if not self._patient:
            return np.zeros(count, np.int16)
        self._lock.release()  # others may want to steer meanwhile
        try:
            self._tape.wait_beyond(self._position, PATIENCE)
        finally:
            self._lock.acquire()
        return self._step(count)

    def _faded(self, sound: Samples, direction: int) -> Samples:
        """Let the gain rise or fall along the sound; a falling one ends the sound where it reaches silence."""
        left = round((self._gain if direction < 0 else 1.0 - self._gain) * self._fade)
        length = min(len(sound), max(left, 1))
        ramp = self._gain + direction * np.arange(1, length + 1) / self._fade
        np.clip(ramp, 0.0, 1.0, out=ramp)
        faded = np.round(sound[:length] * np.sin(ramp * np.pi / 2)).astype(np.int16)
        self._gain = float(ramp[-1]) if length < left else (0.0 if direction < 0 else 1.0)
        return faded if direction < 0 else np.concatenate([faded, sound[length:]])

    def _loud(self, sound: Samples) -> Samples:
        """Apply the volume, gliding to it from the one heard last."""
        if self._volume == self._heard_volume == 1.0:
            return sound
        glide = np.linspace(self._heard_volume, self._volume, len(sound))
        self._heard_volume = self._volume
        return np.round(sound * glide).astype(np.int16)
