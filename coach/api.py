"""The coach from Python. Each function does what the command of its name does.

Whatever is asked for wrongly is a ``CoachError``, raised before any work begins: a line that says what is wrong,
where, and what to do. The examples run as they stand.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from coach.arguments import (
    Faults,
    instance,
    language_code,
    member,
    milliseconds_of,
    minutes_of,
    names_of,
    one_of,
    path_of,
    spoken_name,
    whole,
)
from coach.content.fields import Detail, When
from coach.content.library import Library
from coach.content.routine import Routine
from coach.errors import CoachError, MediaError, Problem, RoutineError, shown, text_of
from coach.session import Session, open_narrator
from coach.session_options import Options

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from pydub import AudioSegment

    from coach.content.fields import BedName
    from coach.history.records import Records
    from coach.plan.planner import Plan
    from coach.plan.swap import Swap
    from coach.rosters.roster_report import Result
    from coach.sound.music import Music
    from coach.timeline.model import Timeline
    from coach.voice.api import VoiceInfo

    DetailName = Literal["full", "short", "minimal"]
    WhenName = Literal["before", "after", "any"]


def load(reference: str | os.PathLike[str], *, language: str = "en") -> Routine:
    """Load a routine by its name or the path of its file.

    >>> coach.load("post").when
    <When.AFTER: 'after'>

    Args:
        reference: A routine of ``coach list``, or a path.
        language: What a shipped routine is called in: "en", "de" …

    Raises:
        NotFoundError: There is no such routine or language.
        RoutineError: The file has faults; ``problems`` has each with its line and column.
    """
    return Library(language_code(language)).load(text_of(reference))


def routine(
    name: str,
    steps: Sequence[Mapping[str, object] | str],
    *,
    title: str | None = None,
    when: When | WhenName = When.ANY,
    exercises: Mapping[str, Mapping[str, object]] | None = None,
    language: str = "en",
    **more: object,
) -> Routine:
    """Make a routine of steps, which have the keys of a routine file; numbers may be numbers.

    >>> made = coach.routine(
    ...     "my-hips",
    ...     [
    ...         {"exercise": "walk", "time": "2 min"},
    ...         {"exercise": "cat-cow", "reps": 10},
    ...         {"exercise": "figure-four", "hold": "20-30s", "rounds": 2},
    ...     ],
    ... )
    >>> len(made.steps)
    3

    Args:
        name: Lower-case words joined by "-".
        steps: What to do, in order; also as on a note, such as "cat-cow 2 x 10 reps".
        title: What it is called aloud; None makes it of the name.
        when: In relation to the run.
        exercises: Exercises of your own, by name, as under ``exercises:`` of a file.
        language: The language of the exercises' titles.
        more: Whatever else a routine file takes, such as ``voice``, ``bed`` and ``detail``.

    Raises:
        RoutineError: ``problems`` has everything that is wrong, each at its place, such as ``steps[1].reps``.
    """
    from coach.content.given import Given
    from coach.content.review import review_file

    library = Library(language_code(language))
    spoken = name.replace("-", " ").capitalize() if title is None and isinstance(name, str) else title
    data = {
        "name": name,
        "title": spoken,
        "when": when,
        "exercises": exercises or None,
        "steps": _noted(steps, library),
        **more,
    }
    given = Given(data, "the routine")
    found = review_file(library, given.file)
    if found.routine is None:
        raise RoutineError(given.placed(found.errors))
    return found.routine


def _noted(steps: object, library: Library) -> object:
    """Return steps with those that are written as on a note in the keys of a file; all else as it is."""
    if not isinstance(steps, (list, tuple)):
        return steps
    read: list[object] = []
    faults: list[Problem] = []
    for number, step in enumerate(steps):
        try:
            read.append(_noted_step(step, library, number) if isinstance(step, str) else step)
        except RoutineError as fault:
            faults += fault.problems
        except CoachError as fault:
            faults.append(Problem(f"steps[{number}]", 0, 0, fault.what, fault.hint))
    if faults:
        raise RoutineError(faults)
    return read


def _noted_step(text: str, library: Library, number: int) -> dict[str, object]:
    from coach.content.fields import Kind, dose_text
    from coach.content.note_steps import read_step

    step = read_step(text, library, f"steps[{number}]")
    spans = {key: getattr(step, key) for key in (*map(str, Kind), "breaths", "rounds", "between", "rest")}
    keys: dict[str, object] = {key: dose_text(key, span) for key, span in spans.items() if span}
    named = {"exercise": step.exercise, "side": step.side}
    return keys | {key: value for key, value in named.items() if value}


def plan_routine(
    tight: str | Sequence[str],
    *,
    minutes: float | str | None = None,
    when: When | WhenName = When.AFTER,
    avoid: str | Sequence[str] = (),
    without: str | Sequence[str] = (),
    rounds: int | None = None,
    like: str | Sequence[str] = (),
    dislike: str | Sequence[str] = (),
    detail: Detail | DetailName = Detail.FULL,
    language: str = "en",
) -> Plan:
    """Make a routine for what is tight: ``coach plan``.

    >>> plan = coach.plan_routine("calves", minutes=8)
    >>> plan.routine.name, plan.minutes
    ('tight-calves', 8.0)

    Args:
        tight: One area or several, the most important first.
        minutes: How long it is to take, as a number or as "8 min"; None for ten minutes, or what comes nearest.
        when: In relation to the run.
        avoid: What must not be strained: "knee", "wrist" …
        without: Exercises to leave out.
        rounds: Once or twice through; None lets the time decide.
        like: Exercises to prefer.
        dislike: Exercises to take only where nothing else is safe.
        detail: How much will be said.
        language: The language of its title.

    Returns:
        The ``routine``, the ``minutes`` to compile it with, the ``reasons`` for it, and what is ``left_out``.

    Raises:
        NotFoundError: There is no such area, caution or exercise.
        PlanError: There is no such routine; ``nearest`` has wishes that can be met.
    """
    from coach.plan.planner import plan
    from coach.plan.wishes import Wishes

    faults = Faults()
    minutes = faults(minutes_of, minutes)
    language = faults(language_code, language)
    relation = faults(member, "time for it", when, When)
    amount = faults(member, "detail", detail, Detail)
    rounds = None if rounds is None else faults(whole, "number of rounds", rounds, 1, 2)
    wishes = Wishes(
        tight=faults(names_of, "tight area", tight),
        minutes=minutes,
        when=relation,
        avoid=faults(names_of, "caution", avoid),
        without=faults(names_of, "exercise to leave out", without),
        rounds=rounds,
        like=faults(names_of, "exercise to prefer", like),
        dislike=faults(names_of, "exercise to avoid", dislike),
        detail=amount,
    )
    faults.tell()
    return plan(wishes, Library(language))


def swap(
    routine: Routine,
    exercise: str,
    *,
    other: str | None = None,
    avoid: str | Sequence[str] = (),
    like: str | Sequence[str] = (),
    dislike: str | Sequence[str] = (),
    language: str = "en",
) -> Swap:
    """Put another exercise in the place of one that feels off: ``coach swap``.

    >>> coach.swap(coach.load("post"), "childs-pose").new.name
    'single-knee-to-chest'

    Args:
        routine: What it is swapped in.
        exercise: The one to replace.
        other: The one to take; None for what suits best.
        avoid: What must not be strained.
        like: Exercises to prefer.
        dislike: Exercises to take only where nothing else is safe.
        language: The language of titles.

    Returns:
        The new ``routine``, and the ``reason`` in a sentence.

    Raises:
        NotFoundError: The routine, or the coach, has no such exercise.
        PlanError: There is nothing else for that part of the body.
    """
    from coach.plan.swap import swap
    from coach.settings.tastes import Tastes

    faults = Faults()
    faults(_routine, routine)
    faults(instance, "exercise", exercise, str, "give its name")
    faults(instance, "other exercise", "" if other is None else other, str, "give its name")
    careful = faults(names_of, "caution", avoid)
    tastes = Tastes(
        faults(names_of, "exercise to prefer", like), faults(names_of, "exercise to avoid", dislike)
    )
    language = faults(language_code, language)
    faults.tell()
    return swap(routine, exercise, Library(language), other, careful, tastes)


def compile(  # noqa: A001 (the name of the field's term; used as coach.compile)
    routine: Routine,
    *,
    detail: Detail | DetailName | None = None,
    minutes: float | str | None = None,
    voice: str | None = None,
    rate: int | None = None,
    pitch: int | None = None,
    tones: bool = True,
    avoid: str | Sequence[str] = (),
    greet: str = "",
    bed: BedName | Literal["off"] | None = None,
    music: str | os.PathLike[str] | None = None,
    music_volume: int = 100,
    language: str = "en",
    treatment: bool = True,
    cache: str | os.PathLike[str] | None = None,
) -> Session:
    """Make the session of a routine: its ``script``, its ``timeline`` in milliseconds, its ``sound``.

    It is a context manager that holds the voice's engine until it is closed.

    >>> with coach.compile(coach.load("post"), detail="short") as session:
    ...     [section.exercise for section in session.script.sections if section.exercise][:2]
    ['childs-pose', 'seated-forward-fold']

    Args:
        routine: What to do. It may ask for a voice, a bed or music, and a detail, where nothing else is asked for.
        detail: How much is said; None says everything, or less where ``minutes`` need that.
        minutes: The length to fit it to, to 15 s: a number, "6 min" or "6:30".
        voice: One of ``voices``; None for the usual one of the language.
        rate: In words a minute, 80 to 260.
        pitch: From 0 to 99; 50 is the voice's own.
        tones: Whether soft tones accompany breaths and changes.
        avoid: What must not be strained: exercises that would are swapped, as ``session.routine`` shows.
        greet: The name of a runner to be greeted by it.
        bed: What sounds under the voice; "off" for nothing, whatever the routine asks for.
        music: A file or a folder to sound under it instead.
        music_volume: How loud either is, in percent.
        language: The language of the words, and of the voice if that is None.
        treatment: Whether to take some hiss and unevenness from what engines say.
        cache: The folder where clips are kept.

    Raises:
        NotFoundError: There is no such voice, detail, bed, language or exercise.
        VoiceError: The voice has no such rate or pitch, or its engine is not installed.
        MediaError: There is no such music.
        CoachError: Several arguments are wrong: a line for each.
        UnspeakableError: Only when the timeline is first read: the routine cannot be said as asked.
    """
    from coach.sound.bed import BEDS

    _routine(routine)
    faults = Faults()
    folder = faults(path_of, cache) if cache else None
    detail, voice = detail or routine.detail, voice or routine.voice
    faults(_manner, voice, rate, pitch)
    asked = bed or music
    wanted = bed or (None if music else routine.bed)
    own = routine.music if isinstance(routine.music, Path) and not asked else None
    under = None if wanted == "off" else wanted
    minutes = faults(minutes_of, minutes)
    amount = None if detail is None else faults(member, "detail", detail, Detail)
    if under:
        faults(one_of, "bed", under, (*BEDS, "off"))
    music_volume = faults(whole, "music volume", music_volume, 0, 200)
    greet = faults(spoken_name, greet) if greet else ""
    language = faults(language_code, language)
    careful = faults(names_of, "caution", avoid)
    routine = faults(_safe, routine, Library(language or "en"), careful or ())
    faults.tell()
    read = faults(_read_music, wanted_music, folder) if (wanted_music := music or own) else None
    steps = None if asked else [(path, faults(_read_music, path, folder)) for path in routine.music_of_steps]
    faults.tell()
    options = Options(
        detail=amount,
        minutes=minutes,
        voice=voice,
        rate=rate,
        pitch=pitch,
        tones=tones,
        bed=under,
        music_volume=music_volume,
        music=read,
        step_music=None if steps is None else tuple(steps),
        language=language,
        treatment=treatment,
        greet=greet,
    )
    return Session(routine, Library(language), open_narrator(options, folder, [routine]), options)


def check(reference: str | os.PathLike[str], *, language: str = "en") -> tuple[Problem, ...]:
    """Return what is wrong with a routine file, and what a coach would question (``warning``): ``coach check``.

    >>> coach.check("post")
    ()

    Raises:
        NotFoundError: There is no such file.
    """
    from coach.content.review import review

    if not isinstance(reference, (str, os.PathLike)):
        hint = "give a path, or the name of a routine; a Routine has been checked as it was made"
        raise CoachError(f"the file cannot be {shown(reference)}", hint=hint)
    library = Library(language_code(language))
    try:
        found = review(library, library.find(text_of(reference)))
    except RoutineError as fault:
        return fault.problems
    return (*found.errors, *found.warnings)


def transcript(session: Session, form: Literal["text", "json", "svg", "html", "intervals"] = "text") -> str:
    """Return all that is said and when, as ``coach script --format`` prints it.

    Raises:
        NotFoundError: There is no such form.
        VoiceError: The engine cannot speak.
        UnspeakableError: The routine cannot be said as asked.
    """
    from coach.track.written import FORMS, in_writing

    _session(session)
    return in_writing(one_of("form", form, FORMS), session.timeline, session)


def render(session: Session) -> AudioSegment:
    """Return the whole session as a pydub segment: mono, 16-bit, 44.1 kHz (5 MB a minute).

    Raises:
        VoiceError: The engine cannot speak.
        UnspeakableError: The routine cannot be said as asked.
    """
    import numpy as np

    from coach.sound.codec import segment

    _session(session)
    return segment(np.concatenate([samples for _, samples in session.sound()]))


def export(
    session: Session,
    path: str | os.PathLike[str],
    *,
    bitrate: int | None = None,
    cover: bool = True,
    extras: Iterable[str] = (),
    split: str | None = None,
) -> Timeline:
    """Write the session in the format of the path's ending, whole or not at all: ``coach export``.

    Args:
        session: What to write.
        path: Ends in a format's name: .mp3, .m4a, .m4b, .opus, .ogg, .flac, .wav, .html, or .fit for a watch.
        bitrate: In kbit/s; None for the usual one of the format.
        cover: Whether a picture goes into the file.
        extras: Files to go beside it: vtt, srt, lrc, cues, chapters.
        split: The format of an album: then the path is a folder, with a file for each exercise.

    Returns:
        The timeline of what was written.

    Raises:
        MediaError: It cannot be written so.
        VoiceError: The engine cannot speak.
        UnspeakableError: The routine cannot be said as asked.
    """
    from coach.track.export import export_track
    from coach.track.extras import WRITERS
    from coach.track.formats import every_format, format_of
    from coach.track.packing import Packing
    from coach.track.workout import ENDING, write_workout

    _session(session)
    target, beside = path_of(path), names_of("extra", extras)
    if target.suffix.lower() == ENDING:
        if split or beside or bitrate is not None:
            raise MediaError("a workout has no sound", where=str(target), hint="leave out what is for tracks")
        return write_workout(session, target)
    form = every_format().get(split) if split else format_of(target)
    if form is None:
        hint = f"end it in one of .{', .'.join(every_format())}, {ENDING}"
        raise MediaError("stands for no format", where=split or str(target), hint=hint)
    if split and form.page:
        raise MediaError(f"{form.name} is one file for all", where=str(target), hint="split another format")
    if bitrate is not None and (refusal := form.refusal(bitrate)):
        raise MediaError(refusal, where=str(target), hint="choose another bitrate, or none")
    if unknown := sorted(set(beside) - set(WRITERS)):
        raise MediaError(f"there is no extra '{unknown[0]}'", hint=f"there are {', '.join(WRITERS)}")
    packing = Packing(form, bitrate, cover, beside, bool(split))
    return export_track(session, target, packing=packing).timeline


def handout(
    routine: Routine,
    path: str | os.PathLike[str],
    *,
    often: str = "",
    link: str = "",
    clinic: str = "",
    minutes: float | str | None = None,
    language: str = "en",
) -> None:
    """Write a routine on a sheet to print or to send, a .pdf or an .html: ``coach handout``.

    Args:
        routine: What to do.
        path: Where to write it.
        often: How often to do it: "twice a day".
        link: Where the track can be heard; it is on the sheet as a code, too.
        clinic: Whose sheet it is.
        minutes: The length of the session that goes with it.
        language: The language of the sheet.

    Raises:
        MediaError: It cannot be written.
    """
    from coach.files import write_whole
    from coach.track.figures.shown import Figures
    from coach.track.handout.leaflet import leaflet
    from coach.track.handout.leaflet_page import as_page
    from coach.track.handout.paper import as_pdf

    _routine(routine)
    target, library = path_of(path), Library(language_code(language)).with_own(routine.exercises)
    if target.suffix not in (".pdf", ".html"):
        raise MediaError("is not a sheet", where=str(target), hint="end it in .pdf or .html")
    _know_exercises(routine, library)
    length, figures = minutes_of(minutes), Figures(library)
    sheet = leaflet(routine, library, often=often, link=link, clinic=clinic, minutes=length)
    write_whole(target, as_page(sheet, figures) if target.suffix == ".html" else as_pdf(sheet, figures))


def play(
    session: Session,
    *,
    speaker: str | None = None,
    start_in: float = 0,
    from_step: int = 1,
    volume: int = 100,
    record: bool = False,
) -> bool:
    """Play the session live: ``coach play``. On a terminal it shows the panel and obeys the keys.

    Args:
        session: What to play.
        speaker: What to play through, one of ``coach speakers``; None for the usual one.
        start_in: Seconds before it begins.
        from_step: The exercise to begin with, from 1.
        volume: From 0 to 100.
        record: Whether the history keeps what was done.

    Returns:
        Whether its end was reached.

    Raises:
        NotFoundError: There is no such speaker or step.
        SpeakerError: There is nothing to play through.
        VoiceError: The engine cannot speak.
        UnspeakableError: The routine cannot be said as asked.
        HistoryError: Not all of it could be recorded; it was played to its end all the same.
    """
    from coach.live.logbook import Logbook
    from coach.live.playing import play_session
    from coach.live.speakers import find_speaker

    _session(session)
    faults = Faults()
    faults(instance, "speaker", "" if speaker is None else speaker, str, "give a name of 'coach speakers'")
    faults(instance, "step to begin with", from_step, int, "give its number")
    wait = faults(milliseconds_of, "time before it begins", start_in, 3600)
    volume = faults(whole, "volume", volume, 0, 100)
    faults.tell()
    logbook = Logbook(session) if record else None
    try:
        return play_session(
            *(session, find_speaker(speaker)),
            start_in=wait,
            from_step=from_step,
            volume=volume / 100,
            on_step=logbook.mark if logbook else None,
        )
    finally:
        if logbook:
            logbook.close()


def roster(
    people: str | os.PathLike[str],
    to: str | os.PathLike[str],
    *,
    detail: Detail | DetailName | None = None,
    minutes: float | str | None = None,
    voice: str | None = None,
    rate: int | None = None,
    language: str = "en",
    bed: BedName | None = None,
    format: str = "mp3",  # noqa: A002 (what the column and the option are called)
    clinic: str = "",
    cache: str | os.PathLike[str] | None = None,
    jobs: int | None = None,
    scheduler: str | None = None,
    force: bool = False,
) -> list[Result]:
    """Make a track and a hand-out for everybody in a table, as ``coach roster`` does; what became of each row.

    What a row leaves open is taken from the other arguments. Work is done in processes of this machine: a program
    that calls it begins with ``if __name__ == "__main__"``, as Python asks of all that start some.

    Args:
        people: The table: CSV, TSV, XLSX or JSON lines.
        to: The folder, or its address, for the results and ``report.csv``.
        detail: How much is said; None: everything, or less where a length needs that.
        minutes: What sessions are fitted to.
        voice: Who speaks.
        rate: In words a minute.
        language: The language of sessions and hand-outs.
        bed: What sounds under the voice.
        format: One of ``coach export --format``.
        clinic: Whose hand-outs they are.
        cache: Where clips are kept: a folder, or its address.
        jobs: How many tracks are made at a time; None: one for each processor.
        scheduler: The address of a Dask cluster that makes them instead.
        force: Whether to make anew what has not changed, and to replace whatever is there.

    Raises:
        CoachError: The table or the folder cannot be used. What is wrong with a row is in its result.
    """
    from coach.rosters.cluster import Cluster
    from coach.rosters.crew import Processes, processors
    from coach.rosters.readers import read_roster
    from coach.rosters.remote_storage import storage_at
    from coach.rosters.roster import Order, make_roster
    from coach.rosters.work import Sheet
    from coach.sound.bed import BEDS
    from coach.track.formats import every_format
    from coach.track.formats.mp3 import MP3

    faults = Faults()
    table = faults(path_of, people)
    faults(path_of, to)
    faults(_manner, voice, rate, None)
    options = Options(
        detail=None if detail is None else faults(member, "detail", detail, Detail),
        minutes=faults(minutes_of, minutes),
        voice=voice,
        rate=rate,
        language=faults(language_code, language),
        bed=bed and faults(one_of, "bed", bed, BEDS),
    )
    form = every_format().get(faults(one_of, "format", format, every_format()), MP3)
    faults.tell()
    order = Order(options, form, Sheet(clinic), str(cache) if cache else None, force)
    most = jobs or processors()
    told = make_roster(
        read_roster(table),
        order,
        storage_at(os.fspath(to)),
        lambda works: Cluster(scheduler) if scheduler else Processes(min(works, most)),
    )
    return sorted((each.result for each in told), key=lambda result: result.row)


def voices(language: str | None = None) -> list[VoiceInfo]:
    """Return the voices there are, those that could be had included: ``coach voices``.

    Args:
        language: Only those that speak it.

    Raises:
        NotFoundError: No voice speaks it.
        VoiceError: The machine's own engine does not run.
    """
    from coach.voice.engines import every_voice
    from coach.voice.offers import only_speaking

    instance("language", "" if language is None else language, str, "give its code, such as en")
    found = every_voice()
    return only_speaking(language, found) if language else found


def read_history(since: date | None = None) -> Records:
    """Return what was done and how it felt: ``coach history``.

    Args:
        since: The first day of it; None for all there is.

    Raises:
        HistoryError: It cannot be read.
    """
    from datetime import date

    from coach.history.dump import latest
    from coach.history.store import History

    instance("first day", date.min if since is None else since, date, "give a datetime.date")
    return latest(History.read(), since)


def _routine(given: object) -> None:
    instance("routine", given, Routine, "give one that coach.load, coach.routine or a plan returned")


def _session(given: object) -> None:
    instance("session", given, Session, "give one that coach.compile returned")


def _manner(voice: object, rate: object, pitch: object) -> None:
    instance("voice", "" if voice is None else voice, str, "give a name of coach.voices()")
    instance("rate", 140 if rate is None else rate, int, "give words a minute, such as 140")
    instance("pitch", 50 if pitch is None else pitch, int, "give 0 to 99; 50 is the voice's own")


def _know_exercises(routine: Routine, library: Library) -> None:
    """Raise NotFoundError for the exercises that there are not: a routine that was made by hand may name any."""
    library, faults = library.with_own(routine.exercises), Faults()
    for name in dict.fromkeys(name for step in routine.steps for name in step.exercises):
        faults(library.exercise, name)
    faults.tell()


def _safe(routine: Routine, library: Library, avoid: tuple[str, ...]) -> Routine:
    """Return a routine whose exercises are known, without those that strain what is to be avoided."""
    from coach.plan.avoid import avoiding

    _know_exercises(routine, library)
    return avoiding(routine, library, avoid)[0] if avoid else routine


def _read_music(path: str | os.PathLike[str], cache: Path | None) -> Music:
    from coach.sound.music import open_music
    from coach.voice.cache import default_folder

    return open_music(path_of(path), cache or default_folder())
