"""Paints a drawing into a picture of pixels, for players and printers that take nothing else."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from coach.track.figures.colours import LIGHT
from coach.track.figures.drawing import FRAME
from coach.track.figures.shapes import patches

if TYPE_CHECKING:
    from PIL.Image import Image

    from coach.track.figures.drawing import Drawing

_FINER = 2
"""How many times larger it is painted than it becomes, so that edges are soft."""
_QUALITY = 85


def painted(drawing: Drawing, side: int, *, mirrored: bool = False) -> Image:
    """Paint a drawing as a square picture of ``side`` pixels."""
    from PIL import Image, ImageDraw, ImageOps

    scale = side * _FINER / FRAME
    image = Image.new("RGB", (side * _FINER, side * _FINER), LIGHT["paper"])
    pen = ImageDraw.Draw(image)
    for shape in drawing:
        for patch in patches(shape):
            pen.polygon([(x * scale, y * scale) for x, y in patch], fill=LIGHT[shape.role])
    image = image.resize((side, side), Image.Resampling.LANCZOS)
    return ImageOps.mirror(image) if mirrored else image


def photograph(data: bytes, side: int) -> bytes:
    """Fit a PNG or JPEG of any size into a square, as a JPEG of ``side`` by ``side`` pixels."""
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as opened:
        upright = ImageOps.exif_transpose(opened).convert("RGBA")
    page = Image.new("RGBA", upright.size, LIGHT["paper"])
    whole = Image.alpha_composite(page, upright).convert("RGB")
    file = io.BytesIO()
    ImageOps.pad(whole, (side, side), color=LIGHT["paper"]).save(file, "JPEG", quality=_QUALITY)
    return file.getvalue()


def as_jpeg(drawing: Drawing, side: int, *, mirrored: bool = False) -> bytes:
    """Paint a drawing as a JPEG of ``side`` by ``side`` pixels."""
    file = io.BytesIO()
    painted(drawing, side, mirrored=mirrored).save(file, "JPEG", quality=_QUALITY)
    return file.getvalue()
