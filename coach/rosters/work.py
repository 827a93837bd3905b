"""A piece of work: one track for all people who get the same, made by any process on any machine."""

from __future__ import annotations

import os
import threading
from collections import Counter, OrderedDict
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from typing import TYPE_CHECKING

from coach.content.library import Library
from coach.errors import CoachError, MediaError
from coach.rosters.made import Made, program_digest
from coach.session import Session, voice_of
from coach.track.formats import every_format
from coach.track.packing import Packing
from coach.units import SECOND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from coach.content.routine import Routine
    from coach.rosters.storage import Storage
    from coach.session_options import Options
    from coach.voice.narrator import Narrator

_NARRATORS = 4
"""Voices that a process keeps open; with their clips in memory, 64 MB each at most."""

_CLIPS = 8 << 30
"""Bytes of clips that a folder keeps: all that is ever said, in four languages and voices."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a track goes: the row it is for, the person, the folder, and the track's name without its ending."""

    row: int
    person: str = field(repr=False)
    folder: str = field(repr=False)
    stem: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What every hand-out says of who gives it."""

    clinic: str = ""
    logo: bytes = field(default=b"", repr=False)


NO_SHEET = Sheet()


@dataclass(frozen=True, slots=True)
class Work:
    """A track to make, and its targets. Its repr, which a cluster may log, gives the rows and nothing else."""

    targets: tuple[Target, ...]
    routine: Routine = field(repr=False)
    options: Options = field(repr=False)
    form: str = field(repr=False)
    sheet: Sheet = field(repr=False)
    voice: str = field(repr=False)
    """The identity of the voice; a machine whose voice is another does not take the work."""
    fingerprint: str = field(repr=False)
    storage: Storage = field(repr=False)
    cache: str | None = field(default=None, repr=False)
    program: str = field(default_factory=program_digest, repr=False)


@dataclass(frozen=True, slots=True)
class Done:
    """What became of the work for one target: the length of the track, or what is ``wrong``."""

    row: int
    file: str = field(default="", repr=False)
    seconds: float = 0.0
    wrong: str = field(default="", repr=False)
    cause: str = ""
    """The kind of error, by its class."""


def do(work: Work, check: Callable[[], None] = lambda: None) -> tuple[Done, ...]:
    """Make a track and put it wherever it belongs. ``check`` is called now and then, and may raise.

    What goes wrong is returned, not raised: a cluster would log it with all that is private in it.
    """
    from coach.track.batch import StoppedError

    try:
        return _do(work, check)
    except StoppedError:
        raise
    except CoachError as fault:
        return _failed(work, str(fault), type(fault).__name__)
    except OSError as fault:
        return _failed(work, f"cannot be written ({fault.strerror}); free some space", MediaError.__name__)
    except Exception as fault:
        return _failed(work, f"something unforeseen went wrong ({type(fault).__name__})", "Exception")


def _failed(work: Work, wrong: str, cause: str) -> tuple[Done, ...]:
    line = " | ".join(wrong.splitlines())
    return tuple(Done(target.row, wrong=line, cause=cause) for target in work.targets)


def _do(work: Work, check: Callable[[], None]) -> tuple[Done, ...]:
    from coach.track.export import export_track
    from coach.track.figures.shown import Figures
    from coach.track.handout.leaflet import leaflet
    from coach.track.handout.paper import as_pdf
    from coach.voice.cache import default_folder

    if work.program != program_digest():
        hint = "install the same on every machine"
        raise CoachError("this machine has another version of the coach", hint=hint)
    library, options = _library(work.options.language), work.options
    packing = Packing(every_format()[work.form])
    with _narrators.of(work) as narrator, work.storage.workspace() as folder:
        track, paper = folder / f"track.{work.form}", folder / "track.pdf"
        session = Session(work.routine, library, narrator, options)
        try:
            timeline = export_track(
                session,
                track,
                lambda _done, _all: check(),
                packing=packing,
                covers=default_folder() / "covers",
            ).timeline
        except CoachError as fault:
            fault.where = fault.where.replace(f"{folder}{os.sep}", "")  # a folder that is gone helps nobody
            raise
        duration, sheet = timeline.duration, work.sheet
        told = leaflet(work.routine, library, duration=duration, clinic=sheet.clinic, logo=sheet.logo)
        paper.write_bytes(as_pdf(told, Figures(session.library)))
        check()
        return tuple(_delivered(work, target, (track, paper), duration / SECOND) for target in work.targets)


def _delivered(work: Work, target: Target, files: tuple[Path, ...], seconds: float) -> Done:
    """Put finished files in one place; where that cannot be done, others may still get theirs."""
    try:
        return _put(work, target, files, seconds)
    except CoachError as fault:
        return Done(target.row, wrong=str(fault), cause=type(fault).__name__)


def _put(work: Work, target: Target, files: tuple[Path, ...], seconds: float) -> Done:
    name = f"{target.stem}.{work.form}"
    storage, made = work.storage, partial(Made, target.person, work.fingerprint, seconds)
    made().keep(storage, target.folder, name)
    stamps = {}
    for file in reversed(files):  # the track comes last
        called = f"{target.stem}{file.suffix}"
        storage.put(file, f"{target.folder}/{called}")
        stamps[called] = storage.stamp(f"{target.folder}/{called}")
    made(stamps).keep(storage, target.folder, name)
    return Done(target.row, f"{target.folder}/{name}", seconds)


_library = cache(Library)
"""The library of a language: its files are read once in a process."""


class _Narrators:
    """The voices of this process, each opened once and kept for the next track."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: OrderedDict[tuple[object, ...], Narrator] = OrderedDict()
        self._users: Counter[tuple[object, ...]] = Counter()

    @contextmanager
    def of(self, work: Work) -> Iterator[Narrator]:
        """The narrator for a piece of work; raises CoachError when it is not the voice it should be."""
        options = work.options
        key = (
            options.voice,
            options.rate,
            options.pitch,
            options.language,
            options.treatment,
            work.cache,
            work.voice,
        )
        with self._lock:
            if key not in self._open:
                self._open[key] = _narrator(work)
            narrator = self._open[key]
            self._users[key] += 1
        try:
            yield narrator
        finally:
            with self._lock:
                self._users[key] -= 1
                self._open.move_to_end(key)
                idle = [other for other in self._open if not self._users[other]]
                for other in idle[: max(0, len(self._open) - _NARRATORS)]:
                    self._open.pop(other).close()


def _narrator(work: Work) -> Narrator:
    from coach.rosters.clips import clip_cache
    from coach.voice.narrator import Narrator

    voice = voice_of(work.options, [work.routine])
    if voice.identity + voice.lexicon.digest != work.voice:
        voice.close()
        hint = "install the same on every machine"
        raise CoachError(f"the voice '{voice.name}' is another one on this machine", hint=hint)
    return Narrator(voice, clip_cache(work.cache, _CLIPS), treated=work.options.treatment)


_narrators = _Narrators()
