"""The phrase book: what the coach says that belongs to no single exercise, as closed and frozen models."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field

from coach.content.fields import Model, Slug, Text, Title, When, Wordings
from coach.content.language_words import LanguageWords

Gender = Literal["masculine", "feminine"]


class SideWords(Model):
    """How a side is said: ``adjective`` as in "right knee", ``phrase`` as in "right side".

    ``feminine`` is the adjective with feminine nouns, in languages where it differs: "rodilla derecha".
    """

    adjective: Text
    feminine: Text | None = None
    phrase: Text


class Titles(LanguageWords):
    """What the shipped routines and the areas of the body are called, in one language.

    ``and_`` (``and:`` in the file) stands between the last two of a list: "calves, hips and lower back". ``for_``
    ("For {areas}") makes a title of areas as they are said to somebody, in ``your``; ``also`` has what else people
    call each area, and how that is said to them, ``avoid`` what else they call a caution.
    """

    FILE = "titles.yaml"
    noted: Title
    """What a session of steps given one by one is called."""

    routines: dict[Slug, Title]
    areas: dict[Slug, Text]
    and_: Annotated[Text, Field(alias="and")]
    for_: Annotated[Text, Field(alias="for")]
    your: dict[Slug, Text]
    also: dict[Slug, dict[Text, Text]]
    avoid: dict[Slug, tuple[Text, ...]]


_SLOT = re.compile(r"{(\w+)}")


def placeholders(text: str) -> frozenset[str]:
    """Return the names in braces that a wording expects to be filled in."""
    return frozenset(_SLOT.findall(text))


class TrackWords(Model):
    """What is read, not heard: the names of chapters, and what a cover says of the run."""

    opening: Text
    closing: Text
    side: Text
    run: dict[When, str]


class PhraseBook(LanguageWords):
    """Everything the coach says that belongs to no single exercise, in one language.

    Each field is a slot with several wordings of several lengths; the longest that fits and was not heard
    lately is said. ``together`` lists what is needed, the ``last`` thing after the other ``things``. ``minutes``
    are one, several, several and a half, and, where that is worded otherwise, one and a half: "anderthalb
    Minuten"; ``about`` makes a rough length of them.

    ``agreeing`` tells how a number ends beside a noun of each gender, where that is not how it is counted: of the
    endings there, the first that it has makes way. ``{count_m}`` and ``{count_f}`` stand for such a number.

    ``greeting`` is for a runner whose name is known, and ``greeted`` is the welcome after it.

    ``rate`` is what calm is in this language, in the words a minute that the same tempo makes in English. Over
    130 of the coach's sentences espeak says 2.7 syllables a second in English at 140, which is 0.44 of how
    quickly English is usually spoken (Pellegrino, Coupé and Marsico, Language 87, 2011: 6.2; German 6.0, Spanish
    7.8, French 7.2). 125 in French comes near to that share (0.46), 130 in German and Spanish are above it
    (0.52, 0.51), as fewer than 120 words a minute are heard as slow: measured, they are 146, 128 and 123.

    ``letter`` and ``pause`` are what a letter, and a mark inside a sentence, take at that rate, in milliseconds:
    the least squares over what espeak says in the shipped routines at full detail, 780 to 800 sentences a
    language. The length of each routine is then expected within 2 %, of most within 1 %.
    """

    FILE = "phrases.yaml"
    language: Slug
    rate: Annotated[int, Field(ge=100, le=180)] = 140
    letter: Annotated[int, Field(ge=40, le=200)] = 82
    pause: Annotated[int, Field(ge=0, le=2000)] = 575
    numbers: Annotated[tuple[Text, ...], Field(min_length=21)]
    agreeing: dict[Gender, dict[Text, Text]] = Field(default_factory=dict)
    sides: dict[Slug, SideWords]
    where: dict[Slug, Text]
    needs: dict[Slug, Text]
    together: Text
    minutes: Annotated[tuple[Text, ...], Field(min_length=3, max_length=4)]
    about: Text
    seconds: Text
    track: TrackWords

    start_in: Text
    welcome: Wordings
    greeting: Wordings
    greeted: Wordings
    need: Wordings
    ready: dict[When, tuple[Text, ...]]
    in_pain: Wordings
    effort: Wordings
    tones: Wordings
    safety: Wordings
    check_in: Wordings
    one_breath: Wordings
    get_up: dict[Slug, Wordings]
    remark: dict[When, tuple[Text, ...]]
    farewell: dict[When, Wordings]

    first: Wordings
    next: Wordings
    next_here: Wordings
    middle: Wordings
    middle_here: Wordings
    sparse: Wordings
    sparse_here: Wordings
    final: Wordings
    final_here: Wordings
    only: Wordings
    repeated: Wordings
    moves: dict[Slug, Wordings]
    eyes_open: Wordings
    eyes_closed: Wordings
    again: Wordings
    rest: Wordings
    praise: Wordings
    face: Wordings

    begin_hold: Wordings
    begin_side: Wordings
    begin_same: Wordings
    begin_own: Wordings
    begin_own_side: Wordings
    begin_quiet: Wordings
    begin_quiet_side: Wordings
    begin_braced: Wordings
    begin_braced_side: Wordings
    begin_reps: Wordings
    begin_reps_side: Wordings
    begin_each: Wordings
    begin_breath: Wordings
    begin_breath_side: Wordings
    begin_once: Wordings
    begin_once_side: Wordings
    begin_once_each: Wordings
    begin_time: Wordings

    inhale: Wordings
    exhale: Wordings
    last_breath: Wordings
    last_exhale: Wordings
    halfway: Wordings
    keep_breathing: Wordings

    last_reps: Wordings
    last_rep: Wordings
    seconds_left: Wordings
    last_time: Wordings
