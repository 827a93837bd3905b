"""How loud what is heard right now is.

Every change fades or glides, so that nothing clicks; the fades are shorter than anybody's patience.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from coach.sound.pcm import RATE

if TYPE_CHECKING:
    from coach.sound.pcm import Samples

FADE = RATE * 12 // 1000
"""Samples a fade takes (12 ms): too long to click, too short to notice."""

GENTLE = RATE * 400 // 1000
"""Samples that the fade at a stop takes."""


class Fader:
    """Fades sound in and out as it goes by, and applies a volume from 0 to 1."""

    def __init__(self) -> None:
        self._gain = 1.0
        self._fade = FADE
        self._volume = 1.0
        self._heard_volume = 1.0

    @property
    def silent(self) -> bool:
        """Whether all has faded out."""
        return self._gain == 0.0

    @property
    def full(self) -> bool:
        """Whether all has faded in."""
        return self._gain >= 1.0

    @property
    def volume(self) -> float:
        """From 0 to 1."""
        return self._volume

    def start_at(self, volume: float) -> None:
        """Set the volume before anything is heard."""
        self.set_volume(volume)
        self._heard_volume = self._volume

    def set_volume(self, volume: float) -> None:
        """Change the volume, 0 to 1; it glides there."""
        self._volume = min(1.0, max(0.0, volume))

    def silence(self) -> None:
        """Be silent at once."""
        self._gain = 0.0

    def be_gentle(self) -> None:
        """Fade more slowly from now on."""
        self._fade = GENTLE

    def fade_in(self, sound: Samples) -> Samples:
        """Let the gain rise along the sound."""
        faded = self._fade_along(sound, 1)
        return np.concatenate([faded, sound[len(faded) :]])

    def fade_out(self, sound: Samples) -> Samples:
        """Let the gain fall along the sound, which ends where it reaches silence."""
        return self._fade_along(sound, -1)

    def loud(self, sound: Samples) -> Samples:
        """Apply the volume, gliding to it from the one heard last."""
        if self._volume == self._heard_volume == 1.0:
            return sound
        glide = np.linspace(self._heard_volume, self._volume, len(sound))
        self._heard_volume = self._volume
        return np.round(sound * glide).astype(np.int16)

    def _fade_along(self, sound: Samples, direction: int) -> Samples:
        """Return the part of a sound along which the gain goes on rising (1) or falling (-1)."""
        left = round((self._gain if direction < 0 else 1.0 - self._gain) * self._fade)
        length = min(len(sound), max(left, 1))
        ramp = self._gain + direction * np.arange(1, length + 1) / self._fade
        np.clip(ramp, 0.0, 1.0, out=ramp)
        self._gain = float(ramp[-1]) if length < left else (0.0 if direction < 0 else 1.0)
        return np.round(sound[:length] * np.sin(ramp * np.pi / 2)).astype(np.int16)
