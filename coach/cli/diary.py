"""What ``coach play`` writes into the history, and what it asks for it when the session is over."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeVar

import click

from coach.cli.tables import print_text, wrapped
from coach.content.labels.questions import QuestionWords
from coach.errors import HistoryError
from coach.history.advice import advice_for, worded
from coach.history.records import Feeling, Pain, in_words
from coach.history.store import History, now
from coach.live.logbook import Logbook
from coach.live.tally import Mark
from coach.live.terminal import in_foreground, is_terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from coach.history.recorder import Recorder
    from coach.live.tally import StepMark
    from coach.session import Session

Answer = TypeVar("Answer")

_ERROR = "Error: "
"""What click says before what is wrong with an answer."""


class Diary:
    """Keeps the record of one session. Unless ``wanted``, all of it does nothing."""

    def __init__(self, session: Session, *, wanted: bool) -> None:
        self._library, self._count = session.library, session.steps
        self._done: set[int] = set()
        self._next = 1
        self._logbook = Logbook(session) if wanted else None

    def mark(self, mark: StepMark) -> None:
        """Take note of an exercise; returns at once."""
        if mark.mark is Mark.COMPLETED:
            self._done.add(mark.step)
        self._next = mark.step + (mark.mark is Mark.COMPLETED)
        if self._logbook:
            self._logbook.mark(mark)

    def close(self) -> None:
        """End the record; says in one line what kept it from being written."""
        try:
            if self._logbook:
                self._logbook.close()
        except HistoryError as fault:
            print_text(f"coach: not all of this session was recorded: {fault}", err=True)

    @property
    def _recorder(self) -> Recorder | None:
        return self._logbook.recorder if self._logbook else None

    def tell(self, again: str | None) -> None:
        """Say what was done, whether it is recorded, and how to go on; ``again`` is what plays it once more."""
        words, count = QuestionWords.read(self._library.language).ending, self._count
        whole = len(self._done) >= count
        told = [(words.all_done if whole else words.some_done).format(done=len(self._done), count=count)]
        if again and 1 < self._next <= count and not whole:
            told.append(words.go_on.format(command=f"{again} --from {self._next}"))
        elif self._recorder and self._recorder.session and not self._recorder.fault:
            told.append(words.recorded.format(command="coach history"))
        print_text(" ".join(told), err=True)

    def ask(self) -> None:
        """Ask how the areas feel that were worked on, where somebody at a terminal can answer."""
        recorder = self._recorder
        if recorder is None or recorder.session is None or not recorder.trained or not somebody_there():
            return
        try:
            with History.open() as history:
                words = QuestionWords.read(self._library.language)
                _ask(history, recorder.session, self._named(recorder.trained), words)
                self._advise(history, words)
        except (click.Abort, KeyboardInterrupt, EOFError):
            print_text(err=True)
        except HistoryError as fault:
            print_text(f"coach: your answers were not all recorded: {fault}", err=True)

    def _named(self, areas: Iterable[str]) -> dict[str, str]:
        """What areas are called, by area."""
        titles = self._library.titles.areas
        return {area: titles.get(area, in_words(area)) for area in areas}

    def _advise(self, history: History, words: QuestionWords) -> None:
        """Give the advice that the answers, and those before, call for."""
        for item in advice_for(history.records(), now().date()):
            text = worded(item, words.advice, self._library.titles.areas)
            print_text(text, bold=True, err=True)


def _ask(history: History, session: int, areas: dict[str, str], words: QuestionWords) -> None:
    """Ask about areas, given with what they are called, and write down each answer at once."""
    print_text(words.tightness, err=True)
    for area, name in areas.items():
        tightness = _prompt(f"  {name}", lambda answer: _tightness(answer, words))
        if tightness is not None:
            history.add_feeling(Feeling(area, tightness, now(), session))
    choice = f"{words.affirmed[0]}/{words.denied[0].upper()}"
    if _prompt(f"{words.pain} [{choice}]", lambda answer: _yes(answer, words)):
        where = None
        try:
            listed = ", ".join(areas.values())
            where = _prompt(
                f"  {words.where.format(areas=listed)}", lambda answer: _where(answer, areas, words)
            )
        finally:  # a pain that is cut short is still a pain
            history.add_pain(Pain(now(), where, session))


def _prompt(question: str, read: Callable[[str], Answer]) -> Answer:
    """Ask until the answer can be read; Enter is an answer, too."""

    def answered(text: str) -> Answer:
        try:
            return read(text)
        except click.UsageError as fault:
            told = wrapped(f"{_ERROR}{fault.message}", err=True)
            raise click.UsageError(told.removeprefix(_ERROR)) from fault

    answer: Answer = click.prompt(
        wrapped(question, err=True), default="", show_default=False, value_proc=answered, err=True
    )
    return answer


def _tightness(answer: str, words: QuestionWords) -> int | None:
    text = answer.strip()
    if not text:
        return None
    if text.isascii() and text.isdecimal() and int(text) <= 10:
        return int(text)
    raise click.UsageError(words.figure)


def _yes(answer: str, words: QuestionWords) -> bool:
    text = answer.strip().casefold()
    if text not in ("", *words.affirmed, *words.denied):
        raise click.UsageError(words.unclear)
    return text in words.affirmed


def _where(answer: str, areas: dict[str, str], words: QuestionWords) -> str | None:
    """Return the area that is meant; None is another."""
    text = answer.strip().casefold()
    known = {said.casefold(): area for area, name in areas.items() for said in (in_words(area), name)}
    if text and text not in known:
        raise click.UsageError(words.which.format(areas=", ".join(areas.values())))
    return known.get(text)


def somebody_there() -> bool:
    """Whether questions on standard error can be answered on standard input."""
    return is_terminal(sys.stdin) and is_terminal(sys.stderr) and in_foreground(sys.stdin.fileno())
