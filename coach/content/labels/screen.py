"""What is read, not heard: the words on the panel of a live session, closed and frozen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.content.fields import Model, Slug, Text, Wordings
from coach.content.language_words import LanguageWords

if TYPE_CHECKING:
    from coach.content.fields import Detail


class Amounts(Model):
    """A word for each ``Detail``: how much the coach says."""

    full: Text
    short: Text
    minimal: Text

    def of(self, detail: Detail | str) -> str:
        """Return the word for a detail."""
        return str(getattr(self, str(detail)))


class Phases(Model):
    """What to do in each part of a breath or of a repetition."""

    inhale: Text
    exhale: Text
    hold: Text
    move: Text
    right: Text
    left: Text

    def all(self) -> tuple[str, ...]:
        """Return every word: they share a place on the panel."""
        return self.inhale, self.exhale, self.hold, self.move, self.right, self.left

    def of(self, phase: str | None) -> str:
        """Return the word for a phase; outside of phases, none."""
        return getattr(self, phase, phase.capitalize()) if phase else ""


class MainKeys(Model):
    """What the keys do that are always shown, in a word each: there is room for few."""

    volume: Text
    step: Text
    stop: Text
    pause: Text
    keys: Text


class Help(Model):
    """What each key does, by the ``coach.live.api.Action`` it stands for."""

    toggle: Text
    next: Text
    back: Text
    louder: Text
    longer: Text
    again: Text
    detail: Text
    like: Text
    dislike: Text
    stop: Text
    help: Text


class News(Model):
    """What is told of in passing."""

    waiting: Text
    starting: Text
    volume: Text
    guidance: Text
    longer: Text
    too_late: Text
    your_turn: Text
    only_holds: Text
    wordless: Text
    detail: Text
    liked: Text
    disliked: Text
    indifferent: Text
    no_exercise: Text
    not_noted: Text
    lost: Text
    lost_because: Text
    back: Text
    deaf: Text
    no_media_keys: Text


class ScreenWords(LanguageWords):
    """The words on the panel of ``coach play``, and in the plain lines it writes elsewhere.

    Each of ``sides`` is the longest wording and, where that is too wide for the terminal, shorter ones.
    ``large`` are the phases in letters to be read across a room: a word each.
    """

    FILE = "screen.yaml"
    place: Text
    step: Text
    left: Text
    next: Text
    paused: Text
    resumed: Text
    sides: dict[Slug, Wordings]
    phases: Phases
    large: Phases
    space: Text
    main: MainKeys
    keys: Text
    help: Help
    details: Amounts
    news: News

    def side(self, side: str) -> tuple[str, ...]:
        """Return the wordings of a side or a direction, the longest first."""
        return self.sides.get(side, (side.capitalize(),))
