"""Makes all tracks of a roster: reads the rows, leaves what is unchanged, has the rest made, and reports."""

from __future__ import annotations

import threading
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.errors import LengthError, UnspeakableError
from coach.rosters.assignment import AT_ONCE, assign
from coach.rosters.crew import work_off
from coach.rosters.entries import EntryReader
from coach.rosters.made import read_made
from coach.rosters.remote_storage import located
from coach.rosters.roster_report import REPORT, Result, State, as_csv
from coach.rosters.table import Fault
from coach.rosters.work import NO_SHEET, Done, Sheet, Work
from coach.track.batch import StoppedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from coach.rosters.assignment import Planned
    from coach.rosters.crew import Crew
    from coach.rosters.entries import Entry
    from coach.rosters.storage import Storage
    from coach.rosters.table import Row
    from coach.session_options import Options
    from coach.track.formats.format import Format

_TOGETHER = 500
"""People who get one track from one piece of work at most: more would keep a single worker busy with copying."""

_OPEN = {"MediaError", "CoachError", "lost"}
"""Errors that tell nothing of a person."""


@dataclass(frozen=True, slots=True)
class Order:
    """What goes for a whole roster: what rows leave open, the hand-outs, the clips, whether all is made anew."""

    options: Options
    form: Format
    sheet: Sheet = NO_SHEET
    cache: str | None = None
    force: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a row; what is wrong with it also in words that tell nothing of a person."""

    result: Result
    discreet: str = ""


def make_roster(
    rows: Iterable[Row],
    order: Order,
    storage: Storage,
    hire: Callable[[int], Crew],
    *,
    stop: threading.Event | None = None,
    waiting: Callable[[], None] = lambda: None,
) -> Iterator[Told]:
    """Make what the rows ask for, yielding what became of each as soon as it is known.

    ``hire`` gets a crew for so many pieces of work. ``waiting`` is called when another roster is at work in the
    same place. The report is written at the end, whatever that is. Raises StoppedError soon after ``stop`` is set,
    and MediaError when the place cannot be used.
    """
    stop = stop or threading.Event()
    with storage.opened(stop, waiting):
        results: list[Result] = []
        try:
            for told in _Run(order, storage, hire, stop).told(rows):
                results.append(told.result)
                yield told
        finally:
            if results:
                storage.write(REPORT, as_csv(results))


class _Run:
    """A roster under way."""

    def __init__(
        self, order: Order, storage: Storage, hire: Callable[[int], Crew], stop: threading.Event
    ) -> None:
        self._order = order
        self._storage = storage
        self._hire = hire
        self._stop = stop

    def told(self, rows: Iterable[Row]) -> Iterator[Told]:
        """Yield what became of each row: of wrong ones first, of what is unchanged, of what is made."""
        reader = EntryReader(self._order.options, self._order.form)
        entries: list[Entry] = []
        for row in rows:
            if self._stop.is_set():
                raise StoppedError("interrupted")
            read = reader.read(row)
            if isinstance(read, tuple):
                yield _refused(row, read)
            else:
                entries.append(read)
        planned = {each.entry.row: each for each in assign(entries, self._storage, self._order.sheet)}
        twins: defaultdict[int, list[Planned]] = defaultdict(list)
        for each in planned.values():
            if each.twin:
                twins[each.twin].append(each)
        for told in self._each(planned):
            yield told
            first = told.result
            for twin in twins[first.row]:
                state = State.FAILED if first.state is State.FAILED else State.UNCHANGED
                yield Told(twin.result(state, first.seconds, first.problem), told.discreet)

    def _each(self, planned: dict[int, Planned]) -> Iterator[Told]:
        to_make: defaultdict[str, list[Planned]] = defaultdict(list)
        first = [each for each in planned.values() if not each.twin]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for each, told in zip(first, pool.map(self._settled, first), strict=True):
                if told:
                    yield told
                else:
                    to_make[each.mark].append(each)
        works = [
            self._work(alike[begin : begin + _TOGETHER])
            for alike in to_make.values()
            for begin in range(0, len(alike), _TOGETHER)
        ]
        if not works:
            return
        crew = self._hire(len(works))
        finished = False
        try:
            for done in work_off(works, crew, self._stop):
                for one in done:
                    yield _done(planned[one.row], one)
            finished = True
        finally:
            crew.close(stopped=not finished)

    def _settled(self, planned: Planned) -> Told | None:
        """What became of a row for which there is nothing to make."""
        if self._order.force:
            return None
        storage, folder = self._storage, planned.target.folder
        made = read_made(storage, folder, planned.track)
        if made is None and any(storage.stamp(name) for name in planned.files):
            wrong = "there is a file of that name which no roster made; move it away, or give --force"
            fault = str(Fault(f"row {planned.entry.row}", "", wrong))
            return Told(planned.result(State.FAILED, problem=fault), fault)
        if made and made.fingerprint == planned.mark and made.intact(storage, folder):
            return Told(planned.result(State.UNCHANGED, made.seconds))
        return None

    def _work(self, alike: list[Planned]) -> Work:
        first = alike[0]
        return Work(
            tuple(each.target for each in alike),
            first.entry.routine,
            first.entry.options,
            first.entry.form.name,
            self._order.sheet,
            first.voice,
            first.mark,
            self._storage,
            located(self._order.cache),
        )


def _refused(row: Row, faults: tuple[Fault, ...]) -> Told:
    person = row.cells["person"].text if "person" in row.cells else ""
    problem = " | ".join(map(str, faults))
    return Told(
        Result(row.number, person, State.FAILED, problem=problem),
        " | ".join(each.discreet for each in faults),
    )


def _done(planned: Planned, done: Done) -> Told:
    if not done.wrong:
        return Told(planned.result(State.MADE, done.seconds))
    places = planned.entry.places
    blamed = {LengthError.__name__: "minutes", UnspeakableError.__name__: "prescription"}.get(done.cause, "")
    column = blamed if blamed in places else ""
    fault = Fault(places.get(column, f"row {done.row}"), column, done.wrong)
    private = not column and done.cause not in _OPEN
    discreet = f"row {done.row}: could not be made ({done.cause})" if private else fault.discreet
    return Told(planned.result(State.FAILED, problem=str(fault)), discreet)
