"""The encoder with the real ffmpeg, under the accidents that exports meet."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from coach.errors import MediaError
from coach.sound.codec import read_audio, write_audio
from coach.sound.ffmpeg import ffmpeg_path
from coach.sound.pcm import RATE, Samples, to_pcm
from coach.track.encoder import Encoder
from coach.track.formats import FORMATS
from coach.track.tags import Tags
from tests.sound.sounds import hiss, pauses, sine
from tests.track import ear

if TYPE_CHECKING:
    from coach.track.formats.format import Format

SOUND = to_pcm(pauses(hiss(4.0, 0.05) + sine(220, 4.0, 0.2)))
posix = pytest.mark.skipif(os.name == "nt", reason="needs shell scripts or signals")

ENDLESS = """
import sys
from pathlib import Path
import numpy as np
from coach.track.encoder import Encoder
with Encoder(Path(sys.argv[1])) as encoder:
    print("begun", flush=True)
    while True:
        encoder.write(np.zeros(44_100, np.int16))
"""


def encode(path: Path, *sounds: Samples, **tags: str) -> None:
    with Encoder(path) as encoder:
        for sound in sounds:
            encoder.write(sound)
        encoder.finish(Tags(tags))
        encoder.commit()


def frames(data: bytes) -> list[bytes]:
    """Return the header of each MPEG-1 layer III frame after the ID3 tag; fails where there is no frame."""
    size = 0
    for byte in data[6:10]:
        size = size << 7 | byte
    place, headers = 10 + size, []
    rates = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
    while place < len(data):
        header = data[place : place + 4]
        assert header[0] == 0xFF
        assert header[1] & 0xFE == 0xFA
        headers.append(header)
        place += 144_000 * rates[header[2] >> 4] // RATE + (header[2] >> 1 & 1)
    return headers


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A file that is there already, alone in its folder."""
    path = tmp_path / "music" / "it.mp3"
    path.parent.mkdir()
    path.write_text("something older")
    return path


def untouched(target: Path) -> bool:
    return target.read_text() == "something older" and list(target.parent.iterdir()) == [target]


# What comes out -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("length", [1000, 1151, 1152, 44_100, 100_001, 100_240, 100_264])
def test_the_track_is_as_long_as_what_was_written(length: int, target: Path) -> None:
    encode(target, np.resize(SOUND, length))
    samples, rate = read_audio(target)
    assert (len(samples), rate) == (length, RATE)


@pytest.mark.parametrize("form", [each for each in FORMATS.values() if not each.page], ids=str)
@pytest.mark.parametrize("channels", [1, 2])
def test_every_format_takes_one_channel_or_two(form: Format, channels: int, tmp_path: Path) -> None:
    path = tmp_path / f"it.{form.name}"
    with Encoder(path, form, channels=channels) as encoder:
        encoder.write(np.stack([SOUND] * channels, axis=1))
        encoder.commit()
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    samples, rate = read_audio(path)
    assert abs(len(samples) - len(SOUND) * rate / RATE) < (1024 if form.muxer == "ipod" else 2)
    said = subprocess.run([ffmpeg_path(), "-i", path], capture_output=True, check=False).stderr.decode()
    assert ("mono", "stereo")[channels - 1] in said or f"{channels} channels" in said


def test_the_track_is_what_was_written_in_its_place(target: Path) -> None:
    encode(target, SOUND)
    samples, _ = read_audio(target)
    spectrum = np.fft.rfft(SOUND.astype(float), 2 * len(SOUND)).conj()
    likeness = np.fft.irfft(np.fft.rfft(samples.astype(float), 2 * len(SOUND)) * spectrum)
    assert likeness.argmax() == 0
    assert np.corrcoef(samples, SOUND)[0, 1] > 0.98


def test_the_track_is_as_loud_as_what_was_written(target: Path, tmp_path: Path) -> None:
    encode(target, SOUND)
    write_audio(tmp_path / "it.wav", SOUND)
    (heard, peak), (given, highest) = ear.loudness(target), ear.loudness(tmp_path / "it.wav")
    assert heard == pytest.approx(given, abs=0.15)
    assert peak == pytest.approx(highest, abs=1.0)


def test_equal_sound_makes_equal_files_however_it_is_cut(tmp_path: Path) -> None:
    encode(tmp_path / "one.mp3", SOUND, title="Ä")
    encode(tmp_path / "two.mp3", *np.array_split(SOUND, 997), title="Ä")
    assert (tmp_path / "one.mp3").read_bytes() == (tmp_path / "two.mp3").read_bytes()


def test_the_bitrate_is_constant(target: Path) -> None:
    encode(target, SOUND, title="It")
    headers = frames(target.read_bytes())
    assert len(headers) > len(SOUND) // 1152
    assert {header[2] >> 4 for header in headers} == {7}  # 96 kbit/s
    assert {header[3] >> 6 for header in headers} == {3}  # mono
    assert b"Info" in target.read_bytes()[:500]  # not "Xing", which says that the bitrate varies


def test_tags_are_id3_2_3(target: Path) -> None:
    encode(target, SOUND, title="Müde Beine", artist="coach", comment="a, b = c; d")
    data = target.read_bytes()
    assert data[:5] == b"ID3\x03\x00"
    said = subprocess.run([ffmpeg_path(), "-i", target], capture_output=True, check=False).stderr.decode()
    for line in ("title           : Müde Beine", "artist          : coach", "comment         : a, b = c; d"):
        assert line in said


def test_nothing_written_is_an_error_or_an_empty_track(target: Path) -> None:
    encode(target)
    with pytest.raises(MediaError):
        read_audio(target)


def test_a_link_stays_a_link(target: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.mp3"
    try:
        link.symlink_to(target)
    except OSError:
        pytest.skip("no links here")
    encode(link, SOUND)
    assert link.is_symlink()
    assert len(read_audio(target)[0]) == len(SOUND)


@pytest.mark.parametrize("name", ["x" * 251 + ".mp3", "ä" * 120 + ".mp3", "-y.mp3", "%03d.mp3", "a:b.mp3"])
def test_odd_names_work(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if os.name == "nt" and ":" in name:
        pytest.skip("not a name there")
    monkeypatch.chdir(tmp_path)
    encode(Path(name), SOUND)
    assert len(read_audio(Path(name))[0]) == len(SOUND)
    assert ear.loudness(Path(name))[1] < 0
    assert [entry.name for entry in tmp_path.iterdir()] == [name]


# What can go wrong --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_an_unfinished_track_leaves_no_trace(error: type[BaseException], target: Path) -> None:
    def break_off() -> None:
        with Encoder(target) as encoder:
            encoder.write(SOUND)
            raise error

    with pytest.raises(error):
        break_off()
    assert untouched(target)


def test_without_a_commit_there_is_no_track(target: Path) -> None:
    with Encoder(target) as encoder:
        encoder.write(SOUND)
    assert untouched(target)


def test_a_folder_in_the_way_is_an_error(tmp_path: Path) -> None:
    for path, words in ((tmp_path, "not a file"), (tmp_path / "no" / "it.mp3", "does not exist")):
        with pytest.raises(MediaError, match=words):
            encode(path, SOUND)
    (tmp_path / "file").touch()
    with pytest.raises(MediaError, match="folder does not exist"):
        encode(tmp_path / "file" / "it.mp3", SOUND)


@posix
def test_a_device_is_not_overwritten() -> None:
    with pytest.raises(MediaError, match="not a file"):
        encode(Path("/dev/null"), SOUND)


@posix
@pytest.mark.skipif(os.name != "nt" and os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_an_error(target: Path) -> None:
    target.parent.chmod(0o500)
    try:
        with pytest.raises(MediaError, match="Permission denied"):
            encode(target, SOUND)
    finally:
        target.parent.chmod(0o700)
    assert untouched(target)


def wrapper(path: Path, *lines: str) -> str:
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    path.chmod(0o755)
    return str(path)


@posix
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_an_error(target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    to_full = 'last=; for word; do last=$word; done; exec "$REAL" "$@" -y -f mp3 /dev/full'
    monkeypatch.setenv("REAL", str(ffmpeg_path()))
    monkeypatch.setenv("COACH_FFMPEG", wrapper(tmp_path / "full", to_full))
    with pytest.raises(MediaError, match="No space left on device") as caught:
        encode(target, *[SOUND] * 200)
    assert caught.value.where == str(target)
    assert untouched(target)


@posix
@pytest.mark.parametrize("lines", [["echo out of luck >&2", "exit 3"], ["exit 3"]], ids=["words", "no words"])
def test_an_ffmpeg_that_stops_at_once_is_an_error(
    lines: list[str], target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_FFMPEG", wrapper(tmp_path / "bad", *lines))
    words = "out of luck" if len(lines) > 1 else "ffmpeg ended with code 3"
    with pytest.raises(MediaError, match=words):
        encode(target, SOUND)
    assert untouched(target)
    with pytest.raises(MediaError, match=words):
        encode(target, *[SOUND] * 50)
    assert untouched(target)


@posix
def test_an_ffmpeg_that_makes_nothing_leaves_the_old_track(
    target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_FFMPEG", wrapper(tmp_path / "silent", "cat >/dev/null"))
    with pytest.raises(MediaError, match="no mp3 file of this length"):
        encode(target, SOUND)
    assert untouched(target)


@posix
def test_an_ffmpeg_that_talks_without_end_does_not_block(
    target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chatter = (
        'i=0; while [ $i -lt 20000 ]; do echo "line $i of many words" >&2; i=$((i+1)); done; cat >/dev/null'
    )
    monkeypatch.setenv("COACH_FFMPEG", wrapper(tmp_path / "talker", chatter, "exit 4"))
    with pytest.raises(MediaError, match="line 19999"):
        encode(target, SOUND)


@posix
def test_an_ffmpeg_that_is_killed_is_an_error(target: Path) -> None:
    def kill_midway() -> None:
        with Encoder(target) as encoder:
            encoder.write(SOUND)
            encoder._process.kill()
            for _ in range(200):
                encoder.write(SOUND)

    with pytest.raises(MediaError, match="ffmpeg ended with code -9"):
        kill_midway()
    assert untouched(target)


@posix
def test_an_ffmpeg_that_cannot_run_is_an_error(
    target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "not").write_bytes(b"\x7fELF, not")
    (tmp_path / "not").chmod(0o755)
    monkeypatch.setenv("COACH_FFMPEG", str(tmp_path / "not"))
    with pytest.raises(MediaError, match="ffmpeg does not start"):
        encode(target, SOUND)
    assert untouched(target)


def test_tags_that_no_program_can_be_given_are_an_error(target: Path) -> None:
    with pytest.raises(MediaError, match="null"):
        encode(target, SOUND, title="a\0b")
    assert untouched(target)


def begin(target: Path) -> subprocess.Popen[str]:
    """Start an endless encoding in a process group of its own, as a terminal would."""
    process = subprocess.Popen(
        [sys.executable, "-c", ENDLESS, str(target)],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "begun\n"
    while not any(part.stat().st_size for part in target.parent.glob("*.part")):
        time.sleep(0.01)
    return process


@posix
def test_ctrl_c_in_the_terminal_leaves_no_half_file(target: Path) -> None:
    with begin(target) as process:
        os.killpg(process.pid, signal.SIGINT)
        process.wait()
    assert untouched(target)


@posix
def test_what_a_killed_process_left_is_swept_by_the_next(target: Path) -> None:
    with begin(target) as dead, begin(target) as alive:
        try:
            dead.kill()
            dead.wait()
            assert len(list(target.parent.glob("*.part"))) == 4
            bystander = target.with_name(".other.mp3.1-1.part")
            bystander.touch()
            encode(target, SOUND)
            left = set(target.parent.iterdir()) - {target, bystander}
            assert len(left) == 2
            assert all(f".{alive.pid}-" in path.name for path in left)
        finally:
            alive.kill()
    assert len(read_audio(target)[0]) == len(SOUND)
