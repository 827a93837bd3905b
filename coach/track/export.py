"""Writes a session as a track or an album, passage by passage: mixing, speaking and encoding overlap."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from coach.files import PartFile
from coach.track.album import album_folder, names_of, playlist, playlist_path, replacing
from coach.track.encoder import Encoder
from coach.track.extras import WRITERS, beside, lyrics
from coach.track.figures.shown import Figures
from coach.track.packing import USUAL, Packing
from coach.track.pieces import illustrated, sheet, titles
from coach.track.tags import Tags

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from coach.session import Session
    from coach.timeline.model import Passage, Timeline
    from coach.track.pieces import Sheet
    from coach.track.tags import Cover

    Progress = Callable[[int, int], None]


WITH_MUSIC = 2
"""Channels of a track with music, as players expect it, the same on both: -16 LUFS in two are -19 in one."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A session that was written: its timeline, and every file there is of it now."""

    timeline: Timeline
    files: tuple[Path, ...]


def export_track(
    session: Session,
    path: Path,
    progress: Progress | None = None,
    *,
    packing: Packing = USUAL,
    covers: Path | None = None,
) -> Exported:
    """Write ``session`` to ``path``, a file or, if it is split, a folder.

    Every file appears whole or not at all, and all together: older ones are replaced only when the last one is
    finished. ``progress`` is told how many of how many sections are done; covers are kept in ``covers``.
    Raises MediaError, VoiceError or UnspeakableError.
    """
    channels = WITH_MUSIC if session.backed else 1
    with ExitStack() as opened:
        if packing.split:
            opened.enter_context(album_folder(path))
        parts = [
            opened.enter_context(_Part(file, title, names, packing, channels))
            for file, title, names in _plan(session, path, packing)
        ]
        _encode(session, parts, progress)
        timeline = session.timeline_of(passage for part in parts for passage in part.passages)
        sheets = [part.sheet(session) for part in parts]
        picture = None
        if packing.cover:
            picture, figures = _cover(session, timeline, covers), Figures(session.library)
            sheets = [illustrated(told, figures, drawn=packing.form.page) for told in sheets]
        for number, (part, told) in enumerate(zip(parts, sheets, strict=True), start=1):
            numbered = f"{number}/{len(parts)}" if packing.split else ""
            part.finish(told, tags(session, told, picture, numbered))
        files = [file for part in parts for file in part.files]
        if packing.split:
            listed = opened.enter_context(PartFile(playlist_path(path)))
            text = playlist(
                session.routine.title, [(part.path, told) for part, told in zip(parts, sheets, strict=True)]
            )
            write_text(listed, text)
            files.append(playlist_path(path))
            for part in parts:
                part.settle()
            with replacing(path, files):
                for part in parts:
                    part.commit()
                listed.commit()
        else:
            parts[0].commit()
    return Exported(timeline, tuple(files))


def tags(session: Session, told: Sheet, picture: Cover | None, numbered: str = "") -> Tags:
    """What a player shows of one file; ``numbered`` is its place in an album, such as 3/9."""
    steps = [section.name for section in session.script.sections if section.name]
    texts = {
        "title": told.title,
        "artist": "coach",
        "album": session.routine.title if numbered else "Guided stretching for runners",
        "genre": "Health & Fitness",
        "date": str(datetime.now(UTC).year),
        "comment": ", ".join(steps)[:500],
    }
    if numbered:
        texts |= {"album_artist": "coach", "track": numbered}
    chapters = told.chapters if len(told.chapters) > 1 else ()
    return Tags(texts, chapters, picture, lyrics(told), told.cues, session.library.language)


def _cover(session: Session, timeline: Timeline, covers: Path | None) -> Cover:
    from coach.track.cover import card, cover

    return cover(card(session.routine, timeline.duration, session.library.phrases), covers)


def write_text(file: PartFile, text: str) -> None:
    """Write a text, as it is, to be committed; raises MediaError."""
    try:
        file.part.write_bytes(text.encode("utf-8", "replace"))
    except OSError as error:
        raise file.trouble(error) from error


def _plan(session: Session, path: Path, packing: Packing) -> list[tuple[Path, str, list[str | None]]]:
    """Return each file to make, its title, and the titles of the sections that go into it."""
    every = titles([section.heading for section in session.script.sections], session.library.phrases)
    if not packing.split:
        return [(path, session.routine.title, every)]
    begins = [number for number, title in enumerate(every) if number == 0 or title]
    groups = [every[a:b] for a, b in zip(begins, [*begins[1:], len(every)], strict=True)]
    heads = [group[0] or session.routine.title for group in groups]
    names = names_of(heads, packing.form.name)
    return [(path / name, head, group) for name, head, group in zip(names, heads, groups, strict=True)]


def _encode(session: Session, parts: list[_Part], progress: Progress | None) -> None:
    """Let every part have its sound."""
    total, done = len(session.script.sections), 0
    passages = session.passages()
    for part in parts:
        part.begin()
        for passage in islice(passages, len(part.names)):
            for samples in session.parts(passage):
                part.encoder.write(np.column_stack([samples] * part.channels))
            part.passages.append(passage)
            done += 1
            if progress:
                progress(done, total)
        part.encoder.end()


class _Part:
    """One file of sound under way, and those beside it."""

    def __init__(
        self, path: Path, title: str, names: list[str | None], packing: Packing, channels: int
    ) -> None:
        self.path = path
        self.channels = channels
        self.title = title
        self.names = names
        self.passages: list[Passage] = []
        self.encoder = Encoder(path, packing.form, kbit=packing.kbit, channels=channels)
        self._extras = {extra: PartFile(beside(path, extra)) for extra in packing.extras}
        self._opened = ExitStack()

    def __enter__(self) -> _Part:
        with ExitStack() as opened:
            for file in self._extras.values():
                opened.enter_context(file)
            self._opened = opened.pop_all()
        return self

    def __exit__(self, *error: object) -> None:
        self._opened.close()

    def begin(self) -> None:
        self._opened.enter_context(self.encoder)

    @property
    def files(self) -> list[Path]:
        return [self.path, *(beside(self.path, extra) for extra in self._extras)]

    def sheet(self, session: Session) -> Sheet:
        return sheet(self.title, self.passages, self.names, session.library.phrases)

    def finish(self, told: Sheet, tags: Tags) -> None:
        self.encoder.finish(tags)
        for extra, file in self._extras.items():
            write_text(file, WRITERS[extra][1](told))

    def settle(self) -> None:
        for file in self._extras.values():
            file.settle()
        self.encoder.settle()

    def commit(self) -> None:
        for file in self._extras.values():
            file.commit()
        self.encoder.commit()
