"""The tables, and how older ones are brought up to date.

How to change the schema: append one to ``MIGRATIONS`` (never change one that was released) and a test to
``tests/history/test_store.py``. The number of steps a database has been through is its ``PRAGMA user_version``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

_TIME = "GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]*'"

_SESSIONS = f"""
CREATE TABLE sessions (
    id INTEGER PRIMARY KEY,
    routine TEXT NOT NULL,
    title TEXT NOT NULL,
    started TEXT NOT NULL CHECK (started {_TIME}),      -- as the runner's clock had it, with its offset from UTC
    ended TEXT CHECK (ended {_TIME}),                   -- empty: under way, or broken off
    outcome TEXT CHECK (outcome IN ('done', 'partly')),
    source TEXT NOT NULL CHECK (source IN ('played', 'logged')),
    CHECK ((ended IS NULL) = (outcome IS NULL))
)"""

_STEPS = f"""
CREATE TABLE steps (
    id INTEGER PRIMARY KEY,
    session INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    step INTEGER NOT NULL CHECK (step >= 1),            -- its number in the routine
    exercise TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('completed', 'skipped')),
    ended TEXT NOT NULL CHECK (ended {_TIME}),
    seconds REAL NOT NULL CHECK (seconds >= 0),         -- in its holds and repetitions, all sides together
    areas TEXT NOT NULL                                 -- what it works on, separated by blanks
)"""

_FEELINGS = f"""
CREATE TABLE feelings (
    id INTEGER PRIMARY KEY,
    session INTEGER REFERENCES sessions (id) ON DELETE SET NULL,
    area TEXT NOT NULL,
    tightness INTEGER NOT NULL CHECK (typeof(tightness) = 'integer' AND tightness BETWEEN 0 AND 10),
    at TEXT NOT NULL CHECK (at {_TIME})
)"""

_PAINS = f"""
CREATE TABLE pains (
    id INTEGER PRIMARY KEY,
    session INTEGER REFERENCES sessions (id) ON DELETE SET NULL,
    area TEXT,                                          -- empty: not said
    at TEXT NOT NULL CHECK (at {_TIME})
)"""

_NOTES = f"""
CREATE TABLE notes (
    id INTEGER PRIMARY KEY,
    session INTEGER REFERENCES sessions (id) ON DELETE SET NULL,
    text TEXT NOT NULL CHECK (text <> ''),
    at TEXT NOT NULL CHECK (at {_TIME})
)"""

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (_SESSIONS, _STEPS, _FEELINGS, _PAINS),
    (_NOTES, "CREATE INDEX steps_of_session ON steps (session)"),
)
"""Each step turns a database of one version into the next, in statements."""

VERSION = len(MIGRATIONS)


def version(connection: sqlite3.Connection) -> int:
    """Return the version of a database, 0 for an empty one."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a database up to date, all the way or not at all; several processes may try at once."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        for number in range(version(connection), VERSION):
            for statement in MIGRATIONS[number]:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number + 1}")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
