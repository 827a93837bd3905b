"""The language to be coached in: asked for, or taken from the voice, the settings or the computer."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from coach.content import language_words
from coach.settings.settings_file import change

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.conftest import Run

GERMAN = "Lockerer Rücken"


@pytest.fixture(autouse=True)
def _german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have no language but English and one with two German titles, whatever there really is."""
    words = tmp_path / "words"
    for language in ("en", "de"):
        shutil.copytree(language_words.WORDS / "en", words / language)
    titles = words / "de" / "titles.yaml"
    titles.write_text(titles.read_text("utf-8").replace("Loose back before your run", GERMAN), "utf-8")
    phrases = words / "de" / "phrases.yaml"
    text = phrases.read_text("utf-8").replace("language: en", "language: de\nletter: 120")
    phrases.write_text(text.replace("Hello. {title}", "Willkommen zu {title}"), "utf-8")
    monkeypatch.setattr(language_words, "WORDS", words)
    monkeypatch.setenv("COACH_CONFIG", str(tmp_path / "config.toml"))
    language_words._read.cache_clear()
    yield
    language_words._read.cache_clear()


def _german_title(run: Run, *arguments: str) -> bool:
    shown = run("show", "pre", *arguments)
    assert (shown.code, shown.err) == (0, "")
    return GERMAN in shown.out


def test_it_is_asked_for(run: Run) -> None:
    assert _german_title(run, "--language", "de")
    assert _german_title(run, "--language", "de_AT")
    assert not _german_title(run)
    assert GERMAN in run("list", "--language", "de").out
    planned = run("plan", "--tight", "seat", "--language", "de").out
    assert "title: For your seat" in planned
    assert "--language de" in planned
    assert "title: For your seat" in run("plan", "--tight", "seat").out


def test_a_language_takes_its_own_time(run: Run) -> None:
    assert (
        run("show", "pre").out.splitlines()[2] != run("show", "pre", "--language", "de").out.splitlines()[2]
    )


@pytest.mark.parametrize("name", ["fr", "xx", "", "klingon"])
def test_one_there_is_not_is_wrong_usage(name: str, run: Run) -> None:
    ran = run("show", "pre", "--language", name)
    assert (ran.code, ran.out) == (2, "")
    assert f"there is no '{name}'; there are en, de" in ran.err


@pytest.mark.parametrize(
    ("environment", "german"),
    [
        ({"LC_ALL": "de_DE.UTF-8"}, True),
        ({"LC_ALL": "", "LC_MESSAGES": "", "LANG": "de_CH"}, True),
        ({"LC_ALL": "German_Germany.1252"}, True),
        ({"LC_ALL": "C", "LANG": "de_DE"}, False),
        ({"LC_ALL": "fr_FR.UTF-8"}, False),
        ({"LC_ALL": "de_DE.UTF-8", "COACH_LANGUAGE": "en"}, False),
        ({"COACH_LANGUAGE": "de"}, True),
        ({"COACH_VOICE": "de+f2"}, True),
        ({"COACH_VOICE": "de+f2", "COACH_LANGUAGE": "en"}, False),
    ],
)
def test_it_is_taken_from_the_environment(
    environment: dict[str, str], german: bool, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert _german_title(run) is german
    assert not _german_title(run, "--language", "en")


def test_it_is_taken_from_the_settings(run: Run) -> None:
    change("voice", "de")
    assert _german_title(run)
    change("language", "en")
    assert not _german_title(run)
    change("language", "fr")
    assert "there is no 'fr'" in run("show", "pre").err


@pytest.mark.parametrize(
    ("usual", "asked", "german", "warned"),
    [
        (None, ("--voice", "de"), True, False),
        (None, ("--voice", "en-gb", "--language", "de"), True, True),
        (None, ("--voice", "fr", "--language", "de"), True, True),
        (None, ("--voice", "fr"), False, True),
        (("language", "de"), ("--voice", "en-gb"), False, False),
        (("voice", "en-gb"), ("--language", "de"), True, False),
    ],
)
def test_a_voice_goes_with_its_language(
    usual: tuple[str, str] | None,
    asked: tuple[str, ...],
    german: bool,
    warned: bool,
    run: Run,
    tmp_path: Path,
    shared_cache: Path,
) -> None:
    if usual:
        change(*usual)
    breathing = tmp_path / "one.yaml"
    steps = "  - exercise: diaphragmatic-breathing\n    hold: 30s\n"
    breathing.write_text(f"name: one\ntitle: Eins\nwhen: any\nsteps:\n{steps}", "utf-8")
    ran = run("script", str(breathing), "--detail", "minimal", "--cache", str(shared_cache), *asked)
    assert ran.code == 0, ran.err
    assert ("Willkommen" in ran.out) is german
    assert (f"The voice {asked[1]} speaks '{asked[1][:2]}': it will read" in ran.err) is warned
    assert ran.err.count("\n") == warned


def test_the_language_of_a_voice_is_known_from_its_name_or_its_engine() -> None:
    from coach.voice.engines import language_of

    names = (
        "de",
        "en-US+f3",
        "gmw/en-gb-x-rp",
        "fr_FR",
        "piper:de_DE-thorsten-low",
        "German",
        "roa/es",
        "nobody",
    )
    assert [language_of(name) for name in names] == ["de", "en", "en", "fr", "de", "de", "es", None]
