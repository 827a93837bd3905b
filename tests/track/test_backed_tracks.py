"""Finished tracks with a bed under the voice, measured from outside."""

from __future__ import annotations

import subprocess
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.track import ear
from tests.track.conftest import Track
from tests.track.running import SHORT

if TYPE_CHECKING:
    from pathlib import Path

    from _pytest.mark import ParameterSet

    from tests.track.conftest import Studio
    from tests.track.running import Coach

HEARD = (400, 1200)
"""Milliseconds that the sound under the voice may take to go down before a cue, and to come back after one."""
BLOCK = 400
"""Milliseconds that each figure of momentary loudness is about."""
NAMES = ("post", "pre", "seven")
QUICK = {("post", "minimal", "rain"), ("post", "minimal", "waves"), ("post", "full", "drone")}


def _kinds() -> list[ParameterSet]:
    kinds = [
        (name, detail, bed)
        for name in NAMES
        for detail in ("full", "short", "minimal")
        for bed in ("rain", "waves", "drone")
    ]
    return [
        pytest.param(kind, id=" ".join(kind), marks=() if kind in QUICK else pytest.mark.slow)
        for kind in sorted(kinds, key=lambda kind: kind not in QUICK)
    ]


@pytest.fixture(params=_kinds())
def track(request: pytest.FixtureRequest, studio: Studio) -> Track:
    name, detail, bed = request.param
    return studio.track(name, "--detail", detail, "--bed", bed)


@pytest.fixture
def plain(request: pytest.FixtureRequest, studio: Studio) -> Track:
    """The same track without anything under the voice."""
    name, detail, _ = request.node.callspec.params["track"]
    return studio.track(name, "--detail", detail, "--tones")


def test_the_bed_leaves_the_loudness_alone_and_the_voice_in_front(track: Track, plain: Track) -> None:
    lufs, dbtp = track.loudness
    assert -17 <= lufs <= -15  # as two channels are measured
    assert dbtp <= -1
    assert track.cues == plain.cues
    bed = _alone(track, plain)
    speech, between = [], []
    for cue in track.cues:
        under = bed[_blocks(cue["start_ms"], cue["end_ms"])]
        speech += list(under)
    ordered = sorted(track.spoken)
    for before, after in pairwise(ordered):
        start, end = before[1] + HEARD[1], after[0] - HEARD[0]
        if end - start > 1000:
            between += list(bed[_blocks(start, end)])
    assert max(speech) < -19 - 18
    assert np.median(between) - np.median(speech) > 4
    assert np.median(between) > -43
    assert max(between) < -19 - 10


def test_it_begins_and_ends_softly(track: Track) -> None:
    start, end = track.level[:200], track.level[-200:]
    assert start.max() < -60
    assert end.max() < -60


def test_music_of_ones_own(coach: Coach, studio: Studio, tmp_path: Path) -> None:
    tune = "aevalsrc=0.4*sin(2*PI*262*t)*exp(-3*mod(t\\,0.5))+0.1*sin(2*PI*131*t):d=20:s=48000"
    subprocess.run([ear.FFMPEG, "-v", "error", "-f", "lavfi", "-i", tune, tmp_path / "a.mp3"], check=True)
    done = coach(
        "export", "post", "--detail", "minimal", "--music", tmp_path / "a.mp3", "-o", tmp_path / "it.mp3"
    )
    assert done.err == ""
    track = Track(tmp_path / "it.mp3", studio.track("post", "--detail", "minimal", "--tones").json)
    assert -17 <= track.loudness[0] <= -15
    assert track.loudness[1] <= -1


def test_a_track_is_made_anew_when_its_music_is_another(coach: Coach, tmp_path: Path) -> None:
    tune = "aevalsrc=0.4*sin(2*PI*262*t)*exp(-3*mod(t\\,0.5)):d=5:s=48000"
    subprocess.run([ear.FFMPEG, "-v", "error", "-f", "lavfi", "-i", tune, tmp_path / "a.mp3"], check=True)
    (tmp_path / "short.yaml").write_text(SHORT, "utf-8")
    asked = ("export", tmp_path / "short.yaml", "--detail", "minimal", "-o", tmp_path / "it.mp3")
    again = (*asked, "--music", tmp_path / "a.mp3")
    coach(*again)
    assert "unchanged" in coach(*again).out
    tune = tune.replace("262", "294")
    subprocess.run(
        [ear.FFMPEG, "-v", "error", "-y", "-f", "lavfi", "-i", tune, tmp_path / "a.mp3"], check=True
    )
    assert "unchanged" not in coach(*again).out


def test_what_is_no_music_is_an_error_before_anything_is_done(coach: Coach, tmp_path: Path) -> None:
    (tmp_path / "a.mp3").write_bytes(b"no music at all")
    for command in (
        ("export", "post", "-o", tmp_path / "it.mp3"),
        ("play", "post", "--speaker", "null:fast"),
    ):
        done = coach(*command, "--music", tmp_path / "a.mp3", code=1)
        assert "a.mp3: cannot be decoded" in done.err
        assert "choose music" in done.err
    assert not (tmp_path / "it.mp3").exists()
    assert "either" in coach("export", "post", "--bed", "rain", "--music", tmp_path, code=2).err


def _alone(track: Track, plain: Track) -> ear.Levels:
    """Return the momentary loudness of the bed, the rest of the track taken away."""
    length = min(len(track.sound), len(plain.sound))
    bed = track.sound[:length].astype(int) - plain.sound[:length]
    return ear.momentary(np.clip(bed, -32_768, 32_767).astype(np.int16))


def _blocks(start: int, end: int) -> slice:
    """Return the places of the figures that are about this stretch of time alone."""
    return slice(-(-(start + BLOCK) // 100) - 1, max(end // 100 - 1, 0))
