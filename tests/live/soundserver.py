"""A sound card to listen to: a private PulseAudio server whose only output is recorded.

    with SoundServer(tmp_path) as server:
        with server.record() as recording:
            subprocess.run([...], env=server.env)
        recording.samples          # what a listener would have heard, from the first sample recorded on

Nothing of the machine's own sound is used or heard: the server has its own folders, its own socket, and a sink
that goes nowhere but keeps time. ``server.kill()`` is what pulling out the headphones feels like.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING, Self

import numpy as np
import pytest

from coach.live.speakers.simpleaudio_tape import why_not
from coach.sound.pcm import RATE, Samples

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

SINK = "mat"
PROGRAMS = ("pulseaudio", "parec", "pactl")
WHY_NOT = "" if all(map(shutil.which, PROGRAMS)) else f"needs {', '.join(PROGRAMS)} on the PATH"
"""Empty where there can be a server; else the reason to skip with."""

SPEAKERS = {"miniaudio": "", "simpleaudio": why_not()}
"""The speakers with a device, and why one cannot play here, if it cannot."""

needs_server = pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)
each_speaker = pytest.mark.parametrize(
    "speaker",
    [
        pytest.param(name, marks=pytest.mark.skipif(bool(reason), reason=f"{name} {reason}"))
        for name, reason in SPEAKERS.items()
    ],
)

_SINK_RATE = 50_000
"""The sink counts in microseconds and rounds each block down: at 44,100 Hz it is 84 ms ahead after ten minutes.

A sample of 20 microseconds leaves nothing to round.
"""
_PATIENCE = 20.0
"""Seconds a server may take to start, and a recorder to hear its first sample."""


class Recording:
    """What the card was given to play, mono, while the recording ran."""

    def __init__(self, source: IO[bytes]) -> None:
        self.started = threading.Event()
        self._data = bytearray()
        self._began = float("inf")
        self._thread = threading.Thread(target=self._listen, args=(source,), daemon=True)
        self._thread.start()

    @property
    def samples(self) -> Samples:
        """All that is recorded so far."""
        data = bytes(self._data)
        return np.frombuffer(data[: len(data) // 2 * 2], "<i2").astype(np.int16)

    def heard_at(self, sample: int) -> float:
        """Return when a sample had been heard at the latest, in seconds of ``time.monotonic``.

        Of any process: on Linux they share that clock. Late by the recorder's own 10 ms or so.
        """
        return self._began + sample / RATE

    def finish(self) -> None:
        """Wait for the last that the recorder wrote."""
        self._thread.join(_PATIENCE)

    def _listen(self, source: IO[bytes]) -> None:
        with source:
            while chunk := os.read(source.fileno(), 1 << 16):
                self._data += chunk
                # Each chunk comes some time after its last sample; the promptest tells when the first one was.
                self._began = min(self._began, time.monotonic() - len(self._data) / 2 / RATE)
                self.started.set()


class SoundServer:
    """A running server.

    ``env`` makes a child process play into it, by PulseAudio and by ALSA; ``card`` is what of that is its own.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "pulse"
        # The path of a socket may have 107 characters, which a test's own folder can exceed.
        self._socket_folder = Path(tempfile.mkdtemp(prefix="coach-"))
        self._server: subprocess.Popen[bytes] | None = None
        self.card = {
            "HOME": str(self._folder),
            "XDG_RUNTIME_DIR": str(self._folder),
            "XDG_CONFIG_HOME": str(self._folder),
            "PULSE_RUNTIME_PATH": str(self._folder),
            "PULSE_STATE_PATH": str(self._folder),
            "PULSE_SERVER": f"unix:{self._socket_folder / 'native'}",
            "ALSA_CONFIG_PATH": str(self._folder / "asound.conf"),
        }
        self.env = {**os.environ, **self.card}

    def __enter__(self) -> Self:
        self._folder.mkdir(mode=0o700)
        (self._folder / "asound.conf").write_text(
            "</usr/share/alsa/alsa.conf>\npcm.!default { type pulse }\nctl.!default { type pulse }\n"
        )
        self.start()
        return self

    def start(self) -> None:
        """Start the server; also again, after ``kill``."""
        with (self._folder / "server.log").open("wb") as log:
            self._server = subprocess.Popen(
                [
                    *("pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no"),
                    *("--disable-shm=yes", "--log-target=stderr"),
                    f"--load=module-native-protocol-unix socket={self._socket_folder / 'native'} auth-anonymous=1",
                    f"--load=module-null-sink sink_name={SINK} rate={_SINK_RATE} channels=2",
                ],
                env=self.env,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + _PATIENCE
        while not self._answers():
            if self._server.poll() is not None or time.monotonic() > deadline:
                said = (self._folder / "server.log").read_text("utf-8", "replace")
                self.close()
                raise RuntimeError(f"pulseaudio did not start:\n{said}")
            time.sleep(0.05)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()

    @contextlib.contextmanager
    def record(self) -> Iterator[Recording]:
        """Record from now on; the first sample was heard before this returns."""
        recorder = subprocess.Popen(
            [
                *("parec", f"--device={SINK}.monitor", "--raw", "--format=s16le", f"--rate={RATE}"),
                *("--channels=1", "--latency-msec=10"),
            ],
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert recorder.stdout
        recording = Recording(recorder.stdout)
        try:
            if not recording.started.wait(_PATIENCE):
                raise RuntimeError("parec records nothing")
            yield recording
            if recorder.poll() is None:
                time.sleep(0.3)  # what was played a moment ago is still on its way here
        finally:
            _end(recorder)
            recording.finish()

    def pactl(self, *arguments: str) -> str:
        """Steer the server; returns what pactl prints."""
        done = subprocess.run(
            ["pactl", *arguments],  # noqa: S607 (wherever it is installed)
            env=self.env,
            check=True,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
        )
        return done.stdout

    def kill(self) -> None:
        """Take the sound card away, without a word to those who play."""
        assert self._server
        self._server.send_signal(signal.SIGKILL)
        self._server.wait()

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Let the server hang: it takes connections, and answers nothing until the end of the block."""
        assert self._server
        self._server.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._server.send_signal(signal.SIGCONT)

    def close(self) -> None:
        """End the server."""
        if self._server:
            _end(self._server)
        shutil.rmtree(self._socket_folder, ignore_errors=True)

    def _answers(self) -> bool:
        try:
            return SINK in self.pactl("list", "short", "sinks")
        except subprocess.SubprocessError:
            return False


def without_sound(folder: Path) -> dict[str, str]:
    """Return the environment of a machine that has no sound card and no sound server."""
    nothing = folder / "no-asound.conf"
    nothing.write_text("")
    return {
        **os.environ,
        "HOME": str(folder),
        "XDG_RUNTIME_DIR": str(folder),
        "PULSE_RUNTIME_PATH": str(folder),
        "PULSE_SERVER": f"unix:{folder / 'nobody'}",
        "ALSA_CONFIG_PATH": str(nothing),
        "JACK_NO_START_SERVER": "1",
    }


def onsets(samples: Samples, threshold: int = 1000, gap: int = RATE // 20) -> list[int]:
    """Return where sound begins: the first sample above ``threshold`` after ``gap`` samples without any."""
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > threshold)
    if not len(loud):
        return []
    begins = np.concatenate(([True], np.diff(loud) > gap))
    return [int(at) for at in loud[begins]]


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
