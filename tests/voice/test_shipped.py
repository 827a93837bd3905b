"""The clips that come with the checkout: whole, in the usual voice, and all that the first sessions say."""

from __future__ import annotations

import zlib
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import coach
from coach.content.fields import Detail
from coach.content.library import Library
from coach.content.manner import Manner
from coach.session import Session, open_narrator, voice_of
from coach.session_options import Options
from coach.timeline.wordings import wordings
from coach.voice.clip import measure
from coach.voice.engines import find_voice
from coach.voice.kokoro import net
from coach.voice.kokoro.styles import PREFIX, USUAL_STYLES
from coach.voice.shipped.shipped_clips import FOLDER, STREAMS, Store, shipped

if TYPE_CHECKING:
    from pathlib import Path

    from coach.voice.api import Voice


SOUNDS: list[Any] = [None, [], [9, 5, -20], [0, 1 << 40, -20], [0, 100, 90], ["0", 1, -2]]
WRONG: list[dict[str, Any]] = [
    {"at": -1},
    {"at": "0"},
    {"size": None},
    {"given": 1},
    {"cut": "x"},
    {"cut": 9},
    *({"sound": each} for each in SOUNDS),
]
TRIED_FIRST = list(product(("en", "es", "fr"), ("post", "pre", "seven")))


@pytest.mark.parametrize(("language", "least"), [("en", 860), ("es", 280), ("fr", 280)])
def test_every_clip_is_whole_and_sounds(language: str, least: int) -> None:
    store, voice = shipped(language), _usual(language)
    streams = (FOLDER / f"{language}{STREAMS}").read_bytes()
    assert len(store.clips) >= least
    assert store.identity == voice.identity
    for clip in store.clips.values():
        assert zlib.crc32(streams[clip["at"] : clip["at"] + clip["size"]]) == clip["crc"], clip["text"]
    for text, manner in list(store.clips)[::40]:
        recording = store.recording(voice, text, Manner(manner))
        assert recording is not None, text
        assert np.abs(recording.samples).max() > 1000
        assert recording.measures is not None
        since = max(0, recording.measures.begin - recording.rate // 100)  # a hum may lie before that
        measured = measure(replace(recording, samples=recording.samples[since:]), text)
        near = recording.rate // 200
        assert recording.measures.begin == pytest.approx(since + measured.begin, abs=near), text
        assert recording.measures.end == pytest.approx(since + measured.end, abs=near), text
        assert recording.measures.lufs == pytest.approx(measured.lufs, abs=0.05), text


def _usual(language: str) -> Voice:
    """Return the voice that a language is shipped in."""
    return find_voice(f"{PREFIX}{USUAL_STYLES[language]}", Library(language).phrases.rate)


@pytest.mark.parametrize("detail", [Detail.FULL, Detail.SHORT])
@pytest.mark.parametrize(("language", "name"), TRIED_FIRST)
def test_what_is_tried_first_is_shipped(language: str, name: str, detail: Detail) -> None:
    library, store, voice = Library(language), shipped(language), _usual(language)
    said = [each for each, rank in wordings(library.load(name), library, [detail]).items() if rank == 0]
    missing = [text for text, manner in said if not store.holds(voice, text, manner)]
    assert missing == [], "run scripts/clips, then scripts/clips --ship"


@pytest.fixture
def without_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COACH_SYSTEM_VOICE")
    monkeypatch.setattr(net, "_found", lambda _name: None)


@pytest.mark.usefixtures("without_engine")
@pytest.mark.parametrize("detail", [Detail.FULL, Detail.SHORT])
@pytest.mark.parametrize(("language", "name"), TRIED_FIRST)
def test_what_is_tried_first_has_words_enough_without_the_engine(
    language: str, name: str, detail: Detail, tmp_path: Path
) -> None:
    library, options = Library(language), Options(detail=detail, language=language)
    with open_narrator(options, tmp_path, [library.load(name)]) as narrator:
        script = Session(library.load(name), library, narrator, options).script
        said = {narrator.says(text, line.kind.manner) for line in script.lines for text in line.takes[0]}
    assert said == {True}


@pytest.mark.usefixtures("without_engine")
def test_a_session_is_said_in_the_natural_voice_without_its_engine(tmp_path: Path) -> None:
    with coach.compile(coach.load("post"), detail="short", cache=tmp_path) as session:
        assert len(session.timeline.cues) > 40
    names = {
        language: voice_of(Options(language=language), [Library(language).load("cooldown")]).name
        for language in ("en", "es")
    }
    assert names["en"] == f"{PREFIX}{USUAL_STYLES['en']}", "all that is shipped has its clips in English"
    assert names["es"] != f"{PREFIX}{USUAL_STYLES['es']}", "in Spanish, the first three have"


@pytest.mark.parametrize(
    "manifest", ["", "{", "[]", '{"format": 2, "clips": [1]}', '{"format": 9, "clips": []}']
)
def test_a_damaged_manifest_lists_nothing(manifest: str, tmp_path: Path) -> None:
    (tmp_path / "en.json").write_text(manifest)
    assert Store(tmp_path / "en.json").clips == {}


def test_a_damaged_clip_counts_as_missing(tmp_path: Path) -> None:
    voice = _usual("en")
    streams = bytearray((FOLDER / f"en{STREAMS}").read_bytes())
    (tmp_path / "en.json").write_bytes((FOLDER / "en.json").read_bytes())
    store = Store(tmp_path / "en.json")
    first, second, *_, last = ((text, Manner(manner)) for text, manner in store.clips)
    assert store.recording(voice, *first) is None, "there are no streams"
    streams[store.clips[first]["size"] // 2] ^= 1
    (tmp_path / f"en{STREAMS}").write_bytes(streams[:-1])
    assert store.recording(voice, *first) is None
    assert store.recording(voice, *last) is None
    assert store.recording(voice, *second) is not None
    whole = store.clips[second]
    for change in WRONG:
        store.clips[second] = whole | change
        assert store.recording(voice, *second) is None
