"""An album: a folder with a file for each exercise, and the playlist that puts them in order."""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING

from coach.errors import MediaError
from coach.files import read_bytes, set_aside
from coach.track.extras import WRITERS, beside
from coach.track.formats import every_format
from coach.units import SECOND

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from coach.track.pieces import Sheet

_LARGEST = 1 << 20
"""Bytes of a playlist that are read at most."""

_LONGEST = 80
"""Letters of a title in a file's name."""


@contextlib.contextmanager
def album_folder(path: Path) -> Iterator[None]:
    """Make the folder if need be, and take it away again if nothing came to be in it."""
    made = not path.exists()
    try:
        path.mkdir(exist_ok=True)
    except FileExistsError:
        raise MediaError("is a file", where=str(path), hint="name a folder for the album") from None
    except FileNotFoundError:
        raise MediaError(
            "its folder does not exist", where=str(path), hint="create the folder first"
        ) from None
    except OSError as error:
        hint = "check the folder's permissions, or write elsewhere"
        raise MediaError(f"cannot be made ({error.strerror})", where=str(path), hint=hint) from error
    try:
        yield
    finally:
        if made:
            with contextlib.suppress(OSError):  # it is not empty
                path.rmdir()


def names_of(titles: Sequence[str], ending: str) -> list[str]:
    """Return the files' names, numbered, with no letter that any file system refuses."""
    width = max(2, len(str(len(titles))))
    return [f"{number:0{width}} {_safe(title)}.{ending}" for number, title in enumerate(titles, start=1)]


def _safe(title: str) -> str:
    plain = re.sub(r'[<>:"/\\|?*\x00-\x1f\x7f]+', " ", title)
    return " ".join(plain.split())[:_LONGEST].strip(" .") or "track"


def playlist_path(folder: Path) -> Path:
    """Where an album's playlist is."""
    return folder / f"{folder.resolve().name or 'album'}.m3u8"


def playlist(title: str, tracks: Sequence[tuple[Path, Sheet]]) -> str:
    """Return the playlist: extended M3U in UTF-8."""
    lines = ["#EXTM3U", f"#PLAYLIST:{' '.join(title.split())}"]
    for path, told in tracks:
        seconds = f"{told.duration / SECOND:.3f}"
        lines += [f"#EXTINF:{seconds},coach - {' '.join(told.title.split())}", path.name]
    return "\n".join([*lines, ""])


@contextlib.contextmanager
def replacing(folder: Path, files: Sequence[Path]) -> Iterator[None]:
    """Clear a folder of ``files``, and of all that its playlist names, before the block puts new ones there.

    So whoever kills it leaves no mix of an old album and a new one. Raises MediaError when the old one cannot be
    moved; it stays as it was then, and when the block fails.
    """
    try:
        old = read_bytes(playlist_path(folder), _LARGEST).decode("utf-8").splitlines()
    except (OSError, ValueError):
        old = []
    ours = re.compile(rf"\d{{2,}} [^/\\]+\.({'|'.join(every_format())})")
    listed = [folder / name for name in old if ours.fullmatch(name)]
    beside_them = (beside(track, extra) for track in listed for extra in WRITERS)
    try:
        # The playlist goes first and comes last: what it names is whole.
        with set_aside(dict.fromkeys([playlist_path(folder), *files, *listed, *beside_them])):
            yield
    except OSError as error:
        hint = "close what plays it, or write elsewhere"
        raise MediaError(f"cannot be replaced ({error.strerror})", where=str(folder), hint=hint) from error
