"""Two years of daily sessions: ``python -m tests.history.years FILE``."""

from __future__ import annotations

import random
import sys
from datetime import datetime, timedelta
from pathlib import Path

from coach.history.records import Outcome
from coach.history.store import History, now

AREAS = {
    "childs-pose": "lower-back upper-back glutes",
    "seated-forward-fold": "hamstrings lower-back",
    "supine-spinal-twist": "lower-back deep-hip-rotators",
    "lying-knee-hug": "glutes",
    "static-calf-stretch": "feet-and-calves",
}


def fill(file: Path, days: int = 731, until: datetime | None = None) -> None:
    """Write a session a day, each with five exercises and a rating of every area, in one transaction."""
    chance = random.Random(days)  # noqa: S311 (figures, not secrets)
    last = until or now()
    with History.open(file) as history, history._transaction():
        for number in range(days):
            at = last - timedelta(days=days - 1 - number)
            ended = (at + timedelta(minutes=7)).isoformat()
            session = history._add(
                "sessions", routine="post", title="Easy back after your run", started=at.isoformat(),
                ended=ended, outcome=Outcome.DONE, source="played",
            )  # fmt: skip
            for step, (exercise, areas) in enumerate(AREAS.items(), start=1):
                history._add(
                    "steps", session=session, step=step, exercise=exercise, outcome=Outcome.COMPLETED,
                    ended=ended, seconds=60.0, areas=areas,
                )  # fmt: skip
            for place, area in enumerate(
                sorted({area for areas in AREAS.values() for area in areas.split()})
            ):
                tightness = 8 - place - 3 * number / days + chance.gauss(0, 1.2)
                history._add(
                    "feelings",
                    session=session,
                    area=area,
                    tightness=max(0, min(10, round(tightness))),
                    at=ended,
                )


if __name__ == "__main__":
    fill(Path(sys.argv[1]))
