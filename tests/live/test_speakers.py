"""The speakers that need no device, finding any by its name, and keeping to the clock."""

from __future__ import annotations

import re
import threading
import time
import wave
from typing import TYPE_CHECKING

import numpy as np
import pytest

from coach.errors import CoachError, MediaError, NotFoundError, SpeakerError, remedy
from coach.live.speakers import find_speaker, list_outlets
from coach.live.speakers.device_speaker import DeviceSpeaker
from coach.live.speakers.drift import Pace
from coach.sound.pcm import RATE, Samples
from coach.units import Ms

if TYPE_CHECKING:
    from pathlib import Path

    from coach.live.api import Lost, Pull, Speaker

PATIENCE = 20


class Source:
    """Gives ``signal``, then says that it is over; remembers what was asked for, and by whom."""

    def __init__(self, signal: Samples) -> None:
        self._rest = signal
        self.counts: list[int] = []
        self.threads: set[int] = set()
        self.over = threading.Event()

    def pull(self, count: int) -> Samples:
        self.counts.append(count)
        self.threads.add(threading.get_ident())
        part, self._rest = self._rest[:count], self._rest[count:]
        if not len(part):
            self.over.set()
        return part


def noise(length: int) -> Samples:
    return np.random.default_rng(3).integers(-32768, 32767, length, np.int16, endpoint=True)


def unwanted(reason: str) -> None:
    raise AssertionError(reason)


def read(path: Path) -> Samples:
    with wave.open(str(path)) as reader:
        assert (reader.getnchannels(), reader.getsampwidth(), reader.getframerate()) == (1, 2, RATE)
        return np.frombuffer(reader.readframes(reader.getnframes()), "<i2").astype(np.int16)


@pytest.mark.parametrize(
    ("asked", "name", "live"),
    [
        (None, "miniaudio", True),
        ("miniaudio", "miniaudio", True),
        ("miniaudio:Kitchen: left", "miniaudio:Kitchen: left", True),
        ("Simpleaudio", "simpleaudio", True),
        ("null", "null", True),
        ("null:fast", "null:fast", False),
        ("wav:a:b.wav", "wav:a:b.wav", False),
    ],
)
def test_speakers_are_found_by_name(asked: str | None, name: str, live: bool) -> None:
    speaker = find_speaker(asked)
    assert (speaker.name, speaker.live, speaker.latency) == (name, live, 0)
    speaker.close()  # never opened: nothing to do


@pytest.mark.parametrize(
    ("asked", "guess"),
    [("miniaudo", "miniaudio"), ("nul", "null"), ("wav:", "wav:FILE"), ("null:slow", "null:fast")],
)
def test_a_name_that_is_none_brings_the_nearest(asked: str, guess: str) -> None:
    with pytest.raises(NotFoundError, match=rf"'{asked}'.*did you mean.*{guess}.*coach speakers"):
        find_speaker(asked)


@pytest.mark.parametrize("asked", ["", "zzz", "simpleaudio:kitchen", "\x1b[31m" * 100])
def test_odd_names_are_an_error_of_one_line(asked: str) -> None:
    with pytest.raises(NotFoundError, match="coach speakers") as caught:
        find_speaker(asked)
    assert str(caught.value).isprintable()


def test_every_outlet_can_be_found_by_its_name() -> None:
    outlets = list_outlets()
    assert outlets[0].name == "miniaudio"
    for outlet in outlets:
        assert find_speaker(outlet.name).name == outlet.name
        assert outlet.description


def test_an_empty_array_ends_the_pulling() -> None:
    source = Source(noise(RATE))
    speaker = find_speaker("null:fast")
    speaker.open(source.pull, unwanted)
    assert source.over.wait(PATIENCE)
    speaker.close()
    assert sum(source.counts[:-1]) >= RATE
    assert len(source.threads) == 1
    assert threading.get_ident() not in source.threads


def test_real_time_is_kept_without_adding_up_delays() -> None:
    begun, times = time.monotonic(), []
    source = Source(noise(RATE // 2))

    def slow_pull(count: int) -> Samples:
        times.append(time.monotonic() - begun)
        time.sleep(0.012)  # adding this up over 25 pulls would make 300 ms
        return source.pull(count)

    speaker = find_speaker("null")
    speaker.open(slow_pull, unwanted)
    assert source.over.wait(PATIENCE)
    speaker.close()
    # Never early: that pull is due 0.5 s after the first. That it is not late either is left to the recordings.
    assert times[25] - times[0] > 0.48


@pytest.mark.parametrize("name", ["null", "null:fast"])
def test_a_session_that_fails_is_told_once_and_not_asked_again(name: str) -> None:
    reasons: list[str] = []
    told = threading.Event()

    def lost(reason: str) -> None:
        reasons.append(reason)
        speaker.close()  # from the speaker's own thread
        told.set()

    def broken(count: int) -> Samples:
        raise ValueError("a bug")

    speaker = find_speaker(name)
    speaker.open(broken, lost)
    assert told.wait(PATIENCE)
    speaker.close()
    assert reasons == ["the sound failed: ValueError('a bug')"]


@pytest.mark.parametrize("name", ["null", "null:fast", "wav"])
def test_a_speaker_can_be_opened_again_but_not_twice_at_a_time(name: str, tmp_path: Path) -> None:
    speaker = find_speaker(f"wav:{tmp_path / 'a.wav'}" if name == "wav" else name)
    for _ in range(3):
        source = Source(noise(1000))
        speaker.open(source.pull, unwanted)
        with pytest.raises(SpeakerError, match="open already"):
            speaker.open(source.pull, unwanted)
        assert source.over.wait(PATIENCE)
        speaker.close()
        speaker.close()


@pytest.mark.parametrize("length", [0, 1, 4410, 100_000])
def test_a_wav_file_has_exactly_what_was_pulled(length: int, tmp_path: Path) -> None:
    path = tmp_path / "session.wav"
    source = Source(noise(length))
    speaker = find_speaker(f"wav:{path}")
    speaker.open(source.pull, unwanted)
    assert source.over.wait(PATIENCE)
    assert not path.exists()
    speaker.close()
    np.testing.assert_array_equal(read(path), noise(length))
    assert list(tmp_path.iterdir()) == [path]


def test_a_wav_file_closed_just_after_the_last_sample_is_whole(tmp_path: Path) -> None:
    """Who closes knows that the session is over as soon as the last sample was given, the speaker not yet."""
    path = tmp_path / "session.wav"
    given = threading.Event()
    rest = noise(1000)

    def pull(count: int) -> Samples:
        nonlocal rest
        part, rest = rest[:count], rest[count:]
        if not len(rest) and not given.is_set():
            given.set()
            closing.wait(PATIENCE)
        return part

    closing = threading.Event()
    speaker = find_speaker(f"wav:{path}")
    speaker.open(pull, unwanted)
    assert given.wait(PATIENCE)
    threading.Timer(0.1, closing.set).start()
    speaker.close()
    np.testing.assert_array_equal(read(path), noise(1000))


def test_a_session_cut_short_leaves_no_wav_file(tmp_path: Path) -> None:
    path = tmp_path / "session.wav"
    path.write_bytes(b"RIFF: an older one")
    begun = threading.Event()

    def endless(count: int) -> Samples:
        begun.set()
        return np.zeros(count, np.int16)

    speaker = find_speaker(f"wav:{path}")
    speaker.open(endless, unwanted)
    assert begun.wait(PATIENCE)
    speaker.close()
    assert path.read_bytes() == b"RIFF: an older one"
    assert list(tmp_path.iterdir()) == [path]


def test_only_a_wav_file_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(b"a letter")
    with pytest.raises(MediaError, match=r"letter\.pdf: is there already, and no WAV file"):
        find_speaker(f"wav:{path}").open(Source(noise(10)).pull, unwanted)
    assert path.read_bytes() == b"a letter"


def test_a_wav_file_that_cannot_be_written_is_an_error_at_once(tmp_path: Path) -> None:
    speaker = find_speaker(f"wav:{tmp_path / 'nowhere' / 'a.wav'}")
    with pytest.raises(MediaError, match="folder does not exist"):
        speaker.open(Source(noise(10)).pull, unwanted)


def test_a_session_that_fails_leaves_no_wav_file(tmp_path: Path) -> None:
    told = threading.Event()

    def broken(count: int) -> Samples:
        raise ValueError("a bug")

    speaker: Speaker = find_speaker(f"wav:{tmp_path / 'a.wav'}")
    speaker.open(broken, lambda reason: told.set())
    assert told.wait(PATIENCE)
    speaker.close()
    assert list(tmp_path.iterdir()) == []


class Device:
    """A device with its own clock: takes ``PERIOD`` samples whenever there is room for them."""

    PERIOD = RATE * 30 // 1000

    def __init__(self, signal: Samples) -> None:
        self.source = Source(signal)
        self.pace = Pace()
        self.now = 100.0
        self.heard: list[tuple[float, Samples]] = []

    def play(self, seconds: float, hold_up: float = 0.0) -> None:
        """Play on; before that, let the device run dry for ``hold_up`` seconds."""
        self.now += hold_up
        for _ in range(round(seconds * RATE / self.PERIOD)):
            samples = self.pace.pull(self.source.pull, self.PERIOD, self.now)
            self.heard.append((self.now, samples))
            self.now += self.PERIOD / RATE

    def onsets(self) -> list[float]:
        """When each sound began, in seconds since the first pull."""
        begins = []
        for at, samples in self.heard:
            loud = np.flatnonzero(samples > 1000)
            begins += [at - 100 + loud[0] / RATE] if len(loud) else []
        return begins


def beeps(seconds: int) -> Samples:
    """A short sound at half past each second."""
    signal = np.zeros(seconds * RATE, np.int16)
    for second in range(seconds):
        signal[second * RATE + RATE // 2] = 20_000
    return signal


def test_what_a_busy_machine_lost_is_made_up_in_silence() -> None:
    device = Device(beeps(60))
    device.play(10.3)
    device.play(10, hold_up=0.08)
    device.play(10, hold_up=0.3)
    onsets = np.array(device.onsets()) - 0.5 - np.arange(len(device.onsets()))
    assert np.abs(onsets[:10]).max() < 0.001
    assert onsets.max() > 0.25  # it was late
    assert np.abs(onsets[[18, 19, 28, 29]]).max() < 0.006  # and is no more


def test_a_device_that_only_asks_late_loses_nothing() -> None:
    """Asking 20 ms late for a while is no lateness as long as there is sound in hand."""
    device = Device(beeps(60))
    for _ in range(5):
        device.play(7)
        device.now += 0.02
        device.play(2.5)
        device.now -= 0.02
    device.play(6)
    taken, given = sum(device.source.counts), sum(len(samples) for _, samples in device.heard)
    assert abs(taken - given) <= RATE // 200


def test_a_device_keeps_its_own_clock() -> None:
    device = Device(np.zeros(620 * RATE, np.int16))
    for rate in (1.00015, 0.9999):
        for _ in range(300):
            device.play(1)
            device.now += rate - 1
    assert sum(device.source.counts) == sum(len(samples) for _, samples in device.heard)


def test_sound_is_never_left_out() -> None:
    loud = np.full(40 * RATE, 500, np.int16)
    device = Device(loud)
    device.play(5)
    device.play(5, hold_up=0.2)
    assert np.concatenate([samples for _, samples in device.heard]).min() == 500
    taken = sum(len(samples) for _, samples in device.heard)
    assert taken == sum(device.source.counts)


def test_a_machine_that_slept_goes_on_where_it_was() -> None:
    device = Device(np.zeros(60 * RATE, np.int16))
    device.play(5)
    device.play(10, hold_up=3600)
    assert sum(device.source.counts) == sum(len(samples) for _, samples in device.heard)


def test_the_end_ends_a_device_that_is_behind() -> None:
    device = Device(np.zeros(round(8.1 * RATE), np.int16))
    device.play(5)
    device.play(5, hold_up=0.2)
    assert not len(device.heard[-1][1])
    assert all(isinstance(samples, np.ndarray) for _, samples in device.heard)


def test_without_simpleaudio_its_speaker_says_what_to_do() -> None:
    from coach.live.speakers import simpleaudio_tape

    if not simpleaudio_tape.why_not():
        pytest.skip("simpleaudio is installed here")
    speaker = find_speaker("simpleaudio")
    with pytest.raises(CoachError, match=re.escape(remedy("simpleaudio"))):
        speaker.open(Source(noise(10)).pull, unwanted)


class _Hasty(DeviceSpeaker["_HastyRun"]):
    name = "hasty"

    def _start(self, pull: Pull, lost: Lost) -> _HastyRun:
        return _HastyRun(self)

    def _end(self, run: _HastyRun) -> None:
        pass


class _HastyRun:
    """Is closed, as by another thread, while it is being looked at."""

    latency = Ms(30)

    def __init__(self, speaker: _Hasty) -> None:
        self._speaker = speaker

    def __bool__(self) -> bool:
        self._speaker.close()
        return True

    def close(self) -> None:
        pass


def test_a_device_can_be_closed_while_a_display_asks_for_its_latency() -> None:
    speaker = _Hasty()
    speaker.open(Source(noise(10)).pull, unwanted)
    assert speaker.latency == 30
    assert speaker.latency == 0
