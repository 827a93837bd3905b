"""A live session: a tape, a deck that plays it, a speaker that pulls, and what the runner asks for meanwhile."""

from __future__ import annotations

import queue
import time
from typing import TYPE_CHECKING

from coach.content.labels.screen import ScreenWords
from coach.errors import SpeakerError
from coach.live.api import GONE, VOLUME_STEP, Action, Now
from coach.live.changes import Changes
from coach.live.deck import Deck
from coach.live.hearing import Hearing
from coach.live.liking import note
from coach.live.navigation import Moves
from coach.live.notice import Notice
from coach.live.reconnection import Reconnection
from coach.live.report import report
from coach.live.tally import Marker
from coach.live.tape import Tape
from coach.settings.tastes import Taste
from coach.sound.pcm import RATE
from coach.units import SECOND

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.live.api import Speaker
    from coach.live.tally import StepMark
    from coach.session import Session
    from coach.sound.pcm import Samples

TICK = 0.1
"""Seconds between two looks at the clock when nothing is asked."""

SILENT_AFTER = 0.1
"""Seconds from a pause to silence at the device, beyond what that has in hand: its next pull, and the fade."""


class Player:
    """Plays one session from beginning to end. ``run`` belongs to one thread; ``do`` and ``now`` to any."""

    def __init__(
        self,
        session: Session,
        speaker: Speaker,
        *,
        from_step: int = 1,
        volume: float = 1.0,
        lead: Samples | None = None,
        on_step: Callable[[StepMark], None] | None = None,
        waits: bool = False,
    ) -> None:
        """Take a session and where to play it.

        ``from_step`` is the exercise to begin with (from 1), ``volume`` goes from 0 to 1, and ``lead`` is sound
        that goes before the session, such as the time to get to the mat. ``on_step`` is called when an exercise
        was begun, completed or skipped; keys wait for it, the sound does not. ``waits`` tells whether somebody can
        press a key, so that steps may be open until then.
        """
        self._session = session
        self._speaker = speaker
        self._asked: queue.SimpleQueue[Action | str] = queue.SimpleQueue()  # str: why the speaker went away
        self._crash: Exception | None = None
        self._stopped = False
        self._suspended = False
        self._show_help: Callable[[], None] = lambda: None
        self._tape = Tape(session)
        first = _section_of(from_step, self._tape)
        endless = session.backed
        self._deck = Deck(self._tape, patient=not speaker.live, lead=lead, endless=endless)
        self._deck.start_at(volume, first)
        self._hearing = Hearing(self._tape, self._deck, speaker)
        marker = Marker(self._tape, on_step or (lambda _mark: None), first)
        self._moves = Moves(self._tape, self._deck, self._hearing, marker, waits=waits)
        self._changes = Changes(session, self._tape, self._deck, self._hearing)
        self._notice = Notice()
        self._reconnection = Reconnection(speaker, self._deck, reopen=self._open, back=self._be_back)

    def run(self, show_help: Callable[[], None] | None = None) -> bool:
        """Play to the end, or until asked to stop; return whether the end was reached.

        ``show_help`` is called when the runner asks for the keys. The speaker is closed whatever happens.
        Raises SpeakerError when there is nothing to play through, and VoiceError or UnspeakableError when the
        sound could not be made.
        """
        self._show_help = show_help or self._show_help
        try:
            self._tape.start()
            self._open()
            while not self._deck.ended.is_set():
                self._tend()
                self._moves.follow()
            if self._speaker.live and not self._stopped:
                time.sleep(self._speaker.latency / SECOND)
            self._moves.follow()
        finally:
            self._tape.close()
            self._speaker.close()
            self._moves.stop()
        if self._crash:
            raise self._crash
        if self._tape.fault and not self._stopped:
            raise self._tape.fault
        return not self._stopped

    def do(self, action: Action) -> None:
        """Carry out an action soon."""
        self._asked.put(action)

    @property
    def words(self) -> ScreenWords:
        """What is read of this session, in its language."""
        return ScreenWords.read(self._session.library.language)

    def tell(self, message: str) -> None:
        """Show the runner a message for some seconds."""
        self._notice.show(message)

    def now(self) -> Now:
        """What is going on as it is heard."""
        return report(
            self._session.routine.title,
            self._tape,
            self._deck,
            self._hearing,
            detail=self._changes.detail,
            message=self._message(),
        )

    def suspend(self) -> None:
        """Fall silent before the process is suspended; returns when it is. Made for signal handlers, too."""
        if self._speaker.live and self._deck.playing and not self._tape.closed:
            self._suspended = True
            self._deck.pause()
            time.sleep(self._speaker.latency / SECOND + SILENT_AFTER)

    def wake(self) -> None:
        """Go on, soon, where ``suspend`` fell silent: at the beginning of the breath or sentence."""
        suspended, self._suspended = self._suspended, False
        if suspended:
            self.do(Action.RESUME)

    def _open(self) -> None:
        self._speaker.open(self._pull, self._asked.put)

    def _pull(self, count: int) -> Samples:
        """Hand sound to the speaker; raises when there is no more though the session is not over."""
        try:
            samples = self._deck.pull(count)
        except Exception as error:  # playing on would meet it again and again
            self._crash = error
            self._deck.ended.set()
            raise
        if not len(samples) and not self._speaker.live and (self._stopped or not self._tape.complete):
            raise SpeakerError("the session broke off")  # so that no file is left that looks whole
        return samples

    def _tend(self) -> None:
        """Wait a moment for something to do, and do it."""
        try:
            asked = self._asked.get(timeout=TICK)
        except queue.Empty:
            asked = None
        if isinstance(asked, Action):
            self._carry_out(asked)
        elif asked is not None:
            self._lose(asked)
        if not self._deck.ended.is_set():
            self._reconnection.tend()

    def _carry_out(self, action: Action) -> None:
        if self._stopped and action is not Action.STOP:
            return  # whatever plays on would take back the stop while it fades
        if action is not Action.HELP:
            self._notice.clear()  # what was told of the last wish would cover what comes of this one
        if not self._reconnection.reason or action in (Action.STOP, Action.HELP):
            self._what_does(action)()
        elif action is Action.PAUSE:
            self._reconnection.stay_paused()
        else:
            self._reconnection.hurry()

    def _what_does(self, action: Action) -> Callable[[], None]:
        return {
            Action.TOGGLE: self._moves.toggle,
            Action.PAUSE: self._moves.pause,
            Action.RESUME: self._moves.go_on,
            Action.NEXT: self._moves.next,
            Action.BACK: self._moves.back,
            Action.LOUDER: lambda: self._deck.set_volume(self._deck.volume + VOLUME_STEP),
            Action.SOFTER: lambda: self._deck.set_volume(self._deck.volume - VOLUME_STEP),
            Action.LONGER: lambda: self.tell(self._changes.longer()),
            Action.AGAIN: self._moves.again,
            Action.DETAIL: lambda: self.tell(self._changes.next_detail()),
            Action.LIKE: lambda: self._note(Taste.LIKE),
            Action.DISLIKE: lambda: self._note(Taste.DISLIKE),
            Action.STOP: self._stop,
            Action.HELP: self._show_help,
        }[action]

    def _note(self, taste: Taste) -> None:
        self.tell(note(taste, self._tape, self._hearing, self.words.news))

    def _stop(self) -> None:
        self._stopped = True
        self._deck.stop()
        if self._reconnection.reason or not self._speaker.live:
            self._deck.ended.set()

    def _lose(self, reason: str) -> None:
        """Pause because the speaker went away; its return, or a key, brings the session back."""
        if self._stopped:
            self._deck.ended.set()
        self._reconnection.lose(reason)

    def _be_back(self, resume: bool) -> None:
        self.tell(self.words.news.back)
        if resume:
            self._moves.go_on()

    def _message(self) -> str:
        """Return the most important thing there is to tell the runner."""
        news = self.words.news
        if reason := self._reconnection.reason:
            return news.lost if reason == GONE else news.lost_because.format(reason=reason)
        if self._deck.lead_left:
            return news.starting.format(count=-(-self._deck.lead_left // RATE))
        return self._notice.text or (news.your_turn if self._moves.waiting else "")


def _section_of(step: int, tape: Tape) -> int:
    """Return the section (from 0) to begin with so as to begin with a step (from 1)."""
    if step <= 1:
        return 0
    return next(number for number, section in enumerate(tape.script.sections) if section.index == step)
