"""Faults of any data file, in words for whoever adds an exercise or a phrase."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from coach.content.exercise import Exercise, ExerciseWords
from coach.content.language_words import SHIPPED
from coach.content.phrases import PhraseBook
from coach.content.problems import nearest, validate
from coach.content.yaml_io import read_yaml
from tests.content.reports import assert_plain

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import BaseModel

EXERCISE = (SHIPPED / "exercises" / "cat-cow.yaml").read_text("utf-8")
WORDS = (SHIPPED / "words" / "en" / "exercises" / "figure-four.yaml").read_text("utf-8")
PHRASES = (SHIPPED / "words" / "en" / "phrases.yaml").read_text("utf-8")


def said(model: type[BaseModel], folder: Path, text: str) -> list[str]:
    """Return what is said of a file, each as ``what; hint``, having checked the form of all of it."""
    path = folder / "file.yaml"
    path.write_text(text, "utf-8")
    found, problems = validate(model, read_yaml(path))
    assert (found is None) == bool(problems)
    for problem in problems:
        assert_plain(problem, path)
    return [f"{problem.what}; {problem.hint}" for problem in problems]


@pytest.mark.parametrize("model", [Exercise, ExerciseWords, PhraseBook])
def test_an_empty_file_lacks_everything(model: type[BaseModel], tmp_path: Path) -> None:
    assert said(model, tmp_path, "") == ["the file is empty; begin it with 'name: my-hips'"]
    required = [key for key, field in model.model_fields.items() if field.is_required()]
    assert [line.split("'")[1] for line in said(model, tmp_path, "{}")] == required


def test_words_with_faults_at_every_depth(tmp_path: Path) -> None:
    text = WORDS.replace("setup:", "set-up:", 1)
    assert said(ExerciseWords, tmp_path, text) == ["unknown key 'set-up'; did you mean setup?"]
    text = WORDS.replace("  minimal:", "  tiny:", 1)
    assert said(ExerciseWords, tmp_path, text) == [
        "the key 'minimal' is missing; write 'minimal: …'",
        "unknown key 'tiny'; the keys here are full, short, minimal, before, after; notes go behind a '#'",
    ]
    text = "title: [x]\ncalled: {}\nsetup: x\nphases: {sigh: [x], inhale: x}\nform: [a, b]\nrelease: [a]\n"
    text += "feel: [a, b]\ncaution: [a, b]\nnotice: [a, b]\n"
    assert said(ExerciseWords, tmp_path, text) == [
        "'title' has to be text, not a list; write 'title: My tight hips'",
        "'called' has to be text, not a block of keys; write 'called: …'",
        "'setup' has to be a block of 'key: value' lines, not 'x'; write 'setup: …'",
        "unknown key 'sigh'; write 'inhale', 'exhale', 'right', 'left', 'move', 'hold' or 'back'",
        "'inhale' has to be a list, not 'x'; write 'inhale: …'",
        "'form' is too short; it takes at least 3",
        "'release' is too short; it takes at least 2",
    ]


def test_a_list_is_not_too_short_when_its_entries_are_wrong(tmp_path: Path) -> None:
    text = WORDS[: WORDS.index("form:")] + 'form: ["a\\e", "b\\e", "c\\e"]\nrelease: [a, b]\n'
    assert (
        said(ExerciseWords, tmp_path, text) == ["the character U+001B cannot be spoken; write plain text"] * 3
    )


def test_an_exercise_with_faults(tmp_path: Path) -> None:
    text = EXERCISE.replace("kind: reps", "kind: hops").replace("when: any", "when: always")
    lines = said(Exercise, tmp_path, text)
    assert "'kind' cannot be 'hops'; write 'hold', 'reps' or 'time'" in lines
    assert "'when' cannot be 'always'; write 'before', 'after' or 'any'" in lines


def test_a_phrase_book_with_faults(tmp_path: Path) -> None:
    assert said(PhraseBook, tmp_path, PHRASES) == []
    text = PHRASES.replace("halfway:", "half-way:", 1)
    assert said(PhraseBook, tmp_path, text) == ["unknown key 'half-way'; did you mean halfway?"]
    text = PHRASES.replace("  right: {adjective", "  Right Side: {adjective", 1)
    assert said(PhraseBook, tmp_path, text) == ["'Right Side' is not a name; write right-side"]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("post", "did you mean post?"),
        ("POST", "did you mean post?"),
        ("psot", "did you mean post?"),
        ("seven moves", "did you mean seven?"),
        ("hips", "did you mean my-tight-hips?"),
        ("p", "nothing"),
        ("", "nothing"),
        ("\x1b[31m", "nothing"),
        ("x" * 100_000, "nothing"),
    ],
)
def test_nearest(name: str, hint: str) -> None:
    assert nearest(name, ("post", "seven", "my-tight-hips"), "nothing") == hint
