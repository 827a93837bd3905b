"""HTML: one page that holds its sound as an MP3, its words, figures and chapters, and needs nothing else."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import TYPE_CHECKING

from coach.sound.pcm import RATE
from coach.track.formats.mp3 import MP3, sound
from coach.track.page.player_page import Picture, Playing, alone
from coach.track.tags import Chapter
from coach.units import SECOND, Ms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from coach.track.tags import Tags

_SOUND = "data:audio/mpeg;base64,"
"""The address of the sound, with nothing behind it yet: the sound itself is put in as the page is written."""


def _embed(bare: Path, tagged: Path, tags: Tags, samples: int) -> None:
    page = alone(_playing(tags, Ms(samples * SECOND // RATE)))
    before, address, after = page.partition(f'src="{_SOUND}')  # no text of anybody's has such a quote in it
    with tagged.open("wb") as file:
        file.write(f"{before}{address}".encode())
        file.writelines(_in_base64(sound(bare, samples)))
        file.write(after.encode())


def _playing(tags: Tags, duration: Ms) -> Playing:
    title = tags.texts.get("title", "")
    chapters = tags.chapters or (Chapter(Ms(0), duration, title),)
    drawn = {each.svg: each for each in chapters if each.svg}
    names = {svg: str(number) for number, svg in enumerate(drawn, start=1)}
    return Playing(
        id=f"{title} {duration}",
        title=title,
        language=tags.language,
        duration=duration,
        exercises=max((cue.step or 0 for cue in tags.cues), default=0),
        chapters=tuple((each, names.get(each.svg, "")) for each in chapters),
        cues=tags.cues,
        pictures=tuple(Picture(names[svg], svg, _picture(each.jpeg)) for svg, each in drawn.items()),
        sound=_SOUND,
        cover=_picture(tags.cover.jpeg) if tags.cover else "",
    )


def _picture(jpeg: bytes) -> str:
    return f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}"


def _in_base64(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Encode what comes in pieces: three bytes become four letters, and what is over waits for the next."""
    left = b""
    for piece in pieces:
        whole = left + piece
        over = len(whole) % 3
        yield base64.b64encode(whole[: len(whole) - over])
        left = whole[len(whole) - over :]
    yield base64.b64encode(left)


HTML = replace(MP3, name="html", embed=_embed, page=True)
