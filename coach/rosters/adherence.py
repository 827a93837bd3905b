"""How far many people keep at it: their exported histories, read one by one, as rows of a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.errors import HistoryError, MediaError, harmless, printable
from coach.history.exported import read_export
from coach.history.progress import GOAL, Verdict, progress
from coach.history.records import in_words
from coach.history.summary import LATELY, figure
from coach.rosters.roster_report import REPORT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from pathlib import Path

    from coach.history.progress import Progress, Trend
    from coach.history.records import Records

ENDINGS = (".json", ".csv")
HEADER = ("person", "sessions", "last", "weeks before", "a week", "goal met", "better", "worse", "pain")
PAIN_DAYS = 28
"""Days for which a sharp pain is told of."""


@dataclass(frozen=True, slots=True)
class Adherence:
    """One person: how many sessions in all, the last of them, how many in each of the last whole weeks.

    ``better`` and ``worse`` are the areas that became looser and tighter, ``pains`` the sharp pains of late.
    """

    person: str
    sessions: int
    last: date | None
    weeks: tuple[int, ...]
    goal: tuple[int, int]
    better: tuple[str, ...]
    worse: tuple[str, ...]
    pains: int

    @property
    def a_week(self) -> float:
        """Sessions a week, on average of these weeks."""
        return sum(self.weeks) / len(self.weeks) if self.weeks else 0.0

    @property
    def met(self) -> int:
        """Weeks in which the goal was reached."""
        return sum(number >= self.goal[0] for number in self.weeks)

    @property
    def row(self) -> tuple[str, ...]:
        """The cells of ``HEADER``."""
        return (
            self.person,
            str(self.sessions),
            self.last.isoformat() if self.last else "",
            " ".join(map(str, self.weeks)),
            figure(self.a_week),
            f"{self.met} of {len(self.weeks)}" if self.weeks else "",
            ", ".join(self.better),
            ", ".join(self.worse),
            str(self.pains or ""),
        )

    @property
    def harmless_row(self) -> tuple[str, ...]:
        """The same, with nothing that a spreadsheet takes for a formula."""
        return tuple(map(harmless, self.row))


def export_files(paths: Iterable[Path]) -> list[Path]:
    """Return the files that are named, and those of named folders; raises MediaError for what is neither."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(path.iterdir())
            found += [
                each
                for each in inside
                if each.suffix.lower() in ENDINGS and each.name[0] != "." and each.name != REPORT
            ]
        elif path.exists():
            found.append(path)
        else:
            raise MediaError("there is no such file or folder", where=printable(str(path)))
    return list(dict.fromkeys(found))


def read_adherence(
    files: Iterable[Path], today: date, goal: tuple[int, int] = GOAL
) -> Iterator[Adherence | HistoryError]:
    """Yield what each file tells as of a day, or why it cannot be read.

    Whose it is, is said in it, or by its name.
    """
    for file in files:
        try:
            person, records = read_export(file)
        except HistoryError as fault:
            yield fault
        else:
            yield adherence(person or file.stem, records, today, goal)


def adherence(person: str, records: Records, today: date, goal: tuple[int, int] = GOAL) -> Adherence:
    """Return how far somebody keeps at it; the week that is not over yet does not count."""
    found = progress(records, today, goal)
    days = [session.day for session in records.sessions if session.day <= today]
    return Adherence(
        person=" ".join(person.split()),
        sessions=sum(week.sessions for week in found.weeks),
        last=max(days, default=None) if found.weeks else None,
        weeks=tuple(week.sessions for week in found.weeks[:-1][-LATELY:]),
        goal=found.goal,
        better=_changed(found, Verdict.BETTER),
        worse=_changed(found, Verdict.WORSE),
        pains=sum(0 <= (today - pain.at.date()).days < PAIN_DAYS for pain in records.pains),
    )


def _changed(found: Progress, verdict: Verdict) -> tuple[str, ...]:
    trends: list[Trend] = [trend for trend in found.trends if trend.verdict is verdict]
    return tuple(in_words(trend.area) for trend in trends)
