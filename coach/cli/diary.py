"""What ``coach play`` writes into the history, and what it asks for it when the session is over."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from coach.errors import HistoryError
from coach.history.care import care
from coach.history.recorder import Course, Recorder
from coach.history.records import Feeling, Outcome, Pain
from coach.history.store import History, now
from coach.player.marks import Mark
from coach.player.terminal import in_foreground, is_terminal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coach.library import Library
    from coach.player.marks import StepMark


class Diary:
    """Keeps the record of one session. Unless ``wanted``, all of it does nothing."""

    def __init__(self, course: Course, library: Library, *, wanted: bool) -> None:
        self._library = library
        self._recorder = Recorder(course) if wanted else None

    def mark(self, mark: StepMark) -> None:
        """Take note of an exercise; returns at once."""
        if self._recorder is None:
            return
        if mark.mark is Mark.BEGUN:
            self._recorder.begin()
            return
        outcome = Outcome.COMPLETED if mark.mark is Mark.COMPLETED else Outcome.SKIPPED
        areas = tuple(self._library.exercise(mark.exercise).areas)
        self._recorder.add(mark.step, mark.exercise, outcome, round(mark.spent / 1000, 1), areas)

    def close(self) -> None:
        """End the record; says in one line what kept it from being written."""
        if self._recorder is None:
            return
        self._recorder.close()
        if self._recorder.fault:
            click.echo(f"coach: not all of this session was recorded: {self._recorder.fault}", err=True)

    def ask(self) -> None:
        """Ask how the areas feel that were worked on, where somebody at a terminal can answer."""
        recorder = self._recorder
        if recorder is None or recorder.session is None or not recorder.trained or not somebody_there():
            return
        try:
            with History.open() as history:
                _ask(history, recorder.session, recorder.trained)
                _advise(history)
        except (click.Abort, KeyboardInterrupt, EOFError):
            click.echo(err=True)
        except HistoryError as fault:
            click.echo(f"coach: your answers were not all recorded: {fault}", err=True)


def _ask(history: History, session: int, areas: Iterable[str]) -> None:
    """Ask and write down each answer at once."""
    click.echo("How tight does it feel now? 0 is loose, 10 as tight as can be; Enter skips.", err=True)
    for area in areas:
        tightness = click.prompt(
            f"  {in_words(area)}", default="", show_default=False, value_proc=_tightness, err=True
        )
        if tightness is not None:
            history.add_feeling(Feeling(area, tightness, now(), session))
    if click.confirm("Any sharp pain?", default=False, err=True):
        where = ""
        try:
            where = _where(areas)
        finally:  # a pain that is cut short is still a pain
            history.add_pain(Pain(now(), where or None, session))


def _where(areas: Iterable[str]) -> str:
    """Ask which area it is; "" is another."""
    known = {in_words(area): area for area in areas}
    answer = click.prompt(
        f"  Where ({', '.join(known)}; Enter: somewhere else)",
        default="",
        show_default=False,
        type=click.Choice(["", *known], case_sensitive=False),
        show_choices=False,
        err=True,
    )
    return known.get(answer, "")


def _advise(history: History) -> None:
    """Give the advice that the answers, and those before, call for."""
    for item in care(history.records(), now().date()):
        click.secho(item.text, bold=True, err=True)


def _tightness(answer: str) -> int | None:
    """Read an answer; nothing is an answer, too."""
    text = answer.strip()
    if not text:
        return None
    if text.isascii() and text.isdecimal() and int(text) <= 10:
        return int(text)
    raise click.UsageError("a whole number from 0 to 10, or just Enter")


def in_words(area: str) -> str:
    """Return an area as it is said."""
    return area.replace("-", " ")


def somebody_there() -> bool:
    """Tell whether questions on standard error can be answered on standard input."""
    return is_terminal(sys.stdin) and is_terminal(sys.stderr) and in_foreground(sys.stdin.fileno())
