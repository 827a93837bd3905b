"""From a row to what is to be made for a person, or to everything that is wrong with the row."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from coach.content.fields import Detail, InputError, Title
from coach.content.language_words import find_language, languages
from coach.content.library import Library
from coach.content.note_steps import read_note
from coach.content.problems import nearest
from coach.errors import CoachError, shown
from coach.plan.avoid import avoiding
from coach.rosters.table import Fault
from coach.sound.bed import BEDS
from coach.track.formats import every_format
from coach.units import parse_minutes
from coach.voice.engines import check_voice, language_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from coach.content.routine import Routine
    from coach.rosters.table import Cell, Row
    from coach.session_options import Options
    from coach.track.formats.format import Format

LONGEST_PERSON = 200
LONGEST_NAME = 40
LONGEST_NOTE = 5000
"""Characters."""

LEAST_MINUTES, MOST_MINUTES = 0.5, 240
NOTED = "exercises"
"""What a routine made of a prescription is called, and its files."""


_NAME: TypeAdapter[str] = TypeAdapter(Title)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a row asks for; ``warnings`` are sentences. Its repr says only which row it is: the rest is private."""

    row: int
    person: str = field(repr=False)
    routine: Routine = field(repr=False)
    options: Options = field(repr=False)
    form: Format = field(repr=False)
    places: Mapping[str, str] = field(repr=False)
    """Where each column stands, for what turns out to be wrong later."""
    warnings: tuple[str, ...] = field(default=(), repr=False)


class EntryReader:
    """Reads rows; what a row leaves open is taken from ``options`` and ``form``."""

    def __init__(self, options: Options, form: Format) -> None:
        self._options = options
        self._form = form
        self._libraries: dict[str, Library] = {}
        self._routines: dict[tuple[str, str], Routine | CoachError] = {}
        self._voices: dict[str, CoachError | None] = {}

    def read(self, row: Row) -> Entry | tuple[Fault, ...]:
        """Return what a row asks for, or every fault it has."""
        read = _Reading(row, self)
        entry = read.entry()
        return entry if entry and not read.faults else tuple(read.faults)

    @property
    def options(self) -> Options:
        """What holds where a row says nothing."""
        return self._options

    @property
    def form(self) -> Format:
        """The format where a row names none."""
        return self._form

    def library(self, language: str) -> Library:
        """The library of a language, made once."""
        return self._libraries.setdefault(language, Library(language))

    def routine(self, reference: str, language: str) -> Routine:
        """Load a routine, once; raises as ``Library.load`` does."""
        key = (reference, language)
        if key not in self._routines:
            try:
                self._routines[key] = self.library(language).load(reference)
            except CoachError as fault:
                self._routines[key] = fault
        found = self._routines[key]
        if isinstance(found, CoachError):
            raise found
        return found

    def voice(self, name: str) -> str:
        """Return the name of a voice that can speak; raises NotFoundError or VoiceError."""
        if name not in self._voices:
            try:
                check_voice(name)
                self._voices[name] = None
            except CoachError as fault:
                self._voices[name] = fault
        if wrong := self._voices[name]:
            raise wrong
        return name


class _Reading:
    """One row under way, and the faults found so far."""

    def __init__(self, row: Row, reader: EntryReader) -> None:
        self._row = row
        self._reader = reader
        self.faults = list(row.faults)

    def entry(self) -> Entry | None:
        """Read all columns, so that every fault is found at once."""
        person = self._read("person", lambda text: _line(text, LONGEST_PERSON))
        if person is None and "person" not in self._row.cells:
            self._fault("person", "there is nobody here; write a name or a number")
        language, voice = self._language_and_voice()
        options = self._reader.options
        changes = {
            "detail": self._read("detail", lambda text: Detail(_one_of("detail", text, [*Detail]))),
            "minutes": self._read("minutes", _minutes),
            "greet": self._read("greet", _name),
        }
        bed = self._read("bed", lambda text: _one_of("bed", text, [*BEDS, "off"]))
        form = self._read(
            "format",
            lambda text: every_format()[_one_of("format", text.removeprefix("."), [*every_format()])],
        )
        routine, warnings = self._routine(language)
        if spoken := self._foreign(voice, language):
            warnings = (*warnings, f"the voice {voice} speaks '{spoken}': it reads '{language}'")
        if routine is None or person is None:
            return None
        changed = {name: value for name, value in changes.items() if value is not None}
        under = options.bed if bed is None else None if bed == "off" else bed
        return Entry(
            self._row.number,
            person,
            routine,
            replace(options, **changed, language=language, voice=voice, bed=under),
            form or self._reader.form,
            {name: cell.place for name, cell in self._row.cells.items()},
            warnings,
        )

    def _language_and_voice(self) -> tuple[str, str | None]:
        """Settle both: a language brings a voice of its own, a voice the language that it speaks."""
        options = self._reader.options
        language = self._read("language", _language)
        voice = self._read("voice", self._reader.voice)
        if language is None:
            spoken = language_of(voice) if voice else None
            language = spoken if spoken in languages() else options.language
        if voice is None and options.voice:
            spoken = language_of(options.voice)
            voice = options.voice if language == options.language or spoken in (None, language) else None
        return language, voice

    def _foreign(self, voice: str | None, language: str) -> str | None:
        """The language of a voice, if it is to read another."""
        spoken = language_of(voice) if voice else None
        return spoken if spoken != language else None

    def _routine(self, language: str) -> tuple[Routine | None, tuple[str, ...]]:
        library = self._reader.library(language)
        given = [name for name in ("routine", "prescription") if name in self._row.cells]
        if len(given) == 2:
            self._fault("prescription", "there is a routine as well; keep one of them")
        elif not given:
            self._fault("", "there is neither a routine nor a prescription; write one of them")
        found = self._read("routine", lambda text: self._reader.routine(_line(text), language))
        noted = self._read("prescription", lambda text: _noted(text, library))
        routine = found or noted
        if routine is None or "avoid" not in self._row.cells:
            return routine, ()
        avoid = [word for word in self._row.cells["avoid"].text.replace(";", ",").split(",") if word.strip()]
        safe = self._read("avoid", lambda _: avoiding(routine, library, [word.strip() for word in avoid]))
        return safe or (None, ())

    def _read(self, column: str, read: Callable[[str], Any]) -> Any:
        """Read a column, if it is there; what is wrong with it is noted, and it counts as None."""
        cell = self._row.cells.get(column)
        if cell is None:
            return None
        if cell.fault:
            self._fault(column, cell.fault)
            return None
        try:
            return read(cell.text)
        except (CoachError, ValueError) as fault:
            self._fault(column, " | ".join(str(fault).splitlines()))
            return None

    def _fault(self, column: str, what: str) -> None:
        cell: Cell | None = self._row.cells.get(column)
        place = cell.place if cell else self._row.empty.get(column, self._row.place)
        self.faults.append(Fault(place, column, what))


def _line(text: str, most: int = LONGEST_PERSON) -> str:
    line = " ".join(text.split())
    if len(line) > most:
        raise InputError(f"this has {len(line)} characters", f"keep it to {most}")
    return line


def _language(text: str) -> str:
    code = find_language(text)
    if code is None:
        raise InputError(f"there is no language {shown(text)}", f"there are {', '.join(languages())}")
    return code


def _one_of(what: str, text: str, known: list[str]) -> str:
    word = text.strip().casefold()
    if word not in known:
        hint = nearest(word, known, f"there are {', '.join(known)}")
        raise InputError(f"there is no {what} {shown(text)}", hint)
    return word


def _name(text: str) -> str:
    """Read a name that can be said."""
    try:
        return _NAME.validate_python(_line(text, LONGEST_NAME))
    except ValidationError as error:
        fault = error.errors()[0].get("ctx", {}).get("error")
        raise (
            fault if isinstance(fault, InputError) else InputError("cannot be said", "write a name")
        ) from None


def _minutes(text: str) -> float:
    try:
        minutes = parse_minutes(text)
    except ValueError as fault:
        raise InputError(str(fault), "write it like 8, 7.5 or 7:30") from None
    if not LEAST_MINUTES <= minutes <= MOST_MINUTES:
        raise InputError(f"{minutes:g} minutes cannot be had", f"give {LEAST_MINUTES} to {MOST_MINUTES}")
    return minutes


def _noted(text: str, library: Library) -> Routine:
    if len(text) > LONGEST_NOTE:
        raise InputError(f"this has {len(text)} characters", f"keep it to {LONGEST_NOTE}")
    return read_note(text, library, NOTED)
