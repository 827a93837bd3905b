"""The history on disk: one SQLite file that any SQLite tool reads, one transaction for each event.

The journal is SQLite's oldest, the one that is rolled back: it leaves a single file, works on network folders
and read-only disks, and what was written is on the disk before a call returns (``synchronous = EXTRA``). A
process that is killed loses what it had not been told was written, and nothing else.
"""

from __future__ import annotations

import contextlib
import math
import sqlite3
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self, TypeVar

from coach.errors import HistoryError
from coach.folders import moved, user_folder
from coach.history.database_errors import ASIDE, shown_path, told
from coach.history.records import FIRST_DAY, Feeling, Note, Outcome, Pain, Records, SessionRecord, StepRecord
from coach.history.schema import VERSION, migrate, version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date
    from pathlib import Path

    from coach.history.records import Entry

Record = TypeVar("Record")

PATIENCE = 5.0
"""Seconds to wait for another process that is writing."""

_TABLES = {"sessions": "started", "steps": "ended", "feelings": "at", "pains": "at", "notes": "at"}
"""Each table with its column for the time."""

_BEFORE = {
    table: f"WHERE substr({column}, 1, 10) < ?" for table, column in _TABLES.items() if table != "steps"
}
"""What was before a day, as the runner's calendar had it; steps go with their session."""


def default_path() -> Path:
    """Return the file of the history: in ``COACH_DATA`` if that is set, else in the user's data folder."""
    return (moved("COACH_DATA") or user_folder("data")) / "history.sqlite"


def now() -> datetime:
    """Return the time of the runner's clock with its offset from UTC, to the second."""
    return datetime.now().astimezone().replace(microsecond=0)


class History:
    """The history in one file; ``with History.open() as history``. Belongs to the thread that opened it.

    Every call is one transaction, on disk when it returns. All calls raise HistoryError when the file cannot
    be read or written; what was in it stays.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._spoilt = 0
        self.path = path

    @classmethod
    def open(cls, path: Path | None = None) -> Self:
        """Open the history to write in it, beginning one where there is none."""
        where = path or default_path()
        with told(where):
            where.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # it is nobody else's business
            return cls._open(where, "rwc")

    @classmethod
    def read(cls, path: Path | None = None) -> Records:
        """Return all there is; nothing when nothing was ever recorded."""
        where = path or default_path()
        with told(where):
            if not where.exists():
                return Records()
            with cls._open(where, "rw") as history:
                return history.records()

    @classmethod
    def _open(cls, path: Path, mode: str) -> Self:
        if path.is_dir():
            raise HistoryError("a folder is in the way", where=shown_path(path), hint="move it elsewhere")
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode={mode}", uri=True, timeout=PATIENCE, isolation_level=None
        )
        connection.text_factory = lambda text: text.decode("utf-8", "replace")
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = EXTRA")
            begun = connection.execute("SELECT 1 FROM sqlite_master").fetchone()
            found = version(connection)  # read second: another process may be beginning this very history
            if found > VERSION:
                raise HistoryError(
                    f"a newer coach wrote this history (version {found}; this one knows {VERSION})",
                    where=shown_path(path),
                    hint="update the coach; the file was left as it is",
                )
            if found < VERSION:
                if begun and not found:
                    raise HistoryError(
                        "this database is not a history of the coach", where=shown_path(path), hint=ASIDE
                    )
                migrate(connection)
        except BaseException:
            connection.close()
            raise
        return cls(connection, path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def begin_session(self, routine: str, title: str, started: datetime) -> int:
        """Begin a session that is being played, and return its number."""
        with self._transaction():
            return self._add(
                "sessions", routine=routine, title=title, started=started.isoformat(), source="played"
            )

    def add_step(self, step: StepRecord) -> None:
        """Add what became of an exercise."""
        with self._transaction():
            self._do(step)

    def end_session(self, session: int, ended: datetime, outcome: Outcome) -> None:
        """Close a session."""
        with self._transaction() as connection:
            connection.execute(
                "UPDATE sessions SET ended = ?, outcome = ? WHERE id = ?",
                (ended.isoformat(), outcome, session),
            )

    def add_feeling(self, feeling: Feeling) -> None:
        """Add how tight an area feels."""
        with self._transaction():
            self._feel(feeling)

    def add_pain(self, pain: Pain) -> None:
        """Add a sharp pain."""
        with self._transaction():
            self._hurt(pain)

    def log(self, entry: Entry) -> None:
        """Add what was recorded in one go, all of it or nothing."""
        at, session = entry.at.isoformat(), None
        with self._transaction():
            if entry.routine:
                session = self._add(
                    "sessions",
                    routine=entry.routine,
                    title=entry.title,
                    started=(entry.started or entry.at).isoformat() if entry.steps else at,
                    ended=at,
                    outcome=entry.outcome,
                    source="played" if entry.steps else "logged",
                )
            for step in entry.steps:
                self._do(replace(step, session=session or 0))
            for area, tightness in entry.tight.items():
                self._feel(Feeling(area, tightness, entry.at, session))
            for hurt in entry.pains:
                self._hurt(Pain(entry.at, hurt, session))
            if entry.note:
                self._add("notes", session=session, text=entry.note, at=at)

    def records(self) -> Records:
        """Return all there is, as of one moment; rows that cannot be understood are counted alone."""
        with self._transaction("BEGIN"):
            self._spoilt = 0
            found = Records(
                sessions=self._read(
                    _session, "sessions", "id, routine, title, started, ended, outcome, source"
                ),
                steps=self._read(_step, "steps", "session, step, exercise, outcome, ended, seconds, areas"),
                feelings=self._read(_feeling, "feelings", "area, tightness, at, session"),
                pains=self._read(_pain, "pains", "at, area, session"),
                notes=self._read(_note, "notes", "at, text, session"),
            )
        return replace(found, spoilt=self._spoilt)

    def _read(self, make: Callable[..., Record], table: str, columns: str) -> tuple[Record, ...]:
        """Return what ``make`` makes of each row; one that another program spoilt costs itself alone."""
        found = []
        for row in self._rows(table, columns):
            try:
                found.append(make(*row))
            except (ValueError, TypeError, OverflowError):
                self._spoilt += 1
        return tuple(found)

    def count(self, before: date | None = None) -> int:
        """How many sessions and entries there are, or were before a day."""
        with self._transaction("BEGIN") as connection:
            return sum(
                connection.execute(f"SELECT count(*) FROM {table} {where}", (_day(before),)).fetchone()[0]  # noqa: S608
                for table, where in _BEFORE.items()
            )

    def forget(self, before: date | None = None) -> None:
        """Forget everything, or what was before a day, for good; a session goes with its exercises.

        What is deleted is overwritten, so that the file holds no trace of it.
        """
        with told(self.path):
            self._connection.execute("PRAGMA secure_delete = ON")
        with self._transaction() as connection:
            for table, where in _BEFORE.items():
                connection.execute(f"DELETE FROM {table} {where}", (_day(before),))  # noqa: S608

    def last(self) -> SessionRecord | datetime | None:
        """Return the latest session, or the moment of what was recorded without one; None if there is nothing."""
        records = self.records()
        entries: list[Feeling | Pain | Note] = [*records.feelings, *records.pains, *records.notes]
        loose = (each.at for each in entries if each.session is None)
        latest, session = max(loose, default=None), next(reversed(records.sessions), None)
        return latest if session is None or (latest and latest > session.started) else session

    def forget_entry(self, entry: SessionRecord | datetime) -> None:
        """Forget, for good, a session and how it felt, or what was recorded at a moment without one."""
        at = entry.isoformat() if isinstance(entry, datetime) else None
        with told(self.path):
            self._connection.execute("PRAGMA secure_delete = ON")
        with self._transaction() as connection:
            for table in ("feelings", "pains", "notes"):
                if isinstance(entry, datetime):
                    connection.execute(f"DELETE FROM {table} WHERE session IS NULL AND at = ?", (at,))  # noqa: S608
                else:
                    connection.execute(f"DELETE FROM {table} WHERE session = ?", (entry.id,))  # noqa: S608
            if not isinstance(entry, datetime):
                connection.execute("DELETE FROM sessions WHERE id = ?", (entry.id,))

    def _do(self, step: StepRecord) -> None:
        self._add(
            "steps",
            session=step.session,
            step=step.step,
            exercise=step.exercise,
            outcome=step.outcome,
            ended=step.ended.isoformat(),
            seconds=step.seconds,
            areas=" ".join(step.areas),
        )

    def _feel(self, feeling: Feeling) -> None:
        self._add(
            "feelings",
            session=feeling.session,
            area=feeling.area,
            tightness=feeling.tightness,
            at=feeling.at.isoformat(),
        )

    def _hurt(self, pain: Pain) -> None:
        self._add("pains", session=pain.session, area=pain.area, at=pain.at.isoformat())

    def _add(self, table: str, **values: object) -> int:
        columns, places = ", ".join(values), ", ".join("?" * len(values))
        done = self._connection.execute(
            f"INSERT INTO {table} ({columns}) VALUES ({places})",  # noqa: S608 (our own names)
            tuple(values.values()),
        )
        return done.lastrowid or 0

    def _rows(self, table: str, columns: str) -> Iterable[tuple[Any, ...]]:
        return self._connection.execute(
            f"SELECT {columns} FROM {table} ORDER BY datetime({_TABLES[table]}), id"  # noqa: S608 (our own names)
        )

    @contextlib.contextmanager
    def _transaction(self, begin: str = "BEGIN IMMEDIATE") -> Iterator[sqlite3.Connection]:
        with told(self.path):
            self._connection.execute(begin)
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    if self._connection.in_transaction:
                        self._connection.execute("ROLLBACK")
                raise


def _day(day: date | None) -> str:
    """Return a day, or one after all of them, as it is compared to a time."""
    return day.isoformat() if day else "9999-99-99"


def _session(
    number: int,
    routine: object,
    title: object,
    started: object,
    ended: object,
    outcome: object,
    source: object,
) -> SessionRecord:
    end = None if ended is None else _time(ended)
    how = Outcome.PARTLY if outcome is None else Outcome(_text(outcome))
    return SessionRecord(number, _text(routine), _text(title), _time(started), end, how, _text(source))


def _step(
    session: int,
    step: object,
    exercise: object,
    outcome: object,
    ended: object,
    seconds: object,
    areas: object,
) -> StepRecord:
    took, names = _number(seconds), tuple(_text(areas).split())
    return StepRecord(
        session, round(_number(step)), _text(exercise), Outcome(_text(outcome)), _time(ended), took, names
    )


def _feeling(area: object, tightness: object, at: object, session: int | None) -> Feeling:
    return Feeling(_text(area), round(_number(tightness)), _time(at), session)


def _pain(at: object, area: object, session: int | None) -> Pain:
    return Pain(_time(at), None if area is None else _text(area), session)


def _note(at: object, text: object, session: int | None) -> Note:
    return Note(_time(at), _text(text), session)


def _text(value: object) -> str:
    """Return a text as it is; a BLOB raises TypeError."""
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not text")
    return value


def _number(value: object) -> float:
    """Return a number as it is; raises TypeError or ValueError for any other value."""
    if not isinstance(value, (int, float)) or not math.isfinite(value):
        raise TypeError(f"{value!r} is not a number")
    return value


def _time(text: object) -> datetime:
    """Read a time; one that another program wrote without an offset is taken for this computer's."""
    time = datetime.fromisoformat(_text(text))
    if time.date() < FIRST_DAY:
        raise ValueError("too long ago")
    return time if time.tzinfo else time.astimezone()
