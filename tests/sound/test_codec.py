from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
import tempfile
import wave
from typing import TYPE_CHECKING

import numpy as np
import pytest

from coach.errors import MediaError
from coach.sound.codec import read_audio, segment, write_audio
from coach.sound.ffmpeg import ffmpeg_path
from coach.sound.pcm import RATE, Samples, to_pcm
from coach.sound.short_streams import decoded
from tests.sound.sounds import sine

if TYPE_CHECKING:
    from pathlib import Path

SOUND = to_pcm(sine(440, 0.5, 0.5))
scripts_run = pytest.mark.skipif(os.name == "nt", reason="needs shell scripts as programs")


def wav(data: bytes, *, kind: int = 1, bits: int = 16, channels: int = 1, rate: int = RATE) -> bytes:
    frame = channels * bits // 8
    form = struct.pack("<HHIIHH", kind, channels, rate, rate * frame, frame, bits)
    chunks = b"fmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WAVE" + chunks


def program(path: Path, *lines: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    path.chmod(0o755)
    return path


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that temporary files go to."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def failing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An ffmpeg that writes a little, says why it cannot go on, and fails."""
    monkeypatch.setenv("COACH_FFMPEG", str(program(tmp_path / "bad", "echo no such luck >&2", "exit 1")))


# Reading ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        wav(SOUND.tobytes()),
        wav((SOUND.astype("<i4") << 16).tobytes(), bits=32),
        wav((SOUND / 32768).astype("<f4").tobytes(), kind=3, bits=32),
        wav((SOUND.astype("<i4") << 8).view(np.uint8).reshape(-1, 4)[:, :3].tobytes(), bits=24),
        wav(np.repeat(SOUND, 2).tobytes(), channels=2),
        wav(SOUND.tobytes())[:-1],
    ],
    ids=["16", "32", "float", "24", "stereo", "cut"],
)
def test_wav_of_every_kind(data: bytes, scratch: Path) -> None:
    samples, rate = read_audio(data)
    assert rate == RATE
    assert samples.dtype == np.int16
    assert len(samples) >= len(SOUND) - 1
    assert np.abs(samples.astype(int) - SOUND[: len(samples)]).max() <= 1
    assert list(scratch.iterdir()) == []


def test_wav_of_8_bits() -> None:
    samples, _ = read_audio(wav(((SOUND >> 8) + 128).astype(np.uint8).tobytes(), bits=8))
    assert np.abs(samples.astype(int) - SOUND).max() <= 256


def test_floats_behind_an_extensible_header_are_not_taken_for_whole_numbers() -> None:
    data = (SOUND / 32768).astype("<f4").tobytes()
    guid = struct.pack("<H", 3) + bytes.fromhex("000000001000800000aa00389b71")
    form = struct.pack("<HHIIHHHHI", 0xFFFE, 1, RATE, RATE * 4, 4, 32, 22, 32, 4) + guid
    chunks = b"fmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", len(data)) + data
    samples, _ = read_audio(b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WAVE" + chunks)
    assert np.abs(samples.astype(int) - SOUND).max() <= 1


def test_other_rates_are_reported() -> None:
    assert read_audio(wav(SOUND.tobytes(), rate=22_050))[1] == 22_050


@pytest.mark.parametrize("form", ["mp3", "aiff", "flac", "ogg", "m4a"])
def test_other_formats_need_no_ffprobe(form: str, tmp_path: Path, scratch: Path) -> None:
    (tmp_path / "in.wav").write_bytes(wav(SOUND.tobytes()))
    path = tmp_path / f"out.{form}"
    subprocess.run([ffmpeg_path(), "-v", "error", "-i", tmp_path / "in.wav", path], check=True)
    for source in (path, path.read_bytes()):
        samples, rate = read_audio(source)
        assert rate == RATE
        assert abs(len(samples) - len(SOUND)) < RATE * 0.06  # AAC and Vorbis may keep their padding
        assert 0.9 < np.abs(samples).max() / np.abs(SOUND).max() < 1.1
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize("data", [b"", b"RIFF", b"no sound in here" * 99, wav(b"")[:30]])
def test_what_is_no_audio_is_an_error(data: bytes, scratch: Path, tmp_path: Path) -> None:
    path = tmp_path / "it.mp3"
    path.write_bytes(data)
    with pytest.raises(MediaError, match="Invalid data") as caught:
        read_audio(path)
    assert caught.value.where == str(path)
    assert "\n" not in str(caught.value)
    assert str(scratch) not in str(caught.value)
    assert list(scratch.iterdir()) == []


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="No such file"):
        read_audio(tmp_path / "none.mp3")


def test_nowhere_to_decode_to_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    with pytest.raises(MediaError, match="cannot be decoded"):
        read_audio(b"anything")


def test_flac_is_read_alike_with_ffmpeg_and_without(tmp_path: Path) -> None:
    """Only what is plain and short is read without; of the rest ffmpeg says what is wrong with it, or reads it."""
    sound = np.tile(SOUND, 4)
    write_audio(tmp_path / "it.flac", sound)
    data = (tmp_path / "it.flac").read_bytes()
    for seconds in (None, 60):
        samples, rate = read_audio(data, seconds)
        assert rate == RATE
        assert np.array_equal(samples, sound)
    first, _ = read_audio(data, 1)
    assert np.array_equal(first, sound[:RATE])
    doubled = [str(ffmpeg_path()), "-v", "error", "-i", "it.flac", "-ac", "2", "two.flac"]
    subprocess.run(doubled, cwd=tmp_path, check=True)
    assert decoded((tmp_path / "two.flac").read_bytes()) is None
    mixed, _ = read_audio(tmp_path / "two.flac", 60)
    assert np.corrcoef(mixed[: len(sound)], sound)[0, 1] > 0.999
    assert decoded(data[: len(data) // 2]) is None
    with pytest.raises(MediaError):
        read_audio(b"fLaC" + bytes(99), 60)


def test_a_wav_without_sound_is_empty() -> None:
    assert read_audio(wav(b""))[0].shape == (0,)


@scripts_run
@pytest.mark.usefixtures("failing")
def test_reading_leaves_nothing_behind_when_ffmpeg_fails(scratch: Path) -> None:
    with pytest.raises(MediaError, match="no such luck"):
        read_audio(b"anything")
    assert list(scratch.iterdir()) == []


# Writing ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["wav", "mp3", "WAV", "flac"])
def test_what_is_written_is_read_again(form: str, tmp_path: Path, scratch: Path) -> None:
    path = tmp_path / f"it.{form}"
    path.write_text("something older")
    write_audio(path, SOUND)
    samples, rate = read_audio(path)
    assert (len(samples), rate) == (len(SOUND), RATE)
    assert np.corrcoef(samples, SOUND)[0, 1] > 0.999
    assert {entry.name for entry in tmp_path.iterdir()} == {path.name, "scratch"}
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize("name", ["it.ogg", "it"])
def test_other_suffixes_are_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(MediaError, match=r"use \.mp3 or \.wav"):
        write_audio(tmp_path / name, SOUND)


@scripts_run
@pytest.mark.usefixtures("failing")
def test_a_failed_mp3_leaves_the_older_file_and_nothing_else(tmp_path: Path, scratch: Path) -> None:
    path = tmp_path / "it.mp3"
    path.write_text("something older")
    with pytest.raises(MediaError, match="no such luck"):
        write_audio(path, SOUND)
    assert path.read_text() == "something older"
    assert {entry.name for entry in tmp_path.iterdir()} == {"it.mp3", "scratch", "bad"}
    assert list(scratch.iterdir()) == []


def test_a_segment_is_what_pydub_makes_of_the_same_wav(tmp_path: Path) -> None:
    made = segment(SOUND)
    assert (made.frame_rate, made.channels, made.sample_width) == (RATE, 1, 2)
    assert made.raw_data == SOUND.tobytes()
    stereo: Samples = np.stack([SOUND, -SOUND], axis=1)
    left, right = segment(stereo, channels=2).split_to_mono()
    assert left.raw_data == SOUND.tobytes()
    assert right.raw_data == (-SOUND).tobytes()


def test_pydub_is_imported_without_a_word(tmp_path: Path) -> None:
    code = "from coach.sound.codec import segment; import numpy; segment(numpy.zeros(9, 'int16'))"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env={**os.environ, "PATH": str(tmp_path)},
        capture_output=True,
        check=True,
    )
    assert done.stderr == b""


# Which ffmpeg -------------------------------------------------------------------------------------------------


def test_the_override_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_FFMPEG", str(ffmpeg_path()))
    monkeypatch.setenv("PATH", "")
    assert str(ffmpeg_path()) == os.environ["COACH_FFMPEG"]


def test_an_override_that_is_no_program_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COACH_FFMPEG", str(tmp_path / "none"))
    with pytest.raises(MediaError, match=r"COACH_FFMPEG: .*none is not a program; give the path of ffmpeg"):
        ffmpeg_path()


@scripts_run
def test_the_machines_own_is_used_if_it_encodes_mp3(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("COACH_FFMPEG", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    brought = ffmpeg_path()
    good = program(tmp_path / "good" / "ffmpeg", f'exec "{brought}" "$@"')
    poor = program(tmp_path / "poor" / "ffmpeg", "echo \"Codec 'libmp3lame' is not recognized by FFmpeg.\"")
    broken = program(tmp_path / "broken" / "ffmpeg", "exit 127")
    for first, used in ((good, good), (poor, brought), (broken, brought)):
        monkeypatch.setenv("PATH", str(first.parent))
        assert ffmpeg_path() == used


def test_reading_from_memory_takes_any_stream_of_bytes() -> None:
    with io.BytesIO() as stream:
        with wave.open(stream, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(SOUND.tobytes())
        assert read_audio(stream.getvalue())[0].tolist() == SOUND.tolist()
