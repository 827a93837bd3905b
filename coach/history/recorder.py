"""Writes a live session down as it goes on."""

from __future__ import annotations

import queue
import threading
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.errors import HistoryError
from coach.history.records import Outcome, StepRecord
from coach.history.store import History, now

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

LEAVE_WITHIN = 15.0
"""Seconds to wait at the end for a disk that is slow."""


@dataclass(frozen=True, slots=True)
class Course:
    """What is played: a routine's name and title, and how many exercises the whole of it has."""

    routine: str
    title: str
    steps: int


class Recorder:
    """Records one session. Its calls return at once; a thread of its own writes, one transaction an event.

    What cannot be written is kept and tried again with the next event and at the end; ``fault`` then tells
    what was in the way. Nothing is ever raised, so that a session goes on whatever happens to its record.
    """

    def __init__(self, course: Course, path: Path | None = None, clock: Callable[[], datetime] = now) -> None:
        self._course = course
        self._path = path
        self._clock = clock
        self._events: queue.SimpleQueue[Callable[[History], None] | None] = queue.SimpleQueue()
        self._waiting: deque[Callable[[History], None]] = deque()
        self._history: History | None = None
        self._writer: threading.Thread | None = None
        self._trained: dict[str, float] = {}
        self._completed: set[int] = set()
        self.session: int | None = None
        """The number of the session in the history, as soon as it is there."""
        self.fault: HistoryError | None = None
        """Why not all of it could be written, once it is closed."""

    @property
    def trained(self) -> tuple[str, ...]:
        """The main areas of the exercises that were completed, the longest worked on first."""
        return tuple(sorted(self._trained, key=lambda area: -self._trained[area]))

    def begin(self) -> None:
        """Take note that the session begins; later calls change nothing."""
        if self._writer:
            return
        self._writer = threading.Thread(target=self._write, name="history", daemon=True)
        self._writer.start()
        started = self._clock()

        def write(history: History) -> None:
            self.session = history.begin_session(self._course.routine, self._course.title, started)

        self._events.put(write)

    def add(self, step: int, exercise: str, outcome: Outcome, seconds: float, areas: tuple[str, ...]) -> None:
        """Take note of what became of an exercise."""
        self.begin()
        if outcome is Outcome.COMPLETED:
            self._completed.add(step)
            for main in areas[:1]:
                self._trained[main] = self._trained.get(main, 0.0) + seconds
        ended = self._clock()

        def write(history: History) -> None:
            history.add_step(StepRecord(self.session or 0, step, exercise, outcome, ended, seconds, areas))

        self._events.put(write)

    def close(self) -> None:
        """Take note that the session is over, and see that everything is on disk."""
        if not self._writer:
            return
        outcome = Outcome.DONE if len(self._completed) >= self._course.steps else Outcome.PARTLY
        ended = self._clock()
        self._events.put(lambda history: history.end_session(self.session or 0, ended, outcome))
        self._events.put(None)
        self._writer.join(LEAVE_WITHIN)
        if self._writer.is_alive():
            self.fault = HistoryError("the disk takes too long to write the history")

    def _write(self) -> None:
        while (event := self._events.get()) is not None:
            self._waiting.append(event)
            self._catch_up()
        if self._history:
            self._history.close()

    def _catch_up(self) -> None:
        """Write what waits, in order, as far as it goes."""
        try:
            self._history = self._history or History.open(self._path)
            while self._waiting:
                self._waiting[0](self._history)
                self._waiting.popleft()
            self.fault = None
        except HistoryError as fault:
            self.fault = fault
