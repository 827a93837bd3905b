"""The coach from Python: load, compile, play, render, export."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from coach.content.fields import Detail
from coach.content.library import Library, languages
from coach.errors import CoachError, MediaError, NotFoundError, shown
from coach.session import Options, Session, open_narrator

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Sequence

    from pydub import AudioSegment

    from coach.content.fields import BedName
    from coach.content.routine import Routine
    from coach.rosters.roster_report import Result
    from coach.timeline import Timeline


def load(reference: str | os.PathLike[str], *, language: str = "en") -> Routine:
    """Load a routine by name or path; what it says of itself is in ``language``, if it is a shipped one.

    Raises NotFoundError, or RoutineError whose ``problems`` name every fault with its line and column.
    """
    return Library(_one_of("language", language, languages())).load(str(reference))


def compile(  # noqa: A001 (the name of the field's term; used as coach.compile)
    routine: Routine,
    *,
    detail: Detail | Literal["full", "short", "minimal"] | None = None,
    minutes: float | None = None,
    voice: str | None = None,
    rate: int | None = None,
    pitch: int | None = None,
    tones: bool = True,
    bed: BedName | None = None,
    music: str | os.PathLike[str] | None = None,
    music_volume: int = 100,
    language: str = "en",
    treatment: bool = True,
    cache: str | os.PathLike[str] | None = None,
) -> Session:
    """Return the session of a routine: its ``script``, its ``timeline`` in milliseconds, its ``sound``.

    A context manager that holds the voice's engine until it is closed. ``minutes`` fits the session to a
    length, to 15 s; where ``detail`` is None it is full, or short if the length needs that; ``rate`` is in
    words a minute, ``pitch`` goes from 0 to 99; a ``bed`` or ``music``, a file or folder, sounds under the voice
    at ``music_volume`` percent; ``language`` ("en", "de" …) is that of its words, and of its voice if ``voice``
    is None; ``treatment`` takes some hiss and unevenness from what engines say; clips are kept in ``cache``.
    Raises NotFoundError when there is no such voice, detail, bed or language, VoiceError when it has no such
    rate or pitch, and MediaError when there is no such music; reading the timeline raises UnspeakableError when
    the routine cannot be said as asked.
    """
    from coach.sound.bed import BEDS

    _check_figures(minutes, music_volume)
    folder = Path(cache) if cache else None
    read = None
    if music is not None:
        from coach.sound.music import open_music
        from coach.voice import default_folder

        read = open_music(Path(music), folder or default_folder())
    options = Options(
        detail=None if detail is None else Detail(_one_of("detail", detail, [*Detail])),
        minutes=minutes,
        voice=voice,
        rate=rate,
        pitch=pitch,
        tones=tones,
        bed=bed and _one_of("bed", bed, BEDS),
        music_volume=music_volume,
        music=read,
        language=_one_of("language", language, languages()),
        treatment=treatment,
    )
    return Session(routine, Library(language), open_narrator(options, folder, [routine]), options)


def render(session: Session) -> AudioSegment:
    """Return the whole session as a pydub segment: mono, 16-bit, 44.1 kHz (5 MB a minute)."""
    import numpy as np

    from coach.sound.codec import segment

    return segment(np.concatenate([samples for _, samples in session.sound()]))


def export(
    session: Session,
    path: str | os.PathLike[str],
    *,
    bitrate: int | None = None,
    cover: bool = True,
    extras: Iterable[str] = (),
) -> Timeline:
    """Write the session in the format of the path's ending, whole or not at all, and return its timeline.

    ``bitrate`` is in kbit/s; ``extras`` name files to go beside the track: vtt, srt, lrc, cues, chapters.
    Raises MediaError when it cannot be written and VoiceError when the engine cannot speak.
    """
    from coach.track.export import export_track
    from coach.track.extras import WRITERS
    from coach.track.formats import FORMATS, format_of
    from coach.track.packing import Packing

    target, beside = Path(path), tuple(extras)
    form = format_of(target)
    if form is None:
        hint = f"end it in one of .{', .'.join(FORMATS)}"
        raise MediaError("stands for no format", where=str(target), hint=hint)
    if bitrate is not None and (refusal := form.refusal(bitrate)):
        raise MediaError(refusal, where=str(target), hint="choose another bitrate, or none")
    if unknown := sorted(set(beside) - set(WRITERS)):
        raise MediaError(f"there is no extra '{unknown[0]}'", hint=f"there are {', '.join(WRITERS)}")
    packing = Packing(form, bitrate, cover, beside)
    return export_track(session, target, packing=packing).timeline


def play(
    session: Session,
    *,
    speaker: str | None = None,
    start_in: float = 0,
    from_step: int = 1,
    volume: int = 100,
) -> bool:
    """Play the session live, as ``coach play`` does; return whether its end was reached.

    On a terminal it shows the panel and obeys the keys. Nothing is recorded in the history.

    Args:
        session: What to play.
        speaker: What to play through, one of ``coach speakers``; None for the usual one.
        start_in: Seconds before it begins.
        from_step: The exercise to begin with, from 1.
        volume: From 0 to 100.

    Raises:
        NotFoundError: There is no such speaker or step.
        SpeakerError: There is nothing to play through.
        VoiceError: The engine cannot speak.
        UnspeakableError: The routine cannot be said as asked.
    """
    from coach.live.playing import play_session
    from coach.live.speakers import find_speaker

    wait = round(start_in * 1000)
    return play_session(
        session, find_speaker(speaker), start_in=wait, from_step=from_step, volume=volume / 100
    )


def roster(
    people: str | os.PathLike[str],
    to: str | os.PathLike[str],
    *,
    detail: Detail | Literal["full", "short", "minimal"] | None = None,
    minutes: float | None = None,
    voice: str | None = None,
    rate: int | None = None,
    language: str = "en",
    bed: BedName | None = None,
    format: str = "mp3",  # noqa: A002 (what the column and the option are called)
    clinic: str = "",
    cache: str | os.PathLike[str] | None = None,
    jobs: int | None = None,
    force: bool = False,
) -> list[Result]:
    """Make a track and a hand-out for everybody in a table, as ``coach roster`` does; what became of each row.

    What a row leaves open is taken from the other arguments. Work is done in processes of this machine: a program
    that calls it begins with ``if __name__ == "__main__"``, as Python asks of all that start some.

    Args:
        people: The table: CSV, TSV, XLSX or JSON lines.
        to: The folder for the results and ``report.csv``.
        detail: How much is said; None: everything, or less where a length needs that.
        minutes: What sessions are fitted to.
        voice: Who speaks.
        rate: In words a minute.
        language: The language of sessions and hand-outs.
        bed: What sounds under the voice.
        format: One of ``coach export --format``.
        clinic: Whose hand-outs they are.
        cache: Where clips are kept.
        jobs: How many tracks are made at a time; None: one for each processor.
        force: Whether to make anew what has not changed, and to replace whatever is there.

    Raises:
        CoachError: The table or the folder cannot be used. What is wrong with a row is in its result.
    """
    from coach.rosters.crew import Processes, processors
    from coach.rosters.readers import read_roster
    from coach.rosters.roster import Order, make_roster
    from coach.rosters.storage import LocalStorage
    from coach.rosters.work import Sheet
    from coach.sound.bed import BEDS
    from coach.track.formats import FORMATS

    _check_figures(minutes, 100)
    options = Options(
        detail=None if detail is None else Detail(_one_of("detail", detail, [*Detail])),
        minutes=minutes,
        voice=voice,
        rate=rate,
        language=_one_of("language", language, languages()),
        bed=bed and _one_of("bed", bed, BEDS),
    )
    form = FORMATS[_one_of("format", format, [*FORMATS])]
    order = Order(options, form, Sheet(clinic), str(cache) if cache else None, force)
    most = jobs or processors()
    told = make_roster(
        read_roster(Path(people)), order, LocalStorage.at(Path(to)), lambda works: Processes(min(works, most))
    )
    return sorted((each.result for each in told), key=lambda result: result.row)


def _one_of(what: str, value: str, known: Sequence[str]) -> str:
    """Return ``value`` if it is known; raises NotFoundError that names those that are."""
    if value not in known:
        raise NotFoundError(f"there is no {what} {shown(value)}", hint=f"there are {', '.join(known)}")
    return value


def _check_figures(minutes: float | None, music_volume: int) -> None:
    """Raise CoachError for a length or a volume that no session can have."""
    if minutes is not None and not 0 < minutes < math.inf:
        raise CoachError(f"a session cannot take {minutes} minutes", hint="give a length above 0, or None")
    if not 0 <= music_volume <= 200:
        raise CoachError(f"the music volume cannot be {music_volume}", hint="give 0 to 200")
