"""Programs as voices: a stand-in that can do everything wrong, and the real ones where there are any."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from coach.content.manner import Manner
from coach.errors import CoachError, NotFoundError, VoiceError
from coach.sound.loudness import loudness
from coach.sound.pcm import to_wave
from coach.voice.cache import ClipCache
from coach.voice.clip import SPEECH_LUFS
from coach.voice.command.voice import CommandVoice, templates
from coach.voice.engines import find_engine, find_voice
from coach.voice.narrator import Narrator
from tests.fakes import fake_length

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from coach.voice.api import Recording, Voice

SENTENCE = "Lie on your back and draw your right knee toward your chest."
PROGRAM = """
import math, os, subprocess, sys, time, wave

def sound(words, rate=22050, channels=1, width=2):
    high = 2 ** (8 * width - 1) - 1
    def sample(value):
        number = round(0.3 * value * high)
        return (number + 128 if width == 1 else number).to_bytes(width, "little", signed=width > 1) * channels
    burst = b"".join(sample(math.sin(2 * math.pi * 440 * n / rate)) for n in range(int(0.22 * rate)))
    gap, edge = sample(0) * int(0.08 * rate), sample(0) * int(0.3 * rate)
    return edge + gap.join(burst for _ in words) + edge

def write(to, data, rate=22050, channels=1, width=2):
    with wave.open(to, "wb") as file:
        file.setparams((channels, width, rate, 0, "NONE", ""))
        file.writeframes(data)

def say(to, words, **form):
    write(to, sound(words, **form), **form)
"""
FORMS = {
    "8 kHz stereo": {"rate": 8_000, "channels": 2},
    "8 bits": {"width": 1},
    "24 bits": {"width": 3, "rate": 48_000},
    "32 bits, 6 channels": {"width": 4, "channels": 6, "rate": 96_000},
}


@pytest.fixture(autouse=True)
def temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A temporary folder for the voices, in which nothing may be left when a test ends."""
    folder = tmp_path / "temp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert [*folder.iterdir()] == []


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., CommandVoice]:
    """Make a voice of Python code; it finds its words in ``words``, and how to speak in ``PROGRAM``."""

    def make(code: str, *arguments: str, rate: int | None = None, **table: object) -> CommandVoice:
        script = tmp_path / "program.py"
        words = "sys.argv[2].split()" if "{text}" in (arguments or "{text}") else "sys.stdin.read().split()"
        script.write_text(f"{PROGRAM}\nwords = {words}\ncount = {str(tmp_path / 'count')!r}\n{code}\n")
        run = [sys.executable, str(script), *(arguments or ("{wav}", "{text}"))]
        settings = tmp_path / "config.toml"
        lines = [f"{key} = {value!r}" for key, value in {"run": run, **table}.items()]
        settings.write_text("\n".join(["[commands.test]", *lines]))
        monkeypatch.setenv("COACH_CONFIG", str(settings))
        return CommandVoice("test", rate)

    return make


@pytest.fixture
def say(tmp_path: Path) -> Callable[[Voice, str], int]:
    """Have a voice say a text as a session would; returns the length."""

    def say(voice: Voice, text: str) -> int:
        with Narrator(voice, ClipCache(tmp_path / "clips")) as narrator:
            clip = narrator.clip(text)
            assert abs(loudness(to_wave(clip.samples)) - SPEECH_LUFS) < 1
            return clip.length

    return say


# How text and sound come and go -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("{wav}", "{text}"), "say(sys.argv[1], words)"),
        (("{wav}",), "say(sys.argv[1], words)"),
        (("-", "{text}"), "sys.stdout.buffer.write(b''); say('x.wav', words); "
         "sys.stdout.buffer.write(open('x.wav', 'rb').read())"),
        (("-",), "say('x.wav', words); sys.stdout.buffer.write(open('x.wav', 'rb').read())"),
    ],
)  # fmt: skip
def test_text_and_sound_by_arguments_or_streams(
    arguments: tuple[str, ...], code: str, command: Callable[..., CommandVoice], say: Callable[..., int]
) -> None:
    assert abs(say(command(code, *arguments), "one two three four") - fake_length("one two three four")) < 10


@pytest.mark.parametrize("size", ["0", "0x7ffff000", "0xffffffff"])
def test_a_wav_that_does_not_know_its_length(
    size: str, command: Callable[..., CommandVoice], say: Callable[..., int]
) -> None:
    code = f"""
import struct
data, size = sound(words), {size}
sys.stdout.buffer.write(b"RIFF" + struct.pack("<I", size) + b"WAVEfmt " +
    struct.pack("<IHHIIHH", 16, 1, 1, 22050, 44100, 2, 16) + b"data" + struct.pack("<I", size) + data)"""
    assert abs(say(command(code, "-"), "one two three") - fake_length("one two three")) < 10


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_any_rate_channels_and_width(
    form: dict[str, int], command: Callable[..., CommandVoice], say: Callable[..., int]
) -> None:
    length = say(command(f"say(sys.argv[1], words, **{form})"), "one two three")
    assert abs(length - fake_length("one two three")) < 15


def test_a_text_is_one_argument_and_no_shell_sees_it(
    command: Callable[..., CommandVoice], tmp_path: Path, say: Callable[..., int]
) -> None:
    text = f"two $(touch {tmp_path / 'count'}) `id`; rm -rf '*' \"quoted\" | more %PATH% two two two"
    voice = command(
        "assert len(sys.argv) == 3; open(count + 'ed', 'w').write(sys.argv[2])\nsay(sys.argv[1], words)"
    )
    say(voice, text)
    assert (tmp_path / "counted").read_text() == text
    assert not (tmp_path / "count").exists()


def test_a_text_is_no_option(command: Callable[..., CommandVoice], say: Callable[..., int]) -> None:
    say(command("assert not sys.argv[2].startswith('-')\nsay(sys.argv[1], words)"), "-o file one two")


def test_what_is_soft_is_asked_for_more_slowly(command: Callable[..., CommandVoice], tmp_path: Path) -> None:
    code = f"say(sys.argv[1], words); open({str(tmp_path / 'given')!r}, 'w').write(sys.argv[3])"
    voice = command(code, "{wav}", "{text}", "{rate} {percent} {stretch}", rate=150, natural=150)
    given = []
    for manner in (Manner.SOFT, Manner.PLAIN):
        voice.say("one two", manner)
        given.append((tmp_path / "given").read_text())
    assert given == ["130 87 1.149", "150 100 1.000"]


def test_rate_and_voice_are_filled_in(command: Callable[..., CommandVoice], tmp_path: Path) -> None:
    code = "open(count, 'w').write(' '.join(sys.argv[3:])); say(sys.argv[1], words)"
    arguments = ("{wav}", "{text}", "-v", "{voice}", "s={stretch}", "{rate}", "{percent}%")
    command(code, *arguments, rate=120, pace=1.2, natural=180).say("one two")
    assert (tmp_path / "count").read_text() == "s=1.500 100 67%"
    named = CommandVoice("test:ann")
    named.say("one two")
    assert (tmp_path / "count").read_text().startswith("-v ann s=")
    assert named.name == "command:test:ann"


def test_a_language_has_its_voice(command: Callable[..., CommandVoice], tmp_path: Path) -> None:
    code = "open(count, 'w').write(' '.join(sys.argv[3:])); say(sys.argv[1], words)"
    command(code, "{wav}", "{text}", "-v", "{voice}", "--l={language}")
    settings = tmp_path / "config.toml"
    with settings.open("a") as file:
        file.write("\nvoice = 'ann'\nlanguages = {de = 'eva'}\nlanguage = 'en'\n")
    said = {}
    for name, language in (("", "en"), ("", "de"), ("", "fr"), (":eva", "en"), (":bob", "de")):
        voice = find_voice(f"command:test{name}", language=language)
        assert isinstance(voice, CommandVoice)
        voice.say("one two")
        said[name, language] = (tmp_path / "count").read_text()
        assert voice.takes_language is not bool(name)
    assert [*said.values()] == [
        "-v ann --l=en",
        "-v eva --l=de",
        "-v ann --l=fr",
        "-v eva --l=en",
        "-v bob --l=de",
    ]
    names = ("command:test", "command:test:eva", "command:flite")
    languages = [engine.language(called) for engine, called in map(find_engine, names)]
    assert languages == ["", "de", "en"]


def test_what_changes_the_sound_changes_the_identity(
    command: Callable[..., CommandVoice], tmp_path: Path
) -> None:
    code, arguments = "say(sys.argv[1], words)", ("{wav}", "{text}", "-v", "{voice}", "{rate}")
    voices = [
        command(code, *arguments),
        command(code, *arguments, rate=200),
        command(code, *arguments, voice="b"),
        command(code, *arguments, "-x"),
        CommandVoice("test:other"),
    ]
    assert len({voice.identity for voice in voices}) == len(voices)
    assert command(code, *arguments).identity == voices[0].identity
    program = tmp_path / "engine"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    (tmp_path / "config.toml").write_text(f"[commands.test]\nrun = [{str(program)!r}]")
    before = CommandVoice("test").identity
    os.utime(program, (1, 1))
    assert CommandVoice("test").identity != before


# What goes wrong ----------------------------------------------------------------------------------------------

FAILURES = {
    "a crash": ("print('one', file=sys.stderr); sys.exit('no voice data')", "no voice data"),
    "a signal": ("os.abort()", "signal 6"),
    "nothing": ("print('usage: program FILE')", "it wrote no sound: usage: program FILE"),
    "no audio": ("open(sys.argv[1], 'w').write('sorry')", "could not say"),
    "silence": ("write(sys.argv[1], bytes(99999))", "the recording is empty"),
    "near silence": ("write(sys.argv[1], bytes([1, 0, 2, 0]) * 30000)", "returned silence"),
    "ten minutes": ("say(sys.argv[1], ['word'] * 2000, rate=8000)", "the engine took"),
    "ten minutes in stereo": ("say(sys.argv[1], ['word'] * 2000, rate=48000, channels=2)", "more than 32 MB"),
    "a blip": ("write(sys.argv[1], b'\\0\\x40\\0\\xc0' * 99)", "the engine took"),
    "an absurd rate": ("say(sys.argv[1], words); d = bytearray(open(sys.argv[1], 'rb').read()); "
                       "d[24:28] = b'\\xff' * 4; open(sys.argv[1], 'wb').write(d)", "samples a second"),
    "a hang": ("time.sleep(600)", "it was not done within"),
    "without end": ("while True: sys.stdout.buffer.write(bytes(1 << 20))", "more than 32 MB"),
}  # fmt: skip


@pytest.mark.parametrize(("code", "message"), FAILURES.values(), ids=FAILURES)
@pytest.mark.skipif(os.name == "nt", reason="Windows has other signals")
def test_a_program_that_fails_is_a_clear_error(
    code: str, message: str, command: Callable[..., CommandVoice], say: Callable[..., int]
) -> None:
    seconds = 0.1 if code.startswith("time") else 60
    with pytest.raises(VoiceError) as error:
        say(command(code, seconds=seconds), "one two three four five six")
    assert message in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("code", [code for code, _ in FAILURES.values()], ids=FAILURES)
@pytest.mark.skipif(os.name == "nt", reason="Windows has other signals")
def test_a_program_that_fails_once_is_asked_again(
    code: str, command: Callable[..., CommandVoice], say: Callable[..., int]
) -> None:
    text = "one two three four five six"
    first = (
        f"if not os.path.exists(count):\n    open(count, 'w')\n    {code}\nelse:\n    say(sys.argv[1], words)"
    )
    # Generous enough for a start of Python on a busy machine, even where the failure is to hang.
    seconds = 5.0 if code.startswith("time") else 60
    assert abs(say(command(first, seconds=seconds), text) - fake_length(text)) < 10


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds processes in /proc")
def test_a_program_that_hangs_is_ended_with_all_it_started(
    command: Callable[..., CommandVoice], tmp_path: Path
) -> None:
    code = "child = subprocess.Popen(['sleep', '600'])\nopen(count, 'a').write(f'{child.pid} ')\nchild.wait()"
    voice = command(code, seconds=600)
    with ThreadPoolExecutor(1) as pool:
        saying = pool.submit(voice.say, "one two")
        _until_it_runs(tmp_path / "count")
        voice.close()
        with pytest.raises(VoiceError, match="closed"):
            saying.result(30)
    for pid in (tmp_path / "count").read_text().split():
        deadline = time.monotonic() + 30
        while _lives(pid):  # a process that was killed may take a moment to notice
            assert time.monotonic() < deadline
            time.sleep(0.01)
    with pytest.raises(VoiceError, match="closed"):
        voice.say("one two")


def _lives(pid: str) -> bool:
    try:
        return "\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def _until_it_runs(file: Path) -> None:
    deadline = time.monotonic() + 30
    while not (file.exists() and file.read_text().endswith(" ")):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_program_that_is_missing_is_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, say: Callable[..., int]
) -> None:
    settings = tmp_path / "config.toml"
    settings.write_text("[commands.test]\nrun = ['there-is-none', '{wav}']")
    monkeypatch.setenv("COACH_CONFIG", str(settings))
    with pytest.raises(VoiceError) as error:
        say(find_voice("command:test"), "one two")
    assert str(error.value) == (
        "command:test: there-is-none cannot be run (it is not installed, or not on the PATH); "
        "install it, or change [commands.test] in the settings file"
    )


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("command:flit", "there is no voice 'command:flit'; did you mean flite?"),
        ("command:", "there are say, pico2wave"),
        ("command:flite:nobody", "flite has no voice 'nobody'; there are slt"),
        ("command:text2wave:kal", "text2wave has one voice only"),
        ("command:espeak-ng:-f", "cannot begin with '-'"),
    ],
)
def test_a_voice_that_does_not_exist(name: str, message: str) -> None:
    with pytest.raises((NotFoundError, VoiceError)) as error:
        find_voice(name)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("table", "line", "message"),
    [
        ("run = []", 4, "'commands.mine.run' cannot be"),
        ("run = 'flite {text}'", 4, "'commands.mine.run' cannot be 'flite {text}'"),
        ("run = ['{text}']", 4, "the first must be the program"),
        ("run = ['flite', '--text={text}']", 4, "{text} must be an argument by itself"),
        ("run = ['flite', '{file}']", 4, "there is no placeholder {file}"),
        ("run = ['flite']\nshell = true", 5, "unknown setting 'commands.mine.shell'; a command has run"),
        ("voice = 'x'", 3, "'commands.mine.run' is missing; for example: run = ['espeak-ng'"),
        ("run = ['flite']\nlanguages = {de = 'x'}", 5, "there is no {voice} in 'run'"),
        ("run = ['flite', '{voice}']\nlanguages = {german = 'x'}", 5, "write the two letters of a lang"),
        ("run = ['flite']\nseconds = 0", 5, "'commands.mine.seconds' cannot be '0'"),
    ],
)
def test_a_mistake_in_a_template_is_found_where_it_is(
    table: str, line: int, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "config.toml"
    settings.write_text(f"# mine\nvoice = 'command:mine'\n[commands.mine]\n{table}\n")
    monkeypatch.setenv("COACH_CONFIG", str(settings))
    with pytest.raises(CoachError) as error:
        find_voice("command:mine")
    assert str(error.value).startswith(f"{settings}:{line}:")
    assert message in str(error.value)


# The real ones ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", templates())
def test_presets_speak_at_the_rate_asked_for(name: str, tmp_path: Path) -> None:
    """Where they are installed. The figures are true for what a coach says: a plain sentence comes quicker."""
    lengths = []
    for rate in (140, 180):
        voice = CommandVoice(name, rate)
        if not voice.installed:
            pytest.skip(f"{name} is not installed")
        with Narrator(voice, ClipCache(tmp_path / "clips")) as narrator:
            lengths.append(narrator.length(SENTENCE))
    assert 0.7 < lengths[0] / (len(SENTENCE.split()) * 60_000 / 140) < 1.1
    assert lengths[1] / lengths[0] == pytest.approx(140 / 180, abs=0.08)


@pytest.mark.skipif(not shutil.which("espeak-ng"), reason="needs espeak-ng")
def test_a_voice_of_a_preset_is_another() -> None:
    one, other = (CommandVoice(f"espeak-ng:{voice}").say(SENTENCE).samples for voice in ("en-us", "de"))
    assert not np.array_equal(one, other)


@pytest.mark.skipif(not shutil.which("espeak-ng"), reason="needs espeak-ng")
def test_a_preset_of_several_languages_speaks_the_one_asked_for() -> None:
    def said(name: str, language: str) -> Recording:
        return find_voice(name, language=language).say("Atme ein und wieder aus.")

    german, named = said("command:espeak-ng", "de"), said("command:espeak-ng:de", "en")
    english = said("command:espeak-ng", "en")
    assert np.array_equal(german.samples, named.samples)
    assert not np.array_equal(german.samples, english.samples)
