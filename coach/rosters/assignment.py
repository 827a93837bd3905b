"""Settles for each row where its track goes, who says it, and what it is made from."""

from __future__ import annotations

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from coach.rosters.entries import NOTED
from coach.rosters.made import fingerprint, owner
from coach.rosters.person_folders import person_folders, safe_form
from coach.rosters.roster_report import Result, State
from coach.rosters.work import Target
from coach.session import voice_name, voice_of
from coach.track.packing import Packing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.rosters.entries import Entry
    from coach.rosters.storage import Storage
    from coach.rosters.work import Sheet
    from coach.session_options import Options


AT_ONCE = 16
"""Questions to the storage at a time: one that is far away takes its time for each."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A row that can be made. ``mark`` is the digest of all it is made from; a ``twin`` row asks for the same."""

    entry: Entry
    target: Target
    mark: str = field(repr=False)
    voice: str = field(repr=False)
    twin: int | None = None

    @property
    def track(self) -> str:
        """The name of the track in the person's folder."""
        return f"{self.target.stem}.{self.entry.form.name}"

    @property
    def files(self) -> tuple[str, str]:
        """The track and the hand-out, as the storage names them."""
        return f"{self.target.folder}/{self.track}", f"{self.target.folder}/{self.target.stem}.pdf"

    def result(self, state: State, seconds: float = 0.0, problem: str = "") -> Result:
        """What the report says of it; the warnings of the row are part of that."""
        same = f"the same as row {self.twin}" if self.twin else ""
        said = " | ".join(filter(None, (problem, same, *self.entry.warnings)))
        file = "" if state is State.FAILED else self.files[0]
        return Result(self.entry.row, self.entry.person, state, file, seconds, said)


def assign(entries: Sequence[Entry], storage: Storage, sheet: Sheet) -> Iterator[Planned]:
    """Yield each entry with its place and its mark, in the order given.

    Several tracks of one name for one person are numbered; rows that ask for the very same share one.
    """
    people = dict.fromkeys(entry.person for entry in entries)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        plain = list(dict.fromkeys(map(safe_form, people)))
        owners = dict(zip(plain, pool.map(lambda folder: owner(storage, folder), plain), strict=True))
    folders = person_folders(people, owners.get)
    voices = _Voices()
    there: defaultdict[tuple[str, str], dict[str, tuple[int, int]]] = defaultdict(dict)
    for entry in entries:
        options, identity = voices.of(entry)
        mark = fingerprint(entry.routine, options, Packing(entry.form), identity, sheet)
        folder, name = folders[entry.person], entry.routine.name
        tracks = there[folder, name]
        twin = tracks[mark][0] if mark in tracks else None
        _, number = tracks.setdefault(mark, (entry.row, len(tracks) + 1))
        stem = name if number == 1 else f"{name}-{number}"
        target = Target(entry.row, entry.person, folder, stem)
        yield Planned(replace(entry, options=options), target, mark, identity, twin)


class _Voices:
    """Who says what: each voice is looked up once."""

    def __init__(self) -> None:
        self._names: dict[tuple[Options, bool, str], str] = {}
        self._identities: dict[tuple[object, ...], str] = {}

    def of(self, entry: Entry) -> tuple[Options, str]:
        """The entry's options with the voice they come to, and what tells that voice from all others."""
        options = entry.options
        shipped = [] if entry.routine.name == NOTED else [entry.routine]  # what is prescribed never is
        said = "".join(routine.model_dump_json() for routine in shipped)
        key = (replace(options, greet=""), bool(options.greet), said)
        if key not in self._names:
            self._names[key] = voice_name(options, shipped)
        options = replace(options, voice=self._names[key])
        who = (self._names[key], options.rate, options.language, options.pitch)
        if who not in self._identities:
            voice = voice_of(options)
            self._identities[who] = voice.identity + voice.lexicon.digest
            voice.close()
        return options, self._identities[who]
