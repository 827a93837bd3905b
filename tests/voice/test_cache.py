"""The cache with real files and real processes."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
import wave
from pathlib import Path

import numpy as np
import pytest

import coach
from coach.sound.pcm import RATE, Samples
from coach.voice.cache import ClipCache, default_folder
from coach.voice.clip import Clip

ROOT = Path(__file__).parents[2]
posix = pytest.mark.skipif(os.name == "nt", reason="needs signals or limits of resources")


def clip(text: str, length: int = 5000) -> Clip:
    """A clip whose sound follows from its text."""
    seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "little")
    samples: Samples = np.random.default_rng(seed).integers(-9000, 9000, length, np.int16)
    return Clip(text, samples)


def same(found: Clip | None, wanted: Clip) -> bool:
    return found is not None and found.text == wanted.text and np.array_equal(found.samples, wanted.samples)


def only_file(folder: Path) -> Path:
    (path,) = (path for path in folder.rglob("*") if path.is_file())
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "clips"


def test_what_was_kept_is_found_by_the_next_run(folder: Path) -> None:
    first = clip("Breathe in.")
    ClipCache(folder).put("voice", first)
    found = ClipCache(folder).get("voice", "Breathe in.")
    assert same(found, first)
    assert found is not None
    assert found.samples.dtype == np.int16


def test_the_first_of_two_that_say_the_same_is_kept(folder: Path) -> None:
    first, second = ClipCache(folder), ClipCache(folder)
    quick = Clip("Breathe in.", np.full(1000, 100, np.int16))
    slow = Clip("Breathe in.", np.full(1200, 100, np.int16))
    assert first.put("voice", quick) is quick
    taken = second.put("voice", slow)
    assert len(taken.samples) == len(quick.samples)
    assert [path.suffix for path in folder.rglob("*.*")] == [".wav"]


def test_clips_are_wav_files_that_anything_plays(folder: Path) -> None:
    kept = clip("Breathe in.")
    ClipCache(folder).put("voice", kept)
    path = only_file(folder)
    assert path.parent.name == path.name[:2]
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE)
        assert file.readframes(file.getnframes()) == kept.samples.astype("<i2").tobytes()


def test_voices_and_texts_do_not_meet(folder: Path) -> None:
    cache = ClipCache(folder)
    cache.put("ab", clip("c"))
    for identity, text in (("a", "bc"), ("abc", ""), ("", "abc"), ("ab", "C"), ("ab", "c "), ("ac", "c")):
        assert cache.get(identity, text) is None


@pytest.mark.parametrize(
    "text", ["", "Atme ein, ä 伸ばす", "line\nbreak", "\udc80 half a character", "x" * 9999]
)
def test_any_text_can_be_kept(text: str, folder: Path) -> None:
    cache = ClipCache(folder)
    kept = Clip(text, clip("sound").samples)
    cache.put("voice", kept)
    assert cache.trouble is None
    assert same(cache.get("voice", text), kept)


# Damage -------------------------------------------------------------------------------------------------------


def test_a_flipped_bit_anywhere_makes_a_clip_missing(folder: Path) -> None:
    cache, kept = ClipCache(folder), clip("Breathe in.", 500)
    cache.put("voice", kept)
    path = only_file(folder)
    whole = path.read_bytes()
    for place in (*range(100), *range(100, len(whole), 7)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << place % 8]) + whole[place + 1 :])
        assert cache.get("voice", "Breathe in.") is None
    path.write_bytes(whole)
    assert same(cache.get("voice", "Breathe in."), kept)


def test_a_clip_cut_or_added_to_anywhere_is_missing_and_replaced(folder: Path) -> None:
    cache, kept = ClipCache(folder), clip("Breathe in.", 500)
    cache.put("voice", kept)
    path = only_file(folder)
    whole = path.read_bytes()
    for content in (*(whole[:end] for end in range(0, len(whole), 11)), whole + b"\0", whole + whole):
        path.write_bytes(content)
        assert cache.get("voice", "Breathe in.") is None
    cache.put("voice", kept)
    assert path.read_bytes() == whole


def test_another_clip_under_its_name_is_missing(folder: Path) -> None:
    cache = ClipCache(folder)
    cache.put("voice", clip("Left."))
    left = only_file(folder)
    content = left.read_bytes()
    left.unlink()
    cache.put("voice", clip("Right."))
    only_file(folder).write_bytes(content)
    assert cache.get("voice", "Right.") is None


@pytest.mark.parametrize("kind", ["empty", "wav", "huge", "folder"])
def test_a_stranger_under_its_name_is_missing(kind: str, folder: Path) -> None:
    cache, kept = ClipCache(folder), clip("Breathe in.")
    cache.put("voice", kept)
    path = only_file(folder)
    path.unlink()
    if kind == "folder":
        path.mkdir()
    elif kind == "wav":
        with wave.open(str(path), "wb") as file:
            file.setparams((1, 2, RATE, 0, "NONE", ""))
            file.writeframes(kept.samples.tobytes())
    else:
        with path.open("wb") as file:
            file.truncate(0 if kind == "empty" else 3_000_000_000)
    assert cache.get("voice", "Breathe in.") is None
    cache.put("voice", kept)
    assert same(cache.get("voice", "Breathe in."), kept) or kind == "folder"


# Places that cannot be written --------------------------------------------------------------------------------


def test_a_place_that_is_no_folder_is_trouble_not_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    cache = ClipCache(tmp_path / "file" / "clips")
    assert cache.get("voice", "Breathe in.") is None
    assert cache.trouble is None
    cache.put("voice", clip("Breathe in."))
    assert cache.trouble is not None
    assert "not kept" in cache.trouble
    assert str(tmp_path / "file") in cache.trouble
    cache.put("voice", clip("Breathe out."))
    assert cache.get("voice", "Breathe in.") is None
    cache.tidy()


@posix
def test_a_full_disk_is_trouble_not_an_error(folder: Path) -> None:
    code = """
import resource, sys
from pathlib import Path
from tests.voice.test_cache import clip
from coach.voice.cache import ClipCache
cache = ClipCache(Path(sys.argv[1]))
cache.put("voice", clip("small", 500))
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
cache.put("voice", clip("big"))
print(cache.trouble, cache.get("voice", "big"), cache.get("voice", "small") is not None, sep=";")
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    trouble, big, small = done.stdout.strip().split(";")
    assert "File too large" in trouble
    assert (big, small) == ("None", "True")
    assert only_file(folder).stat().st_size < 4096


# Many at once -------------------------------------------------------------------------------------------------

WORKER = """
import random, sys
from pathlib import Path
from tests.voice.test_cache import clip, same
from coach.voice.cache import ClipCache
folder, seed, rounds = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
chance, cache, found = random.Random(seed), ClipCache(folder, 900_000), 0
clips = [clip(f"sentence {number}") for number in range(100)]
print("begun", flush=True)
while rounds:
    rounds -= 1
    wanted = chance.choice(clips)
    had = cache.get("voice", wanted.text)
    assert had is None or same(had, wanted)
    found += had is not None
    if had is None or chance.random() < 0.3:
        cache.put("voice", wanted)
assert cache.trouble is None, cache.trouble
print(found)
"""


def start(folder: Path, seed: int, rounds: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WORKER, str(folder), str(seed), str(rounds)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_eight_processes_share_a_folder(folder: Path) -> None:
    workers = [start(folder, seed, 400) for seed in range(8)]
    answers = [worker.communicate()[0].split() for worker in workers]
    assert [worker.returncode for worker in workers] == [0] * 8
    assert all(int(found) > 0 for _, found in answers)
    assert not list(folder.rglob("*.tmp"))


@posix
def test_killed_writers_leave_nothing_that_is_wrong(folder: Path) -> None:
    for seed in range(6):
        with start(folder, seed, -1) as worker:
            assert worker.stdout
            worker.stdout.readline()
            time.sleep(0.02 + 0.013 * seed)
            worker.send_signal(signal.SIGKILL)
    cache = ClipCache(folder)
    found = 0
    for number in range(100):
        wanted = clip(f"sentence {number}")
        had = cache.get("voice", wanted.text)
        assert had is None or same(had, wanted)
        found += had is not None
        cache.put("voice", wanted)
        assert same(cache.get("voice", wanted.text), wanted)
    assert found


# Bounds -------------------------------------------------------------------------------------------------------

SIZE = 88 + 2 * 5000


def age(path: Path, seconds: float) -> None:
    then = time.time() - seconds
    os.utime(path, (then, then))


def test_the_least_recently_used_go_first(folder: Path) -> None:
    writer = ClipCache(folder)
    for number in range(40):
        before = set(folder.rglob("*.wav"))
        writer.put("voice", clip(str(number)))
        (path,) = set(folder.rglob("*.wav")) - before
        age(path, 90 * 24 * 3600 - number * 3600)
    assert writer.get("voice", "3") is not None  # used again
    cache = ClipCache(folder, limit_bytes=20 * SIZE)
    cache.put("voice", clip("new"))
    cache.tidy()
    left = {text for text in (*map(str, range(40)), "new") if ClipCache(folder).get("voice", text)}
    assert {"3", "new", "39"} <= left
    assert "0" not in left
    assert 15 < len(left) <= 20
    assert left - {"3", "new"} == {str(number) for number in range(40 - len(left) + 2, 40)}


def test_a_long_run_stays_within_its_bounds_without_being_told(folder: Path) -> None:
    cache = ClipCache(folder, limit_bytes=20 * SIZE)
    for number in range(200):
        cache.put("voice", clip(str(number)))
        assert sum(path.stat().st_size for path in folder.rglob("*.wav")) <= 23 * SIZE


def test_who_has_written_nothing_does_not_tidy(folder: Path) -> None:
    ClipCache(folder).put("voice", clip("Breathe in."))
    ClipCache(folder, limit_bytes=1).tidy()
    assert only_file(folder)


def test_use_is_noted_once_a_day(folder: Path) -> None:
    cache = ClipCache(folder)
    cache.put("voice", clip("Breathe in."))
    path = only_file(folder)
    age(path, 3600)
    hour_ago = path.stat().st_mtime
    cache.get("voice", "Breathe in.")
    assert path.stat().st_mtime == hour_ago
    age(path, 25 * 3600)
    cache.get("voice", "Breathe in.")
    assert time.time() - path.stat().st_mtime < 3600


def test_what_killed_writers_left_goes_after_an_hour_and_nothing_else_does(folder: Path) -> None:
    cache = ClipCache(folder)
    cache.put("voice", clip("Breathe in."))
    kept = only_file(folder)
    place = kept.parent
    old, new = (place / f".{letter * 16}-{letter * 16}.tmp" for letter in "ab")
    strangers = [
        folder / "README.md",
        folder / "x.wav",
        place / "mine.wav",
        folder / "zz" / f"{'0' * 64}.wav",
    ]
    for path in (old, new, *strangers):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"12345")
        age(path, 4000 if path != new else 1000)
    cache.tidy()
    assert {path for path in folder.rglob("*") if path.is_file()} == {kept, new, *strangers}


# Where it is --------------------------------------------------------------------------------------------------


def test_the_folder_can_be_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COACH_CACHE", str(tmp_path / "mine"))
    assert default_folder() == tmp_path / "mine"
    monkeypatch.setenv("COACH_CACHE", "~/mine")
    assert default_folder() == Path.home() / "mine"


def test_a_checkout_keeps_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COACH_CACHE", raising=False)
    checkout = Path(coach.__file__).parents[1]
    if not (checkout / "pyproject.toml").is_file():
        pytest.skip("not a checkout")
    assert default_folder() == checkout / "audio_cache"


def test_an_installed_coach_uses_the_users_cache(tmp_path: Path) -> None:
    shutil.copytree(Path(coach.__file__).parent, tmp_path / "coach")
    code = "from coach.voice.cache import default_folder; print(default_folder())"
    environment = {**os.environ, "COACH_CACHE": "", "HOME": str(tmp_path), "PYTHONPATH": str(tmp_path)}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    folder = Path(done.stdout.strip())
    assert folder.name.lower() in ("coach", "cache")
    assert (tmp_path / "coach") not in folder.parents


@posix
def test_a_pipe_in_the_place_of_a_clip_counts_as_missing(folder: Path) -> None:
    cache, said = ClipCache(folder), clip("Breathe in.")
    cache.put("voice", said)
    path = only_file(folder)
    path.unlink()
    os.mkfifo(path)
    assert cache.get("voice", said.text) is None
    assert same(cache.put("voice", said), said)
    assert same(cache.get("voice", said.text), said)
