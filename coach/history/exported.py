"""A history that was exported, read back: the JSON or the CSV of ``coach history export``, whoever wrote it.

What a file says is checked as it is read: nothing of it gets further that a history could not hold.
"""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from coach.errors import HistoryError, printable, shown
from coach.files import read_bytes
from coach.history.dump import COLUMNS, FORMAT
from coach.history.records import Feeling, Note, Pain, Records, SessionRecord, StepRecord

if TYPE_CHECKING:
    from pathlib import Path

LARGEST = 32 << 20
"""Bytes of a file that are read at most: some hundred years of a session a day."""

_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
_HINT = "have it written anew: coach history export -o FILE.json"


def _recent(time: datetime) -> datetime:
    if time < _FIRST:
        raise ValueError("too long ago")
    return time


_Time = Annotated[AwareDatetime, AfterValidator(_recent)]
_Name = Annotated[str, Field(max_length=200)]
_Number = Annotated[int, Field(ge=0, lt=1 << 63)]


class _Row(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Session(_Row):
    id: _Number
    routine: _Name
    title: _Name = ""
    started: _Time
    ended: _Time | None = None
    outcome: Literal["done", "partly"] = "partly"
    source: Literal["played", "logged"]


class _Step(_Row):
    session: _Number
    step: Annotated[int, Field(ge=1, le=10_000)]
    exercise: _Name
    outcome: Literal["completed", "skipped"]
    ended: _Time
    seconds: Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)]
    areas: Annotated[tuple[_Name, ...], Field(max_length=40)] = ()


class _Feeling(_Row):
    area: _Name
    tightness: Annotated[int, Field(ge=0, le=10)]
    at: _Time
    session: _Number | None = None


class _Pain(_Row):
    at: _Time
    area: _Name | None = None
    session: _Number | None = None


class _Note(_Row):
    at: _Time
    text: Annotated[str, Field(max_length=10_000)]
    session: _Number | None = None


_KINDS: tuple[tuple[str, type[_Row], type[Any]], ...] = (
    ("sessions", _Session, SessionRecord),
    ("steps", _Step, StepRecord),
    ("feelings", _Feeling, Feeling),
    ("pains", _Pain, Pain),
    ("notes", _Note, Note),
)


def read_export(path: Path) -> tuple[str, Records]:
    """Return whose history a file holds, "" if it does not say, and the history.

    Raises HistoryError when the file cannot be read or is no export, at the first entry that is wrong.
    """
    where = printable(str(path))
    try:
        text = read_bytes(path, LARGEST).decode("utf-8-sig")
        entries, person = _from_csv(text) if path.suffix.lower() == ".csv" else _from_json(text)
    except OSError as fault:
        raise HistoryError(f"cannot be read ({fault.strerror or fault})", where=where) from None
    except (ValueError, RecursionError, csv.Error) as fault:
        what = str(fault) if isinstance(fault, _StrangeError) else "this is not an exported history"
        raise HistoryError(what, where=where, hint=_HINT) from None
    found: dict[str, Any] = {kind: _checked(kind, entries[kind], where) for kind, _, _ in _KINDS}
    return person, Records(**found)


class _StrangeError(ValueError):
    """What is read is well formed, but no export; says why."""


def _from_json(text: str) -> tuple[dict[str, list[Any]], str]:
    data = json.loads(text)
    if not isinstance(data, dict) or not isinstance(data.get("sessions"), list):
        raise ValueError("no sessions")
    if data.get("format") != FORMAT:
        raise _StrangeError(f"its format is {shown(data.get('format'))}; this coach reads {FORMAT}")
    entries: dict[str, list[Any]] = {}
    for kind, _, _ in _KINDS:
        found = data.get(kind, [])
        if not isinstance(found, list):
            raise ValueError(kind)
        entries[kind] = found
    for session in entries["sessions"]:
        steps = session.get("steps") if isinstance(session, dict) else None
        for step in steps if isinstance(steps, list) else ():
            entries["steps"].append(
                {**step, "session": session.get("id")} if isinstance(step, dict) else step
            )
    person = data.get("person", "")
    return entries, person if isinstance(person, str) else ""


def _from_csv(text: str) -> tuple[dict[str, list[Any]], str]:
    rows = csv.DictReader(io.StringIO(text, newline=""))
    if tuple(rows.fieldnames or ()) != COLUMNS:
        raise ValueError("other columns")
    entries: dict[str, list[Any]] = {kind: [] for kind, _, _ in _KINDS}
    for row in rows:
        filled: dict[str, Any] = {key: _plain(value) for key, value in row.items() if key and value}
        kind = f"{filled.get('kind', '')}s"
        if kind not in entries:
            raise _StrangeError(f"line {rows.line_num}: there is no kind {shown(row.get('kind'))}")
        if kind == "sessions":
            filled |= {"id": filled.get("session"), "started": filled.get("at")}
        elif kind == "steps":
            filled |= {"ended": filled.get("at"), "areas": str(filled.get("areas", "")).split()}
        entries[kind].append(filled)
    return entries, ""


def _plain(text: str) -> str:
    """Return a cell without the mark that keeps spreadsheets from taking it for a formula."""
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@", "\t", "\r") else text


def _checked(kind: str, entries: list[Any], where: str) -> tuple[Any, ...]:
    row, plain = next((row, plain) for name, row, plain in _KINDS if name == kind)
    found = []
    for number, entry in enumerate(entries, start=1):
        try:
            found.append(plain(**row.model_validate(entry).model_dump()))
        except ValidationError as fault:
            first = fault.errors(include_url=False)[0]
            key = ".".join(str(part) for part in first["loc"]) or "entry"
            what = f"{kind} {number}: '{printable(key)}' is wrong: {first['msg'][:80].lower()}"
            raise HistoryError(what, where=where, hint=_HINT) from None
    time = {"sessions": "started", "steps": "ended"}.get(kind, "at")
    return tuple(sorted(found, key=lambda each: getattr(each, time)))
