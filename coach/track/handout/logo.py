"""The logo of a clinic: any picture, made small enough for a corner of a sheet."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from coach.errors import MediaError
from coach.files import read_bytes

if TYPE_CHECKING:
    from pathlib import Path

_WIDEST = (800, 300)
"""Pixels: sharp in print at 45 by 17 mm."""
_LARGEST = 20 * 1024 * 1024
_MOST_PIXELS = 50_000_000


def read_logo(path: Path) -> bytes:
    """Read a picture and return it as a PNG; raises MediaError for what is none."""
    from PIL import Image

    try:
        opened = Image.open(
            io.BytesIO(read_bytes(path, _LARGEST)), formats=("PNG", "JPEG", "GIF", "WEBP", "BMP")
        )
        if opened.width * opened.height > _MOST_PIXELS:
            raise MediaError("the logo is too large", where=str(path), hint="give one of some hundred pixels")
        picture = opened.convert("RGBA")
    except OSError as fault:
        what = (
            f"the logo cannot be read ({fault.strerror})" if fault.strerror else "the logo is not a picture"
        )
        raise MediaError(what, where=str(path), hint="give a PNG or a JPEG") from fault
    except (ValueError, SyntaxError, Image.DecompressionBombError) as fault:
        raise MediaError(
            "the logo is not a sound picture", where=str(path), hint="give a PNG or a JPEG"
        ) from fault
    picture.thumbnail(_WIDEST)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()
