"""What is read, not heard: the words on the shared page, in its script and its answers, closed and frozen."""

from __future__ import annotations

from coach.content.fields import Model, Slug, Text
from coach.content.labels.screen import Amounts
from coach.content.language_words import LanguageWords


class Plural(Model):
    """A count and what is counted."""

    one: Text
    many: Text

    def of(self, count: int) -> str:
        """Write a count with its noun; in none of the languages is there a third form above one."""
        return (self.one if count == 1 else self.many).format(count=count)


class Listening(Model):
    """The page of a track."""

    back: Text
    now: Text
    position: Text
    before: Text
    after: Text
    steps: Text
    said: Text


class Form(Model):
    """The form that makes a track."""

    title: Text
    no_script: Text
    what: Text
    by_routine: Text
    by_tight: Text
    routine: Text
    areas: Text
    minutes: Text
    open: Text
    words: Text
    amounts: Amounts
    bed: Text
    no_bed: Text
    beds: dict[Slug, Text]
    submit: Text
    fates: Text


class Feeling(Model):
    """The questions about a play that is over."""

    title: Text
    whole: Text
    tightness: Text
    unsaid: Text
    pain: Text
    where: Text
    elsewhere: Text
    submit: Text
    kept: Text


class Scripted(Model):
    """What the script of the page writes: it is given these, and fills them in."""

    album: Text
    play: Text
    pause: Text
    time: Text
    unplayable: Text
    damaged: Text
    unanswered: Text
    wordless: Text
    waiting: Text
    making: Text
    done: Text
    listen: Text
    failed: Text
    saved: Text


class Faults(Model):
    """Why a wish is not fulfilled, as far as the page itself says so: the planner's own words are English."""

    minutes: Text
    areas: Text
    routine: Text
    either: Text
    wish: Text
    slow: Text
    waiting: Text
    most: Text
    no_routine: Text
    no_bed: Text
    length: Text
    one_length: Text
    tight_length: Text
    broken: Text
    unforeseen: Text
    nothing_here: Text
    untold: Text
    unknown: Text
    often: Text
    unsaved: Text


class Feed(Model):
    """What the podcast says of itself."""

    title: Text
    description: Text


class PageWords(LanguageWords):
    """The words on the page of ``coach share``, in its script, its answers and its podcast."""

    FILE = "page.yaml"
    title: Text
    tracks: Text
    none: Text
    exercises: Plural
    details: Amounts
    download: Text
    download_one: Text
    download_all: Text
    podcast: Text
    subscribe: Text
    on_paper: Text
    safety: Text
    listening: Listening
    form: Form
    feeling: Feeling
    script: Scripted
    faults: Faults
    feed: Feed
