"""What the coach says about steps that are no shipped exercise, in one language, as closed and frozen models."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from coach.content.fields import Kind, Model, Text, Wordings


class OwnWords(Model):
    """What completes an exercise that somebody wrote in the short form.

    ``small_titles`` tells whether a title begins with a small letter inside a sentence. ``ready`` and
    ``ready_side`` are the set-up in five words; ``switch`` leads over to the set-up of the other side,
    ``switch_same`` where that would be said in the same words. ``begin_braced_side`` begins a hold against a
    load on one side: that of the phrase book is for planks.
    """

    small_titles: bool
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


class StepWords(Model):
    """Everything that is said about such steps: a part for each kind of step."""

    own: OwnWords
