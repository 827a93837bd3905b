"""What can be asked of a session, whoever asks: a command, Python, a row of a roster."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from coach.content.fields import Detail
    from coach.sound.music import Music


@dataclass(frozen=True, slots=True)
class Options:
    """What can be asked of a session: ``minutes`` (None: what the routine takes), ``rate`` in words a minute.

    Without a ``detail``, the coach says everything, or less if everything would take longer than ``minutes``.

    Without a ``voice``, the coach takes the usual one of the ``language``; without a ``rate``, its calm pace. A
    rate of 140 has the tempo of 140 English words a minute, in whatever language. ``pitch`` is 0 to 99, for
    engines that have one. ``treatment`` cleans the clips: see ``coach.voice.treatment``.

    A ``bed`` (one of ``coach.sound.bed.BEDS``) or ``music`` sounds under the voice. ``music_volume`` is in percent
    of the amplitude at which it leaves the loudness of the track alone. ``step_music`` is the music that single
    steps ask for, by its path; None where what they ask for does not count, beds included.

    ``greet`` is the name of a runner, said in the welcome. It is private: no repr shows it, and no cache keeps a
    sentence with it.
    """

    detail: Detail | None = None
    minutes: float | None = None
    voice: str | None = None
    rate: int | None = None
    pitch: int | None = None
    tones: bool = True
    bed: str | None = None
    music_volume: int = 100
    music: Music | None = None
    step_music: tuple[tuple[Path, Music], ...] | None = field(default=None, repr=False)
    language: str = "en"
    treatment: bool = True
    greet: str = field(default="", repr=False)

    @property
    def backed(self) -> bool:
        """Whether something sounds under the voice."""
        return bool((self.bed or self.music) and self.music_volume)

    @property
    def by_step(self) -> bool:
        """Whether single steps have the beds and the music that they ask for."""
        return self.step_music is not None and bool(self.music_volume)
