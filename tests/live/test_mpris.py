"""Media keys, asked for with the usual client on a real session bus that belongs to the test alone."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from typing import IO, TYPE_CHECKING

import pytest

from coach.content.labels.screen import ScreenWords
from coach.errors import remedy
from coach.live.api import VOLUME_STEP, Action, Now
from coach.live.controls.mpris import MediaKeys
from coach.live.controls.mpris_object import JUMP, PLAYER, PROPERTIES, ROOT, MprisObject
from coach.units import Ms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


PROGRAMS = ("dbus-daemon", "dbus-send", "dbus-monitor", "playerctl")
MISSING = [program for program in PROGRAMS if not shutil.which(program)]
needs_bus = pytest.mark.skipif(bool(MISSING), reason=f"needs {', '.join(MISSING)} on the PATH")

NAME = "org.mpris.MediaPlayer2.coach"
PATIENCE = 30.0
LENGTH = 372_400

BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
  </policy>
</busconfig>
"""


class FakeSteering:
    """A session without sound: it goes on by itself, and does what it is asked."""

    def __init__(self) -> None:
        self.asked: list[Action] = []
        self.told: list[str] = []
        self.moment = Now("After a run", Ms(60_000), None, 3, 1, "Child's pose")
        self._since = time.monotonic()

    @property
    def words(self) -> ScreenWords:
        return ScreenWords.read("en")

    def now(self) -> Now:
        moment = self.moment
        ran = 0 if moment.paused or moment.finished else int(1000 * (time.monotonic() - self._since))
        position = Ms(moment.position + ran)
        return replace(moment, position=position, remaining=Ms(max(0, LENGTH - position)))

    def jump(self, position: int, **changes: object) -> None:
        moment = replace(self.now(), position=Ms(position), **changes)  # type: ignore[arg-type]
        self.moment, self._since = moment, time.monotonic()

    def tell(self, message: str) -> None:
        self.told.append(message)

    def do(self, action: Action) -> None:
        self.asked.append(action)
        now = self.now()
        match action:
            case Action.TOGGLE:
                self.jump(now.position, paused=not now.paused)
            case Action.PAUSE | Action.RESUME:
                self.jump(now.position, paused=action is Action.PAUSE)
            case Action.LOUDER | Action.SOFTER:
                by = VOLUME_STEP if action is Action.LOUDER else -VOLUME_STEP
                self.jump(now.position, volume=min(1.0, max(0.0, round(now.volume + by, 6))))
            case Action.NEXT:
                self.jump(120_000, step=2, exercise="Supine twist", side="left")
            case Action.BACK:
                self.jump(60_000, step=1, exercise="Child's pose", side=None)
            case Action.STOP:
                self.jump(now.position, finished=True)


class Bus:
    """A message bus of our own, and the programs that use it."""

    def __init__(self, folder: Path) -> None:
        config = folder / "bus.conf"
        config.write_text(BUS, "utf-8")
        command = ["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address=1"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        self.address = self.process.stdout.readline().strip()
        self.env = {**os.environ, "DBUS_SESSION_BUS_ADDRESS": self.address, "LC_ALL": "C"}

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, env=self.env, capture_output=True, text=True, timeout=PATIENCE, check=False
        )

    def playerctl(self, *args: str) -> str:
        return self.run("playerctl", "--player=coach", *args).stdout.strip()

    def players(self) -> list[str]:
        return sorted(self.run("playerctl", "--list-all").stdout.split())

    def send(self, interface: str, method: str, *args: str, path: str = "/org/mpris/MediaPlayer2") -> str:
        call = ("dbus-send", "--session", "--print-reply", f"--dest={NAME}", path, f"{interface}.{method}")
        done = self.run(*call, *args)
        return done.stdout + done.stderr

    @contextmanager
    def reading(self, *command: str) -> Iterator[IO[str]]:
        """Run a program that goes on, and give what it writes; one that says nothing more is ended."""
        with subprocess.Popen(command, env=self.env, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            end = threading.Timer(PATIENCE, process.kill)
            end.start()
            try:
                yield process.stdout
            finally:
                end.cancel()
                process.kill()

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()


def wait_for(met: Callable[[], bool]) -> None:
    """Wait until something is so, however slow the machine; fail if it never is."""
    deadline = time.monotonic() + PATIENCE
    while not met():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def read_until(stream: IO[str], wanted: str) -> None:
    """Read lines up to one that holds a text."""
    assert any(wanted in line for line in stream), f"no {wanted!r}"


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bus]:
    pytest.importorskip("jeepney")
    bus = Bus(tmp_path)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
    yield bus
    bus.end()


@pytest.fixture
def session(bus: Bus) -> Iterator[FakeSteering]:
    """Return a session that is on the bus."""
    steering = FakeSteering()
    with MediaKeys(steering) as keys:
        wait_for(lambda: keys.trouble != "" or bus.players() == ["coach"])
        assert keys.trouble == ""
        yield steering
        assert keys.trouble == ""


@needs_bus
class TestClient:
    def test_what_is_played_is_known(self, bus: Bus, session: FakeSteering) -> None:
        assert bus.playerctl("status") == "Playing"
        assert bus.playerctl("metadata", "title") == "Child's pose"
        assert bus.playerctl("metadata", "album") == "After a run"
        assert bus.playerctl("metadata", "artist") == "coach"
        assert bus.playerctl("metadata", "mpris:length") == str(1000 * LENGTH)
        assert bus.playerctl("metadata", "mpris:trackid") == "'/coach/session'"
        assert bus.playerctl("metadata", "xesam:trackNumber") == "1"
        assert float(bus.playerctl("volume")) == 1.0
        assert 60 <= float(bus.playerctl("position")) <= session.now().position / 1000 + 0.001

    def test_every_button_arrives(self, bus: Bus, session: FakeSteering) -> None:
        for button in ("pause", "play", "play-pause", "play-pause", "next", "previous", "stop"):
            bus.playerctl(button)
        assert session.asked == [
            Action.PAUSE,
            Action.RESUME,
            Action.TOGGLE,
            Action.TOGGLE,
            Action.NEXT,
            Action.BACK,
            Action.STOP,
        ]
        assert bus.playerctl("status") == "Stopped"

    def test_volume_goes_by_the_steps_there_are(self, bus: Bus, session: FakeSteering) -> None:
        bus.playerctl("volume", "0.7")
        assert session.asked == 3 * [Action.SOFTER]
        bus.playerctl("volume", "0.04-")  # less than a step is a step
        assert session.now().volume == pytest.approx(0.6)
        bus.playerctl("volume", "7")
        assert float(bus.playerctl("volume")) == 1.0

    def test_status_and_exercise_are_followed(self, bus: Bus, session: FakeSteering) -> None:
        shown = ("--follow", "--format", "{{status}}: {{title}} at {{volume}}")
        with bus.reading("playerctl", "--player=coach", "metadata", *shown) as lines:
            read_until(lines, "Playing: Child's pose at 1.0")
            session.do(Action.NEXT)
            read_until(lines, "Playing: Supine twist, left side at 1.0")
            session.do(Action.PAUSE)
            read_until(lines, "Paused: Supine twist, left side at 1.0")
            session.do(Action.SOFTER)
            read_until(lines, "Paused: Supine twist, left side at 0.9")

    def test_a_jump_is_told(self, bus: Bus, session: FakeSteering) -> None:
        with bus.reading("dbus-monitor", "--session", f"type=signal,interface={PLAYER}") as lines:
            read_until(lines, "NameAcquired")
            session.jump(200_000)
            read_until(lines, "member=Seeked")
            read_until(lines, "int64 200")

    def test_what_cannot_be_done_is_refused(self, bus: Bus, session: FakeSteering) -> None:
        get, volume = "string:" + PLAYER, "string:Volume"
        assert "UnknownMethod" in bus.send(PLAYER, "Rewind")
        assert "UnknownMethod" in bus.send("org.example.Other", "Next")
        assert "UnknownObject" in bus.send(PLAYER, "Next", path="/elsewhere")
        assert "InvalidArgs" in bus.send(PLAYER, "Next", "int32:2")
        assert "NotSupported" in bus.send(PLAYER, "OpenUri", "string:file:///song.mp3")
        assert "UnknownProperty" in bus.send(PROPERTIES, "Get", get, "string:Colour")
        assert "PropertyReadOnly" in bus.send(PROPERTIES, "Set", get, "string:Position", "variant:int64:0")
        assert "InvalidArgs" in bus.send(PROPERTIES, "Set", get, volume, "variant:string:loud")
        assert session.asked == []
        assert 'string "coach"' in bus.send(PROPERTIES, "Get", "string:" + ROOT, "string:Identity")

    def test_it_describes_itself(self, bus: Bus, session: FakeSteering) -> None:
        description = bus.send("org.freedesktop.DBus.Introspectable", "Introspect")
        assert '<property name="Volume" type="d" access="readwrite"/>' in description
        assert '<method name="PlayPause"></method>' in description
        assert "method return" in bus.send("org.freedesktop.DBus.Peer", "Ping")

    def test_two_sessions_at_once(self, bus: Bus, session: FakeSteering) -> None:
        other = FakeSteering()
        with MediaKeys(other):
            instance = f"coach.instance{os.getpid()}"
            wait_for(lambda: bus.players() == ["coach", instance])
            bus.run("playerctl", f"--player={instance}", "next")
            assert (session.asked, other.asked) == ([], [Action.NEXT])
            with MediaKeys(FakeSteering()) as third:
                wait_for(lambda: third.trouble != "")
                assert "is taken" in third.trouble
        wait_for(lambda: bus.players() == ["coach"])


@needs_bus
class TestBus:
    def test_it_leaves_with_the_session(self, bus: Bus) -> None:
        with MediaKeys(FakeSteering()) as keys:
            wait_for(lambda: bus.players() == ["coach"])
        wait_for(lambda: bus.players() == [])
        assert keys.trouble == ""

    def test_many_short_sessions(self, bus: Bus) -> None:
        for _ in range(50):
            with MediaKeys(FakeSteering()) as keys:
                pass
            assert keys.trouble == ""
        wait_for(lambda: bus.players() == [])

    def test_of_its_death_the_runner_is_told_once(self, bus: Bus) -> None:
        steering = FakeSteering()
        with MediaKeys(steering) as keys:
            wait_for(lambda: bus.players() == ["coach"])
            bus.end()
            wait_for(lambda: keys.trouble != "")
            assert "the session bus cannot be used" in keys.trouble
            wait_for(lambda: steering.told != [])
        assert steering.told == ["media keys no longer work: the session bus is gone"]
        assert steering.asked == []

    def test_one_that_hangs_keeps_nobody(self, bus: Bus) -> None:
        with MediaKeys(FakeSteering()):
            wait_for(lambda: bus.players() == ["coach"])
            bus.process.send_signal(signal.SIGSTOP)
        with MediaKeys(FakeSteering()) as keys:
            wait_for(lambda: "authenticate" in keys.trouble)


class TestWithout:
    """Where there can be no media keys: nothing happens, and there is a reason."""

    def trouble(self) -> str:
        steering = FakeSteering()
        with MediaKeys(steering) as keys:
            wait_for(lambda: keys.trouble != "")
        assert steering.told == []
        return keys.trouble

    @pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it is not even tried")
    @pytest.mark.parametrize("address", ["", "unix:path=/nowhere", "tcp:host=localhost", "nonsense"])
    def test_a_bus(self, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
        pytest.importorskip("jeepney")
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
        assert "the session bus cannot be used" in self.trouble()

    @pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it is not even tried")
    def test_the_library(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "jeepney", None)
        assert remedy("mpris") in self.trouble()

    def test_linux(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "platform", "darwin")
        assert "Linux only" in self.trouble()


class StillSteering(FakeSteering):
    """A session whose clock the test moves."""

    def now(self) -> Now:
        return replace(self.moment, remaining=Ms(max(0, LENGTH - self.moment.position)))


class TestSignals:
    def test_steady_playing_needs_no_words(self) -> None:
        steering = StillSteering()
        thing = MprisObject(steering)
        for tick in range(LENGTH // 250):
            steering.jump(250 * tick)
            assert list(thing.signals(0.25 * tick)) == []

    def test_a_pause_does_not_move(self) -> None:
        steering = StillSteering()
        thing = MprisObject(steering)
        list(thing.signals(0.0))
        steering.jump(60_000, paused=True)
        assert [signal.name for signal in thing.signals(0.1)] == ["PropertiesChanged"]
        assert list(thing.signals(100.0)) == []
        steering.jump(60_000 - 2 * JUMP, paused=False)  # picked up at the beginning of the breath
        assert [signal.name for signal in thing.signals(100.1)] == ["PropertiesChanged", "Seeked"]

    def test_what_is_paused_stays_so_at_the_next_exercise(self) -> None:
        steering = StillSteering()
        thing = MprisObject(steering)
        steering.jump(60_000, paused=True)
        thing.call(PLAYER, "Next", "", ())
        thing.call(PLAYER, "Previous", "", ())
        assert steering.asked == [Action.NEXT, Action.PAUSE, Action.BACK, Action.PAUSE]

    def test_waiting_for_sound_is_told_as_well(self) -> None:
        steering = StillSteering()
        thing = MprisObject(steering)
        list(thing.signals(0.0))
        assert list(thing.signals(JUMP / 1000)) == []
        assert [signal.body for signal in thing.signals(JUMP / 1000 + 0.01)] == [(60_000_000,)]

    def test_the_length_stays_to_the_last_sample(self) -> None:
        steering = StillSteering()
        thing = MprisObject(steering)
        steering.jump(LENGTH - 10)
        list(thing.signals(0.0))
        steering.moment = replace(steering.moment, position=Ms(LENGTH + 30))
        assert list(thing.signals(0.04)) == []
