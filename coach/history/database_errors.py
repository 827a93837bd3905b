"""What SQLite and the system complain of, in words that help the runner."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

from coach.errors import HistoryError, printable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ASIDE = "move the file elsewhere, and a new history is begun"
"""What helps with a file that is none of ours, or broken."""

_FAULTS = {
    sqlite3.SQLITE_READONLY: (
        "the history can be read, but not written",
        "is the disk or the file write-protected?",
    ),
    sqlite3.SQLITE_PERM: ("the history may not be opened", "see who owns the file and its folder"),
    sqlite3.SQLITE_AUTH: ("the history may not be opened", "see who owns the file and its folder"),
    sqlite3.SQLITE_CANTOPEN: (
        "the history cannot be opened",
        "see who may write in its folder, or set COACH_DATA",
    ),
    sqlite3.SQLITE_FULL: ("the disk is full", "make room; what was recorded before is safe"),
    sqlite3.SQLITE_IOERR: (
        "the disk does not do what it is asked",
        "is it full, or going bad? set COACH_DATA to another",
    ),
    sqlite3.SQLITE_BUSY: ("another program keeps the history locked", "close it, and try again"),
    sqlite3.SQLITE_LOCKED: ("another program keeps the history locked", "close it, and try again"),
    sqlite3.SQLITE_CONSTRAINT: (
        "the session is not in the history any more",
        "was it forgotten meanwhile?",
    ),
    sqlite3.SQLITE_CORRUPT: (
        "the history is damaged",
        f"{ASIDE}; 'sqlite3 FILE .recover' may save what is in it",
    ),
    sqlite3.SQLITE_NOTADB: ("this is not a history, or it is damaged", ASIDE),
}


@contextlib.contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what SQLite and the system complain of into a HistoryError about this file."""
    try:
        yield
    except sqlite3.Error as fault:
        code = getattr(fault, "sqlite_errorcode", 0) & 0xFF
        what, hint = _FAULTS.get(code, (f"the history cannot be used ({fault})", ASIDE))
        raise HistoryError(what, where=shown_path(path), hint=hint) from fault
    except OSError as fault:
        reason = fault.strerror or str(fault)
        hint = "set COACH_DATA to a folder that can be written"
        raise HistoryError(
            f"there is no place for the history ({reason})", where=shown_path(path), hint=hint
        ) from fault
    except (ValueError, AttributeError, TypeError) as fault:
        raise HistoryError(
            f"the history holds what cannot be understood ({fault})", where=shown_path(path), hint=ASIDE
        ) from fault


def shown_path(path: Path) -> str:
    """Return a path as a message can show it."""
    return printable(str(path))
