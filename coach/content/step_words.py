"""What the coach says about steps that are no shipped exercise, in one language, as closed and frozen models."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from coach.content.fields import Kind, Model, Text, Title, Wordings
from coach.content.language_words import LanguageWords


class OwnWords(Model):
    """What completes an exercise that somebody wrote in the short form.

    ``small_titles`` tells whether a title begins with a small letter inside a sentence; an ``article`` goes before
    it there, unless it matches the pattern ``bare``. ``felt`` makes a sentence of a place, which begins as the
    pattern ``where`` has it. ``ready`` and ``ready_side`` are the set-up in five words; ``switch`` leads over to
    that of the other side, ``switch_same`` where that would be said in the same words. ``begin_braced_side``
    begins a hold against a load on one side: that of the phrase book is for planks.
    """

    small_titles: bool
    article: str = ""
    bare: str = ""
    felt: Text
    where: str
    ready: Text
    ready_side: Text
    switch: Text
    switch_same: Text
    switch_minimal: Text
    move: Wordings
    hold: Wordings
    back: Wordings
    begin_braced_side: Wordings
    form: dict[Kind, Annotated[tuple[Text, ...], Field(min_length=3)]]
    release: dict[Kind, Annotated[tuple[Text, ...], Field(min_length=2)]]


class BreatheWords(Model):
    """What leads breathing to a pattern. ``inhale`` to ``empty`` make one sentence of the pattern, part by part.

    ``hold`` is said where a hold begins, ``last`` where the last breath does.
    """

    title: Title
    next: Wordings
    settle: Wordings
    inhale: Text
    full: Text
    exhale: Text
    empty: Text
    dizzy: Wordings
    begin: Wordings
    begin_once: Wordings
    hold: Wordings
    last: Wordings
    release: Wordings


class IntervalsWords(Model):
    """What leads intervals of work and rest. ``next`` to ``last_round_side`` name what comes, in the rest before.

    ``told`` names what comes later, where the rest has no time to tell how it is done; ``unnamed``
    stands in for names that were heard too lately. ``count`` are the last three seconds, counted down.
    """

    start: Wordings
    start_once: Wordings
    told: Wordings
    first: Wordings
    first_side: Wordings
    begin: Wordings
    next: Wordings
    next_side: Wordings
    round: Wordings
    round_side: Wordings
    last_round: Wordings
    last_round_side: Wordings
    unnamed: Wordings
    count: Annotated[tuple[Text, ...], Field(min_length=3, max_length=3)]
    switch: Wordings
    rest: Wordings
    done: Wordings


class CalloutWords(Model):
    """How much time is left of something long."""

    left: Wordings


class StillWords(Model):
    """What goes for a session without an exercise."""

    safety: Wordings


class StepWords(LanguageWords):
    """Everything that is said about such steps: a part for each kind of step."""

    FILE = "steps.yaml"
    own: OwnWords
    breathe: BreatheWords
    intervals: IntervalsWords
    callout: CalloutWords
    still: StillWords
