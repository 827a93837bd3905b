"""What the history holds, as plain data. Times have their offset from UTC; areas and exercises go by name."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

FIRST_DAY = date(1970, 1, 1)
"""Nothing is recorded of an earlier day: not every system knows what offset from UTC it had."""


class Outcome(StrEnum):
    """How a session or an exercise ended."""

    DONE = "done"
    PARTLY = "partly"
    COMPLETED = "completed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """One session. It is ``done`` when every exercise was completed; without an ``ended`` it broke off."""

    id: int
    routine: str
    title: str
    started: datetime
    ended: datetime | None
    outcome: str
    source: str
    """``played``, or ``logged`` by hand."""

    @property
    def day(self) -> date:
        """The day it counts for, as the runner's calendar had it."""
        return self.started.date()


@dataclass(frozen=True, slots=True)
class StepRecord:
    """One exercise of a session, completed or skipped; ``seconds`` is the time truly spent in it."""

    session: int
    step: int
    exercise: str
    outcome: str
    ended: datetime
    seconds: float
    areas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Feeling:
    """How tight an area felt, 0 (loose) to 10; of no ``session`` when it was logged on its own."""

    area: str
    tightness: int
    at: datetime
    session: int | None = None


@dataclass(frozen=True, slots=True)
class Pain:
    """A sharp pain; the ``area`` may not be known."""

    at: datetime
    area: str | None = None
    session: int | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """Something the runner wanted to remember."""

    at: datetime
    text: str
    session: int | None = None


@dataclass(frozen=True, slots=True)
class Records:
    """All of it, or all since a day; each kind in the order of time."""

    sessions: tuple[SessionRecord, ...] = ()
    steps: tuple[StepRecord, ...] = ()
    feelings: tuple[Feeling, ...] = ()
    pains: tuple[Pain, ...] = ()
    notes: tuple[Note, ...] = ()
    spoilt: int = 0
    """Rows that another program spoilt: they stay in the file, and are in none of the above."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a runner records in one go; ``routine`` and ``title`` are empty when no session is meant.

    With ``steps`` it is a session that was played, which began at ``started``; without, it is logged by hand.
    """

    at: datetime
    routine: str = ""
    title: str = ""
    tight: dict[str, int] = field(default_factory=dict)
    pains: tuple[str | None, ...] = ()
    note: str = ""
    started: datetime | None = None
    steps: tuple[StepRecord, ...] = ()
    outcome: Outcome = Outcome.DONE


def in_words(area: str) -> str:
    """Return the name of an area as English reads it: ``lower back`` for ``lower-back``."""
    return area.replace("-", " ")
