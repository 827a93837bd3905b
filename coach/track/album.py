"""An album: a folder with a file for each exercise, and the playlist that puts them in order."""

from __future__ import annotations

import contextlib
import os
import re
from typing import TYPE_CHECKING

from coach.errors import MediaError
from coach.track.extras import WRITERS, beside
from coach.track.formats import every_format
from coach.units import SECOND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from coach.track.pieces import Sheet

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


def remove_stale(folder: Path, tracks: Sequence[Path]) -> Callable[[], None]:
    """What removes the tracks that an older playlist here names and that the album no longer has."""
    try:
        old = playlist_path(folder).read_text("utf-8").splitlines()
    except (OSError, ValueError):
        old = []
    current = {os.path.normcase(path.name) for path in tracks}
    ours = re.compile(rf"\d{{2,}} [^/\\]+\.({'|'.join(every_format())})")
    stale = [folder / name for name in old if ours.fullmatch(name) and os.path.normcase(name) not in current]

    def remove() -> None:
        for track in stale:
            for path in (track, *(beside(track, extra) for extra in WRITERS)):
                with contextlib.suppress(OSError):
                    path.unlink(missing_ok=True)

    return remove
