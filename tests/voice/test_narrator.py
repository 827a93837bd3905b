"""The narrator with a voice that beeps, and a cache on disk."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from coach.content.manner import Manner
from coach.errors import VoiceError
from coach.script.model import Talk
from coach.session import Session
from coach.session_options import Options
from coach.sound.loudness import loudness
from coach.sound.pcm import to_wave
from coach.voice import narrator
from coach.voice.api import Recording
from coach.voice.cache import ClipCache
from coach.voice.narrator import Narrator
from tests.fakes import FakeVoice, fake_length
from tests.strategies import LIBRARY

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.voice.clip import Clip

ROOT = Path(__file__).parents[2]
TEXTS = [f"sentence number {number} of the session" for number in range(8)]


@pytest.fixture
def cache(tmp_path: Path) -> ClipCache:
    return ClipCache(tmp_path / "clips")


def until(truth: threading.Event) -> None:
    assert truth.wait(30)


class SlowStart(FakeVoice):
    """Tells when it has begun with its first sentence, and waits there for ``hold``."""

    def __init__(self, hold: threading.Event, parallel: int = 1) -> None:
        super().__init__(hold=hold, parallel=parallel)
        self.begun = threading.Event()

    def say(self, text: str, manner: Manner = Manner.PLAIN) -> Recording:
        self.begun.set()
        return super().say(text, manner)


def test_a_clip_is_what_was_asked_for(cache: ClipCache) -> None:
    with Narrator(FakeVoice(), cache) as it:
        clip = it.clip("one two three")
        assert clip.text == "one two three"
        assert abs(clip.length - fake_length("one two three")) < 10
        assert it.length("one two three") == clip.length
        assert it.clip("one two three") is clip


def test_sentences_are_said_in_the_order_they_were_prepared(cache: ClipCache) -> None:
    voice = FakeVoice(parallel=1)
    with Narrator(voice, cache) as it:
        it.prepare(TEXTS)
        for text in TEXTS:
            it.clip(text)
    assert voice.calls == TEXTS


def test_nothing_is_said_twice(cache: ClipCache) -> None:
    voice = FakeVoice()
    with Narrator(voice, cache) as it:
        it.prepare(TEXTS * 2)
        it.prepare(reversed(TEXTS))
        for text in (*TEXTS, *TEXTS):
            it.clip(text)
        it.prepare(TEXTS)
    assert sorted(voice.calls) == sorted(TEXTS)


def test_one_text_in_two_manners_is_two_clips(cache: ClipCache) -> None:
    voice = FakeVoice()
    with Narrator(voice, cache) as it:
        it.prepare(["one two three"])
        it.prepare(["one two three"], Manner.SOFT)
        plain, soft = (it.clip("one two three", manner) for manner in Manner)
        assert it.clip("one two three", Manner.SOFT) is soft
    assert voice.manners["one two three"] == set(Manner)
    softer = loudness(to_wave(plain.samples)) - loudness(to_wave(soft.samples))
    assert softer == pytest.approx(Manner.SOFT.lowered, abs=0.1)
    with Narrator(FakeVoice(fails=lambda *_: True), cache) as it:
        for manner, clip in zip(Manner, (plain, soft), strict=True):
            assert np.array_equal(it.clip("one two three", manner).samples, clip.samples)


def test_what_is_asked_for_comes_before_what_is_prepared(cache: ClipCache) -> None:
    hold = threading.Event()
    voice = SlowStart(hold)
    with Narrator(voice, cache) as it, ThreadPoolExecutor(1) as pool:
        it.prepare(TEXTS)
        until(voice.begun)
        asked = pool.submit(it.clip, TEXTS[6])
        while it._queue[0][0] != TEXTS[6]:
            time.sleep(0.001)
        hold.set()
        assert asked.result().text == TEXTS[6]
        it.clip(TEXTS[7])
    assert voice.calls[:2] == [TEXTS[0], TEXTS[6]]


def test_as_many_at_once_as_the_voice_likes_and_no_more(cache: ClipCache) -> None:
    hold = threading.Event()
    voice = FakeVoice(parallel=3, hold=hold)
    with Narrator(voice, cache) as it, ThreadPoolExecutor(8) as pool:
        it.prepare(TEXTS)
        clips = pool.map(it.clip, reversed(TEXTS))
        while voice.most_at_once < 3:
            time.sleep(0.001)
        hold.set()
        list(clips)
    assert voice.most_at_once == 3


def test_many_threads_asking_for_one_sentence_hear_it_said_once(cache: ClipCache) -> None:
    voice = FakeVoice(delay=0.05, parallel=4)
    with Narrator(voice, cache) as it, ThreadPoolExecutor(8) as pool:
        clips = list(pool.map(it.clip, ["one two"] * 8))
    assert voice.calls == ["one two"]
    assert all(clip is clips[0] for clip in clips)


def test_what_is_in_the_cache_needs_no_voice(cache: ClipCache, tmp_path: Path) -> None:
    with Narrator(FakeVoice(), cache) as it:
        first = [it.clip(text) for text in TEXTS]
    voice = FakeVoice()
    with Narrator(voice, ClipCache(tmp_path / "clips")) as it:
        it.prepare(TEXTS)
        second = [it.clip(text) for text in TEXTS]
        assert it.length(TEXTS[0]) == first[0].length
    assert voice.calls == []
    assert all(np.array_equal(one.samples, two.samples) for one, two in zip(first, second, strict=True))


def test_another_voice_says_it_itself(cache: ClipCache) -> None:
    for identity in ("fake 1", "fake 2"):
        voice = FakeVoice(identity=identity)
        with Narrator(voice, cache) as it:
            it.clip("one two")
        assert voice.calls == ["one two"]


def test_cached_clips_do_not_wait_for_a_busy_voice(cache: ClipCache) -> None:
    with Narrator(FakeVoice(), cache) as it:
        it.clip(TEXTS[5])
    voice = SlowStart(threading.Event())
    with Narrator(voice, cache) as it:
        it.prepare(TEXTS)
        until(voice.begun)
        assert it.clip(TEXTS[5]).text == TEXTS[5]
        assert it._queue


def test_a_cache_in_trouble_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    cache = ClipCache(tmp_path / "file" / "clips")
    voice = FakeVoice()
    with Narrator(voice, cache) as it:
        for text in (*TEXTS, *TEXTS):
            it.clip(text)
    assert len(voice.calls) == len(TEXTS)
    assert cache.trouble


# Errors -------------------------------------------------------------------------------------------------------


def test_an_error_is_for_who_asks_and_the_rest_goes_on(cache: ClipCache) -> None:
    with Narrator(FakeVoice(fails=lambda text, _: text == TEXTS[2]), cache) as it:
        it.prepare(TEXTS)
        for text in TEXTS:
            if text == TEXTS[2]:
                with pytest.raises(VoiceError, match="fails on purpose"):
                    it.clip(text)
            else:
                assert it.clip(text).text == text


def test_asking_again_tries_again(cache: ClipCache) -> None:
    voice = FakeVoice(fails=lambda _, attempt: attempt == 1)
    with Narrator(voice, cache) as it:
        with pytest.raises(VoiceError, match="fails on purpose"):
            it.length("one two")
        assert it.clip("one two").text == "one two"


def test_every_thread_that_waits_gets_the_error(cache: ClipCache) -> None:
    hold = threading.Event()
    voice = FakeVoice(hold=hold, fails=lambda _, attempt: attempt == 1, parallel=1)

    def ask(_: int) -> str:
        try:
            return it.clip("one two").text
        except VoiceError as error:
            return error.what

    with Narrator(voice, cache) as it, ThreadPoolExecutor(4) as pool:
        answers = pool.map(ask, range(4))
        hold.set()
        assert (
            {"the fake voice fails on purpose"}
            <= set(answers)
            <= {"the fake voice fails on purpose", "one two"}
        )


class Stumbling(FakeVoice):
    """Returns silence, ``times`` times."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self._times = times

    def recording(self, text: str) -> Recording:
        said = super().recording(text)
        silent = len(self.calls) <= self._times
        return Recording(said.samples * 0, said.rate) if silent else said


def test_an_engine_that_stumbles_once_is_asked_again(cache: ClipCache) -> None:
    with Narrator(Stumbling(1), cache) as it:
        assert it.clip("one two").text == "one two"
    with Narrator(Stumbling(2), cache) as it, pytest.raises(VoiceError, match="silence"):
        it.clip("two three")


def test_a_bug_in_a_voice_surfaces_as_it_is(cache: ClipCache) -> None:
    def broken(text: str, attempt: int) -> bool:
        raise ZeroDivisionError

    with Narrator(FakeVoice(fails=broken), cache) as it, pytest.raises(ZeroDivisionError):
        it.clip("one two")


# The end ------------------------------------------------------------------------------------------------------


def test_close_drops_what_is_queued_and_releases_the_voice(cache: ClipCache) -> None:
    voice = SlowStart(threading.Event())
    with Narrator(voice, cache) as it:
        it.prepare(TEXTS)
        until(voice.begun)
    assert voice.closed.is_set()
    assert voice.calls == [TEXTS[0]]
    for text in (TEXTS[5], "something new"):
        with pytest.raises(VoiceError, match="the narrator is closed"):
            it.clip(text)
    it.prepare(["more"])
    it.close()
    assert voice.calls == [TEXTS[0]]


def test_what_was_said_is_still_there_after_the_end(cache: ClipCache) -> None:
    with Narrator(FakeVoice(), cache) as it:
        clip = it.clip("one two")
    assert it.clip("one two") is clip


def test_who_waits_at_the_end_is_told(cache: ClipCache) -> None:
    voice = SlowStart(threading.Event())
    it = Narrator(voice, cache)
    with ThreadPoolExecutor(3) as pool:
        waiting = [pool.submit(it.clip, text) for text in TEXTS[:3]]
        until(voice.begun)
        it.close()
        for future in waiting:
            with pytest.raises(VoiceError):
                future.result()


def test_a_voice_that_never_ends_does_not_keep_the_coach(cache: ClipCache) -> None:
    forever = threading.Event()
    begun = threading.Event()

    class Endless(FakeVoice):
        def say(self, text: str, manner: Manner = Manner.PLAIN) -> Recording:
            begun.set()
            forever.wait()
            return super().say(text, manner)

    it = Narrator(Endless(), cache)
    it.prepare(TEXTS)
    until(begun)
    it.close()
    with pytest.raises(VoiceError, match="the narrator is closed"):
        it.clip(TEXTS[0])
    forever.set()


def test_an_unused_narrator_starts_no_thread_and_no_voice(cache: ClipCache) -> None:
    voice = FakeVoice()
    before = threading.active_count()
    with Narrator(voice, cache) as it:
        it.prepare([])
        assert threading.active_count() == before
    assert voice.calls == []


def test_threads_leave_when_there_is_nothing_to_say(cache: ClipCache) -> None:
    with Narrator(FakeVoice(), cache) as it:
        it.prepare(TEXTS)
        hands = tuple(it._hands)
        for hand in hands:
            hand.join()
        assert not it._hands
        assert it.clip("something later").text == "something later"


@pytest.mark.skipif(os.name == "nt", reason="needs signals")
def test_ctrl_c_ends_the_waiting(tmp_path: Path) -> None:
    code = """
import sys, threading
from pathlib import Path
from typing import TYPE_CHECKING
from coach.voice.cache import ClipCache
from coach.voice.narrator import Narrator
from tests.fakes import FakeVoice
class Endless(FakeVoice):
    def say(self, text, manner):
        print("begun", flush=True)
        threading.Event().wait()
try:
    with Narrator(Endless(), ClipCache(Path(sys.argv[1]))) as it:
        it.clip("one two")
except KeyboardInterrupt:
    print("interrupted")
"""
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "begun\n"
        process.send_signal(signal.SIGINT)
        said, complaints = process.communicate()
    assert (said, complaints, process.returncode) == ("interrupted\n", "", 0)


# Memory -------------------------------------------------------------------------------------------------------


def test_memory_holds_the_latest_clips_and_the_cache_the_rest(
    cache: ClipCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    voice = FakeVoice()
    with Narrator(FakeVoice(), cache) as it:
        size = it.clip(TEXTS[0]).samples.nbytes
    monkeypatch.setattr(narrator, "_IN_MEMORY", size * 3)
    with Narrator(voice, cache) as it:
        lengths = [it.length(text) for text in TEXTS]
        assert sum(it.clip(text).samples.nbytes for text, _ in tuple(it._clips)) <= size * 3.5
        assert [it.length(text) for text in TEXTS] == lengths
        it.prepare(TEXTS)
        assert [it.length(text) for text in TEXTS] == lengths
    assert sorted(voice.calls) == sorted(TEXTS[1:])


def test_memory_holds_everything_when_the_cache_cannot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(narrator, "_IN_MEMORY", 1)
    voice = FakeVoice()
    with Narrator(voice, ClipCache(tmp_path / "file")) as it:
        for text in (*TEXTS, *TEXTS):
            it.length(text)
    assert sorted(voice.calls) == sorted(TEXTS)


def test_a_crowd_is_served(cache: ClipCache, monkeypatch: pytest.MonkeyPatch) -> None:
    """Threads that prepare, ask and meet errors at random, with room in memory for three clips or so."""
    monkeypatch.setattr(narrator, "_IN_MEMORY", 500_000)
    texts = [f"sentence {number}" for number in range(40)]
    voice = FakeVoice(parallel=3, fails=lambda text, attempt: text[-1] == "7" and attempt % 2 == 1)

    def visit(seed: int) -> int:
        chance, errors = random.Random(seed), 0  # noqa: S311 (no secrets here)
        for _ in range(100):
            it.prepare(chance.sample(texts, 5))
            text = chance.choice(texts)
            try:
                assert it.clip(text).text == text
            except VoiceError:
                errors += 1
        return errors

    with Narrator(voice, cache) as it, ThreadPoolExecutor(12) as pool:
        errors = [future.result(timeout=120) for future in [pool.submit(visit, seed) for seed in range(12)]]
    assert set(voice.calls) == set(texts)
    assert 0 < sum(errors) < 100
    assert all(voice.calls.count(text) == 1 for text in texts if text[-1] != "7")


# Time to first sound ------------------------------------------------------------------------------------------


class VirtualClock:
    """Time that passes only when every hand is waiting for it: sentences take seconds, the test none."""

    def __init__(self, hands: int) -> None:
        self.now = 0.0
        self._hands = hands
        self._turn = threading.Condition()
        self._sleepers: list[float] = []

    def sleep(self, seconds: float) -> float:
        """Return when that was over."""
        with self._turn:
            until = self.now + seconds
            self._sleepers.append(until)
            self._turn.notify_all()
            while self.now < until:
                self._turn.wait(0.05)
            self._sleepers.remove(until)
            return until

    def run(self, done: Callable[[], bool]) -> None:
        """Let time pass, hand by hand, until something is done."""
        while not done():
            with self._turn:
                self._turn.wait_for(lambda: len(self._sleepers) == self._hands, 0.1)
                if ahead := [until for until in self._sleepers if until > self.now]:
                    self.now = min(ahead)
                self._turn.notify_all()


class Timed(FakeVoice):
    """Takes ``slowness`` times as long to make a sentence as that sounds, on a virtual clock."""

    def __init__(self, clock: VirtualClock, slowness: float, identity: str) -> None:
        super().__init__(parallel=2, identity=identity)
        self._clock, self._slowness = clock, slowness
        self.said_at: dict[str, float] = {}

    def say(self, text: str, manner: Manner = Manner.PLAIN) -> Recording:
        self.said_at[text] = self._clock.sleep(self._slowness * fake_length(text) / 1000)
        return super().say(text, manner)


class Watched(Narrator):
    """Remembers what it was asked for."""

    def clip(self, text: str, manner: Manner = Manner.PLAIN) -> Clip:
        self.asked.add(text)
        return super().clip(text, manner)

    asked: set[str]


def _first_sound(cache: ClipCache, slowness: float) -> float:
    """Return when all that the first passage of a session asks for is said, in seconds of the virtual clock."""
    clock = VirtualClock(hands=2)
    voice = Timed(clock, slowness, f"slowness {slowness}")
    options = Options()
    with ThreadPoolExecutor(1) as pool, Watched(voice, cache) as it:
        it.asked = set()
        session = Session(LIBRARY.load("post"), LIBRARY, it, options)
        first = pool.submit(lambda: next(session.sound()))
        clock.run(first.done)
        first.result()
        return max(voice.said_at[text] for text in it.asked)


def test_a_slow_voice_is_heard_one_sentence_later_than_a_fast_one(cache: ClipCache) -> None:
    """At a tenth of real time, against ten times real time; the sentence is the longest one to begin with."""
    fast, slow = _first_sound(cache, 0.1), _first_sound(cache, 10)
    script = Session(LIBRARY.load("post"), LIBRARY, Narrator(FakeVoice(), cache), Options()).script
    (talk,) = script.sections[0].parts
    assert isinstance(talk, Talk)
    longest = max(fake_length(sentence) for line in talk.lines for sentence in line.takes[0])
    assert slow <= 1.5 * fast + 10 * longest / 1000
