"""The history on disk: one SQLite file that any SQLite tool reads, one transaction for each event.

The journal is SQLite's oldest, the one that is rolled back: it leaves a single file, works on network folders
and read-only disks, and what was written is on the disk before a call returns (``synchronous = EXTRA``). A
process that is killed loses what it had not been told was written, and nothing else.
"""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from coach.errors import HistoryError
from coach.folders import moved, user_folder
from coach.history.database_errors import ASIDE, shown_path, told
from coach.history.records import Feeling, Note, Outcome, Pain, Records, Session, Step
from coach.history.schema import VERSION, migrate, version

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from pathlib import Path

    from coach.history.records import Entry

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
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = EXTRA")
            found = version(connection)
            if found > VERSION:
                raise HistoryError(
                    f"a newer coach wrote this history (version {found}; this one knows {VERSION})",
                    where=shown_path(path),
                    hint="update the coach; the file was left as it is",
                )
            if found < VERSION:
                if not found and connection.execute("SELECT 1 FROM sqlite_master").fetchone():
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

    def add_step(self, step: Step) -> None:
        """Add what became of an exercise."""
        with self._transaction():
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
        """Add what was logged by hand, all of it or nothing."""
        at, session = entry.at.isoformat(), None
        with self._transaction():
            if entry.routine:
                session = self._add(
                    "sessions",
                    routine=entry.routine,
                    title=entry.title,
                    started=at,
                    ended=at,
                    outcome=Outcome.DONE,
                    source="logged",
                )
            for area, tightness in entry.tight.items():
                self._feel(Feeling(area, tightness, entry.at, session))
            for hurt in entry.pains:
                self._hurt(Pain(entry.at, hurt, session))
            if entry.note:
                self._add("notes", session=session, text=entry.note, at=at)

    def records(self) -> Records:
        """Return all there is, as of one moment."""
        with self._transaction("BEGIN"):
            return Records(
                sessions=tuple(
                    Session(
                        number, routine, title, _time(started), _time(ended) if ended else None,
                        outcome or Outcome.PARTLY, source,
                    )
                    for number, routine, title, started, ended, outcome, source in self._rows(
                        "sessions", "id, routine, title, started, ended, outcome, source"
                    )
                ),
                steps=tuple(
                    Step(session, step, exercise, outcome, _time(ended), seconds, tuple(areas.split()))
                    for session, step, exercise, outcome, ended, seconds, areas in self._rows(
                        "steps", "session, step, exercise, outcome, ended, seconds, areas"
                    )
                ),
                feelings=tuple(
                    Feeling(area, tightness, _time(at), session)
                    for area, tightness, at, session in self._rows("feelings", "area, tightness, at, session")
                ),
                pains=tuple(
                    Pain(_time(at), area, session)
                    for at, area, session in self._rows("pains", "at, area, session")
                ),
                notes=tuple(
                    Note(_time(at), text, session)
                    for at, text, session in self._rows("notes", "at, text, session")
                ),
            )  # fmt: skip

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


def _time(text: str) -> datetime:
    """Read a time; one that another program wrote without an offset is taken for this computer's."""
    time = datetime.fromisoformat(text)
    return time if time.tzinfo else time.astimezone()
