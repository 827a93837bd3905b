"""The live player, driven sample by sample by a speaker that the test holds in its hand."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np
import pytest

from coach.content.fields import Detail
from coach.errors import VoiceError
from coach.live.api import Action
from coach.live.player import Player
from coach.live.speakers import find_speaker
from coach.session import Session
from coach.session_options import Options
from coach.settings.tastes import Tastes, read_tastes
from coach.sound.pcm import RATE, to_ms, to_samples
from coach.timeline.layout import HELLO
from coach.voice.cache import ClipCache
from coach.voice.narrator import Narrator
from tests.fakes import FakeVoice, LimitedVoice
from tests.live.by_hand import Begun, Live, Starved
from tests.strategies import LIBRARY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from coach.script.model import Script
    from coach.sound.pcm import Samples


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Live]:
    with Live(tmp_path) as session:
        yield session


def test_what_is_pulled_is_the_session_to_the_sample(live: Live) -> None:
    whole = np.concatenate([samples for _, samples in live.session.sound()])
    played = live.speaker.play(live.timeline.duration + 1000)
    assert len(played) == len(whole)
    assert np.array_equal(played, whole)
    live.play_out()
    assert live.result is True


def test_a_pause_fades_within_the_blink_of_an_eye_and_loses_nothing(live: Live) -> None:
    cue = live.timeline.cues[0]
    live.play_to(cue.start + 500)
    live.ask(Action.TOGGLE)
    fading = live.speaker.play(200)
    assert np.max(np.abs(fading[RATE * 20 // 1000 :])) == 0
    assert np.max(np.abs(np.diff(fading.astype(int)))) < 6000
    assert live.player.now().paused
    at = live.player.now().position
    live.speaker.play(5000)
    assert live.player.now().position == at


def test_after_a_pause_a_cut_sentence_begins_anew(live: Live) -> None:
    cue = live.timeline.cues[3]
    live.play_to(cue.start + 800)
    live.ask(Action.TOGGLE)
    live.speaker.play(100)
    live.ask(Action.TOGGLE)
    assert live.player.now().position == cue.start
    again = live.speaker.play(cue.end - cue.start)
    clip = live.narrator.clip(cue.text).samples
    assert min(len(clip), len(again)) > RATE // 2
    assert np.array_equal(again[RATE // 20 : len(clip)], clip[RATE // 20 : len(again)])


def test_after_a_pause_in_a_hold_the_breath_begins_anew(live: Live) -> None:
    interval = live.timeline.steps[0].intervals[0]
    breath = (interval.end - interval.start) // (interval.breaths or 1)
    live.play_to(interval.start + breath + breath // 2)
    live.ask(Action.TOGGLE)
    live.speaker.play(100)
    live.ask(Action.TOGGLE)
    assert live.player.now().position == interval.start + breath


def test_next_and_back_go_from_exercise_to_exercise(live: Live) -> None:
    steps = live.timeline.steps
    live.ask(Action.NEXT)
    live.speaker.play(100)
    assert live.player.now().step == 1
    live.ask(Action.NEXT)
    live.speaker.play(100)
    assert (live.player.now().step, live.player.now().exercise) == (2, "Seated forward fold")
    live.speaker.play(5000)
    live.ask(Action.BACK)
    live.speaker.play(100)
    assert live.player.now().step == 2
    assert live.player.now().position - steps[1].start < 200
    live.ask(Action.BACK)
    live.speaker.play(100)
    assert live.player.now().step == 1
    for _ in range(6):
        live.ask(Action.NEXT)
        live.speaker.play(100)
    assert live.player.now().step is None
    assert live.player.now().sentence == "" or "muscles" in live.player.now().sentence


def test_it_knows_when_the_coach_talks(live: Live) -> None:
    cue = live.timeline.cues[1]
    live.play_to(cue.start + 20)
    assert live.player.now().talking
    live.ask(Action.PAUSE)
    assert not live.player.now().talking
    live.ask(Action.RESUME)
    live.speaker.play(100)
    assert live.player.now().talking
    live.play_to(cue.end + 20)
    assert not live.player.now().talking


def test_what_it_is_told_to_tell_passes(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    live.player.tell("no longer listening")
    assert live.player.now().message == "no longer listening"
    monkeypatch.setattr("coach.live.notice.STAYS", 0.0)
    live.player.tell("no longer listening")
    assert live.player.now().message == ""


def test_again_says_the_last_sentence_once_more(live: Live) -> None:
    cue = live.timeline.cues[4]
    live.play_to(cue.end + 200)
    live.ask(Action.AGAIN)
    live.speaker.play(60)
    assert cue.start <= live.player.now().position <= cue.start + 100
    assert live.player.now().sentence == cue.text


def test_longer_adds_whole_breaths_to_this_hold_and_its_other_side(live: Live) -> None:
    twist = live.timeline.steps[2]
    first, second = twist.intervals[:2]
    breath = (first.end - first.start) // (first.breaths or 1)
    live.play_to(first.start + breath + 1000)
    before = live.player.now()
    live.ask(Action.LONGER)
    after = live.player.now()
    assert after.interval_remaining is not None
    assert before.interval_remaining is not None
    assert after.interval_remaining - before.interval_remaining == breath
    assert after.breaths == (2, (first.breaths or 0) + 1)
    while live.player.now().remaining is None:
        threading.Event().wait(0.01)
    now = live.player.now()
    assert now.remaining is not None
    assert now.position + now.remaining == live.timeline.duration + 2 * breath
    live.play_to(second.start + breath - 1000)
    assert "four breaths" in live.player.now().sentence
    live.play_to(second.start + 2 * breath + 1000)
    assert live.player.now().side == "left"
    assert live.player.now().breaths == (2, (second.breaths or 0) + 1)


def test_longer_in_the_last_breath_adds_one_after_it(live: Live) -> None:
    hold = live.timeline.steps[0].intervals[0]
    live.play_to(hold.end - 2000)
    live.ask(Action.LONGER)
    now = live.player.now()
    assert now.interval_remaining is not None
    assert now.interval_remaining > 2000
    assert now.breaths == (hold.breaths, (hold.breaths or 0) + 1)


def test_less_detail_begins_with_the_next_exercise(live: Live) -> None:
    live.play_to(live.timeline.steps[0].start + 1000)
    live.ask(Action.DETAIL)
    assert live.player.now().detail == Detail.SHORT
    while live.player.now().remaining is None:
        threading.Event().wait(0.01)
    now = live.player.now()
    assert now.remaining is not None
    assert now.position + now.remaining < live.timeline.duration - 5000


def test_a_voice_that_lacks_the_words_keeps_to_those_it_has(tmp_path: Path) -> None:
    voice = LimitedVoice()
    with Live(tmp_path, voice=voice) as live:
        voice.sentences = frozenset(cue.text for cue in live.timeline.cues)
        live.play_to(live.timeline.steps[0].start + 1000)
        live.ask(Action.DETAIL)
        assert live.player.now().detail == Detail.FULL
        sided = next(step for step in live.timeline.steps if len(step.intervals) > 1)
        live.play_to(sided.intervals[0].start + 2000)
        news = live.player.words.news
        live.ask(Action.LONGER)
        while live.player.now().message == news.only_holds:  # the hold is not heard yet
            live.speaker.play(100)
            live.ask(Action.LONGER)
        assert live.player.now().message == news.wordless
        live.play_out()
        assert live.result is True


def test_a_key_notes_what_is_liked_and_what_is_not(
    live: Live, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_CONFIG", str(tmp_path / "config.toml"))
    first = live.timeline.steps[0]
    live.ask(Action.LIKE)
    assert live.player.now().message == "there is no exercise at the moment"
    live.play_to(first.intervals[0].start + 1000)
    for action, tastes, told in (
        (Action.LIKE, Tastes((first.exercise,), ()), f"noted: you like {first.name}"),
        (Action.DISLIKE, Tastes((), (first.exercise,)), f"noted: you dislike {first.name}"),
        (Action.DISLIKE, Tastes(), f"no longer noted: {first.name}"),
    ):
        live.ask(action)
        assert (read_tastes(), live.player.now().message) == (tastes, told)
    (tmp_path / "config.toml").write_text("rate = ")
    live.ask(Action.LIKE)
    assert live.player.now().message.startswith("it could not be noted: ")
    assert live.player.now().paused is False


def test_volume_glides_and_stays_within_bounds(live: Live) -> None:
    live.play_to(live.timeline.cues[0].start)
    loud = live.speaker.play(400)
    for _ in range(5):
        live.ask(Action.SOFTER)
    assert live.player.now().volume == pytest.approx(0.5)
    live.ask(Action.AGAIN)
    live.speaker.play(40)
    soft = live.speaker.play(400)
    assert np.std(soft) == pytest.approx(np.std(loud) / 2, rel=0.2)
    for _ in range(20):
        live.ask(Action.LOUDER)
    assert live.player.now().volume == 1.0


def test_stop_fades_out_and_ends(live: Live) -> None:
    live.play_to(live.timeline.cues[0].start + 300)
    live.ask(Action.STOP)
    rest = live.speaker.play(3000)
    assert to_ms(len(rest)) < 600
    live.play_out()
    assert live.result is False
    assert live.speaker.closed >= 1


def test_nothing_takes_back_a_stop_while_it_fades(tmp_path: Path) -> None:
    with Starved(tmp_path, lead=np.full(5 * RATE, 1000, np.int16)) as session:
        session.speaker.play(1000)
        session.ask(Action.STOP)
        session.speaker.play(100)
        session.ask(Action.TOGGLE)
        assert to_ms(len(session.speaker.play(3000))) < 600
        session.play_out()


def test_a_section_that_begins_while_details_change_stays_as_it_is(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    rewritten = live.session.rewritten

    def long_rewritten(detail: Detail) -> Script:
        live.play_to(second.start + 1000)
        return rewritten(detail)

    monkeypatch.setattr(live.session, "rewritten", long_rewritten)
    second = live.timeline.steps[1]
    live.play_to(second.start - 500)
    live.ask(Action.DETAIL)
    live.speaker.play(500)
    assert not live.player.now().waiting
    whole = np.concatenate([samples for _, samples in live.session.sound()])
    played = np.concatenate(live.speaker.played)
    assert np.array_equal(played, whole[: len(played)])


def test_a_suspended_process_goes_on_at_the_sentence(live: Live) -> None:
    cue = live.timeline.cues[2]
    live.play_to(cue.start + 500)
    live.player.suspend()
    assert np.max(np.abs(live.speaker.play(200)[RATE * 20 // 1000 :])) == 0
    live.player.wake()
    live.ask(Action.HELP)
    live.speaker.play(20)
    assert live.player.now().position == cue.start + 20


def test_a_pause_outlasts_a_suspension(live: Live) -> None:
    live.ask(Action.PAUSE)
    live.player.suspend()
    live.player.wake()
    live.ask(Action.HELP)
    assert live.player.now().paused


def test_a_lost_speaker_pauses_and_its_return_goes_on(live: Live) -> None:
    live.play_to(live.timeline.cues[2].start + 500)
    live.speaker.opened.clear()
    live.speaker.lost("unplugged")
    while not live.player.now().paused:
        threading.Event().wait(0.01)
    assert "unplugged" in live.player.now().message
    assert live.speaker.opened.wait(10)
    while live.player.now().paused:
        threading.Event().wait(0.01)
    assert live.player.now().position == live.timeline.cues[2].start


def test_a_wav_of_half_a_session_is_never_left_behind(tmp_path: Path) -> None:
    voice = FakeVoice(fails=lambda text, _attempt: "knee hug" in text)
    with Narrator(voice, ClipCache(tmp_path / "clips")) as narrator:
        session = Session(LIBRARY.load("post"), LIBRARY, narrator, Options())
        player = Player(session, find_speaker(f"wav:{tmp_path / 'half.wav'}"))
        with pytest.raises(VoiceError, match="on purpose"):
            player.run()
    assert [path.name for path in tmp_path.iterdir()] == ["clips"]


def test_a_session_can_begin_at_a_step(tmp_path: Path) -> None:
    with Begun(tmp_path, from_step=3) as session:
        heard = session.speaker.play(20)
        while session.player.now().position == 0:  # nothing is heard before the step is there
            assert not heard.any()
            heard = session.speaker.play(20)
        assert session.player.now().exercise == "Supine spinal twist"


def test_a_stop_ends_a_session_whose_voice_is_still_silent(tmp_path: Path) -> None:
    with Starved(tmp_path) as session:
        session.listen_to(HELLO)
        assert not session.speaker.play(100).any()
        assert session.player.now().waiting
        session.ask(Action.STOP)
        assert len(session.speaker.play(100)) == 0


def test_next_waits_for_the_voice_and_can_be_pressed_again_and_stopped(tmp_path: Path) -> None:
    with Starved(tmp_path, from_step=2) as session:
        session.speaker.play(100)
        session.ask(Action.NEXT)
        session.ask(Action.NEXT)
        session.ask(Action.BACK)
        session.ask(Action.TOGGLE)
        session.ask(Action.TOGGLE)
        assert not session.speaker.play(100).any()
        assert session.player.now().waiting
        session.let.set()
        while not session.speaker.play(20).any():
            threading.Event().wait(0.005)
        assert session.player.now().step == 3


def test_a_lead_fades_at_a_pause_and_begins_anew_or_is_skipped(tmp_path: Path) -> None:
    lead = np.zeros(5 * RATE, np.int16)
    lead[RATE : 2 * RATE] = 10_000
    with Starved(tmp_path, lead=lead) as session:
        session.let.set()
        played = session.speaker.play(1500)
        assert np.array_equal(played, lead[: len(played)])
        session.ask(Action.TOGGLE)
        fading = session.speaker.play(100)
        assert np.max(np.abs(np.diff(fading.astype(int)))) < 200
        assert not fading[RATE // 50 :].any()
        session.ask(Action.TOGGLE)
        again = session.speaker.play(4990)
        assert np.array_equal(again[RATE // 50 :], lead[RATE // 50 : len(again)])
        assert session.player.now().message == "starting in 1 s"
        session.ask(Action.NEXT)
        while not session.speaker.play(20).any():
            threading.Event().wait(0.005)
        assert session.player.now().step == 1


def test_an_answer_makes_room_for_what_the_next_wish_brings(live: Live) -> None:
    live.ask(Action.LONGER)
    assert live.player.now().message
    live.ask(Action.NEXT)
    assert not live.player.now().message


def test_a_lost_speaker_leaves_no_snatch_of_sound_behind(live: Live) -> None:
    live.play_to(live.timeline.cues[2].start + 500)
    live.speaker.opened.clear()
    live.speaker.lost("unplugged")
    assert live.speaker.opened.wait(10)
    while live.player.now().paused:
        threading.Event().wait(0.01)
    whole = np.concatenate([samples for _, samples in live.session.sound()])
    start = to_samples(live.timeline.cues[2].start)
    played = live.speaker.play(1000)
    assert np.array_equal(played[RATE // 50 :], whole[start + RATE // 50 : start + len(played)])
    assert np.max(np.abs(played[:10])) < 500


def test_a_crash_under_the_speaker_ends_the_session_with_it(tmp_path: Path) -> None:
    lead: Samples = np.array([["not", "sound"]], dtype=object)
    with Begun(tmp_path, lead=lead, volume=0.5) as session:
        with pytest.raises(TypeError) as raised:
            session.speaker.play(100)
        session.thread.join(20)
        assert session.result is raised.value
        assert session.speaker.closed
