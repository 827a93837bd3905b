"""Changes to what is still to come of a session while it is played: longer holds, and more or less said."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from coach.content.fields import Detail
from coach.content.labels.screen import ScreenWords
from coach.errors import VoiceError
from coach.live.whereabouts import interval_at, moment
from coach.script.longer import longer
from coach.script.phrasing import Phrasing
from coach.script.sayable import sayable
from coach.units import Ms

if TYPE_CHECKING:
    from coach.live.deck import Deck
    from coach.live.hearing import Hearing
    from coach.live.tape import Tape
    from coach.script.model import Script
    from coach.session import Session


class Changes:
    """Changes a tape ahead of the listener. Any thread may read ``detail``; the rest is for the player's own.

    What was pulled but not heard yet counts as begun: it can no longer be changed.
    """

    def __init__(self, session: Session, tape: Tape, deck: Deck, hearing: Hearing) -> None:
        self._session = session
        self._tape = tape
        self._deck = deck
        self._hearing = hearing
        self._detail = session.detail

    @property
    def detail(self) -> Detail:
        """How much is said from the next section on."""
        return self._detail

    @property
    def _words(self) -> ScreenWords:
        return ScreenWords.read(self._session.library.language)

    def longer(self) -> str:
        """Make the hold at hand longer by ten seconds, rounded to breaths; return what to tell of it."""
        news = self._words.news
        place = self._hearing.place if self._deck.coming is None else None
        hold = interval_at(place.passage, place.time) if place else None
        if not place or not hold:
            return news.only_holds
        number, interval = hold
        script = self._tape.script
        since = Ms(moment(self._deck.position) - interval.start)
        phrasing = Phrasing(self._session.library.phrases, self._session.detail)
        section = longer(script.sections[place.section], number, since, phrasing.number)
        if not section:
            return news.only_holds
        sections = (*script.sections[: place.section], section, *script.sections[place.section + 1 :])
        changed = sayable(replace(script, sections=sections), self._session.says)
        if changed is None:
            return news.wordless
        redone = self._tape.redo(changed, place.section, lambda: self._deck.position)
        return news.longer if redone else news.too_late

    def next_detail(self) -> str:
        """Say less from the next section on, and all again after the least; return what to tell of it."""
        self._detail, script = self._rewritten()  # first: it takes a moment, in which the sound goes on
        number = max(1, self._next_section())
        kept = self._tape.script.sections[:number]
        self._tape.follow(replace(script, sections=(*kept, *script.sections[number:])), number)
        return self._words.news.detail.format(detail=self._words.details.of(self._detail))

    def _rewritten(self) -> tuple[Detail, Script]:
        """Return the next detail that the voice has words for, and the script in it."""
        details = list(Detail)
        at = details.index(self._detail) + 1
        for detail in details[at:] + details[:at]:
            with suppress(VoiceError):
                return detail, self._session.rewritten(detail)
        return self._detail, self._tape.script

    def _next_section(self) -> int:
        """Return the first section (from 0) that has not begun."""
        coming = self._deck.coming
        if coming is not None:
            return coming
        place = self._hearing.pulled
        return place.section + 1 if place else 1
