"""Notes that the runner likes the exercise at hand, or does not, for the plans to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.errors import CoachError
from coach.settings.tastes import Taste, forget, read_tastes, remember

if TYPE_CHECKING:
    from coach.content.labels.screen import News
    from coach.live.hearing import Hearing
    from coach.live.tape import Tape


def note(taste: Taste, tape: Tape, hearing: Hearing, news: News) -> str:
    """Keep a taste for the exercise that is heard, or forget it where it was noted before; return what to tell."""
    section = tape.script.sections[hearing.section]
    if section.exercise is None:
        return news.no_exercise
    try:
        known = section.exercise in getattr(read_tastes(), taste)
        (forget if known else remember)([section.exercise], taste)
    except CoachError as fault:
        return news.not_noted.format(reason=fault.what)
    told = news.indifferent if known else news.liked if taste is Taste.LIKE else news.disliked
    return told.format(exercise=section.name)
