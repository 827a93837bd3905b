"""Figures of exercises: a jointed body is put into a pose in space, and drawn as a calm silhouette."""

from coach.track.figures.drawing import FRAME, Drawing, draw
from coach.track.figures.raster import as_jpeg
from coach.track.figures.shown import MIRRORED, Figures
from coach.track.figures.svg import as_file, as_svg, style

__all__ = [
    "FRAME",
    "MIRRORED",
    "Drawing",
    "Figures",
    "as_file",
    "as_jpeg",
    "as_svg",
    "draw",
    "style",
]
