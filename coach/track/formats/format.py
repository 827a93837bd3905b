"""What a format of tracks is: its name, how ffmpeg makes it, and how it gets its tags.

How to add a format
-------------------
1. Make a module in this folder, named after the container, and in it a ``Format``; ``flac.py`` is a short one.
2. Write its ``embed``. Chapters are known only when all is on the clock, and most formats have their tags before
   their sound: so the sound is encoded first, and ``embed`` makes the file that has both, without encoding again
   and without moving a sample. ``remux`` has ffmpeg do it.
3. Add it to the table in ``__init__.py``, or name it in a distribution of your own, as ``coach/plugins.py`` says.
   ``--format``, the endings of ``-o``, albums and tests read it there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from coach.track.tags import Tags

_EXACT = ("-fflags", "+bitexact", "-flags:a", "+bitexact")
"""No version and no date in the file: equal sound, equal file."""


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file, by its ``name``, which is its ending too. ``muxer`` and ``codec`` are ffmpeg's words.

    Its repr is the same in every process: receipts of tracks are made of it.
    """

    name: str
    muxer: str
    codec: str

    embed: Callable[[Path, Path, Tags, int], None] = field(repr=False)
    """Makes the second path of the encoded sound at the first, which may be used up, and of the tags.

    The number is how many samples a channel went in. Raises MediaError or OSError.
    """

    heads: tuple[bytes, ...]
    """How such a file may begin, as ffmpeg writes it."""

    head_at: int = 0
    """The byte at which it begins so."""

    usual: tuple[int, int] | None = None
    """The usual bitrate in kbit/s for one channel and for two; None where the sound is kept whole."""

    bitrates: tuple[int, ...] = ()
    """The bitrates that can be asked for."""

    options: tuple[str, ...] = ()
    """What else ffmpeg is told."""

    lowers: Callable[[int], float] = field(default=lambda _kbit: 1.0, repr=False)
    """The factor by which the encoder lowers what it is given at a bitrate; it is given back beforehand."""

    page: bool = False
    """Whether it is a page to look at, too: figures are drawn into it, and no album is made of several."""

    def arguments(self, channels: int = 1, kbit: int | None = None) -> list[str]:
        """What ffmpeg is told, between the sound it is given and the file it writes."""
        arguments = ["-codec:a", self.codec, *self.options]
        if self.usual:
            rate = kbit or self.usual[channels - 1]
            arguments += ["-b:a", f"{rate}k"]
            if (factor := self.lowers(rate)) < 1:
                arguments += ["-af", f"volume=1/{factor}:precision=float"]
        return [*arguments, *_EXACT]

    def refusal(self, kbit: int) -> str:
        """Why a bitrate cannot be had; empty if it can."""
        if not self.bitrates:
            return f"{self.name} keeps the sound whole and takes no bitrate"
        if kbit in self.bitrates:
            return ""
        some = self.bitrates
        listed = ", ".join(map(str, some)) if len(some) < 20 else f"from {some[0]} to {some[-1]}"
        return f"{self.name} takes {listed} kbit/s"


def fault_of(given: Format) -> str:
    """Return what is wrong with a format that somebody else made, "" if nothing is seen."""
    if not (isinstance(given.name, str) and re.fullmatch("[a-z0-9]{1,12}", given.name)):
        return "its name is not an ending of files, such as caf"
    if not (isinstance(given.muxer, str) and isinstance(given.codec, str) and callable(given.embed)):
        return "a format needs a muxer, a codec and a function for 'embed'"
    if not (isinstance(given.heads, tuple) and all(isinstance(head, bytes) for head in given.heads)):
        return "its heads are not a tuple of bytes"
    return ""
