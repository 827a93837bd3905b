"""Every language that is offered is complete, is itself, and can be followed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from coach.content import language_words
from coach.content.completeness import missing
from coach.content.fields import Detail
from coach.content.language_words import SHIPPED, WORDS, begun, languages
from coach.content.library import Library
from coach.content.phrases import PhraseBook
from coach.content.yaml_io import read_yaml
from coach.script.phrasing import Phrasing
from coach.units import MINUTE
from tests.wording import OTHERS, english_in, texts, words_in


@pytest.mark.parametrize("language", languages())
def test_every_language_that_is_offered_is_complete(language: str) -> None:
    assert list(map(str, missing(language))) == []


@pytest.mark.parametrize("language", OTHERS)
def test_no_english_is_left_in_another_language(language: str) -> None:
    found = english_in(" ".join(text for _, text in texts(language)), language)
    left = [f"{path.stem}: {text!r}" for path, text in texts(language) if words_in(text) & found]
    assert left == []


def test_the_titles_of_shipped_routines_are_those_of_their_files() -> None:
    written = {path.stem: read_yaml(path).root for path in (SHIPPED / "routines").glob("*.yaml")}
    assert Library().titles.routines == {name: root["title"] for name, root in written.items()}  # type: ignore[index,call-overload]
    assert {name: facts.title for name, facts in Library().areas.items()} == Library().titles.areas


@pytest.fixture
def made_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A language that says everything in English, in a folder of words of its own."""
    words = tmp_path / "words"
    shutil.copytree(WORDS / "en", words / "en")
    shutil.copytree(WORDS / "en", words / "xx")
    shutil.copytree(WORDS / "de" / "routines", words / "xx" / "routines")  # the English ones are the routines
    monkeypatch.setattr(language_words, "WORDS", words)
    _change(words / "xx" / "phrases.yaml", "language: en", "language: xx")
    return words / "xx"


def _change(path: Path, before: str, after: str) -> None:
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")


def test_a_complete_language_is_one(made_up: Path) -> None:
    assert missing("xx") == []
    assert languages() == ("en", "xx")
    assert begun() == ("en", "xx")


@pytest.mark.parametrize(
    ("file", "before", "after", "what"),
    [
        ("phrases.yaml", "language: xx", "language: en", "this is xx"),
        ("phrases.yaml", ', "{count} minutes", "{count} and a half minutes"]', "]", "'minutes' is too short"),
        ("phrases.yaml", "  - And once again.\n", "", ""),
        (
            "phrases.yaml",
            "  left: {adjective: left, phrase: left side}\n",
            "",
            "'sides.left.adjective' is missing",
        ),
        ("phrases.yaml", "  - Stop at pain, numbness, tingling.\n", "", "'safety' has no short wording"),
        ("phrases.yaml", '"We start in {count} seconds."', "We start.", "nothing in 'start_in' says {count}"),
        ("phrases.yaml", "- Just rest now.", '- "Rest {now}."', "{now} is not filled in for 'rest'"),
        ("phrases.yaml", "- That's it. Well done.", "- Done.", ""),
        ("phrases.yaml", "  strap: a strap or towel\n", "", "'needs.strap' is missing"),
        ("titles.yaml", "  post: Easy back after your run\n", "", "'routines.post' is missing"),
        ("titles.yaml", "  neck: neck\n", "", "'areas.neck' is missing"),
        ("titles.yaml", "and: and\n", "", "the key 'and' is missing"),
        ("screen.yaml", '"{time} left"', "left", "nothing in 'left' says {time}"),
        ("screen.yaml", "  left: [Left side, Left]\n", "", "'sides.left' is missing"),
        ("page.yaml", "  submit: Make it\n", "", "the key 'submit' is missing"),
        ("page.yaml", 'many: "{count} exercises"', "many: many", "says {count}"),
        (
            "exercises/hip-circles.yaml",
            "  - Slow down, and stop.\n  - Come to a stop.\n",
            "",
            "one release wording must have at most 5 words",
        ),
        ("exercises/hip-circles.yaml", "    - Hips will circle {side}.", "    - Hips circle.", "says {side}"),
        ("exercises/hip-circles.yaml", "circle {side}, small and level", "circle {side_f}, level", ""),
        (
            "exercises/hip-circles.yaml",
            "  counterclockwise: counterclockwise, hips forward, then to the left\n",
            "",
            "is missing",
        ),
    ],
)
def test_what_a_language_lacks_is_found(made_up: Path, file: str, before: str, after: str, what: str) -> None:
    _change(made_up / file, before, after)
    found = [problem.what for problem in missing("xx")]
    assert len(found) >= 1 if what else found == []
    assert all(what in problem for problem in found[:1])


def test_missing_and_strange_files_are_found(made_up: Path) -> None:
    (made_up / "titles.yaml").unlink()
    (made_up / "page.yaml").unlink()
    (made_up / "exercises" / "plank.yaml").rename(made_up / "exercises" / "plunk.yaml")
    found = [(Path(problem.file).name, problem.what) for problem in missing("xx")]
    assert found == [
        ("page.yaml", "there is no such file"),
        ("titles.yaml", "there is no such file"),
        ("plank.yaml", "there is no such file"),
        ("plunk.yaml", "there is no such exercise"),
    ]
    assert languages() == ("en",), "what is not finished is not offered"


def test_feminine_sides_are_filled_in_and_fall_back() -> None:
    book = Library().phrases
    right = {"adjective": "derecho", "feminine": "derecha", "phrase": "lado derecho"}
    left = {"adjective": "im Uhrzeigersinn", "phrase": "y"}
    spanish = PhraseBook.model_validate({**book.model_dump(), "sides": {"right": right, "left": left}})
    values = Phrasing(spanish, Detail.FULL).side("right")
    assert (values["side"], values["side_f"], values["Side_f"]) == ("derecho", "derecha", "Derecha")
    assert values["other"] == values["other_f"] == "im Uhrzeigersinn"
    assert Phrasing(spanish, Detail.FULL).side("left")["Side"] == "Im Uhrzeigersinn"


def test_one_and_a_half_minutes_have_words_of_their_own_where_they_differ() -> None:
    book = Library().phrases
    minutes = ("eine Minute", "{count} Minuten", "{count}einhalb Minuten", "anderthalb Minuten")
    german = PhraseBook.model_validate(
        {**book.model_dump(), "numbers": ["null", *"abc"] * 6, "minutes": minutes}
    )
    said = [Phrasing(german, Detail.FULL).minutes(halves * MINUTE // 2) for halves in (2, 3, 4, 5)]
    assert said == ["eine Minute", "anderthalb Minuten", "b Minuten", "beinhalb Minuten"]
    assert Phrasing(book, Detail.FULL).minutes(3 * MINUTE // 2) == "one and a half minutes"
