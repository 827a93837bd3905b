"""docs/articles.md: everything the articles say has its place, and the places exist."""

from __future__ import annotations

import re
from pathlib import Path

import coach
from coach.cli.group import COMMANDS
from coach.content.fields import Kind
from coach.content.phrases import PhraseBook
from tests.strategies import LIBRARY

ROOT = Path(coach.__file__).parents[1]
PAGE = (ROOT / "docs" / "articles.md").read_text("utf-8")
ARTICLES = dict(re.findall(r"^## [^\n]*`([a-z-]+)`\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
EXERCISES = re.compile(r"^\| [^|]+ \| `([a-z-]+)` \| [^|]+ \| ([^|]+) \|$", re.MULTILINE)


def test_every_exercise_of_the_articles_is_in_the_library_with_its_dose() -> None:
    named = [found for part in ARTICLES.values() for found in EXERCISES.findall(part)]
    assert len(named) >= 49
    for name, dose in named:
        exercise = LIBRARY.exercise(name)
        times = " times" if exercise.kind is Kind.REPS else ""
        sides = ", each side" if exercise.sides or exercise.alternating else ""
        assert dose == f"{exercise.usual_dose}{times}{sides}", name


def test_every_exercise_is_told_of_under_its_article() -> None:
    easier = {LIBRARY.exercise(name).easier for name in LIBRARY.exercise_names}
    for name in LIBRARY.exercise_names:
        source = LIBRARY.exercise(name).source
        if source != "own-practice" and name not in easier:
            assert f"| `{name}` |" in ARTICLES[source], name


def test_every_place_exists() -> None:
    routines = {routine.name for routine in LIBRARY.routines()}
    known = {*LIBRARY.exercise_names, *routines, *ARTICLES, *PhraseBook.model_fields, *LIBRARY.cautions}
    known |= {
        "goal",
        "areas",
        "effort",
        "easier",
        "cautions",
        "form",
        "exhale",
        "variation",
        "caution",
        "notice",
    }
    for place in re.findall(r"`([^`]+)`", PAGE):
        if place.startswith("coach/"):
            assert (ROOT / place).exists(), place
        elif place.startswith("coach "):
            assert place.split()[1] in COMMANDS, place
        elif ":" not in place:
            assert place in known, place
