"""A pack recorded at a terminal from a microphone that hears files, and one taken from a folder."""

from __future__ import annotations

import json
import subprocess
import sys
import wave
from typing import TYPE_CHECKING

import numpy as np
import pytest

from coach.errors import VoiceError
from coach.sound.loudness import loudness
from coach.sound.pcm import to_wave
from coach.studio.folder import match, slug
from coach.studio.takes import judge
from coach.voice.api import Recording
from coach.voice.clip import SPEECH_LUFS
from coach.voice.pack.pack import read_pack
from coach.voice.pack.pack_writer import PackWriter
from coach.voice.recording import read_foreign
from tests.fakes import FakeVoice, fake_length
from tests.live.soundserver import SINK, WHY_NOT, SoundServer, without_sound
from tests.processes import environment, run_coach

if TYPE_CHECKING:
    from pathlib import Path

    from coach.sound.pcm import Samples

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals")
needs_server = pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)

ROUTINE = "name: short\ntitle: Short\nwhen: after\nsteps:\n  - exercise: childs-pose\n    hold: 10s\n"
TEXT = "Left knee in, and across you to the right."
PRECISE = 30
"""Milliseconds to which a clip is trimmed."""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "short.yaml").write_text(ROUTINE)
    for name, folder in {"ROUTINES": "own", "VOICES": "voices", "CACHE": "clips"}.items():
        monkeypatch.setenv(f"COACH_{name}", str(tmp_path / folder))
    return tmp_path


def coach(*arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    done = run_coach(*arguments)
    assert "Traceback" not in done.stderr
    assert done.returncode == code, done.stderr
    return done


def sentences() -> list[str]:
    listed = coach("record", "short", "--detail", "minimal", "--list").stdout
    return [line.split("\t")[1] for line in listed.splitlines()]


def spoken(text: str, *, amplitude: float = 0.3) -> Samples:
    return FakeVoice(rate=44_100, amplitude=amplitude).recording(text).samples


def recorded(name: str = "ann") -> dict[str, int]:
    return {each.text: each.ms for each in read_pack(name).manifest.sentences}


# At a terminal ------------------------------------------------------------------------------------------------


def feed(server: SoundServer, samples: Samples) -> None:
    """Let the microphone hear samples."""
    form = ("--raw", "--format=s16le", "--rate=44100", "--channels=1", f"--device={SINK}")
    subprocess.run(["pacat", *form], input=samples.tobytes(), env=server.env, check=True, timeout=30)  # noqa: S607


@needs_server
def test_a_pack_is_recorded_interrupted_resumed_and_complete(tmp_path: Path) -> None:
    from tests.live.terminals import Terminal

    texts = sentences()
    others = texts[5:]  # recorded before: each takes its time, here as in life
    assert others
    writer = PackWriter("ann", "en")
    for text in others:
        writer.keep(judge(Recording(spoken(text), 44_100), text))
    begun, total = len(others), len(texts)
    command = (sys.executable, "-m", "coach", "record", "short", "--into", "ann", "--detail", "minimal")
    options = ("--count-in", "1", "--speaker", "null:fast")
    with SoundServer(tmp_path) as server:
        place = {**server.card, **{k: v for k, v in environment().items() if k.startswith(("COACH", "PYTH"))}}

        def say(terminal: Terminal, samples: Samples) -> None:
            terminal.wait_for("Enter to record")
            terminal.type("\r")
            terminal.wait_for("1", "Speak now, then Enter")
            feed(server, samples)
            terminal.type("\r")

        with Terminal(*command, *options, environment=place) as terminal:
            terminal.wait_for(f"{begun + 1} of {total}", texts[0])
            say(terminal, np.zeros(20_000, np.int16))
            terminal.wait_for("Once more: nothing is heard")
            say(terminal, np.clip(spoken(texts[0]).astype(np.int32) * 9, -32768, 32767).astype(np.int16))
            terminal.wait_for("Once more: it is clipped")
            say(terminal, spoken(texts[0]))
            terminal.wait_for("Enter to keep")
            terminal.type("a\r")
            say(terminal, spoken(texts[0]))
            terminal.wait_for("Enter to keep")
            terminal.type("h\r")
            terminal.wait_for("Enter to keep")
            terminal.type("\r")
            terminal.wait_for(f"{begun + 2} of {total}", texts[1])
            terminal.wait_for("Enter to record")
            terminal.type("s\r")
            terminal.wait_for(texts[2])
            say(terminal, spoken(texts[2], amplitude=0.05))
            terminal.wait_for("Enter to keep")
            terminal.type("\r")
            terminal.wait_for(texts[3], "Enter to record")
            terminal.type("\r")
            terminal.wait_for("Speak now")
            terminal.type("\x03")
            terminal.wait_for(f"{begun + 2} of {total} sentences are recorded. The same command goes on")
            terminal.end()
        assert list(recorded()) == [*others, texts[0], texts[2]]

        left = [texts[1], *texts[3:5]]
        with Terminal(*command, *options, environment=place) as terminal:
            for number, text in enumerate(left):
                terminal.wait_for(f"{begun + number + 3} of {total}", text)
                say(terminal, spoken(text))
                terminal.wait_for("Enter to keep")
                terminal.type("\r")
            terminal.wait_for(f"{total} of {total} sentences are recorded.")
            assert terminal.end() == 0
    assert set(recorded()) == set(texts)
    for text, ms in recorded().items():
        assert abs(ms - fake_length(text)) <= PRECISE, text
    pack = read_pack("ann")
    for each in pack.manifest.sentences:
        data = pack.sound(each)
        assert data
        assert loudness(to_wave(read_foreign(data).samples), 44_100) == pytest.approx(SPEECH_LUFS, abs=1)
    assert f"All {len(texts)} sentences are recorded." in coach(*command[3:]).stderr
    said = coach("script", "short", "--detail", "minimal", "--voice", "pack:ann", "--format", "json")
    for cue in json.loads(said.stdout)["cues"]:
        assert abs(cue["end_ms"] - cue["start_ms"] - fake_length(cue["text"])) <= PRECISE, cue


def test_without_a_terminal_or_a_microphone_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "no terminal to ask at" in coach("record", "short", "--into", "ann", code=1).stderr
    assert "say where to" in coach("record", "short", code=2).stderr
    from coach.errors import MediaError
    from coach.studio.microphone import Microphone

    for name, value in without_sound(tmp_path).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(MediaError, match="there is no microphone"), Microphone():
        pass


# What is no good ----------------------------------------------------------------------------------------------


def noise(samples: Samples, level: float) -> Samples:
    hiss = np.random.default_rng(1).normal(0, 32768 * 10 ** (level / 20), len(samples))
    return np.clip(samples + hiss, -32768, 32767).astype(np.int16)


def test_a_take_over_the_hiss_of_a_microphone_is_trimmed_to_the_sound() -> None:
    for level in (-75, -60, -50):
        clip = judge(Recording(noise(spoken(TEXT), level), 44_100), TEXT)
        assert abs(clip.length - fake_length(TEXT)) <= PRECISE, level


@pytest.mark.parametrize(
    ("samples", "message"),
    [
        (np.zeros(0, np.int16), "nothing is heard"),
        (np.zeros(44_100, np.int16), "nothing is heard"),
        (noise(np.zeros(88_200, np.int16), -40), "nothing is heard"),
        (spoken(TEXT, amplitude=0.003), "nothing is heard"),
        (np.clip(spoken(TEXT).astype(np.int32) * 5, -32768, 32767).astype(np.int16), "it is clipped"),
        (spoken("so"), "it took 0.2"),
        (spoken("so " * 200), "it took 59"),
    ],
)
def test_what_is_wrong_with_a_take_is_said(samples: Samples, message: str) -> None:
    with pytest.raises(VoiceError) as error:
        judge(Recording(samples, 44_100), "And out, and let the whole of the back sink toward the floor.")
    assert error.value.what.startswith(message)
    assert error.value.hint


# From a folder ------------------------------------------------------------------------------------------------


def write(path: Path, samples: Samples) -> None:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 44_100, 0, "NONE", ""))
        file.writeframes(samples.tobytes())


def test_ready_files_are_known_by_their_names(tmp_path: Path) -> None:
    texts = sentences()
    folder = tmp_path / "ready"
    folder.mkdir()
    for number, text in enumerate(texts[1:], start=1):
        write(folder / f"{number:03} {slug(text)}.wav", spoken(text))
    write(folder / f"{slug(texts[0])}.wav", np.zeros(44_100, np.int16))
    write(folder / "lunch.wav", spoken("lunch"))
    options = ("record", "short", "--into", "ann", "--detail", "minimal", "--from", str(folder))
    said = coach(*options, code=1).stderr
    assert f"{slug(texts[0])}.wav: the recording is empty" in said
    assert "lunch.wav: is not a sentence" in said
    assert f"{len(texts) - 1} taken, 1 missing." in said
    assert set(recorded()) == set(texts[1:])
    write(folder / f"{slug(texts[0])}.wav", spoken(texts[0]))
    assert "1 taken, 0 missing." in coach(*options).stderr
    assert all(abs(ms - fake_length(text)) <= PRECISE for text, ms in recorded().items())


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("sentences.csv", 'file,sentence\na.wav,"One, two."\nb.wav,Three four.\n'),
        ("sentences.txt", "a.wav\tOne,  two.\nb.wav\tThree four.\n"),
        ("sentences.txt", "One, two.\nThree four.\n"),
        ("other.csv", 'a.wav,"One, two."\nb.wav,Three four.\n../c.wav,Five.\n/etc/passwd,Six.\n'),
    ],
)
def test_ready_files_are_known_by_a_list(name: str, lines: str, tmp_path: Path) -> None:
    folder = tmp_path / "ready"
    folder.mkdir()
    for stem in "abc":
        (folder / f"{stem}.wav").touch()
    (folder / name).write_text(lines, "utf-8")
    texts = ["One, two.", "Three four.", "Five.", "Six."]
    found, left = match(folder, texts, folder / name if name == "other.csv" else None)
    assert {text: path.name for text, path in found.items()} == {"One, two.": "a.wav", "Three four.": "b.wav"}
    assert [path.name for path in left] == ["c.wav"]


def test_names_of_files() -> None:
    assert slug("It's the knée, now: 3 more!") == "its-the-knee-now-3-more"
