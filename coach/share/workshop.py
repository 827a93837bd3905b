"""Fulfils the wishes that come from the page: one after the other, a track for each."""

from __future__ import annotations

import logging
import queue
import threading
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from coach.content.fields import Detail
from coach.content.labels.page import PageWords
from coach.errors import CoachError, LengthError, NotFoundError, PlanError, RoutineError
from coach.share.making import MOST_TRACKS, Order, make
from coach.share.tracks import Shelf, Track
from coach.track.batch import StoppedError
from coach.units import format_clock

if TYPE_CHECKING:
    from pathlib import Path

    from coach.content.labels.page import Faults
    from coach.content.library import Library
    from coach.plan.planner import Plan
    from coach.session_options import Options
    from coach.track.batch import Job

MOST_WAITING = 3
MUSIC = "music"
"""What the music is called beside the beds."""

REMEMBERED = 10
"""Wishes whose fate the page is told of."""

_log = logging.getLogger(__name__)

Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4096)]
"""A routine's name, or what somebody takes for one: whatever its length, the answer is that there is none."""


class Wish(BaseModel):
    """What the page asks for: a routine by its name, or what is tight.

    ``minutes`` None leaves the length open; ``bed`` is what goes under the voice.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    routine: Name | None = None
    tight: Annotated[tuple[Word, ...], Field(max_length=4)] = ()
    minutes: Annotated[float, Field(ge=1, le=60, allow_inf_nan=False, strict=True)] | None = None
    detail: Detail = Detail.FULL
    bed: Word | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if bool(self.routine) == bool(self.tight):
            raise ValueError("choose either a routine or what is tight")
        return self


State = Literal["waiting", "making", "done", "failed"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a wish is: ``share`` from 0 to 1; ``track`` is the id once it is done, ``fault`` why it is not."""

    number: int
    title: str
    state: State = "waiting"
    share: float = 0.0
    track: str | None = None
    fault: str | None = None


class TooMuchError(CoachError):
    """There are enough wishes, or tracks, as it is."""


class Workshop:
    """Fulfils wishes one after the other, in a thread of its own, and puts the tracks on the shelf."""

    def __init__(self, shelf: Shelf, library: Library, options: Options, cache: Path | None) -> None:
        self._shelf, self._library, self._options, self._cache = shelf, library, options, cache
        self._faults = PageWords.read(library.language).faults
        self._waiting: queue.Queue[tuple[Order, Options, int] | None] = queue.Queue()
        self._fates: dict[int, Progress] = {}
        self._titles: dict[Path, tuple[tuple[int, int], str | None]] = {}
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="workshop", daemon=True)
        self._thread.start()

    @property
    def routines(self) -> list[tuple[str, str]]:
        """The name and title of every routine that can be asked for; those with mistakes are left out."""
        named = [(listed.name, self._title(listed.path)) for listed in self._library.routines()]
        return [(name, title) for name, title in named if title is not None]

    def _title(self, path: Path) -> str | None:
        """Return the title of a routine, None if it has mistakes; read again only when its file has changed."""
        try:
            status = path.stat()
            stamp = (status.st_size, status.st_mtime_ns)
            if self._titles.get(path, ((0, 0), ""))[0] != stamp:
                self._titles[path] = (stamp, None)
                self._titles[path] = (stamp, self._library.load_file(path).title)
        except (OSError, CoachError):
            pass
        return self._titles.get(path, ((0, 0), None))[1]

    @property
    def areas(self) -> list[tuple[str, str]]:
        """The name and title of everything that can be tight."""
        titles = self._library.titles.areas
        return [(name, titles[name]) for name in self._library.areas]

    @property
    def beds(self) -> list[str]:
        """The name of everything that can go under the voice: the music only where there is some."""
        from coach.sound.bed import BEDS

        return [*([MUSIC] if self._options.music else []), *BEDS]

    @property
    def busy(self) -> bool:
        """Whether anything is being made or waits for it."""
        return any(fate.state in ("waiting", "making") for fate in self.fates())

    def fates(self) -> list[Progress]:
        """How far the latest wishes are, the newest first."""
        with self._lock:
            return [*reversed(self._fates.values())]

    def ask(self, wish: Wish) -> Progress:
        """Take a wish; raises TooMuchError, or what is wrong with it (NotFoundError, PlanError, RoutineError)."""
        with self._lock:
            self._check_room()  # before anything is planned, and once more after that
        order, options = self._order(wish)
        with self._lock:
            self._check_room()
            number = max(self._fates, default=0) + 1
            fate = Progress(number, order.routine.title)
            self._fates[number] = fate
            for old in [*self._fates][:-REMEMBERED]:
                del self._fates[old]
        self._waiting.put((order, options, number))
        return fate

    def close(self) -> None:
        """Give up what is being made, soon."""
        self._stop.set()
        self._waiting.put(None)
        self._thread.join(timeout=5)

    def _check_room(self) -> None:
        """Raise TooMuchError when enough wishes wait, or tracks are there; the lock is held."""
        waiting = sum(fate.state == "waiting" for fate in self._fates.values())
        if waiting >= MOST_WAITING:
            raise TooMuchError(self._faults.waiting)
        if len(self._shelf) + waiting >= MOST_TRACKS:
            raise TooMuchError(self._faults.most)

    def _order(self, wish: Wish) -> tuple[Order, Options]:
        if wish.bed and wish.bed not in self.beds:
            raise NotFoundError(self._faults.no_bed)
        music = self._options.music if wish.bed == MUSIC else None
        bed = None if music else wish.bed
        full = wish.detail is Detail.FULL
        amount = None if full and wish.minutes else wish.detail  # less is said where the length needs that
        options = replace(self._options, detail=amount, minutes=wish.minutes, bed=bed, music=music)
        if wish.tight:
            made = self._plan(wish)
            routine, options = made.routine, replace(options, minutes=made.minutes)
        else:
            paths = {listed.name: listed.path for listed in self._library.routines()}
            if wish.routine not in paths:  # never a path: a file is not to be had by asking for it
                raise NotFoundError(self._faults.no_routine)
            routine = self._library.load_file(paths[wish.routine])
        length = f"-{options.minutes:.4g}-min".replace(".", "-") if options.minutes else ""
        under = f"-{wish.bed}" if wish.bed else ""
        return Order(f"{routine.name}{length}-{wish.detail}{under}", routine), options

    def _plan(self, wish: Wish) -> Plan:
        """Make a routine of a wish; where that can be had in another length only, PlanError says which."""
        from coach.plan.planner import plan
        from coach.plan.wishes import Wishes
        from coach.settings.tastes import read_tastes

        wishes = Wishes(wish.tight, wish.minutes, detail=wish.detail, **asdict(read_tastes()))
        try:
            return plan(wishes, self._library)
        except PlanError as fault:
            near = [other for other in fault.nearest if isinstance(other, Wishes)]
            minutes = [other.minutes for other in near if replace(other, minutes=wish.minutes) == wishes]
            if not any(minutes):
                raise
            told = " / ".join(f"{length:.3g}" for length in minutes if length)
            raise PlanError(self._faults.tight_length.format(minutes=told)) from None

    def _work(self) -> None:
        while (item := self._waiting.get()) is not None and not self._stop.is_set():
            order, options, number = item
            self._tell(number, state="making")
            try:
                self._fulfil(order, options, number)
            except StoppedError:
                return
            except CoachError as fault:
                self._tell(number, state="failed", fault=in_public(fault, self._faults))
            except Exception as fault:  # whatever it is, the next wish must still be served
                _log.warning("a track could not be made (%s: %s)", type(fault).__name__, fault)
                self._tell(number, state="failed", fault=self._faults.unforeseen)

    def _fulfil(self, order: Order, options: Options, number: int) -> None:
        def report(_job: Job, done: int, total: int) -> None:
            self._tell(number, share=done / total)

        made = make([order], self._library, options, self._cache, progress=report, stop=self._stop)
        for found in made:
            if isinstance(found, Track):
                self._shelf.put(found)
                self._tell(number, state="done", share=1.0, track=found.id)
            else:
                self._tell(number, state="failed", fault=in_public(found[1], self._faults))

    def _tell(
        self,
        number: int,
        *,
        state: State | None = None,
        share: float | None = None,
        track: str | None = None,
        fault: str | None = None,
    ) -> None:
        with self._lock:
            if (fate := self._fates.get(number)) is not None:
                self._fates[number] = replace(
                    fate,
                    state=state or fate.state,
                    share=fate.share if share is None else share,
                    track=track,
                    fault=fault,
                )


def in_public(fault: CoachError, words: Faults) -> str:
    """Say what is wrong as it can be said on the page: without the paths of this computer.

    What is not the page's own to say, as of a voice or the planner, is said in English.
    """
    if isinstance(fault, RoutineError):
        return words.broken.format(command="coach check")
    if isinstance(fault, LengthError):
        reach = {name: format_clock(getattr(fault, name)) for name in ("shortest", "longest", "nearest")}
        told = words.one_length if fault.shortest == fault.longest else words.length
        return told.format(**reach)
    only_at_a_terminal = "--" in fault.hint or "'coach " in fault.hint
    return "; ".join(filter(None, (fault.what, "" if only_at_a_terminal else fault.hint)))
