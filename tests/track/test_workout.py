"""``coach export --format fit``: the workout keeps the times of the track."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from garmin_fit_sdk import Decoder, Stream

from tests.processes import run_coach

if TYPE_CHECKING:
    from pathlib import Path


def test_a_workout_keeps_the_times_of_the_track(tmp_path: Path, shared_cache: Path) -> None:
    done = run_coach("export", "rescue", "--format", "fit", cwd=tmp_path, COACH_CACHE=str(shared_cache))
    assert done.returncode == 0, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["rescue.fit"]
    stream = Stream.from_byte_array(bytearray((tmp_path / "rescue.fit").read_bytes()))
    assert Decoder(stream).check_integrity()
    stream.reset()
    messages, errors = Decoder(stream).read()
    assert errors == []
    lengths = [round(step["duration_time"] * 1000) for step in messages["workout_step_mesgs"]]
    script = run_coach("script", "rescue", "--format", "json", cwd=tmp_path, COACH_CACHE=str(shared_cache))
    assert sum(lengths) == json.loads(script.stdout)["duration_ms"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("-o", "a.mp3", "--format", "fit"), "'a.mp3' does not end in .fit"),
        (("-o", "a.fit", "--split"), "--split is for tracks"),
        (("-o", "a.fit", "--bitrate", "96"), "--bitrate is for tracks"),
        (("-o", "a.fit", "--format", "mp3"), "a.fit"),
    ],
)
def test_what_only_a_track_has_is_refused(
    arguments: tuple[str, ...], message: str, tmp_path: Path, shared_cache: Path
) -> None:
    done = run_coach("export", "rescue", *arguments, cwd=tmp_path, COACH_CACHE=str(shared_cache))
    assert done.returncode == 2
    assert message in done.stderr
    assert list(tmp_path.iterdir()) == []
