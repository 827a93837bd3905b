"""Music of one's own: real files through ffmpeg, read back as an endless source."""

from __future__ import annotations

import itertools
import os
import subprocess
from typing import TYPE_CHECKING

import numpy as np
import pytest

from coach.errors import MediaError
from coach.session_options import Options
from coach.sound import music
from coach.sound.bed import BLOCK, REFERENCE_LUFS
from coach.sound.music import Music, open_music
from coach.sound.pcm import RATE, Samples, Wave, to_pcm
from tests.track import ear

if TYPE_CHECKING:
    from pathlib import Path


def _make(path: Path, *arguments: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run([ear.FFMPEG, "-v", "error", "-y", "-f", "lavfi", "-i", *arguments, str(path)], check=True)
    return path


def _sine(path: Path, hertz: int, seconds: float = 6, *form: str) -> Path:
    return _make(path, f"sine={hertz}:duration={seconds}", *form)


def _heard(found: Music, seconds: float, start: int = 0) -> Wave:
    source = found.programme()
    blocks = range(start, start + round(seconds * RATE) // BLOCK)
    return np.concatenate([source.block(number) for number in blocks])


def _pitch(sound: Wave) -> float:
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    return float(np.argmax(spectrum) * RATE / len(sound))


@pytest.mark.parametrize("ending", ["mp3", "flac", "ogg", "m4a", "wav", "opus"])
def test_what_ffmpeg_reads_is_read_at_any_rate_and_in_stereo(ending: str, tmp_path: Path) -> None:
    codec = ("-c:a", "libopus") if ending == "opus" else ()
    rate = "48000" if ending == "opus" else "22050"
    path = _sine(tmp_path / f"a.{ending}", 440, 3, "-ac", "2", "-ar", rate, *codec)
    sound = _heard(open_music(path, tmp_path / "cache"), 1.5, start=1)
    assert _pitch(sound) == pytest.approx(440, abs=2)
    assert sound.std() > 0.01


def test_files_of_a_folder_follow_one_another_by_name_and_come_again(tmp_path: Path) -> None:
    for name, hertz in (("b", 500), ("C", 800), ("a", 300)):
        _sine(tmp_path / f"{name}.flac", hertz)
    (tmp_path / "cover.jpg").write_bytes(b"no music")
    (tmp_path / ".hidden.mp3").write_bytes(b"no music")
    found = open_music(tmp_path, tmp_path / "cache")
    assert [track.path[-6:] for track in found.tracks] == ["a.flac", "b.flac", "C.flac"]
    sound, one = _heard(found, 30), round(4.5 * RATE)  # 6 s, less a crossfade of a quarter
    middles = [number * one + 3 * RATE for number in range(6)]
    pitches = [_pitch(sound[middle - RATE // 2 : middle + RATE // 2]) for middle in middles]
    assert pitches == pytest.approx([300, 500, 800, 300, 500, 800], abs=2)


def test_nothing_clicks_where_tracks_meet_or_begin_anew(tmp_path: Path) -> None:
    for name, hertz in (("a", 200), ("b", 330)):
        _sine(tmp_path / f"{name}.wav", hertz)
    sound = _heard(open_music(tmp_path, tmp_path / "cache"), 25).astype(float)
    highest = np.abs(sound).max()
    assert np.abs(np.diff(sound, 2)).max() < 1.2 * highest * (2 * np.pi * 330 / RATE) ** 2
    power = np.mean(sound[RATE * 2 : RATE * 22].reshape(-1, RATE) ** 2, axis=1)
    assert power.max() < 2 * power.min()


def test_a_sample_depends_on_its_place_alone(tmp_path: Path) -> None:
    _sine(tmp_path / "a.wav", 440)
    one, other = open_music(tmp_path, tmp_path / "one"), open_music(tmp_path, tmp_path / "other")
    forth = [one.programme().block(number) for number in (0, 3, 900)]
    source = other.programme()
    back = [source.block(number) for number in (900, 3, 0)]
    for first, second in zip(forth, reversed(back), strict=True):
        assert np.array_equal(first, second)


@pytest.mark.parametrize("volume", [0.02, 0.9])
def test_every_track_comes_out_at_the_reference_and_loud_passages_are_turned_down(
    volume: float, tmp_path: Path
) -> None:
    # Seven seconds soft, three seconds 20 dB louder, over and over.
    form = f"aevalsrc={volume}*sin(2*PI*300*t)*(0.1+0.9*gt(mod(t\\,10)\\,7)):d=40:s=44100"
    sound = _heard(open_music(_make(tmp_path / "a.flac", form), tmp_path / "cache"), 30)
    momentary = ear.momentary(to_pcm(sound))[20:]
    assert momentary.max() < REFERENCE_LUFS + 2
    assert np.quantile(momentary, 0.9) > REFERENCE_LUFS - 4
    assert np.abs(sound).max() <= music._HIGHEST


def test_it_is_decoded_once_and_again_when_it_changes(tmp_path: Path) -> None:
    read: list[str] = []
    path = _sine(tmp_path / "a.wav", 440)
    first = open_music(path, tmp_path / "cache", read.append)
    again = open_music(path, tmp_path / "cache", read.append)
    assert (read, first) == (["a.wav"], again)
    assert repr(Options(music=first)) == repr(Options(music=again))
    _sine(path, 550)
    os.utime(path, ns=(1, 1))
    changed = open_music(path, tmp_path / "cache", read.append)
    assert read == ["a.wav", "a.wav"]
    assert repr(Options(music=changed)) != repr(Options(music=first))
    changed.tracks[0].curve.write_bytes(b"")  # something broke it
    open_music(path, tmp_path / "cache", read.append)
    assert len(read) == 3


def test_no_more_than_an_hour_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(music, "LONGEST", 8)
    for name in "abc":
        _sine(tmp_path / f"{name}.wav", 440)
    found = open_music(tmp_path, tmp_path / "cache")
    assert [track.pcm.stat().st_size // 2 // RATE for track in found.tracks] == [6, 2]


def test_what_was_not_used_for_long_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(music, "_KEPT", 1_000_000)
    for number, name in enumerate("abc"):
        old = open_music(_sine(tmp_path / f"{name}.wav", 440), tmp_path / "cache").tracks[0].pcm
        os.utime(old, (1000 + number, 1000 + number))
    assert len(list((tmp_path / "cache" / "music").iterdir())) == 2 * 1
    assert old.exists()


def _broken(folder: Path) -> dict[str, Path]:
    noise = np.random.default_rng(1).integers(0, 256, 100_000, np.uint8).tobytes()
    whole = _sine(folder / "whole.flac", 440)
    found = {name: folder / f"{name}.mp3" for name in ("garbage", "text", "empty", "missing", "folder")}
    found["garbage"].write_bytes(noise)
    found["text"].write_text("hello")
    found["empty"].touch()
    found["folder"].mkdir()
    found["cut"] = folder / "cut.flac"
    found["cut"].write_bytes(whole.read_bytes()[:2000])
    found["short"] = _sine(folder / "short.wav", 440, 0.2)
    found["zero"] = folder / "zero.wav"
    found["zero"].write_bytes(found["short"].read_bytes()[:44])
    found["silent"] = _make(folder / "silent.wav", "anullsrc=d=3", "-t", "3")
    found["picture"] = _make(folder / "picture.mp4", "color=c=red:d=1:s=64x64", "-t", "1")
    return found


def test_what_is_no_music_is_a_clear_error(tmp_path: Path) -> None:
    for (name, path), _ in itertools.product(_broken(tmp_path).items(), range(2)):
        with pytest.raises(MediaError) as caught:
            open_music(path, tmp_path / "cache")
        assert caught.value.where == str(path), name
        assert caught.value.what, name
        assert caught.value.hint, name
        assert "\n" not in str(caught.value), name
    assert list((tmp_path / "cache" / "music").iterdir()) == []


def test_one_broken_file_of_a_folder_is_named(tmp_path: Path) -> None:
    _sine(tmp_path / "a.wav", 440)
    (tmp_path / "b.mp3").touch()
    with pytest.raises(MediaError, match=r"b\.mp3: is empty"):
        open_music(tmp_path, tmp_path / "cache")


def test_a_track_is_read_as_it_is_needed(tmp_path: Path) -> None:
    found = open_music(_sine(tmp_path / "a.wav", 440), tmp_path / "cache")
    sounds: list[Samples] = found.programme()._plan[0]
    assert isinstance(sounds[0], np.memmap)
