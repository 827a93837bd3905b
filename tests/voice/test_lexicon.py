"""Words that engines say wrong: what is given in their place, to whom, and that nothing else notices."""

from __future__ import annotations

import re
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from coach.content.language_words import languages
from coach.errors import RoutineError
from coach.settings.settings_file import settings_path
from coach.voice.cache import ClipCache
from coach.voice.clip import finish
from coach.voice.engines import find_voice
from coach.voice.lexicon import SHIPPED, Lexicon, find_lexicon, own_path, read_lexicon
from coach.voice.narrator import Narrator
from coach.voice.pyttsx3.voice import Pyttsx3Voice
from tests.fakes import FakeVoice

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COACH_CONFIG", str(tmp_path / "config.toml"))
    return tmp_path / "lexicon.yaml"


def test_whole_words_are_respelt_and_keep_their_capital() -> None:
    lexicon = Lexicon({"psoas": "so-as", "cat": "kat", "d'achille": "[[x]]", "cat cow": "kow"})
    assert lexicon.respelt("Psoas, and the psoas: psoases.") == "So-as, and the so-as: psoases."
    assert lexicon.respelt("Cat cow, concat cat-like.") == "Kow, concat kat-like."
    assert lexicon.respelt("Tendon D'Achille, d\u2019achille") == "Tendon [[x]], [[x]]"
    assert Lexicon({"fußballen": "[[f]]"}).respelt("Fußballen") == "[[f]]"
    assert lexicon.respelt("Nothing here, [[cot]].") == ""
    assert Lexicon().respelt("Anything") == Lexicon().digest == ""
    assert lexicon.respelt("cat " * 500) != ""
    assert Lexicon({"a": "b" * 60}).respelt("a " * 900) == ""  # too much for one sentence


def test_an_engine_gets_what_is_meant_for_it(own: Path) -> None:
    own.write_text(
        'en:\n  psoas:\n    espeak: "[[p]]"\n    flite: eff\n    any: rest\n  Réné: renay\n', "utf-8"
    )
    assert own_path() == own == settings_path().with_name("lexicon.yaml")
    for engine, said in (("espeak", "[[p]]"), ("espeak-ng", "[[p]]"), ("flite", "eff"), ("sapi5", "rest")):
        assert find_lexicon("en", engine).respelt("psoas réné") == f"{said} renay"
    assert find_lexicon("fr", "flite").respelt("psoas") == ""


def test_ones_own_entries_come_before_the_shipped_ones(own: Path) -> None:
    assert "[[" in find_lexicon("en", "espeak").respelt("psoas")
    own.write_text("en: {psoas: mine}\n", "utf-8")
    assert find_lexicon("en", "espeak").respelt("psoas coccyx").startswith("mine [[")
    assert find_lexicon("en", "flite").respelt("coccyx") == ""  # shipped for espeak alone
    own.write_text("# nothing yet\n", "utf-8")
    assert "[[" in find_lexicon("en", "espeak").respelt("psoas")


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        ("en:\n  psoas: [[s]]\n", "2:10", "has to be text"),
        ('en:\n  psoas: "[[s]]"\n', "2:10", "only espeak"),
        ('en:\n  psoas: {flite: "[[s]]"}\n', "2:18", "only espeak"),
        ('en:\n  psoas: {espeak: "[[s]] [[t]]"}\n', "2:19", "cannot be said"),
        ('en:\n  psoas: {any: "[[soʊ]]"}\n', "2:16", "only espeak, piper and kokoro"),
        ('en:\n  psoas: {espeak: "[[soʊ]]"}\n', "2:19", "cannot be said"),
        ("en:\n  psoas: <silence>\n", "2:10", "cannot be said"),
        ("en:\n  psoas:\n", "2:9", "nothing to say"),
        ("en:\n  '!': x\n", "2:3", "not a word"),
        ("english:\n  a: b\n", "1:1", "not a language"),
        ("en: psoas\n", "1:5", "block of words"),
        ("- en\n", "1:1", "blocks of words"),
        ("en: {a: b\n", "", ""),
    ],
)
def test_mistakes_are_told_with_their_place(own: Path, text: str, place: str, what: str) -> None:
    own.write_text(text, "utf-8")
    with pytest.raises(RoutineError) as caught:
        find_voice()
    assert f"lexicon.yaml:{place}" in str(caught.value)
    assert what in str(caught.value)


def test_what_is_shipped_is_sound() -> None:
    shipped = read_lexicon(SHIPPED)
    assert set(shipped) == set(languages())
    for words in shipped.values():
        for word, engines in words.items():
            assert word == word.lower()
            assert set(engines) <= {"espeak", "piper"}
            assert all(re.fullmatch(r"\[\[.+\]\]", said) for said in engines.values())


def test_a_changed_entry_speaks_only_its_sentences_again(tmp_path: Path) -> None:
    texts = ["Relax the psoas.", "Relax the jaw."]

    def said(lexicon: Lexicon) -> list[str]:
        voice = FakeVoice()
        voice.lexicon = lexicon
        with Narrator(voice, ClipCache(tmp_path)) as narrator:
            assert [narrator.clip(text).text for text in texts] == texts
        return voice.calls

    assert said(Lexicon()) == texts
    assert said(Lexicon({"psoas": "so-as"})) == texts[:1]
    assert said(Lexicon({"psoas": "so-as", "heel": "heal"})) == []
    assert said(Lexicon()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="espeak-ng alone takes phonemes")
def test_espeak_says_phonemes_and_not_their_letters(own: Path) -> None:
    own.write_text('en:\n  zzyx: {espeak: "[[s\'oU@s]]"}\n', "utf-8")
    with closing(Pyttsx3Voice()) as voice:
        given, known, spelt = (
            finish(voice.say(text), text).length for text in ("Zzyx.", "Psoas.", "S'o, U, at, s.")
        )
    assert given == pytest.approx(known, abs=20)
    assert spelt > 1.5 * given
