"""Results and clips at an address, here in fsspec's file system in memory."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import fsspec
import pytest

from coach.errors import CoachError, MediaError
from coach.rosters.clips import SharedClips, clip_cache
from coach.rosters.remote_storage import RemoteStorage, located, storage_at
from coach.rosters.storage import LocalStorage
from coach.voice.cache import ClipCache
from coach.voice.clip import Clip
from coach.voice.engines import find_voice
from tests.fakes import FakeVoice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.rosters.conftest import Rosters


@pytest.fixture
def memory() -> Iterator[Any]:
    system = fsspec.filesystem("memory")
    yield system
    system.store.clear()
    system.pseudo_dirs[:] = [""]


def test_a_roster_at_an_address_is_as_one_in_a_folder(rosters: Rosters, memory: Any) -> None:
    text = "person,prescription,greet\n1,childs-pose 10 s,Nemo\nJörg/2,childs-pose 12 s,\n3,childs-poise,\n"
    here = rosters(text)
    rosters.storage = RemoteStorage("memory://clinic/out")
    there = rosters(text)
    assert there.states == here.states == {"1": "made", "Jörg/2": "made", "3": "failed"}
    for result in here.results.values():
        if result.file:
            assert memory.cat(f"/clinic/out/{result.file}") == (rosters.out / result.file).read_bytes()
    report = csv.DictReader(io.StringIO(memory.cat("/clinic/out/report.csv").decode(), newline=""))
    assert [row["state"] for row in report] == ["made", "made", "failed"]
    again = rosters(text)
    assert (again.states["1"], again.crew.works) == ("unchanged", [])
    memory.pipe("/clinic/out/1/exercises.opus", b"spoilt")
    assert rosters(text).states == {"1": "made", "Jörg/2": "unchanged", "3": "failed"}


def test_what_cannot_be_written_leaves_what_was_there(memory: Any, tmp_path: Path) -> None:
    storage = RemoteStorage("memory://clinic")
    storage.write("1/x", b"old")
    with pytest.raises(MediaError, match="memory://clinic: cannot be used"):
        storage.put(tmp_path / "missing", "1/x")
    assert storage.read("1/x") == b"old"
    assert storage.names("1") == ["x"]
    assert (storage.read("2/x"), storage.names("2"), storage.stamp("2/x")) == (None, [], None)


def test_only_the_first_claims_a_file(memory: Any) -> None:
    storage = RemoteStorage("memory://clips")
    assert [storage.claim("ab/x", b"one"), storage.claim("ab/x", b"two")] == [True, False]
    assert storage.read("ab/x") == b"one"


def test_clips_at_an_address_are_shared(rosters: Rosters, memory: Any) -> None:
    rosters.clips = "memory://clips"
    rosters("person,routine,greet\n1,short,Nemo\n")
    kept = memory.find("/clips")
    assert kept
    assert all(name.endswith(".wav") for name in kept)
    rosters.clips, rosters.cache = "", rosters.folder / "mirror"
    memory.get("/clips", str(rosters.cache), recursive=True)
    cache, voice = ClipCache(rosters.cache), find_voice(language="en")
    assert cache.get(voice.identity, "Hello, Nemo.") is None
    sound = (rosters.out / "1" / "brief.opus").read_bytes()
    rosters("person,routine,greet\n1,short,Nemo\n", force=True)
    assert (rosters.out / "1" / "brief.opus").read_bytes() == sound, "a folder takes the same clips"


def test_the_first_clip_is_everybodys(memory: Any) -> None:
    first, second = (SharedClips(RemoteStorage("memory://clips")) for _ in range(2))
    one, other = (_clip(amplitude) for amplitude in (0.3, 0.2))
    assert first.put("voice", one) is one
    kept = second.put("voice", other)
    assert kept.samples.tolist() == one.samples.tolist()
    (name,) = memory.find("/clips")
    memory.pipe(name, memory.cat(name)[:-2])
    assert first.get("voice", one.text) is None, "a clip that is not whole counts as missing"
    assert second.put("voice", other) is other
    found = first.get("voice", one.text)
    assert found is not None
    assert found.samples.tolist() == other.samples.tolist()


def test_clips_that_cannot_be_kept_are_made_all_the_same(caplog: pytest.LogCaptureFixture) -> None:
    clips = clip_cache("nope://clips", 1)
    clip = _clip(0.3)
    assert clips.get("voice", clip.text) is None
    assert clips.put("voice", clip) is clip
    assert clips.trouble is not None
    assert len(caplog.records) == 1


def test_addresses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(storage_at(str(tmp_path)), LocalStorage)
    here = storage_at(tmp_path.as_uri())
    assert isinstance(here, LocalStorage)
    assert Path(here.root) == tmp_path.resolve()
    with pytest.raises(CoachError, match=r"nope://\[?x: cannot be used"):
        storage_at("nope://jo:secret@x")
    monkeypatch.chdir(tmp_path)
    assert located("clips") == str(tmp_path / "clips")
    assert located("s3://bucket/clips") == "s3://bucket/clips"
    assert located(None) is None


def _clip(amplitude: float) -> Clip:
    recording = FakeVoice(amplitude=amplitude).recording("two words")
    return Clip("two words", recording.samples)
