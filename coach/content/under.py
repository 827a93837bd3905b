"""What sounds under the voice, as people write it: a bed, music of their own, or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator

from coach.content.fields import BedName, InputError, single_line
from coach.errors import shown
from coach.files import expanded

if TYPE_CHECKING:
    from pydantic import ValidationInfo

OFF = "off"
"""What is written for nothing at all; ``none`` is read as the same."""

Under = str | Path
"""The name of a bed, ``OFF``, or the path of music."""


def _bed(value: object) -> object:
    return OFF if value == "none" else value


def _music(value: object, info: ValidationInfo) -> object:
    """Find the music that is named, from the folder that the file with its name is in."""
    if not isinstance(value, str):
        return value
    name = single_line(value)
    if not name:
        raise InputError("'music' is empty", "write 'music: bowls.mp3', or take the line away")
    if name in (OFF, "none"):
        return OFF
    context: dict[str, Any] = info.context or {}
    try:
        path = (context.get("folder", Path()) / expanded(Path(str(name)))).absolute()
        there = path.exists()
    except (OSError, ValueError):
        there = False
    if not there:
        hint = "name a music file, or a folder of them, as it is found from this file"
        raise InputError(f"there is no music {shown(value)}", hint)
    return path


BedChoice = Annotated[Literal[BedName, "off"], BeforeValidator(_bed)]
MusicChoice = Annotated[Path | Literal["off"], BeforeValidator(_music)]


def refuse_both(bed: object, music: object) -> None:
    """Raise InputError where a bed and music are both asked for, in one place."""
    if bed is not None and music is not None:
        raise InputError("'bed:' and 'music:' cannot both be given", "keep one", "music")
