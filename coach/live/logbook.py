"""Tells the history what becomes of the exercises of a live session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.history.recorder import Course, Recorder
from coach.history.records import Outcome
from coach.live.tally import Mark
from coach.units import SECOND

if TYPE_CHECKING:
    from coach.live.tally import StepMark
    from coach.session import Session


class Logbook:
    """The record of one session; its ``mark`` is for ``play_session``."""

    def __init__(self, session: Session) -> None:
        routine = session.routine
        self._library = session.library
        self.recorder = Recorder(Course(routine.name, routine.title, session.steps))

    def mark(self, mark: StepMark) -> None:
        """Take note of an exercise; returns at once."""
        if mark.mark is Mark.BEGUN:
            self.recorder.begin()
            return
        outcome = Outcome.COMPLETED if mark.mark is Mark.COMPLETED else Outcome.SKIPPED
        known = mark.exercise in self._library.exercise_names
        areas = tuple(self._library.exercise(mark.exercise).areas) if known else ()
        self.recorder.add(mark.step, mark.exercise, outcome, round(mark.spent / SECOND, 1), areas)

    def close(self) -> None:
        """End the record; raises HistoryError where not all of it could be written."""
        self.recorder.close()
        if self.recorder.fault:
            raise self.recorder.fault
