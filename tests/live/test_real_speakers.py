"""The speakers with a device, as a listener hears them: a sound server plays them, and is recorded.

Times are positions in the recording, or read off the clock that all processes of a machine share; nothing is
asserted about how long this machine takes for anything.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from coach.sound.pcm import RATE
from tests.live.play import BURSTS, HUM, SIGNALS
from tests.live.soundserver import SoundServer, each_speaker, needs_server, onsets, without_sound

if TYPE_CHECKING:
    from pathlib import Path

PATIENCE = 240
TRIES = 3
CLOSE = 20
"""Milliseconds that a sound may be from its place."""

PROMPT = {"miniaudio": 60, "simpleaudio": 180}
"""Milliseconds that each has in hand at most, and what was pulled is heard after."""


@pytest.fixture
def slow(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--slow"))


def command(speaker: str, what: str) -> list[str]:
    return [sys.executable, "-m", "tests.live.play", speaker, what]


def play(speaker: str, what: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(speaker, what), env=env, check=False, capture_output=True, text=True, timeout=PATIENCE
    )


def said(output: str, word: str) -> list[float]:
    """When the player said a word."""
    return [float(line.split()[1]) for line in output.splitlines() if line.startswith(word + " ")]


@needs_server
@each_speaker
def test_every_sound_is_heard_in_its_place(speaker: str, server: SoundServer) -> None:
    tries = [heard_offsets(speaker, "bursts", server)]
    # A device that runs dry because this machine is busy with something else is late for a moment.
    while max(map(abs, tries[-1])) > CLOSE and len(tries) < TRIES:
        tries.append(heard_offsets(speaker, "bursts", server))
    assert max(map(abs, tries[-1])) <= CLOSE, tries


@needs_server
@pytest.mark.slow
@each_speaker
def test_minutes_later_it_is_still_in_its_place(speaker: str, server: SoundServer) -> None:
    """And what a busy machine makes late for a moment, in so many minutes, is made up."""
    offsets = np.array(heard_offsets(speaker, "minutes", server))
    assert np.abs(np.median(offsets[-30:])) <= CLOSE, offsets
    assert np.mean(np.abs(offsets) <= CLOSE) >= 0.75, offsets


@needs_server
@pytest.mark.slow
@each_speaker
def test_music_without_a_pause_is_heard_without_one(speaker: str, server: SoundServer) -> None:
    """On the second tape of simpleaudio as well: there is no silence to change them in."""
    with server.record() as recording:
        done = play(speaker, "music", server.env)
    assert (done.returncode, done.stderr) == (0, "")
    heard = onsets(recording.samples)
    assert len(heard) == len(SIGNALS["music"])
    loud = np.flatnonzero(np.abs(recording.samples[heard[0] : heard[-1]].astype(np.int32)) > HUM // 5)
    silent = np.diff(loud)[np.diff(loud) > RATE // 200].sum()
    assert silent <= (heard[-1] - heard[0]) / 50  # 2 %: what a busy machine may make of it


def heard_offsets(speaker: str, what: str, server: SoundServer) -> list[float]:
    """How many milliseconds each burst is from its place relative to the first one; all must be there."""
    with server.record() as recording:
        done = play(speaker, what, server.env)
    assert (done.returncode, done.stderr) == (0, "")
    heard = onsets(recording.samples)
    wanted = SIGNALS[what]
    assert len(heard) == len(wanted)
    return [
        (at - heard[0]) * 1000 / RATE - (place - wanted[0]) for at, place in zip(heard, wanted, strict=True)
    ]


@needs_server
@each_speaker
def test_silence_is_heard_soon_after_it_is_pulled(speaker: str, server: SoundServer) -> None:
    with server.record() as recording:
        done = play(speaker, "pause", server.env)
    assert (done.returncode, done.stderr) == (0, "")
    loud = np.flatnonzero(np.abs(recording.samples.astype(np.int32)) > 1000)
    after = (recording.heard_at(int(loud[-1])) - said(done.stdout, "silent")[0]) * 1000
    assert after <= PROMPT[speaker] + 60


@needs_server
@each_speaker
def test_a_device_that_goes_away_is_told_once(speaker: str, server: SoundServer) -> None:
    with server.record():
        player = subprocess.Popen(
            command(speaker, "wait"),
            env=server.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert player.stdout
        opened = player.stdout.readline()
        assert opened.startswith("open")
        for line in player.stdout:  # it plays for a while first
            if line.startswith("second"):
                break
        server.kill()
        rest, errors = player.communicate(timeout=PATIENCE)
    assert (player.returncode, errors) == (0, "")
    assert len(said(rest, "lost")) == 1
    assert "because the sound device is gone" in rest
    assert said(rest, "closed")


@needs_server
def test_headphones_that_are_pulled_out_are_told_too(server: SoundServer) -> None:
    """The server stays, the device is gone: of the two speakers, miniaudio can be sure to notice."""
    name = "miniaudio:Null Output"
    with server.record():
        player = subprocess.Popen(
            command(name, "wait"), env=server.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert player.stdout
        for line in player.stdout:
            if line.startswith("second"):
                break
        server.pactl("unload-module", "module-null-sink")
        rest, errors = player.communicate(timeout=PATIENCE)
    assert (player.returncode, errors) == (0, "")
    assert len(said(rest, "lost")) == 1
    assert said(rest, "closed")


@needs_server
@pytest.mark.parametrize("back", [True, False], ids=["slow", "hanging"])
def test_opening_can_be_interrupted(back: bool, server: SoundServer) -> None:
    """Also where the server answers too late, or never; of the two speakers, miniaudio can."""
    with server.held():
        player = subprocess.Popen(
            command("miniaudio", "interrupted"),
            env=server.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert player.stdout
        assert player.stdout.readline().startswith("opening")
        time.sleep(0.3)  # into it; too early would prove less, but not fail
        player.send_signal(signal.SIGINT)
        if not back:
            rest, errors = player.communicate(timeout=PATIENCE)
    if back:
        rest, errors = player.communicate(timeout=PATIENCE)
    assert (player.returncode, errors) == (0, "")
    assert said(rest, "closed")


@needs_server
def test_a_server_that_hangs_is_no_device(server: SoundServer) -> None:
    with server.held():
        done = play("miniaudio", "short", server.env)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("SpeakerError: the sound device does not answer")


@each_speaker
def test_no_device_is_an_error_with_advice(speaker: str, tmp_path: Path) -> None:
    done = play(speaker, "bursts", without_sound(tmp_path))
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("SpeakerError: ")
    assert "no sound device" in done.stderr
    assert "--speaker wav:FILE" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@needs_server
def test_a_device_is_chosen_by_its_name(server: SoundServer) -> None:
    server.pactl("load-module", "module-null-sink", "sink_name=den", "sink_properties=device.description=Den")
    with server.record() as recording:
        done = play("miniaudio:den", "short", server.env)
    assert (done.returncode, done.stderr) == (0, "")
    assert not onsets(recording.samples)
    unknown = play("miniaudio:Dan", "short", server.env)
    assert unknown.returncode == 1
    assert "NotFoundError: there is no sound device 'Dan'; did you mean 'Den'?" in unknown.stderr


@needs_server
@each_speaker
def test_starts_and_stops_in_a_row(speaker: str, server: SoundServer, slow: bool) -> None:
    """More than the 64 connections that a server grants; simpleaudio plays 100 ms out each time."""
    times = 20 if speaker == "simpleaudio" and not slow else 100
    with server.record():
        done = play(speaker, f"{times} times", server.env)
    assert (done.returncode, done.stderr) == (0, "")
    assert said(done.stdout, "closed")


@needs_server
@each_speaker
@pytest.mark.parametrize("what", ["short", "crash", "leave"])
def test_no_hang_at_exit(speaker: str, what: str, server: SoundServer) -> None:
    with server.record():
        done = play(speaker, what, server.env)
    assert done.returncode == (1 if what == "crash" else 0)
    assert done.stderr == "" or "RuntimeError: as bugs do" in done.stderr


def test_bursts_are_far_enough_apart_to_tell() -> None:
    assert min(later - earlier for earlier, later in pairwise(BURSTS)) > 5 * CLOSE
