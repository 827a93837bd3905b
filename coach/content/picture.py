"""A picture file that shows an exercise: read once, bounded, and known to be what its ending says."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from coach.content.fields import InputError, Model
from coach.errors import shown
from coach.files import expanded, read_bytes

if TYPE_CHECKING:
    from pydantic import ValidationInfo

Kind = Literal["svg", "png", "jpeg"]
ENDINGS: dict[str, Kind] = {".svg": "svg", ".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg"}

LARGEST = 4 << 20
"""Bytes of a file."""

MOST_PIXELS = 40_000_000
"""Pixels of a photograph: that of a good telephone has fewer."""


class Picture(Model):
    """A picture, with its content as it was read."""

    path: Path
    kind: Kind
    digest: str
    data: bytes = Field(exclude=True, repr=False)


def _read(value: object, info: ValidationInfo) -> object:
    """Read the file that is named, from the folder that the file with its name is in."""
    if not isinstance(value, str):
        return value
    if not value:
        raise InputError("'picture' is empty", "write 'picture: my.jpg', or take the line away")
    context: dict[str, Any] = info.context or {}
    path = context.get("folder", Path()) / expanded(Path(value))
    kind = ENDINGS.get(path.suffix.lower())
    if kind is None:
        raise InputError(f"{shown(value)} is not a picture", "name a file that ends in .svg, .png or .jpg")
    try:
        data = read_bytes(path, LARGEST)
    except (OSError, ValueError) as fault:
        why = getattr(fault, "strerror", None) or "no file can have this name"
        hint = f"name a file of up to {LARGEST >> 20} MB, as it is found from this one"
        raise InputError(f"{shown(value)} cannot be read ({why})", hint) from None
    if not (_is_svg(data) if kind == "svg" else _is_photograph(data, kind)):
        raise InputError(
            f"{shown(value)} cannot be read as {kind.upper()}", "save it anew from a drawing program"
        )
    return Picture(path=path.absolute(), kind=kind, digest=hashlib.sha256(data).hexdigest(), data=data)


def _is_photograph(data: bytes, kind: Kind) -> bool:
    """Whether a PNG or JPEG can be painted to its end."""
    from PIL import Image

    try:
        picture = Image.open(io.BytesIO(data), formats=(kind.upper(),))
        if picture.width * picture.height > MOST_PIXELS:
            return False
        picture.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
    return True


def _is_svg(data: bytes) -> bool:
    """Whether this is a drawing, in XML that names nothing outside itself."""
    from xml.parsers import expat

    parser = expat.ParserCreate(namespace_separator=" ")
    found: list[str] = []
    parser.StartElementHandler = lambda name, _: found.append(name) if not found else None
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError):
        return False
    return found == ["http://www.w3.org/2000/svg svg"]


def _refuse(*_: object) -> None:
    """Refuse what a drawing has no need for: entities can grow without bound, or fetch files."""
    raise ValueError


AnyPicture = Annotated[Picture, BeforeValidator(_read)]
"""A picture, named in a file that is found in the ``folder`` of the validation's context."""
