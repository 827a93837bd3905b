"""What a live session reports of itself to displays and controls."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coach.live.api import Now
from coach.live.tape import duration
from coach.live.whereabouts import placed
from coach.units import Ms

if TYPE_CHECKING:
    from coach.content.fields import Detail
    from coach.live.deck import Deck
    from coach.live.hearing import Hearing
    from coach.live.tape import Tape


def report(title: str, tape: Tape, deck: Deck, hearing: Hearing, *, detail: Detail, message: str) -> Now:
    """What is going on as it is heard."""
    place = hearing.place
    sections = tape.script.sections
    length = duration(tape)
    time = place.time if place else Ms(0)
    now = Now(
        title=title,
        position=time,
        remaining=None if length is None else Ms(max(0, length - time)),
        steps=sum(bool(section.index) for section in sections),
        paused=not deck.playing,
        waiting=deck.starved,
        volume=deck.volume,
        detail=str(detail),
        message=message,
        finished=deck.ended.is_set(),
    )
    if not place:
        return now
    later = [section.name for section in sections[place.section + 1 :] if section.name]
    return placed(replace(now, next_exercise=later[0] if later else ""), place.passage, time)
