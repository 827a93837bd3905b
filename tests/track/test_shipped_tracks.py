"""The tracks of all shipped routines, heard from outside and held against the JSON that goes with them."""

from __future__ import annotations

import json
import re
import subprocess
import time
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from tests.rules import broken_rules
from tests.strategies import LIBRARIES, LIBRARY
from tests.track import ear

if TYPE_CHECKING:
    from pathlib import Path

    from _pytest.mark import ParameterSet

    from tests.track.conftest import Studio, Track
    from tests.track.running import Coach

PRECISE = 30
"""Milliseconds by which a cue may be heard beside its time."""

NAMES = ("pre", "post", "seven")
OTHERS = tuple(r.name for r in LIBRARY.routines() if not r.own and r.name not in NAMES)
"""Rendered once each: they are made of the same parts."""
DETAILS = ("full", "short", "minimal")
TONES = ("--tones", "--no-tones")
Kind = tuple[str, ...]
"""A routine, how much is said, whether there are tones, and the language if it is not English."""
QUICK: set[Kind] = {
    *(("post", detail, "--tones") for detail in DETAILS),
    *(("pre", "short", "--tones"), ("seven", "minimal", "--tones"), ("post", "full", "--no-tones")),
}
"""What is rendered without --slow: of the others there is more to render, but nothing else to hear."""
MEASURED: set[Kind] = {("post", "full", "--tones"), ("pre", "short", "--tones")}
"""Those whose loudness is taken without --slow: that takes longer than to render them."""


def _kinds(quick: set[Kind]) -> list[ParameterSet]:
    kinds: list[Kind] = [(name, detail, tones) for name in NAMES for detail in DETAILS for tones in TONES]
    kinds += [(name, "full", "--tones") for name in OTHERS]
    kinds += [
        (name, "full", "--tones", f"--language={language}")
        for language in LIBRARIES
        if language != "en"
        for name in NAMES
    ]
    slow = pytest.mark.slow
    return [
        pytest.param(kind, id=" ".join(kind), marks=() if kind in quick else slow)
        for kind in sorted(kinds, key=lambda kind: kind not in quick)
    ]


def _render(studio: Studio, name: str, detail: str, *options: str) -> Track:
    return studio.track(name, "--detail", detail, *options)


@pytest.fixture(params=_kinds(QUICK))
def kind(request: pytest.FixtureRequest) -> Kind:
    chosen: Kind = request.param
    return chosen


@pytest.fixture
def track(studio: Studio, kind: Kind) -> Track:
    return _render(studio, *kind)


@pytest.fixture
def quick(studio: Studio) -> list[Track]:
    """Every track that is rendered in any case, and that has tones."""
    return [_render(studio, *kind) for kind in sorted(QUICK) if kind[2] == "--tones"]


# What the JSON says -------------------------------------------------------------------------------------------


def test_it_keeps_every_rule(track: Track, kind: Kind) -> None:
    language = kind[3].removeprefix("--language=") if len(kind) > 3 else "en"
    assert broken_rules(track.json, language) == []


def test_speech_leaves_the_runner_half_of_each_interval(track: Track) -> None:
    for step in track.json["steps"]:
        for interval in step["intervals"]:
            start, end = interval["start_ms"], interval["end_ms"]
            talk = sum(
                min(end, cue["end_ms"]) - max(start, cue["start_ms"]) for cue in _within(track, start, end)
            )
            assert talk <= 0.55 * (end - start), (step["name"], interval)


def test_both_sides_last_equally_long(track: Track) -> None:
    sided = 0
    for step in track.json["steps"]:
        lengths = defaultdict(list)
        for interval in step["intervals"]:
            lengths[interval["side"]].append(interval["end_ms"] - interval["start_ms"])
        assert len({tuple(each) for each in lengths.values()}) == 1, step
        assert len(lengths) in (1, 2)
        sided += len(lengths) == 2
    assert sided or all(len(step["intervals"]) == 1 for step in track.json["steps"])


def _within(track: Track, start: int, end: int) -> list[dict[str, int]]:
    return [cue for cue in track.cues if cue["start_ms"] < end and cue["end_ms"] > start]


# What is heard ------------------------------------------------------------------------------------------------


def test_every_cue_is_heard_where_the_json_says(track: Track) -> None:
    for cue in track.cues:
        heard = ear.heard_between(track.level, cue["start_ms"], cue["end_ms"])
        assert heard, cue
        assert abs(heard[0] - cue["start_ms"]) <= PRECISE, (heard, cue)
        assert abs(heard[1] - cue["end_ms"]) <= PRECISE, (heard, cue)


def test_nobody_speaks_where_the_json_has_no_cue(track: Track, kind: Kind) -> None:
    rest = ear.without(track.level, track.spoken, PRECISE)
    assert rest.max() < (ear.HEARD if "--no-tones" in kind else ear.SPOKEN)


def test_it_lasts_as_long_as_the_json_says(track: Track) -> None:
    assert abs(len(track.sound) * 1000 / ear.RATE - track.json["duration_ms"]) <= 60


def test_the_frame_is_quiet(track: Track) -> None:
    first, last = track.spoken[0][0], track.spoken[-1][1]
    assert first >= 1000
    assert track.level[:990].max() < -80
    assert track.level[: first - PRECISE].max() < ear.SPOKEN
    assert len(track.level) - last >= 1000
    assert track.level[last + PRECISE :].max() < -80


def test_a_sentence_sounds_the_same_wherever_it_is_said(quick: list[Track]) -> None:
    places = defaultdict(list)
    for track in quick:
        for cue in track.cues:
            places[cue["text"]].append(track.cut(cue["start_ms"] - 50, cue["end_ms"] + 50))
    again = [sounds for sounds in places.values() if len(sounds) > 1]
    assert len(again) > 20
    for one, *others in again:
        alike, apart = ear.likeness(one, others[-1])
        assert alike > 0.99
        assert abs(apart) <= 1
    assert ear.likeness(again[0][0], again[1][0])[0] < 0.7


def test_a_cue_is_the_sentence_that_the_json_names(quick: list[Track], coach: Coach, tmp_path: Path) -> None:
    for track in quick[:2]:
        cue = track.cues[len(track.cues) // 2]
        coach("say", cue["text"], "--force", "-o", tmp_path / "said.wav")
        alike, apart = ear.likeness(
            track.cut(cue["start_ms"], cue["end_ms"]), ear.decode(tmp_path / "said.wav")
        )
        assert alike > 0.99, cue
        assert abs(apart) <= 1, cue


# How it sounds ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", _kinds(MEASURED), indirect=True)
def test_it_is_as_loud_as_promised(track: Track) -> None:
    lufs, dbtp = track.loudness
    assert -20 <= lufs <= -18
    assert dbtp <= -1


def test_it_is_spoken_calmly(quick: list[Track]) -> None:
    """Close to 140 words a minute over some fifty sentences; the next test has the promise."""
    assert 125 <= _pace(quick) <= 155


@pytest.mark.slow
def test_it_is_spoken_at_130_to_150_words_a_minute(studio: Studio) -> None:
    assert (
        130
        <= _pace([_render(studio, name, detail, "--tones") for name in NAMES for detail in DETAILS])
        <= 150
    )


def _pace(tracks: list[Track]) -> float:
    """Return the words a minute over all different sentences of eight words or more."""
    cues = {cue["text"]: cue for track in tracks for cue in track.cues}
    longer = [text for text in cues if len(text.split()) >= 8 and not re.search(r"[.!?] ", text)]
    assert len(longer) > 30
    words = sum(len(text.split()) for text in longer)
    milliseconds: int = sum(cues[text]["end_ms"] - cues[text]["start_ms"] for text in longer)
    return words * 60_000 / milliseconds


def test_tones_are_gentle_but_audible(studio: Studio) -> None:
    """Each is 15 to 20 LU below the voice at its loudest. A track to move to has all kinds of them."""
    track = _render(studio, "pre", "minimal", "--tones")
    voice, _ = track.loudness
    tones = ear.runs(ear.without(track.level, track.spoken, PRECISE), bridge=300)
    assert len(tones) > 20
    apart = np.zeros((len(tones), ear.RATE * 24 // 10), np.int16)
    for row, (start, end) in zip(apart, tones, strict=True):
        sound = track.cut(start, end)
        row[: len(sound)] = sound
    loudest = ear.momentary(apart.ravel()).reshape(len(tones), 24).max(axis=1)
    assert ((loudest >= voice - 20) & (loudest <= voice - 15)).all(), loudest - voice


def test_a_tone_wakes_the_speaker_before_the_first_word(quick: list[Track]) -> None:
    for track in quick:
        assert track.level[1000 : track.spoken[0][0] - PRECISE].max() > ear.HEARD


def test_nothing_clicks(track: Track) -> None:
    """Where silence ends or begins, the sound steps by less than 1 % of full scale."""
    for start, end in track.spoken:
        for edge in (start, end):
            first = edge * ear.RATE // 1000
            assert np.abs(np.diff(track.sound[first - 44 : first + 44].astype(int))).max() < 328
    assert abs(track.sound.mean()) < 3


# The file -----------------------------------------------------------------------------------------------------


def test_it_is_mp3_at_a_constant_bitrate(track: Track) -> None:
    frames = ear.frames(track.path)
    kinds = {tuple(frame.values()) for frame in frames[1:]}
    assert len(kinds) == 1
    assert frames[1]["rate"] == 44_100
    assert frames[1]["channels"] == 1
    assert b"Info" in _sound(track.path)[:4096]  # and not "Xing", which says that the bitrate varies
    assert len(frames) * 1152 / 44_100 * 1000 == pytest.approx(track.json["duration_ms"], abs=150)


def _sound(path: Path) -> bytes:
    """Return what comes after the tags, whose length is in seven bits a byte."""
    data = path.read_bytes()
    size = sum(byte << 7 * place for place, byte in enumerate(reversed(data[6:10])))
    return data[10 + size :]


def test_it_is_tagged(track: Track) -> None:
    _check_tags(ear.tags(track.path), track)


@pytest.mark.skipif(not ear.FFPROBE, reason="no ffprobe on this machine")
def test_ffprobe_finds_it_sound(track: Track) -> None:
    ask = [str(ear.FFPROBE), "-v", "error", "-show_format", "-show_streams", "-of", "json", str(track.path)]
    answer = subprocess.run(ask, capture_output=True, check=True)
    assert answer.stderr == b""
    told = json.loads(answer.stdout)
    (stream,) = [stream for stream in told["streams"] if stream["codec_type"] == "audio"]
    assert (stream["codec_name"], stream["sample_rate"], stream["channels"]) == ("mp3", "44100", 1)
    assert float(told["format"]["duration"]) * 1000 == pytest.approx(track.json["duration_ms"], abs=60)
    assert int(stream["bit_rate"]) == int(ear.frames(track.path)[1]["kbit"]) * 1000
    _check_tags({key.lower(): value for key, value in told["format"]["tags"].items()}, track)


def _check_tags(tags: dict[str, str], track: Track) -> None:
    assert tags["title"] == track.json["title"]
    assert tags["artist"]
    assert tags["album"]
    assert tags["genre"]
    assert all(step["name"] in tags["comment"] for step in track.json["steps"])
    assert re.fullmatch(r"20\d\d", tags["date"])
    assert abs(int(tags["date"]) - time.gmtime().tm_year) <= 1


# Options ------------------------------------------------------------------------------------------------------


def test_tones_change_no_time(studio: Studio) -> None:
    """Only the opening differs, which explains them: from the first exercise on each cue is as far from it."""
    with_tones, without = (
        _exercises(_render(studio, "post", "full", option).json) for option in ("--tones", "--no-tones")
    )
    assert with_tones == without


def _exercises(said: dict[str, Any]) -> list[tuple[int, int, str]]:
    """Return the cues from the first exercise on, at their times since it began."""
    begin = said["steps"][0]["start_ms"]
    return [
        (cue["start_ms"] - begin, cue["end_ms"] - begin, cue["text"])
        for cue in said["cues"]
        if cue["start_ms"] >= begin
    ]


def test_six_minutes_are_six_minutes(coach: Coach, tmp_path: Path) -> None:
    coach("export", "post", "--minutes", "6", "--detail", "minimal", "--to", tmp_path)
    assert abs(len(ear.decode(tmp_path / "post.mp3")) / ear.RATE - 360) <= 15


def test_equal_input_gives_equal_files(studio: Studio, coach: Coach, tmp_path: Path) -> None:
    first = _render(studio, "post", "minimal", "--tones").path
    coach("export", "post", "--detail", "minimal", "-o", tmp_path / "again.mp3")
    assert (tmp_path / "again.mp3").read_bytes() == first.read_bytes()
