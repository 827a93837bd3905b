"""The history for other programs: as JSON, and as one table of CSV. Neither loses anything that is recorded."""

from __future__ import annotations

import csv
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, TextIO

from coach.errors import harmless

if TYPE_CHECKING:
    from datetime import date, datetime

    from coach.history.records import Records

FORMAT = 1
"""The version of the JSON; raised when a key goes or changes its meaning."""

COLUMNS = (
    "kind", "at", "session", "routine", "title", "ended", "outcome", "source",
    "step", "exercise", "seconds", "areas", "area", "tightness", "text",
)  # fmt: skip
"""The columns of the CSV: ``kind`` is session, step, feeling, pain or note; what does not apply stays empty."""


def latest(records: Records, since: date | None = None, limit: int | None = None) -> Records:
    """What was since a day; or the last sessions, with what was recorded since the first of these."""
    sessions = tuple(session for session in records.sessions if since is None or session.day >= since)
    if limit is not None and limit < len(sessions):
        sessions = sessions[-limit:]
        first: datetime | None = sessions[0].started
    else:
        first = None

    def kept(at: datetime) -> bool:
        return (since is None or at.date() >= since) and (first is None or at >= first)

    numbers = {session.id for session in sessions}
    return replace(
        records,
        sessions=sessions,
        steps=tuple(step for step in records.steps if step.session in numbers),
        feelings=tuple(feeling for feeling in records.feelings if kept(feeling.at)),
        pains=tuple(pain for pain in records.pains if kept(pain.at)),
        notes=tuple(note for note in records.notes if kept(note.at)),
    )


def as_json(records: Records, person: str = "") -> dict[str, Any]:
    """Return the records as JSON has them: sessions with their steps, and what was felt. Times are ISO 8601.

    ``person``, if given, says whose they are.
    """
    steps: dict[int, list[dict[str, Any]]] = {session.id: [] for session in records.sessions}
    for step in records.steps:
        entry = _plain(asdict(step))
        del entry["session"]
        steps[step.session].append(entry)
    return {
        "format": FORMAT,
        **({"person": person} if person else {}),
        "sessions": [_plain(asdict(session)) | {"steps": steps[session.id]} for session in records.sessions],
        "feelings": [_plain(asdict(feeling)) for feeling in records.feelings],
        "pains": [_plain(asdict(pain)) for pain in records.pains],
        "notes": [_plain(asdict(note)) for note in records.notes],
    }


def write_csv(records: Records, stream: TextIO) -> None:
    """Write the records as one table with the columns of ``COLUMNS``, in the order of time."""
    rows: list[tuple[datetime, dict[str, Any]]] = []
    for session in records.sessions:
        row = asdict(session)
        rows.append(
            (session.started, {"kind": "session", "at": row.pop("started"), "session": row.pop("id"), **row})
        )
    for step in records.steps:
        row = asdict(step)
        row["areas"] = " ".join(row["areas"])
        rows.append((step.ended, {"kind": "step", "at": row.pop("ended"), **row}))
    for kind, entries in (("feeling", records.feelings), ("pain", records.pains), ("note", records.notes)):
        rows += [(entry.at, {"kind": kind, **asdict(entry)}) for entry in entries]
    rows.sort(key=lambda row: row[0])
    writer = csv.DictWriter(stream, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(_harmless(_plain(row)) for _, row in rows)


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Write times as text."""
    return {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in row.items()}


def _harmless(row: dict[str, Any]) -> dict[str, Any]:
    return {key: harmless(value) if isinstance(value, str) else value for key, value in row.items()}
