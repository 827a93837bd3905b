"""Packs: what is recorded is said, what is not is said by another, and what strangers send is not trusted."""

from __future__ import annotations

import json
import stat
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from coach.errors import CoachError, NotFoundError, VoiceError
from coach.voice.cache import ClipCache
from coach.voice.clip import finish
from coach.voice.engines import find_voice
from coach.voice.narrator import Narrator
from coach.voice.pack.archive import unpack, write_archive
from coach.voice.pack.pack import MANIFEST, read_pack
from coach.voice.pack.pack_writer import PackWriter
from coach.voice.pack.voice import PackVoice
from tests.fakes import FakeVoice, fake_length

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from coach.voice.clip import Clip

TEXTS = ("Breathe in.", "And out, all the way.", "Left knee toward your chest.")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COACH_VOICES", str(tmp_path / "voices"))
    return tmp_path / "voices"


def clip(text: str) -> Clip:
    return finish(FakeVoice().recording(text), text)


def record(*texts: str, name: str = "ann") -> PackWriter:
    writer = PackWriter(name, "en")
    for text in texts:
        writer.keep(clip(text))
    return writer


@pytest.fixture
def second(monkeypatch: pytest.MonkeyPatch) -> FakeVoice:
    """The voice that packs fall back to."""
    voice, real = FakeVoice(identity="second"), find_voice
    monkeypatch.setattr(
        "coach.voice.engines.find_voice", lambda name, *rest: voice if name is None else real(name, *rest)
    )
    return voice


def test_what_is_recorded_is_said_as_recorded(second: FakeVoice, tmp_path: Path) -> None:
    record(*TEXTS[:2])
    voice = find_voice("pack:ann")
    with Narrator(voice, ClipCache(tmp_path / "clips")) as narrator:
        clips = [narrator.clip(text) for text in TEXTS]
    assert second.calls == [TEXTS[2]]
    for said, text in zip(clips, TEXTS, strict=True):
        assert abs(said.length - fake_length(text)) <= 10
    assert second.closed.is_set()


def test_the_sound_survives_to_the_sample() -> None:
    writer = record(TEXTS[0])
    said = PackVoice(writer.pack, FakeVoice()).say(f"  {TEXTS[0]} ")
    assert said.rate == 44_100
    whole = clip(TEXTS[0]).samples
    assert np.array_equal(said.samples[: len(whole)], whole)
    assert len(said.samples) - len(whole) < 45  # a millisecond
    assert not said.samples[len(whole) :].any()


def test_recording_again_replaces_and_changes_the_identity(second: FakeVoice) -> None:
    writer = record(*TEXTS)
    before = find_voice("pack:ann").identity
    louder = finish(FakeVoice(rate=16_000).recording(TEXTS[0] + " in"), TEXTS[0])
    PackWriter("ann", "en").keep(louder)
    assert len(read_pack("ann").manifest.sentences) == 3
    assert find_voice("pack:ann").identity != before
    assert writer.has(TEXTS[1])


def test_a_damaged_file_counts_as_missing(second: FakeVoice, folder: Path) -> None:
    writer = record(TEXTS[0])
    file = folder / "ann" / writer.pack.manifest.sentences[0].file
    file.write_bytes(file.read_bytes()[:-1])
    assert not writer.has(TEXTS[0])
    find_voice("pack:ann").say(TEXTS[0])
    assert second.calls == [TEXTS[0]]


def test_the_second_voice_can_be_named(folder: Path) -> None:
    PackWriter("ann", "en", "command:espeak-ng").keep(clip(TEXTS[0]))
    assert "espeak" in find_voice("pack:ann").identity
    with pytest.raises(VoiceError, match="cannot fall back to a pack"):
        PackWriter("ann", "en", "pack:bob")
    with pytest.raises(VoiceError, match="speaks 'en', not 'de'"):
        PackWriter("ann", "de")


@pytest.mark.parametrize("name", ["", ".", "..", "../ann", "/etc", "a/b", "a\\b", "C:ann", "Ann", "x" * 99])
def test_a_name_is_no_path(name: str) -> None:
    with pytest.raises(CoachError, match=r"cannot be called|no pack"):
        find_voice(f"pack:{name}")


def test_a_pack_that_is_not_there() -> None:
    record(TEXTS[0])
    with pytest.raises(NotFoundError, match="there is no pack 'anm'"):
        find_voice("pack:anm")


# As one file --------------------------------------------------------------------------------------------------


def test_there_and_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = record(*TEXTS).pack
    assert write_archive(pack, tmp_path / "ann.zip") == 3
    first = (tmp_path / "ann.zip").read_bytes()
    write_archive(pack, tmp_path / "ann.zip")
    assert (tmp_path / "ann.zip").read_bytes() == first
    with pytest.raises(VoiceError, match="there is a pack 'ann' already; add --replace"):
        unpack(tmp_path / "ann.zip")
    assert unpack(tmp_path / "ann.zip", replace=True) == pack.manifest
    monkeypatch.setenv("COACH_VOICES", str(tmp_path / "elsewhere"))
    unpack(tmp_path / "ann.zip")
    assert [read_pack("ann").sound(each) for each in pack.manifest.sentences] == [
        pack.sound(each) for each in pack.manifest.sentences
    ]
    assert [path.name for path in (tmp_path / "elsewhere").iterdir()] == ["ann"]


def _add(name: str, data: bytes = b"fLaC") -> Callable[[dict[str, Any], dict[str, bytes]], None]:
    return lambda _manifest, files: files.update({name: data})


def _set(**changes: Any) -> Callable[[dict[str, Any], dict[str, bytes]], None]:
    return lambda manifest, _files: manifest.update(changes)


def _first(**changes: Any) -> Callable[[dict[str, Any], dict[str, bytes]], None]:
    return lambda manifest, _files: manifest["sentences"][0].update(changes)


HOSTILE: dict[str, Callable[[dict[str, Any], dict[str, bytes]], None]] = {
    "a path upward": _add("../evil.flac"),
    "a path upward on Windows": _add("..\\evil.flac"),
    "an absolute path": _add("/tmp/evil.flac"),  # noqa: S108
    "a drive": _add("C:evil.flac"),
    "a folder": _add("sub/"),
    "a file in a folder": _add("sub/evil.flac"),
    "a program": _add("evil.sh"),
    "a zero byte": _add("evil.flac\0.sh"),
    "a file nobody names": _add("evil.flac"),
    "a file that is named elsewhere": _first(file="../evil.flac"),
    "a file that is not there": _first(file="other.flac"),
    "another digest": _first(sha256="0" * 64),
    "a sentence twice": lambda manifest, _: manifest["sentences"].append(manifest["sentences"][0]),
    "a sentence without words": _first(text=""),
    "an absurd length": _first(ms=10**9),
    "another format": _set(format=2),
    "a name that is a path": _set(name="../ann"),
    "a fallback to itself": _set(fallback="pack:ann"),
    "an unknown key": _set(run="rm"),
    "sentences that are none": _set(sentences="all"),
    "no audio": lambda manifest, files: _replace(manifest, files, b"MZ is no FLAC"),
    "a sound that is none": lambda manifest, files: _replace(
        manifest, files, b"fLaC" + bytes(range(256)) * 9
    ),
    "another length than it has": _first(ms=5),
    "an escape in a text": _first(text="Breathe\x1b[2J in."),
    "a program to fall back to": _set(fallback=" Command:mine"),
    "a file to fall back to": _set(fallback="../../x.onnx"),
    "a fallback with an escape": _set(fallback="en\x1b[2J"),
    "too much audio": lambda manifest, files: _replace(manifest, files, b"fLaC" + bytes(17 << 20)),
}


def _replace(manifest: dict[str, Any], files: dict[str, bytes], data: bytes) -> None:
    import hashlib

    first = manifest["sentences"][0]
    files[first["file"]] = data
    first["sha256"] = hashlib.sha256(data).hexdigest()


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A sound archive, and nothing where packs are."""
    path = tmp_path / "ann.zip"
    write_archive(record(*TEXTS).pack, path)
    monkeypatch.setenv("COACH_VOICES", str(tmp_path / "elsewhere" / "voices"))
    return path


def refused(archive: Path, tmp_path: Path) -> str:
    """Return why an archive is refused, having made sure that nothing is left of it."""
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(VoiceError) as error:
        unpack(archive)
    left = [path for path in sorted(tmp_path.rglob("*")) if path not in before and path.suffix != ".lock"]
    assert [path for path in left if path.is_file() or path.is_symlink() or path.name == "ann"] == []
    assert str(error.value).startswith(f"{archive}: ")
    assert "\n" not in str(error.value)
    return error.value.what


@pytest.mark.parametrize("change", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_pack_is_refused_whole(
    change: Callable[[dict[str, Any], dict[str, bytes]], None], archive: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(archive) as zipped:
        files = {name: zipped.read(name) for name in zipped.namelist()}
    manifest = json.loads(files.pop(MANIFEST))
    change(manifest, files)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr(MANIFEST, json.dumps(manifest))
        for name, data in files.items():
            info = zipfile.ZipInfo("x")
            info.filename, info.compress_type = name, zipfile.ZIP_DEFLATED
            zipped.writestr(info, data)
    refused(archive, tmp_path)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFDIR, stat.S_IFIFO, stat.S_IFCHR])
def test_links_and_devices_are_refused(kind: int, archive: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(archive) as zipped:
        files = {name: zipped.read(name) for name in zipped.namelist()}
    with zipfile.ZipFile(archive, "w") as zipped:
        for name, data in files.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = ((kind if name != MANIFEST else stat.S_IFREG) | 0o777) << 16
            zipped.writestr(info, data)
    assert "not a plain file" in refused(archive, tmp_path)


def test_a_bomb_is_refused_by_what_it_holds_and_by_what_it_claims(archive: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr(MANIFEST, bytes(64 << 20))
    assert "too large" in refused(archive, tmp_path)
    data = bytearray(archive.read_bytes())
    claim = data.index(b"PK\x01\x02") + 24
    data[claim : claim + 4] = (100).to_bytes(4, "little")
    archive.write_bytes(data)
    refused(archive, tmp_path)
    data[claim : claim + 4] = (2**31).to_bytes(4, "little")
    archive.write_bytes(data)
    assert "more than 1 GB" in refused(archive, tmp_path)


def test_crowds_are_refused(archive: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(archive, "w") as zipped:
        for number in range(20_002):
            zipped.writestr(f"{number}.flac", b"")
    assert "there are 20002 files" in refused(archive, tmp_path)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_twice_and_no_manifest(archive: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(archive, "a") as zipped:
        zipped.writestr(MANIFEST, "{}")
    assert "twice" in refused(archive, tmp_path)
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr("a.flac", b"fLaC")
    assert "no manifest" in refused(archive, tmp_path)


def test_a_program_of_ones_own_stays_at_home(tmp_path: Path) -> None:
    writer = PackWriter("ann", "en", "command:mine")
    writer.keep(clip(TEXTS[0]))
    write_archive(writer.pack, tmp_path / "ann.zip")
    assert unpack(tmp_path / "ann.zip", replace=True).fallback is None


def test_what_is_no_archive_or_half_of_one(archive: Path, tmp_path: Path) -> None:
    whole = archive.read_bytes()
    for data in (b"", b"PK\5\6", whole[: len(whole) // 2], whole[len(whole) // 3 :], b"#!/bin/sh\n"):
        archive.write_bytes(data)
        refused(archive, tmp_path)
    archive.unlink()
    assert "No such file" in refused(archive, tmp_path)


def test_every_damaged_byte_is_noticed_or_harmless(archive: Path, tmp_path: Path) -> None:
    """A byte here and there: refused, or exactly what it was."""
    whole = archive.read_bytes()
    kept = 0
    for place in range(0, len(whole), max(1, len(whole) // 60)):
        archive.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        try:
            manifest = unpack(archive, replace=True)
        except VoiceError:
            continue
        kept += 1
        pack = read_pack("ann")
        assert all(pack.sound(each) for each in manifest.sentences)
    assert kept < 30
