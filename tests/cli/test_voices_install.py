"""``coach voices install`` and ``remove``, as a person meets them."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from coach.voice.piper import voice as piper_voice
from tests.piper_model import make_voice
from tests.processes import environment
from tests.voice.collection import Collection, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.conftest import Run

ANNA = "en_US-anna-medium"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_VOICES", str(tmp_path / "voices"))
    monkeypatch.setenv("COACH_CACHE", str(tmp_path / "clips"))


@pytest.fixture
def collection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Collection]:
    with serving(Collection()) as made:
        made.add(ANNA, make_voice(tmp_path / "en.onnx"))
        made.add("de_DE-jan-low", make_voice(tmp_path / "de.onnx", language="de_DE"))
        monkeypatch.setenv("COACH_VOICE_SOURCE", made.source)
        yield made


def states(run: Run) -> dict[str, str]:
    rows = [line.split("  ") for line in run("voices").out.splitlines()]
    return {row[0]: row[-1].strip() for row in rows if row[0].startswith("piper:")}


def test_from_the_list_to_the_first_word(run: Run, collection: Collection, tmp_path: Path) -> None:
    assert states(run) == {}
    listed = run("voices", "install")
    assert [line.split()[0] for line in listed.out.splitlines()] == ["de_DE-jan-low", ANNA]
    assert [line.split()[:3] for line in run("voices", "install", "--language", "de").out.splitlines()] == [
        ["de_DE-jan-low", "de-DE", "fair"]
    ]
    assert "no voice speaks 'fr'; there are de, en" in run("voices", "install", "--language", "fr").err
    assert states(run) == {
        "piper:de_DE-jan-low": "to be installed, 0 MB",
        f"piper:{ANNA}": "to be installed, 0 MB",
    }
    fetched = run("voices", "install", ANNA, "--yes")
    assert (fetched.code, fetched.out) == (0, f"piper:{ANNA}\n")
    assert fetched.err == f"{ANNA}: en-US, good, 0 MB\nLicence: CC BY 4.0\n"
    assert states(run)[f"piper:{ANNA}"] == "ready"
    again = run("voices", "install", f"piper:{ANNA}")
    assert (again.code, again.out, again.err) == (0, "", f"piper:{ANNA} is installed already.\n")
    target = tmp_path / "in.wav"
    assert run("say", "Breathe in.", "--voice", f"piper:{ANNA}", "-o", str(target)).code == 0
    assert target.exists()
    assert run("voices", "remove", ANNA).code == 0
    assert states(run)[f"piper:{ANNA}"] == "to be installed, 0 MB"
    assert run("voices", "remove", ANNA).code == 1


def test_nobody_is_asked_without_a_terminal(run: Run, collection: Collection) -> None:
    asked = run("voices", "install", ANNA)
    assert asked.code == 2
    assert "Licence: CC BY 4.0" in asked.err
    assert "add --yes" in asked.err
    assert collection.requests(".onnx") == []


@pytest.mark.skipif(os.name == "nt", reason="pseudo-terminals")
@pytest.mark.parametrize("answer", ["y", "n"])
def test_on_a_terminal_it_asks_and_shows_how_far_it_is(collection: Collection, answer: str) -> None:
    from tests.live.terminals import Terminal

    command = (sys.executable, "-m", "coach", "voices", "install", ANNA)
    with Terminal(*command, environment=environment()) as terminal:
        terminal.wait_for("Licence: CC BY 4.0", "Fetch it? [y/N]:")
        terminal.type(f"{answer}\n")
        terminal.wait_for("100%", f"piper:{ANNA}") if answer == "y" else terminal.wait_for("Stopped.")
        assert terminal.end() == (0 if answer == "y" else 1)
    assert len(collection.requests(".onnx")) == (1 if answer == "y" else 0)


def test_a_name_nearly_right(run: Run, collection: Collection) -> None:
    wrong = run("voices", "install", "en_US-ann-medium", "--yes")
    assert (wrong.code, wrong.out) == (1, "")
    assert "the collection has no voice 'en_US-ann-medium'; did you mean en_US-anna-medium" in wrong.err


def test_offline(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_VOICE_SOURCE", "http://127.0.0.1:9")
    ran = run("voices", "install", ANNA, "--yes")
    assert (ran.code, ran.out) == (1, "")
    assert "is this machine online?" in ran.err
    assert ran.err.count("\n") == 1


def test_without_the_extra(run: Run, collection: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(piper_voice, "version", lambda: "")
    monkeypatch.setattr("coach.voice.piper.engine.version", lambda: "")
    fetched = run("voices", "install", ANNA, "--yes")
    assert (fetched.code, fetched.out) == (0, f"piper:{ANNA}\n")
    assert "It needs Piper, which is not installed: run " in fetched.err
    assert states(run)[f"piper:{ANNA}"] == "needs the extra piper"
    said = run("say", "In.", "--voice", f"piper:{ANNA}")
    assert said.code == 1
    assert "Piper is not installed; run " in said.err
