"""``coach voices`` and what it does with packs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from coach.voice.clip import finish
from coach.voice.pack.pack_writer import PackWriter
from tests.fakes import FakeVoice

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

OWN = """\
name: short
title: A short one
when: after
steps:
  - exercise: childs-pose
    hold: 10s
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared_cache: Path) -> Path:
    monkeypatch.setenv("COACH_VOICES", str(tmp_path / "voices"))
    monkeypatch.setenv("COACH_CACHE", str(shared_cache))
    return tmp_path / "voices"


def record(*texts: str) -> None:
    writer = PackWriter("ann", "en")
    for text in texts:
        writer.keep(finish(FakeVoice().recording(text), text))


def test_every_engine_is_listed_by_language_with_its_state(run: Run, folder: Path) -> None:
    record("Breathe in.")
    (folder / "bob").mkdir()
    (folder / "bob" / "manifest.json").write_text("{}")
    lines = [line.split("  ") for line in run("voices").out.splitlines()]
    found = {line[0].strip(): [cell.strip() for cell in line if cell.strip()] for line in lines}
    assert found["pack:ann"] == ["pack:ann", "en", "pack", "recorded", "ready, 1 sentence"]
    assert found["pack:bob"][-1] == "damaged"
    assert found["command:flite"][3:] in (["plain", "ready"], ["plain", "needs flite installed"])
    human = [row[3] in ("recorded", "natural") for row in found.values() if len(row) == 5]
    assert human == sorted(human, reverse=True), "what a person or a natural voice says comes first"
    for part in (True, False):
        rows = [
            row for row in found.values() if len(row) == 5 and (row[3] in ("recorded", "natural")) == part
        ]
        languages = [row[1].split("-")[0].lower() for row in rows]
        assert languages == sorted(languages)
    assert {*languages} == {"de", "en", "es", "fr"}
    assert next(row[0] for row in found.values() if row[1:2] == ["en"]) == "pack:ann", "the best comes first"
    assert "pack:ann" in run("voices", "--language", "en").out
    assert "pack:ann" not in run("voices", "--language", "de").out
    assert "no voice speaks 'tlh'" in run("voices", "--language", "tlh").err


def test_a_language_is_called_by_its_name(run: Run, folder: Path) -> None:
    assert run("voices", "--language", "Klingon").err.count(",") < 10
    assert run("voices", "--language", "German").out == run("voices", "--language", "de").out != ""


def test_voices_of_other_languages_are_listed_when_asked_for(run: Run, folder: Path) -> None:
    few, every = run("voices"), run("voices", "--all")
    listed, more = ({line.split()[0] for line in each.out.splitlines()} for each in (few, every))
    assert listed < more
    assert f"{len(more) - len(listed)} more speak languages" in few.err
    assert every.err == ""
    assert {line.split()[1] for line in run("voices", "--language", "fi").out.splitlines()} == {"fi"}


def test_what_a_pack_lacks_is_listed_until_nothing_does(run: Run, routines: Path) -> None:
    (routines / "short.yaml").write_text(OWN)
    record("Breathe in.")
    lacking = run("voices", "check", "ann", "short", "--detail", "minimal")
    assert lacking.code == 1
    lines = [line.split("\t") for line in lacking.out.splitlines()]
    counts = [int(count) for count, _ in lines]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] >= 1
    record(*(text for _, text in lines))
    whole = run("voices", "check", "pack:ann", "short", "--detail", "minimal")
    assert (whole.code, whole.out) == (0, "")
    script = run("script", "short", "--detail", "minimal", "--voice", "pack:ann", "--format", "json")
    said = {cue["text"] for cue in json.loads(script.out)["cues"]}
    assert said <= {"Breathe in.", *(text for _, text in lines)}


def test_a_pack_goes_out_and_comes_in(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record("Breathe in.", "Breathe out.")
    file = str(tmp_path / "ann.zip")
    assert run("voices", "pack", "ann", "-o", file).out == f"{file}: 2 sentences\n"
    assert run("voices", "pack", "ann", "-o", file).code == 0
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(b"a letter")
    assert "is there already" in run("voices", "pack", "ann", "-o", str(letter)).err
    assert letter.read_bytes() == b"a letter"
    assert "there is a pack 'ann' already" in run("voices", "unpack", file).err
    monkeypatch.setenv("COACH_VOICES", str(tmp_path / "elsewhere"))
    assert run("voices", "unpack", file).out == "pack:ann: 2 sentences\n"
    assert run("voices", "check", "nobody").err.startswith("coach: there is no pack 'nobody'; ")


def test_a_voice_is_tried_with_a_real_passage(run: Run) -> None:
    tried = run("voices", "try", "en-gb", "--speaker", "null:fast")
    assert tried.code == 0, tried.err
    assert len(tried.out.splitlines()) == 5
    assert "in" in tried.out
    german = run("voices", "try", "de", "--speaker", "null:fast")
    assert german.out != tried.out
    assert run("voices", "try", "nobody", "--speaker", "null:fast").code == 1


def test_a_voice_is_tried_as_the_settings_have_it(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_CONFIG", str(tmp_path / "config.toml"))
    assert run("config", "set", "speaker", f"wav:{tmp_path / 'heard.wav'}").code == 0
    assert run("config", "set", "language", "de").code == 0
    tried = run("voices", "try", "en-gb")
    assert tried.code == 0, tried.err
    assert "breath" in tried.out, "the voice named counts before the usual language"
    assert (tmp_path / "heard.wav").stat().st_size > 100_000


def test_voices_are_tried_one_after_the_other_or_written(run: Run, tmp_path: Path) -> None:
    record("Breathe in.")
    aloud = run("voices", "try", "en-gb", "de", "--speaker", "null:fast")
    assert aloud.err.splitlines() == ["en-gb:", "de:"]
    assert len(aloud.out.splitlines()) == 10
    heard = tmp_path / "heard"
    written = run("voices", "try", "en-gb", "pack:ann", "-o", str(heard))
    assert written.out.splitlines() == [str(heard / "en-gb.wav"), str(heard / "pack-ann.wav")]
    assert all((heard / name).stat().st_size > 100_000 for name in ("en-gb.wav", "pack-ann.wav"))
    assert "en-gb.wav: is there already" in run("voices", "try", "en-gb", "-o", str(heard)).err


def test_without_a_name_the_voices_of_the_language_are_tried(run: Run, tmp_path: Path) -> None:
    tried = run("voices", "try", "--language", "de", "-o", str(tmp_path / "heard"))
    assert tried.code == 0, tried.err
    assert tried.out.splitlines()[-1] == str(tmp_path / "heard" / "system.wav")


def test_a_voice_is_tuned_by_pitch_where_its_engine_can(run: Run, tmp_path: Path) -> None:
    files = [tmp_path / f"{pitch}.wav" for pitch in ("20", "80")]
    for file in files:
        assert run("say", "Breathe in.", "--voice", "en-us", "--pitch", file.stem, "-o", str(file)).code == 0
    assert files[0].read_bytes() != files[1].read_bytes()
    for voice in ("kokoro:en-us-oak", "command:flite"):
        refused = run("say", "Breathe in.", "--voice", voice, "--pitch", "20")
        assert refused.code == 1
        assert "pitch" in refused.err
        assert "cannot be set; " in refused.err


def test_a_blend_is_kept_and_listed(run: Run) -> None:
    assert run("voices", "blend", "mine", "willow=0.7", "oak=0.3").out == "kokoro:mine\n"
    assert "kokoro:mine" in run("voices", "--language", "en").out
    assert "'willow' is not a share" in run("voices", "blend", "mine", "willow").err
    assert "no shipped style 'will'" in run("voices", "blend", "mine", "will=1").err


def test_the_choice_is_kept(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_CONFIG", str(tmp_path / "config.toml"))
    record("Breathe in.")
    assert run("config", "set", "voice", "pack:ann").code == 0
    assert run("say", "Breathe in.", "-o", str(tmp_path / "in.wav")).code == 0
