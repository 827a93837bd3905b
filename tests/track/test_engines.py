"""The same routine by every engine of this machine: the same rules, the same loudness."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from coach.script.model import CueKind
from coach.sound.codec import write_audio
from coach.studio.folder import slug
from coach.voice.cache import ClipCache
from coach.voice.engines import find_voice
from coach.voice.kokoro.styles import PREFIX, USUAL_STYLES
from coach.voice.narrator import Narrator
from tests.piper_model import make_voice
from tests.rules import broken_rules
from tests.track import ear

if TYPE_CHECKING:
    from tests.track.conftest import Studio, Track

PRECISE = 30
"""Milliseconds by which a cue may be heard beside its time."""

SOFT = {
    f"{PREFIX}{USUAL_STYLES['en']}": (PRECISE, PRECISE),
    "command:flite": (45, 130),
    "command:espeak-ng": (PRECISE, PRECISE),
    "pack:made": (PRECISE, PRECISE),
    "model.onnx": (PRECISE, PRECISE),
}
"""How late the start may be heard, and how early the end: a vocoder's aspirates, and sounds that die away, are for
as long 42 to 50 dB below its speech, which is kept but hardly heard."""

ENGINES = tuple(SOFT)


@pytest.fixture(params=ENGINES)
def track(request: pytest.FixtureRequest, studio: Studio) -> Track:
    name = request.param.rpartition(":")[2]
    if request.param.startswith("command:") and not shutil.which(name):
        pytest.skip(f"{name} is not installed")
    if request.param.startswith("pack:"):
        _record(studio, name)
    if request.param.endswith(".onnx") and not (studio.coach.home / name).exists():
        make_voice(studio.coach.home / name)
    return studio.track("post", "--voice", request.param)


def _record(studio: Studio, name: str) -> None:
    """Make a pack of what another voice says of the routine, by way of ready files and the command line."""
    if (studio.coach.home / "voices" / name).exists():
        return
    said = json.loads(studio.coach("script", "post", "--voice", "en-gb", "--format", "json").out)
    ready = studio.folder / "ready"
    ready.mkdir()
    with Narrator(find_voice("en-gb", 140), ClipCache(studio.coach.cache)) as narrator:
        for text in {cue["text"] for cue in said["cues"]}:
            write_audio(ready / f"{slug(text)}.wav", narrator.clip(text).samples)
    studio.coach("record", "post", "--into", name, "--from", ready)


def test_it_keeps_every_rule(track: Track) -> None:
    assert broken_rules(track.json) == []


def test_every_cue_is_heard_where_the_json_says(track: Track, request: pytest.FixtureRequest) -> None:
    start, end = SOFT[request.node.callspec.params["track"]]
    for cue in track.cues:
        softer = CueKind(cue["kind"]).manner.lowered
        heard = ear.heard_between(track.level, cue["start_ms"], cue["end_ms"], softer)
        assert heard, cue
        assert -PRECISE <= heard[0] - cue["start_ms"] <= start, (heard, cue)
        assert -end <= heard[1] - cue["end_ms"] <= PRECISE, (heard, cue)
    assert ear.without(track.level, track.spoken, PRECISE).max() < ear.SPOKEN


def test_it_is_as_loud_as_the_voice_that_speaks_by_default(track: Track, studio: Studio) -> None:
    lufs, dbtp = track.loudness
    usual, _ = studio.track("post", "--detail", "full", "--tones").loudness
    assert abs(lufs - usual) <= 1
    assert -20 <= lufs <= -18
    assert dbtp <= -1
