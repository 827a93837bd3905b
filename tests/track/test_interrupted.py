"""Exports that are killed, and exports that get in each other's way: no broken track, no broken clip."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import struct
import subprocess
import time
import wave
import zlib
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

import coach as api
from coach.content.fields import Detail
from coach.track.transcript import as_json
from tests.track import ear
from tests.track.running import AT_MOST, SHORT, needs_posix, needs_proc, session_of, wait_until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.track.running import Coach

pytestmark = [needs_posix, needs_proc]


@pytest.fixture
def routine(tmp_path: Path) -> Path:
    path = tmp_path / "routine.yaml"
    path.write_text(SHORT)
    return path


def kill_parent(process: subprocess.Popen[bytes]) -> None:
    process.kill()


def kill_group(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def kill_session(process: subprocess.Popen[bytes]) -> None:
    """Kill it and every process it has started, as when a machine shuts down."""
    for number in session_of(process.pid):
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)


WAYS = (kill_parent, kill_group, kill_session)


@pytest.mark.parametrize(
    ("kills", "detail"),
    [(8, "minimal"), pytest.param(50, "full", marks=pytest.mark.slow)],
    ids=["some", "many"],
)
def test_a_killed_export_leaves_the_old_track_or_the_new(
    kills: int, detail: str, coach: Coach, routine: Path, tmp_path: Path
) -> None:
    def kill(number: int, moment: float) -> None:
        """Kill a cold export over an older track, see what is left, and export again."""
        cold = coach.with_cache(tmp_path / f"clips{number}")
        target = tmp_path / f"music{number}" / "it.mp3"
        target.parent.mkdir()
        shutil.copy(tmp_path / "old.mp3", target)
        old = target.read_bytes()
        process = cold.start("export", routine, "--detail", detail, "--no-tones", "--force", "-o", target)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(moment)
        WAYS[number % len(WAYS)](process)
        process.communicate()
        wait_until(lambda: not session_of(process.pid), "all its processes have ended")
        left = target.read_bytes()
        check_clips(cold.cache)

        cold("export", routine, "--detail", detail, "--no-tones", "--force", "-o", target)
        new = target.read_bytes()
        assert left in (old, new)
        assert old != new
        check_clips(cold.cache)
        assert list(target.parent.iterdir()) == [target]
        check_track(cold, routine, detail, target)

    begin = time.monotonic()
    coach.with_cache(tmp_path / "clips")("export", routine, "--detail", detail, "-o", tmp_path / "old.mp3")
    whole = time.monotonic() - begin
    chance = random.Random(20)  # noqa: S311
    moments = [1.3 * whole * (number + chance.random()) / kills for number in range(kills)]
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(kill, number, moment) for number, moment in enumerate(moments)]:
            done.result()


@pytest.mark.parametrize(
    ("count", "detail"),
    [(8, "minimal"), pytest.param(32, "full", marks=pytest.mark.slow)],
    ids=["some", "many"],
)
def test_exports_at_once_on_one_empty_cache(
    count: int, detail: str, coach: Coach, routine: Path, tmp_path: Path
) -> None:
    cold = coach.with_cache(tmp_path / "clips")
    same = tmp_path / "same.mp3"
    targets = [tmp_path / f"{number}.mp3" for number in range(count // 2)] + [same] * (count // 2)
    running = [cold.start("export", routine, "--detail", detail, "-o", target) for target in targets]
    for process in running:
        out, err = process.communicate(timeout=AT_MOST)
        assert (process.returncode, err) == (0, b""), err
        assert b"unchanged" not in out
    check_clips(cold.cache)
    assert not list(tmp_path.glob(".*"))
    for target in dict.fromkeys(targets):
        # Each may have spoken a sentence itself: engines take some milliseconds more or less every time.
        check_track(cold, routine, detail, target, precise=100)
    cold("export", routine, "--detail", detail, "-o", tmp_path / "after.mp3")
    check_track(cold, routine, detail, tmp_path / "after.mp3")


def check_clips(cache: Path) -> None:
    """Every clip is a whole WAV file, and what was written when it got its checksum and its name."""
    for path in cache.rglob("*.wav"):
        with wave.open(str(path)) as clip:
            assert (clip.getnchannels(), clip.getsampwidth(), clip.getframerate()) == (1, 2, 44_100)
            sound = clip.readframes(clip.getnframes())
        assert len(sound) == 2 * clip.getnframes() > 0
        head = path.read_bytes()[: -len(sound)]
        key, checksum = struct.unpack("<32sI", head[head.index(b"chck") + 8 :][:36])
        assert key.hex() == path.stem
        assert checksum == zlib.crc32(sound)


def check_track(coach: Coach, routine: Path, detail: str, track: Path, precise: int = 30) -> None:
    """Every cue is heard where it should be, and the track is as long as it should be, to ``precise`` ms."""
    with api.compile(api.load(routine), detail=Detail(detail), cache=coach.cache) as session:
        timeline: dict[str, Any] = as_json(session.timeline)
    sound = ear.decode(track)
    level = ear.levels(sound)
    assert abs(len(level) - timeline["duration_ms"]) <= precise
    for cue in timeline["cues"]:
        heard = ear.heard_between(level, cue["start_ms"], cue["end_ms"])
        assert heard, cue
        assert abs(heard[0] - cue["start_ms"]) <= precise, (heard, cue)
        assert abs(heard[1] - cue["end_ms"]) <= precise, (heard, cue)
    assert set(ear.tags(track)) >= {"title", "artist", "album", "genre", "comment", "date"}
