"""What a reminder in a calendar says, and the days of the week as people write them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from coach.content.fields import Slug, Text
from coach.content.labels.page import Plural
from coach.content.language_words import LanguageWords

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""The keys of ``days``, in their order."""

WEEK = len(WEEKDAYS)

Names = Annotated[tuple[Text, ...], Field(min_length=1)]


class ReminderWords(LanguageWords):
    """The text of a reminder, and what each day and group of days is called: a day's first letters will do."""

    FILE = "reminders.yaml"
    before: Text
    after: Text
    length: Plural
    listen: Text
    play: Text
    days: dict[Slug, Names]
    groups: dict[Slug, Names]
    and_: Annotated[Names, Field(alias="and")]
