"""The shipped words and facts: complete, sayable, and good enough to follow with closed eyes."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from coach.content.fields import SHORT_WORDS
from coach.content.language_words import SHIPPED, WORDS
from coach.content.nearest import as_name
from coach.content.phrases import PhraseBook, placeholders
from coach.script.moments import braced
from tests.strategies import LIBRARIES, LIBRARY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.content.exercise import ExerciseWords
    from coach.content.library import Library

MOST_WORDS = 16
SIDES = {"side", "Side", "side_f", "Side_f", "other", "other_f", "phrase"}
NEXT = {"where", "called", "number", "total", "left"}
COUNTS = {"count", "count_m", "count_f"}
FILLED = {
    "start_in": {"count"},
    "welcome": {"title", "minutes"},
    "greeting": {"name"},
    "greeted": {"title", "minutes"},
    "together": {"things", "last"},
    "about": {"length"},
    "need": {"things"},
    **dict.fromkeys(("first", "next", "middle", "sparse", "final", "only"), NEXT),
    **dict.fromkeys(("next_here", "middle_here", "sparse_here", "final_here", "repeated"), NEXT),
    "rest": {"length"},
    "begin_hold": {*COUNTS},
    "begin_side": {*COUNTS, *SIDES},
    "begin_same": {*COUNTS, *SIDES},
    "begin_own": {"length", *COUNTS},
    "begin_own_side": {"length", *COUNTS, *SIDES},
    "begin_quiet": {*COUNTS},
    "begin_quiet_side": {*COUNTS, *SIDES},
    "begin_braced": {"length"},
    "begin_braced_side": {"length", *SIDES},
    "begin_reps": {*COUNTS},
    "begin_reps_side": {*COUNTS, *SIDES},
    "begin_each": {*COUNTS},
    "begin_breath_side": SIDES,
    "begin_once_side": SIDES,
    "begin_time": {"length"},
    "last_reps": {*COUNTS},
    "last_rep": {"count"},
    "seconds_left": {*COUNTS},
    "last_time": {"length"},
}
"""What the writer fills in, slot by slot."""

UNIQUE = {
    "first",
    "middle",
    "middle_here",
    "sparse",
    "sparse_here",
    "repeated",
    "ready",
    "in_pain",
    "one_breath",
    "get_up",
    "check_in",
    "effort",
    "praise",
    "face",
    "begin_own",
    "begin_own_side",
    "next",
    "next_here",
    "final",
    "final_here",
    "only",
    "welcome",
    "greeting",
    "greeted",
    "need",
    "safety",
    "farewell",
    "remark",
}
"""Slots that are said once a session, or name a number that never comes twice."""


def _sentences(words: ExerciseWords) -> Iterator[tuple[str, str]]:
    said = {"setup": words.setup, "before": words.setup.before, "after": words.setup.after}
    for name, lengths in {**said, "switch": words.switch}.items():
        if lengths:
            for detail in ("full", "short", "minimal"):
                yield from ((f"{name}.{detail}", sentence) for sentence in getattr(lengths, detail))
    for name in (
        "position",
        "choice",
        "begin",
        "feel",
        "caution",
        "notice",
        "form",
        "release",
        "variation",
        "why",
    ):
        yield from ((name, sentence) for sentence in getattr(words, name))
    for cue, wordings in words.phases.items():
        yield from ((f"phases.{cue}", sentence) for sentence in wordings)


every_language = pytest.mark.parametrize("library", LIBRARIES.values(), ids=LIBRARIES)
every_exercise = pytest.mark.parametrize("name", LIBRARY.exercise_names)


@every_language
@every_exercise
def test_every_exercise_is_complete_and_sayable(library: Library, name: str) -> None:
    exercise = library.exercise(name)
    assert exercise.posture in library.postures
    assert exercise.posture in library.phrases.where
    assert set(exercise.areas) <= set(library.areas)
    assert set(exercise.cautions) <= set(library.cautions)
    assert set(exercise.needs) <= set(library.phrases.needs)
    assert set(exercise.sides) <= set(library.phrases.sides)
    for slot, sentence in _sentences(exercise.words):
        allowed = SIDES if exercise.sides else set()
        amount = {"length"} if braced(exercise) else {*COUNTS, "length"}
        allowed = allowed | amount if slot == "begin" else allowed
        if slot in ("form", "phases.inhale", "phases.exhale"):
            allowed = set()
        assert placeholders(sentence) <= allowed, f"{slot}: {sentence}"
        assert len(sentence.split()) <= MOST_WORDS, f"{slot}: {sentence}"


@every_exercise
def test_cautions_name_what_every_such_exercise_does(name: str) -> None:
    """Kneeling rests on the knees, who lies on the back lies on the back, a chin that drops bends the neck."""
    exercise = LIBRARY.exercise(name)
    on_the_knees = exercise.posture in ("kneeling", "half-kneeling", "hands-and-knees")
    on_the_feet = {"plank", "downward-dog"}
    words = " ".join((*exercise.words.setup.full, *exercise.words.begin)).lower()
    due = {
        "knee": on_the_knees and name not in on_the_feet,
        "pregnancy": exercise.posture == "supine",
        "neck": "your chin" in words,
        "dizziness": any(said in words for said in ("head hang", "head and arms hang", "head to the floor")),
    }
    assert {caution for caution, is_due in due.items() if is_due} <= set(exercise.cautions)


def test_what_else_an_exercise_is_called_is_no_other_exercise() -> None:
    taken = set(LIBRARY.exercise_names)
    taken |= {as_name(LIBRARY.exercise(name).words.title) for name in LIBRARY.exercise_names}
    assert not taken & set(LIBRARY.also)
    assert set(LIBRARY.also.values()) <= set(LIBRARY.exercise_names)
    written = (SHIPPED / "also.yaml").read_text("utf-8")
    assert len(LIBRARY.also) == sum(line.count(",") + 1 for line in written.splitlines() if "[" in line)


@every_language
@every_exercise
def test_what_is_said_of_a_side_names_it(library: Library, name: str) -> None:
    exercise = library.exercise(name)
    if exercise.words.switch and exercise.sides:
        for take in (exercise.words.switch.full, exercise.words.switch.short, exercise.words.switch.minimal):
            assert any(placeholders(sentence) & SIDES for sentence in take), take
        assert all(placeholders(sentence) & SIDES for sentence in exercise.words.begin)


@every_exercise
def test_what_is_easier_is_easier_and_for_the_same_area(name: str) -> None:
    exercise = LIBRARY.exercise(name)
    if exercise.easier:
        easier = LIBRARY.exercise(exercise.easier)
        assert easier.effort < exercise.effort
        assert set(easier.areas) & set(exercise.areas)


@every_language
def test_no_longer_sentence_belongs_to_two_exercises(library: Library) -> None:
    counted = Counter(
        sentence
        for name in library.exercise_names
        for sentence in {sentence for _, sentence in _sentences(library.exercise(name).words)}
        if len(sentence.split()) > SHORT_WORDS
    )
    assert [sentence for sentence, times in counted.items() if times > 1] == []


def _slots(book: PhraseBook) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name in PhraseBook.model_fields:
        value = getattr(book, name)
        if name in ("farewell", "remark", "ready", "moves", "get_up"):
            yield from ((name, wordings) for wordings in value.values())
        elif isinstance(value, tuple) and name not in ("numbers", "minutes"):
            yield name, value


@every_language
def test_phrases_ask_for_nothing_that_is_not_filled_in(library: Library) -> None:
    for slot, wordings in _slots(library.phrases):
        for wording in wordings:
            assert placeholders(wording) <= FILLED.get(slot, set()), f"{slot}: {wording}"


@every_language
def test_every_slot_that_may_come_again_soon_has_a_short_wording(library: Library) -> None:
    for slot, wordings in _slots(library.phrases):
        if slot not in UNIQUE and wordings:
            assert min(len(wording.split()) for wording in wordings) <= SHORT_WORDS, slot


@every_language
def test_every_word_file_belongs_to_an_exercise(library: Library) -> None:
    words = {path.stem for path in (WORDS / library.language / "exercises").glob("*.yaml")}
    assert words == set(library.exercise_names)


def test_shipped_routines_raise_no_doubts() -> None:
    from coach.content.review import review

    for listed in LIBRARY.routines():
        if not listed.own:
            assert review(LIBRARY, listed.path).warnings == (), listed.name
