"""Natural voices: the real net where the extra is installed; joining it, whatever gets in the way."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from coach.content.manner import Manner
from coach.errors import CoachError, NotFoundError, VoiceError
from coach.voice.clip import finish
from coach.voice.engines import find_voice, language_of
from coach.voice.kokoro import net, styles
from coach.voice.kokoro.voice import version, without_stop
from tests.processes import environment

installed = pytest.mark.skipif(not version(), reason="needs the extra natural")

SENTENCE = "Lie on your back, and draw your right knee toward your chest, slowly."


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Four small parts in the place of the real ones; returns their folder."""
    parts = tmp_path / "parts"
    whole = b""
    for number, name in enumerate(net.PARTS):
        (parts / name).mkdir(parents=True)
        (parts / name / "part.bin").write_bytes(data := os.urandom(1000 + number))
        whole += data
    monkeypatch.setenv("COACH_VOICES", str(tmp_path / "voices"))
    monkeypatch.setattr(net, "SIZE", len(whole))
    monkeypatch.setattr(net, "DIGEST", hashlib.sha256(whole).hexdigest())
    monkeypatch.setattr(
        net, "_part", lambda name: path if (path := parts / name / "part.bin").exists() else None
    )
    return parts


def test_the_parts_are_joined_once(small: Path) -> None:
    path = net.ready_model()
    assert hashlib.sha256(path.read_bytes()).hexdigest() == net.DIGEST
    before = path.stat()
    assert net.ready_model().stat() == before
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_part_that_is_missing_or_damaged(small: Path) -> None:
    part = small / net.PARTS[2] / "part.bin"
    good = part.read_bytes()
    for change in (good[:-1], good[:-1] + b"!" + good[-1:]):
        part.write_bytes(change)
        with pytest.raises(VoiceError, match=r"damaged.*natural"):
            net.ready_model()
    part.unlink()
    with pytest.raises(VoiceError, match=r"model_3: the natural voice is not installed; run .*natural"):
        net.ready_model()
    assert list(net.model_path().parent.iterdir()) == []
    part.write_bytes(good)
    net.ready_model()


def test_a_net_that_was_damaged_is_found_out_and_made_again(small: Path) -> None:
    path = net.ready_model()
    path.write_bytes(bytes(net.SIZE))
    with pytest.raises(VoiceError, match="was damaged; run this again"):
        net.check_model(path)
    assert not path.exists()
    net.check_model(net.ready_model())


def test_a_folder_that_cannot_be_written(small: Path) -> None:
    Path(os.environ["COACH_VOICES"]).write_text("in the way")
    with pytest.raises(CoachError, match="cannot be made"):
        net.ready_model()


@installed
@pytest.mark.skipif(sys.platform == "win32", reason="kills a process")
def test_two_at_once_and_one_killed_leave_a_whole_net(tmp_path: Path) -> None:
    code = "from coach.voice.kokoro.net import ready_model; print(ready_model())"
    command = [sys.executable, "-c", code]
    surroundings = environment(COACH_VOICES=str(tmp_path))
    killed = subprocess.Popen(command, env=surroundings, stdout=subprocess.DEVNULL)
    while not list(tmp_path.glob("_kokoro/.*.part")) and killed.poll() is None:
        time.sleep(0.005)
    others = [subprocess.Popen(command, env=surroundings, stdout=subprocess.PIPE) for _ in range(2)]
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    told = {Path(other.communicate()[0].decode().strip()) for other in others}
    assert [other.returncode for other in others] == [0, 0]
    (path,) = told
    assert hashlib.sha256(path.read_bytes()).hexdigest() == net.DIGEST
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_the_languages_of_styles() -> None:
    assert {language_of(f"kokoro:{name}") for name in styles.style_names()} == {"en", "es", "fr"}
    assert all(styles.find_style(name).rows.shape == (200, 256) for name in styles.style_names())
    with pytest.raises(NotFoundError, match="did you mean en-us-willow"):
        find_voice("kokoro:en-us-wilow")


def test_a_blend_is_a_voice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_VOICES", str(tmp_path))
    styles.keep_blend("en-gb-mine", {"en-gb-heath": 1, "en-us-oak": 3})
    mine, heath, oak = map(styles.find_style, ("en-gb-mine", "en-gb-heath", "en-us-oak"))
    assert mine.rows == pytest.approx((heath.rows + 3 * oak.rows) / 4, abs=1e-6)
    assert (mine.language, mine.accent) == ("en-GB", "en-gb")
    assert "en-gb-mine" in styles.style_names()
    stamps = {find_voice(f"kokoro:{name}").identity for name in styles.style_names()}
    assert len(stamps) == len(styles.style_names())
    wrong: dict[str, dict[str, float]] = {
        "My own": {"oak": 1},
        "mine": {},
        "oak": {"oak": 1},
        "en-us-oak": {"oak": 1},
    }
    for name, shares in wrong.items():
        with pytest.raises(VoiceError):
            styles.keep_blend(name, shares)
    (tmp_path / "_kokoro" / "en-gb-mine.json").write_text("[]")
    with pytest.raises(VoiceError, match="is not a blend"):
        find_voice("kokoro:en-gb-mine")


def test_a_blend_speaks_what_there_is_most_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_VOICES", str(tmp_path))
    styles.keep_blend("calm", {"willow": 0.3, "kokoro:en-gb-heath": 0.7})
    assert styles.find_style("calm").shares == pytest.approx({"en-us-willow": 0.3, "en-gb-heath": 0.7})
    assert language_of("kokoro:calm") == "en"
    assert styles.find_style("calm").accent == "en-gb"
    with pytest.raises(NotFoundError, match="did you mean oak"):
        styles.keep_blend("calm", {"oat": 1.0})
    assert styles.find_style("calm").accent == "en-gb"


def test_a_very_short_cue_ends_without_a_stop() -> None:
    for sounds, spoken in {"siks.": "siks", "tu mor!": "tu mor", "in, out.": "in, out", ".": "."}.items():
        assert without_stop(sounds) == spoken
    assert without_stop("rait nee kamz in.") == "rait nee kamz in."


@installed
def test_it_speaks_at_the_rate_and_pitch_asked_for() -> None:
    with closing(find_voice("kokoro:en-us-willow")) as voice:
        clip = finish(voice.say(SENTENCE), SENTENCE)
        soft = finish(voice.say(SENTENCE, Manner.SOFT), SENTENCE, Manner.SOFT)
        words = len(SENTENCE.split()) * 60_000 / clip.length
        assert words == pytest.approx(140, rel=0.15)
        assert clip.length / soft.length == pytest.approx(Manner.SOFT.pace, abs=0.05)


@installed
def test_a_damaged_net_is_an_error_once_and_then_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_VOICES", str(tmp_path))
    path = net.model_path()
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        file.truncate(net.SIZE)
    with (
        closing(find_voice("kokoro:en-us-oak")) as voice,
        pytest.raises(VoiceError, match="was damaged; run this"),
    ):
        voice.say("In.")
    with closing(find_voice("kokoro:en-us-oak")) as voice:
        assert len(voice.say("In.").samples) > 1000


@installed
def test_the_lexicon_and_words_of_another_language() -> None:
    from coach.voice.kokoro.speech import Net

    loaded = Net(net.ready_model(), styles.SHIPPED)
    with closing(find_voice("kokoro:fr-tilleul")) as voice:
        sounds = loaded.sounds(voice.lexicon.respelt("Sur le dos, doucement."), "fr-fr")
    assert sounds.split()[2] == "d\u02c8o,"
    assert "(" not in loaded.sounds("Un weekend, et un sandwich.", "fr-fr")


@installed
def test_it_can_be_closed_while_it_speaks() -> None:
    voice = find_voice("kokoro:en-us-oak")
    said: list[object] = []

    def say() -> None:
        with pytest.raises(VoiceError, match="closed") as error:
            voice.say(f"{SENTENCE} " * 8)
        said.append(error.value)

    voice.say("Six.")
    thread = threading.Thread(target=say)
    thread.start()
    time.sleep(0.3)
    voice.close()
    thread.join(20)
    assert len(said) == 1
    with pytest.raises(VoiceError, match="closed"):
        voice.say("In.")
