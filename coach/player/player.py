"""A live session: a tape, a deck that plays it, a speaker that pulls, and what the runner asks for meanwhile."""

from __future__ import annotations

import queue
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from coach.errors import SpeakerError
from coach.fields import Detail
from coach.media.pcm import RATE, to_samples
from coach.player.api import GONE, VOLUME_STEP, Action, Now
from coach.player.deck import Deck
from coach.player.marks import Marker
from coach.player.reconnection import Reconnection
from coach.player.tape import Tape, duration
from coach.player.whereabouts import interval_at, last_cue, moment, pick_up, placed
from coach.script.longer import longer
from coach.units import SECOND, Ms

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.labels.screen import ScreenWords
    from coach.media.pcm import Samples
    from coach.player.api import Speaker
    from coach.player.marks import StepMark
    from coach.session import Session

TICK = 0.1
"""Seconds between two looks at the clock when nobody asks for anything."""

STEP_BACK = Ms(2 * SECOND)
"""Going back this soon after the start of a step means the step before it."""

SILENT_AFTER = 0.1
"""Seconds from a pause to silence at the device, beyond what that has in hand: its next pull, and the fade."""

MESSAGE = 4.0
"""Seconds that a passing message stays."""


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
    ) -> None:
        """Take a session and where to play it.

        ``from_step`` is the exercise to begin with (from 1), ``volume`` goes from 0 to 1, and ``lead`` is sound
        that goes before the session, such as the time to get to the mat.
        """
        self._session = session
        self._speaker = speaker
        self._from = from_step
        self._tape = Tape(session)
        endless = session.options.backed
        self._deck = Deck(self._tape, patient=not speaker.live, lead=lead, endless=endless)
        self._volume = volume
        self._asked: queue.SimpleQueue[Action | str] = queue.SimpleQueue()
        self._detail = session.options.detail
        self._message = ""
        self._message_until = 0.0
        self._crash: Exception | None = None
        self._reconnection = Reconnection(speaker, self._deck, reopen=self._open, back=self._be_back)
        self._suspended = False
        self._stopped = False
        self.on_help: Callable[[], None] = lambda: None
        """What to do when the runner asks for the keys."""
        self.on_step: Callable[[StepMark], None] = lambda _mark: None
        """What to do when an exercise was begun, completed or skipped; keys wait for it, the sound does not."""
        self._marker = Marker(self._tape, lambda mark: self.on_step(mark), self._beginning())

    def run(self) -> bool:
        """Play to the end, or until asked to stop; return whether the end was reached.

        Raises SpeakerError when there is nothing to play through, and VoiceError or UnspeakableError when the
        sound could not be made. The speaker is closed whatever happens.
        """
        try:
            self._tape.start()
            self._deck.start_at(self._volume, self._beginning())
            self._open()
            while not self._deck.ended.is_set():
                self._tend()
                self._follow()
            if self._speaker.live and not self._stopped:
                time.sleep(self._speaker.latency / SECOND)
            self._follow()
        finally:
            self._tape.close()
            self._speaker.close()
            self._marker.stop(moment(self._heard()))
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
        return self._session.screen

    def tell(self, message: str) -> None:
        """Show the runner a message for some seconds."""
        self._message, self._message_until = message, time.monotonic() + MESSAGE

    def now(self) -> Now:
        """Return what is going on as it is heard."""
        heard = self._heard()
        found = self._tape.piece_at(heard)
        steps = [section for section in self._tape.script.sections if section.index]
        length = duration(self._tape)
        time_heard = moment(heard)
        now = Now(
            title=self._session.routine.title,
            position=time_heard,
            remaining=None if length is None else Ms(max(0, length - time_heard)),
            steps=len(steps),
            paused=not self._deck.playing,
            waiting=self._deck.starved,
            volume=self._deck.volume,
            detail=str(self._detail),
            message=self._news(),
            finished=self._deck.ended.is_set(),
        )
        if not found:
            return now
        number, piece = found
        later = [section.name for section in self._tape.script.sections[number + 1 :] if section.name]
        return placed(replace(now, next_exercise=later[0] if later else ""), piece.passage, time_heard)

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
        self._reconnection.tend()

    def _follow(self) -> None:
        """Take note of what has been heard."""
        if self._deck.coming is None:
            heard = self._heard()
            found = self._tape.piece_at(heard)
            if found:
                self._marker.hear(found[0], moment(heard))

    def _carry_out(self, action: Action) -> None:
        if action is not Action.HELP:
            self._message_until = 0.0  # what was told of the last wish would cover what comes of this one
        if not self._reconnection.reason or action in (Action.STOP, Action.HELP):
            self._what_does(action)()
        elif action is Action.PAUSE:
            self._reconnection.stay_paused()
        else:
            self._reconnection.hurry()

    def _what_does(self, action: Action) -> Callable[[], None]:
        return {
            Action.TOGGLE: self._toggle,
            Action.PAUSE: self._pause,
            Action.RESUME: self._go_on,
            Action.NEXT: self._next,
            Action.BACK: self._back,
            Action.LOUDER: lambda: self._deck.set_volume(self._deck.volume + VOLUME_STEP),
            Action.SOFTER: lambda: self._deck.set_volume(self._deck.volume - VOLUME_STEP),
            Action.LONGER: self._longer,
            Action.AGAIN: self._again,
            Action.DETAIL: self._change_detail,
            Action.STOP: self._stop,
            Action.HELP: self.on_help,
        }[action]

    def _toggle(self) -> None:
        (self._pause if self._deck.playing else self._go_on)()

    def _pause(self) -> None:
        self._deck.pause()

    def _go_on(self) -> None:
        """Play on from the beginning of the breath or sentence that the pause cut."""
        if self._deck.playing:
            return
        if self._deck.lead_left or self._deck.coming is not None:
            self._deck.play()
            return
        heard = self._heard()
        found = self._tape.piece_at(heard)
        self._deck.play(to_samples(pick_up(found[1].passage, moment(heard))) if found else None)

    def _next(self) -> None:
        """Go to the next exercise, or to the goodbye after the last."""
        number = self._section() + 1
        sections = self._tape.script.sections
        while number < len(sections) - 1 and sections[number].index is None:
            number += 1
        if number < len(sections):
            self._follow()
            self._marker.skip_to(number, moment(self._heard()))
            self._deck.go_to(number)

    def _back(self) -> None:
        """Go to the start of this exercise, or from there to the one before."""
        heard = self._heard()
        found = self._tape.piece_at(heard)
        number = self._section()
        if self._deck.coming is not None or not found or moment(heard) - found[1].passage.start < STEP_BACK:
            number -= 1
        while number > 0 and self._tape.script.sections[number].index is None:
            number -= 1
        self._follow()
        self._marker.return_to(max(0, number))
        self._deck.go_to(max(0, number))

    def _section(self) -> int:
        """Return the section (from 0) that is heard, or that is to be as soon as there is sound of it."""
        coming = self._deck.coming
        if coming is not None:
            return coming
        found = self._tape.piece_at(self._heard())
        return found[0] if found else 0

    def _again(self) -> None:
        """Say the last sentence once more, and go on from there."""
        heard = self._heard()
        found = self._tape.piece_at(heard)
        if found and self._deck.coming is None and not self._deck.lead_left:
            cue = last_cue(found[1].passage, moment(heard))
            self._deck.play(to_samples(cue.start if cue else found[1].passage.start))

    def _longer(self) -> None:
        """Make the hold at hand longer by ten seconds, rounded to breaths."""
        heard = self._heard()
        found = self._tape.piece_at(heard) if self._deck.coming is None else None
        hold = interval_at(found[1].passage, moment(heard)) if found else None
        if found and hold:
            number, interval = hold
            script = self._tape.script
            # What was pulled but not heard yet counts as begun: it can no longer be changed.
            since = Ms(moment(self._deck.position) - interval.start)
            section = longer(script.sections[found[0]], number, since, self._session.number)
            if section:
                sections = (*script.sections[: found[0]], section, *script.sections[found[0] + 1 :])
                redone = self._tape.redo(
                    replace(script, sections=sections), found[0], lambda: self._deck.position
                )
                news = self.words.news
                self.tell(news.longer if redone else news.too_late)
                return
        self.tell(self.words.news.only_holds)

    def _change_detail(self) -> None:
        """Say less from the next section on, and all again after the least."""
        details = list(Detail)
        self._detail = details[(details.index(self._detail) + 1) % len(details)]
        coming = self._deck.coming
        if coming is None:
            # What was pulled but not heard yet counts as begun here, too.
            found = self._tape.piece_at(self._deck.position)
            coming = found[0] + 1 if found else 1
        number = max(1, coming)
        script = self._session.rewritten(self._detail)
        kept = self._tape.script.sections[:number]
        self._tape.follow(replace(script, sections=(*kept, *script.sections[number:])), number)
        words = self.words
        self.tell(words.news.detail.format(detail=words.details.of(self._detail)))

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
            self._go_on()

    def _beginning(self) -> int:
        """Return the section (from 0) to begin with."""
        if self._from <= 1:
            return 0
        sections = self._tape.script.sections
        return next(number for number, section in enumerate(sections) if section.index == self._from)

    def _heard(self) -> int:
        """Return the sample that is being heard: what the speaker holds back has not been."""
        position = self._deck.position
        if self._deck.playing and self._speaker.live:
            position -= self._speaker.latency * RATE // SECOND
        return max(0, position)

    def _news(self) -> str:
        news = self.words.news
        if reason := self._reconnection.reason:
            return news.lost if reason == GONE else news.lost_because.format(reason=reason)
        if self._deck.lead_left:
            return news.starting.format(count=-(-self._deck.lead_left // RATE))
        return self._message if time.monotonic() < self._message_until else ""
