"""How a session is packed: into which files of which format, and what goes with the sound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.track.formats.mp3 import MP3

if TYPE_CHECKING:
    from coach.track.formats.format import Format


@dataclass(frozen=True, slots=True)
class Packing:
    """What a track is to be besides its sound.

    ``kbit`` is the bitrate in kbit/s, None for the format's usual one. ``extras`` are files beside the track,
    by their names in ``coach.track.extras.WRITERS``. ``split`` makes an album, a file for each exercise.
    """

    form: Format = MP3
    kbit: int | None = None
    cover: bool = True
    extras: tuple[str, ...] = ()
    split: bool = False


USUAL = Packing()
