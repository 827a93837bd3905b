"""The picture of a track: a quiet landscape in the colours of the hour, with the title, drawn from nothing.

The same routine always gets the same picture: what varies is taken from its name.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import io
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from coach.content.fields import When
from coach.files import keep, read_bytes
from coach.track.tags import Cover
from coach.units import MINUTE

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont, ImageFont

    from coach.content.phrases import PhraseBook
    from coach.content.routine import Routine
    from coach.units import Ms

    Font = FreeTypeFont | ImageFont
    Pixels = npt.NDArray[np.float32]
    Colour = tuple[int, int, int]

SIDE = 1400
"""Pixels: the least that podcast apps want, and sharp on a phone."""

_MARGIN = 110
_QUALITY = 88
_LARGEST = 4 << 20
"""Bytes of a kept cover that are read at most."""

_KEPT = 200
"""Covers kept at most; the oldest go first."""


@dataclass(frozen=True, slots=True)
class Scene:
    """The colours of a cover: the sky from top to bottom, the sun, the hills from far to near, the ink."""

    sky: tuple[Colour, Colour]
    sun: Colour
    hills: tuple[Colour, Colour, Colour]
    ink: Colour


SCENES = {
    When.BEFORE: Scene(
        ((250, 232, 208), (246, 196, 158)),
        (255, 243, 222),
        ((233, 164, 128), (207, 128, 101), (164, 92, 80)),
        (84, 44, 40),
    ),
    When.AFTER: Scene(
        ((28, 46, 68), (86, 112, 134)),
        (236, 226, 204),
        ((66, 94, 116), (44, 69, 92), (25, 43, 62)),
        (240, 240, 232),
    ),
    When.ANY: Scene(
        ((226, 235, 225), (190, 212, 196)),
        (250, 250, 238),
        ((150, 182, 162), (110, 148, 128), (70, 106, 92)),
        (34, 58, 50),
    ),
}
"""Dawn before the run, dusk after it, a mild day at any time."""


@dataclass(frozen=True, slots=True)
class Card:
    """What a cover says and which picture it gets."""

    name: str
    title: str
    below: str
    when: When


def card(routine: Routine, duration: Ms, book: PhraseBook) -> Card:
    """What the cover of a routine of that length says."""
    one, some, *_ = book.minutes
    minutes = max(1, round(duration / MINUTE))
    length = some.format(count=minutes, count_m=minutes, count_f=minutes) if minutes > 1 else one
    below = " · ".join(part for part in (length, book.track.run.get(routine.when, "")) if part)
    return Card(routine.name, routine.title, below, routine.when)


def cover(card: Card, folder: Path | None = None) -> Cover:
    """Return the cover, kept in ``folder`` from the first time on (drawing takes 0.3 s, reading nothing)."""
    if folder is None:
        return Cover(_jpeg(card), SIDE)
    program = Path(__file__).stat()
    key = repr((astuple(card), program.st_size, program.st_mtime_ns))
    path = folder / f"{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()}.jpg"
    with contextlib.suppress(OSError):
        jpeg = read_bytes(path, _LARGEST)
        if jpeg[:2] == b"\xff\xd8" and jpeg[-2:] == b"\xff\xd9":
            return Cover(jpeg, SIDE)
    jpeg = _jpeg(card)
    keep(path, jpeg, _KEPT)
    return Cover(jpeg, SIDE)


def _jpeg(card: Card) -> bytes:
    from PIL import Image, ImageDraw

    scene = SCENES[card.when]
    image = Image.fromarray(_landscape(card.name, scene))
    _write(ImageDraw.Draw(image), card, scene.ink)
    file = io.BytesIO()
    image.save(file, "JPEG", quality=_QUALITY, subsampling=0)
    return file.getvalue()


# The picture --------------------------------------------------------------------------------------------------


def _landscape(name: str, scene: Scene) -> npt.NDArray[np.uint8]:
    """Draw sky, sun and hills, with soft edges: how much of a pixel is covered is worked out, not sampled."""
    chance = np.random.default_rng(list(hashlib.sha256(name.encode("utf-8", "replace")).digest()))
    across = np.arange(SIDE, dtype=np.float32)[None, :]
    down = np.arange(SIDE, dtype=np.float32)[:, None]
    top, bottom = (np.array(colour, np.float32) for colour in scene.sky)
    share = (down / SIDE)[:, :, None]
    picture: Pixels = np.repeat(top * (1 - share) + bottom * share, SIDE, axis=1).astype(np.float32)

    middle, radius = SIDE * chance.uniform(0.60, 0.78), SIDE * 0.115
    distance = np.hypot(across - middle, down - SIDE * 0.70)
    for ring, strength in ((2.9, 0.10), (2.2, 0.13), (1.6, 0.18), (1.0, 0.95)):  # breaths around the sun
        _paint(picture, scene.sun, strength * _inside(radius * ring - distance))

    for number, colour in enumerate(scene.hills):
        level = SIDE * (0.715 + 0.085 * number)
        ridge = sum(
            SIDE * height * np.sin(2 * np.pi * (across / SIDE * waves + chance.uniform()))
            for height, waves in ((0.035, chance.uniform(0.6, 1.0)), (0.014, chance.uniform(1.4, 2.2)))
        )
        _paint(picture, colour, _inside(down - level - ridge))
    return np.asarray(np.rint(picture), np.uint8)


def _inside(depth: Pixels) -> Pixels:
    """How much of each pixel lies inside an edge, given how far inside its middle is."""
    return np.asarray(np.clip(depth + 0.5, 0, 1), np.float32)


def _paint(picture: Pixels, colour: Colour, cover: Pixels) -> None:
    rows = np.flatnonzero(cover.any(axis=1))
    part = slice(int(rows[0]), int(rows[-1]) + 1)
    picture[part] += cover[part, :, None] * (np.array(colour, np.float32) - picture[part])


# The words ----------------------------------------------------------------------------------------------------


def _write(draw: ImageDraw, card: Card, ink: Colour) -> None:
    _spaced(draw, (_MARGIN, _MARGIN), "COACH", _font("Semibold", 40), ink)
    room = SIDE - 2 * _MARGIN
    title = " ".join(card.title.split())
    if not _writable(title):
        title = ""  # a player shows it beside the cover anyway
    for size in (168, 150, 132, 116, 100, 84, 68):
        font = _font("Light", size)
        lines = _wrapped(draw, title, font, room)
        if len(lines) <= 3 and all(draw.textlength(line, font) <= room for line in lines):
            break
    lines = lines[:3]
    place = 236
    for line in lines:
        draw.text((_MARGIN - size // 16, place), line, ink, font)
        place += round(size * 1.12)
    draw.text((_MARGIN, place + 52), card.below, ink, _font("Regular", 54))


def _wrapped(draw: ImageDraw, text: str, font: Font, room: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and draw.textlength(longer, font) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _spaced(draw: ImageDraw, place: tuple[float, float], text: str, font: Font, ink: Colour) -> None:
    """Write capitals with air between them."""
    across, down = place
    for letter in text:
        draw.text((across, down), letter, ink, font)
        across += draw.textlength(letter, font) + 12


def _writable(text: str) -> bool:
    """Whether the font has every letter: a missing one is drawn as a box."""
    font = _font("Light", 40)
    box = bytes(font.getmask("\uffff"))
    return text.isprintable() and all(sign == " " or bytes(font.getmask(sign)) != box for sign in set(text))


def _font(weight: str, size: int) -> Font:
    """Return Source Sans Pro, for Latin, Greek and Cyrillic letters, or else what Pillow brings."""
    from PIL import ImageFont

    with contextlib.suppress(OSError):
        return ImageFont.truetype(str(font_file(weight)), size)
    return ImageFont.load_default(size)


def font_file(weight: str) -> Path:
    """Find Source Sans Pro in a weight; raises OSError if it is not installed."""
    package = importlib.util.find_spec("font_source_sans_pro")
    if package is None or package.origin is None:
        raise FileNotFoundError("Source Sans Pro")
    return Path(package.origin).parent / "files" / f"SourceSansPro-{weight}.ttf"
