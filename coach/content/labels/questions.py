"""What is asked on the terminal when a live session is over, and the advice that the answers may call for."""

from __future__ import annotations

from coach.content.fields import Model, Text
from coach.content.language_words import LanguageWords


class Concerns(Model):
    """Advice to see somebody: for sharp pain in an area or elsewhere, and for an area that stays tight.

    It follows the articles that ``coach.history.advice`` names; ``{area}`` is the area in words, ``{command}``
    what tells more.
    """

    pain: Text
    pain_elsewhere: Text
    tight: Text

    def of(self, about: str, area: str) -> str:
        """Return the advice about ``pain`` or ``tight``; area "" is not known."""
        told: str = self.pain_elsewhere if about == "pain" and not area else getattr(self, about)
        return told.format(area=area, command="coach safety")


class Endings(Model):
    """What is told as a session ends; ``{command}`` is what lists the history, or what goes on from there."""

    all_done: Text
    some_done: Text
    recorded: Text
    go_on: Text


class QuestionWords(LanguageWords):
    """The questions, in the language of the session; ``affirmed`` and ``denied`` are what counts as yes and no."""

    FILE = "questions.yaml"
    ending: Endings
    tightness: Text
    figure: Text
    pain: Text
    affirmed: tuple[Text, ...]
    denied: tuple[Text, ...]
    unclear: Text
    where: Text
    which: Text
    advice: Concerns
