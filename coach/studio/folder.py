"""Ready recordings in a folder, and which sentence each is: by a list, or by their names."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from typing import TYPE_CHECKING

from coach.errors import MediaError
from coach.files import read_bytes
from coach.voice.pack.pack import key
from coach.voice.recording import read_foreign

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from coach.voice.api import Recording

LISTS = ("sentences.csv", "sentences.txt")
SOUNDS = (".wav", ".wave", ".flac", ".aif", ".aiff", ".mp3", ".m4a", ".ogg", ".opus")
LARGEST = 64 << 20
_PREFIX = 12
"""Letters of a file's name that are enough, where only one sentence begins with them."""


def slug(text: str) -> str:
    """Return a sentence as a file's name: "breathe-in"."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("'", "").replace("’", ""))  # noqa: RUF001
    words = re.findall(r"[^\W_]+", "".join(each for each in plain if not unicodedata.combining(each)))
    return "-".join(words)


def match(
    folder: Path, texts: Iterable[str], listed: Path | None = None
) -> tuple[dict[str, Path], list[Path]]:
    """Return the file of each sentence that has one, and the sound files that are no sentence's.

    ``listed`` is the list, or ``sentences.csv`` or ``.txt`` in the folder: a file and its sentence on each line,
    with a comma (CSV) or a tab between them; or only sentences, for the files in the order of their names. A file
    that is on no list is known by its name. Raises MediaError when folder or list cannot be read.
    """
    wanted = {key(text): text for text in texts}
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix.lower() in SOUNDS and path.is_file())
        listed = listed or next((path for name in LISTS if (path := folder / name).is_file()), None)
        rows = _rows(listed) if listed else []
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or "it is not text in UTF-8"
        raise MediaError(
            f"cannot be read ({reason})", where=str(listed or folder), hint="check it"
        ) from error
    by_name = {path.name: path for path in files}
    if rows and all(len(row) == 1 for row in rows):
        rows = [[path.name, *row] for path, row in zip(files, rows, strict=False)]
    named = {row[0].strip(): key(row[1]) for row in rows if len(row) > 1}
    found: dict[str, Path] = {}
    left = []
    for name, path in by_name.items():
        text = named[name] if name in named else _by_name(path.stem, wanted)
        if text in wanted and wanted[text] not in found:
            found[wanted[text]] = path
        else:
            left.append(path)
    return found, left


def read_file(path: Path) -> Recording:
    """Read a sound file; raises MediaError."""
    try:
        return read_foreign(read_bytes(path, LARGEST))
    except OSError as error:
        raise MediaError(f"cannot be read ({error.strerror})", where=path.name, hint="check it") from error
    except MediaError as error:
        raise MediaError(error.what, where=path.name, hint=error.hint or "record it again") from error


def _rows(path: Path) -> list[list[str]]:
    text = path.read_text("utf-8-sig")
    if path.suffix.lower() == ".csv":
        return [row for row in csv.reader(io.StringIO(text)) if any(row)]
    return [line.split("\t", 1) for line in text.splitlines() if line.strip()]


def _by_name(stem: str, wanted: Iterable[str]) -> str | None:
    """Return the sentence that a file is named after; a number before it does not count."""
    name = slug(re.sub(r"^\d+[\s._-]+(?=.)", "", stem))
    slugs = {slug(text): text for text in wanted}
    if name in slugs:
        return slugs[name]
    begun = [text for each, text in slugs.items() if each.startswith(name)]
    return begun[0] if len(name) >= _PREFIX and len(begun) == 1 else None
