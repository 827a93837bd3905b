"""Takes what the page tells of a play into the history: once, and whole or not at all.

The rules are those of ``coach play``: an exercise is completed once its last hold or repetition was heard to its
end, and skipped where only some of it was heard. If somebody says that all was done, and not all was heard on the
page, that is logged as by hand.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from coach.content.labels.page import PageWords
from coach.content.labels.questions import QuestionWords
from coach.errors import CoachError
from coach.history.advice import advice_for, worded
from coach.history.records import Entry, Outcome, StepRecord, in_words
from coach.history.store import History, now
from coach.share.guard import Rates
from coach.units import SECOND

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from coach.content.library import Library
    from coach.share.tracks import Track
    from coach.timeline.model import TimedStep

OFTEN = (1 / 60, 30)
"""Plays a second that may be told, and how many at once: a person does not do more."""

_REMEMBERED = 1000
_LONGEST = 24 * 60 * 60

Area = Annotated[str, StringConstraints(min_length=1, max_length=80)]


class Heard(BaseModel):
    """What was heard of an exercise: its number, seconds in its holds and repetitions, whether to their end."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    step: Annotated[int, Field(ge=1, le=10_000)]
    seconds: Annotated[float, Field(ge=0, le=_LONGEST, allow_inf_nan=False)]
    done: bool


class Told(BaseModel):
    """What the page tells of one play, to which it gives a name of its own; it began ``ago`` seconds ago.

    ``whole`` is that all was done, ``tight`` from 0 (loose) to 10 by area; a ``pain`` is a sharp one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    play: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16,64}$")]
    track: Annotated[str, StringConstraints(min_length=1, max_length=4096)]
    ago: Annotated[float, Field(ge=0, le=_LONGEST, allow_inf_nan=False)] = 0.0
    heard: Annotated[list[Heard], Field(max_length=1000)] = []
    whole: bool = False
    tight: Annotated[dict[Area, Annotated[int, Field(ge=0, le=10)]], Field(max_length=30)] = {}
    pain: bool = False
    where: Area | None = None


class UntellableError(CoachError):
    """What was told cannot be taken, as the page can say."""


class Telling:
    """The way from the page into the history, at ``path`` or in its usual place."""

    def __init__(self, library: Library, path: Path | None = None) -> None:
        self._library, self._path = library, path
        self._faults = PageWords.read(library.language).faults
        self._rates = Rates(*OFTEN)
        self._told: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.Lock()

    def areas(self, track: Track) -> list[tuple[str, str]]:
        """The main areas of a track with what they are called, the longest worked on first."""
        worked: dict[str, int] = {}
        for step in track.timeline.steps:
            main = next(iter(self._library.exercise(step.exercise).areas))
            worked[main] = worked.get(main, 0) + _length(step)
        return [(area, self._title(area)) for area in sorted(worked, key=lambda area: -worked[area])]

    def take(self, told: Told, track: Track) -> list[str]:
        """Record a play, and return the advice that the answers, and those before, call for.

        A play that was told already is not recorded again. Raises UntellableError, or HistoryError when the
        history cannot be written.
        """
        entry = self._entry(told, track)
        with self._lock:  # one at a time: a play that is told twice at once is one
            if told.play not in self._told:
                if not self._rates.allow(""):
                    raise UntellableError(self._faults.often)
                with History.open(self._path) as history:
                    history.log(entry)
                self._told[told.play] = None
                while len(self._told) > _REMEMBERED:
                    self._told.popitem(last=False)
        if not (told.tight or told.pain):
            return []
        words, titles = QuestionWords.read(self._library.language).advice, self._library.titles.areas
        return [worded(each, words, titles) for each in advice_for(History.read(self._path), now().date())]

    def _entry(self, told: Told, track: Track) -> Entry:
        """What is to be written."""
        known = {step.index: step for step in track.timeline.steps}
        areas = {area for area, _ in self.areas(track)}
        numbers = [each.step for each in told.heard]
        if not {*told.tight, *([told.where] if told.where else [])} <= areas:
            raise UntellableError(self._faults.unknown)
        if len({*numbers}) < len(numbers) or not {*numbers} <= known.keys():
            raise UntellableError(self._faults.unknown)
        ended = now()
        began = ended - timedelta(seconds=round(told.ago))
        steps = tuple(self._step(each, known[each.step], began, ended) for each in told.heard)
        all_heard = {step.step for step in steps if step.outcome == Outcome.COMPLETED} == known.keys()
        if told.whole and not all_heard:
            steps = ()
        if not (steps or told.whole or told.tight or told.pain):
            raise UntellableError(self._faults.untold)
        done = bool(steps or told.whole)
        return Entry(
            at=ended,
            routine=track.timeline.routine if done else "",
            title=track.title if done else "",
            tight=told.tight,
            pains=(told.where,) if told.pain else (),
            started=began,
            steps=steps,
            outcome=Outcome.DONE if all_heard or told.whole else Outcome.PARTLY,
        )

    def _step(self, heard: Heard, step: TimedStep, began: datetime, ended: datetime) -> StepRecord:
        return StepRecord(
            session=0,
            step=step.index,
            exercise=step.exercise,
            outcome=Outcome.COMPLETED if heard.done else Outcome.SKIPPED,
            ended=min(ended, began + timedelta(seconds=step.end // SECOND)),
            seconds=round(min(heard.seconds, _length(step) / SECOND), 1),
            areas=tuple(self._library.exercise(step.exercise).areas),
        )

    def _title(self, area: str) -> str:
        return self._library.titles.areas.get(area, in_words(area))


def _length(step: TimedStep) -> int:
    """Milliseconds of the holds and repetitions of an exercise."""
    return sum(interval.end - interval.start for interval in step.intervals)
