"""Plays and logs without end, saying on stdout what is safely written: ``python -m tests.history.busy``."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from coach.history.records import Entry, Feeling, Outcome, StepRecord
from coach.history.store import History

AT = datetime(2025, 3, 4, 18, 30, tzinfo=UTC)


def say(*what: object) -> None:
    """Say what is written, and let others write: SQLite has no queue for those who wait."""
    print(*what, flush=True)
    time.sleep(0.005)


def main() -> None:
    with History.open() as history:
        while True:
            session = history.begin_session("post", "Easy back", AT)
            say("session", session)
            for number in range(1, 5):
                history.add_step(
                    StepRecord(session, number, "cat-cow", Outcome.COMPLETED, AT, 30.0, ("neck",))
                )
                say("step", session, number)
            history.end_session(session, AT, Outcome.DONE)
            say("ended", session)
            history.add_feeling(Feeling("neck", session % 11, AT, session))
            say("feeling", session)
            history.log(Entry(AT, tight={"neck": 1, "calves": 2}, pains=(None,), note=f"note {session}"))
            say("note", session)


if __name__ == "__main__":
    main()
