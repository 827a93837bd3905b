"""Voices fetched from a collection: a real server on this machine that does what servers do wrong."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from coach.errors import CoachError, MediaError, NotFoundError
from coach.voice.piper.catalogue import SOURCE, fetch_catalogue, find_entry, kept_catalogue, licence
from coach.voice.piper.download import download
from coach.voice.piper.install import install, read_licence, remove
from coach.voice.piper.models import installed, models_folder
from tests.processes import environment
from tests.voice.collection import CARD, Collection, about_file, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

ANNA = "en_US-anna-medium"
MODEL = os.urandom(1) * 300_000 + b"anna"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COACH_VOICES", str(tmp_path / "voices"))
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return models_folder()


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    source = tmp_path / "source.onnx"
    source.write_bytes(MODEL)
    source.with_name("source.onnx.json").write_text("{}")
    with serving(Collection()) as made:
        made.add(ANNA, source)
        made.add("de_DE-jörg-low", source, CARD.replace("License: CC BY 4.0", "None"))
        yield made


def fetch(collection: Collection, name: str = ANNA) -> list[int]:
    """Install a voice, and return what was told of the progress."""
    told: list[int] = []
    install(find_entry(name, fetch_catalogue(collection.source)), collection.source, told.append)
    return told


def part(name: str = ANNA) -> Path:
    return models_folder() / f"{name}.part" / f"{name}.onnx"


def test_it_is_fetched_whole_and_found(collection: Collection) -> None:
    told = fetch(collection)
    assert [model.name for model in installed()] == [ANNA]
    home = installed()[0].path.parent
    assert sorted(path.name for path in home.iterdir()) == ["MODEL_CARD", f"{ANNA}.onnx", f"{ANNA}.onnx.json"]
    assert installed()[0].path.read_bytes() == MODEL
    assert told == sorted(told)
    assert told[-1] == find_entry(ANNA, kept_catalogue()).size
    assert {path.name for path in models_folder().iterdir()} == {ANNA, "voices.json"}


def test_a_name_in_another_alphabet(collection: Collection) -> None:
    fetch(collection, "piper:de_DE-jörg-low")
    assert [(model.name, model.language, model.quality) for model in installed()] == [
        ("de_DE-jörg-low", "de-DE", "fair")
    ]


def test_the_licence_is_what_the_card_says(collection: Collection) -> None:
    catalogue = fetch_catalogue(collection.source)
    assert read_licence(catalogue[ANNA], collection.source) == "CC BY 4.0"
    assert read_licence(catalogue["de_DE-jörg-low"], collection.source) == ""
    assert licence("**Licence:** [MIT](x)\r\nmore") == "[MIT](x)"
    assert not models_folder().joinpath(f"{ANNA}.part").exists()


@pytest.mark.parametrize("ranges", [True, False], ids=["parts", "whole files only"])
def test_what_broke_off_goes_on(collection: Collection, ranges: bool) -> None:
    collection.cut, collection.ranges = 100_000, ranges
    with pytest.raises(MediaError, match=r"broke off|cannot be fetched") as error:
        fetch(collection)
    assert "run this again: what was fetched is kept" in str(error.value)
    assert part().stat().st_size == 100_000
    assert installed() == []
    collection.cut = None
    fetch(collection)
    assert installed()[0].path.read_bytes() == MODEL
    assert collection.requests(".onnx") == ["", "bytes=100000-"]


def test_what_drips_in_is_given_up_and_kept(collection: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.voice.piper.download._PATIENCE", 0.3)
    collection.cut, collection.drips = 200, True
    with pytest.raises(MediaError, match="comes too slowly"):
        fetch(collection)
    assert 200 <= part().stat().st_size < 300


def test_what_is_there_of_another_file_is_fetched_anew(collection: Collection) -> None:
    part().parent.mkdir(parents=True)
    for there in (b"other" * 1000, b"x" * len(MODEL), MODEL + b"and more"):
        part().write_bytes(there)
        fetch(collection)
        assert installed()[0].path.read_bytes() == MODEL
        installed()[0].path.parent.rename(part().parent)


def test_what_is_whole_already_is_not_fetched_again(collection: Collection) -> None:
    part().parent.mkdir(parents=True)
    part().write_bytes(MODEL)
    fetch(collection)
    assert collection.requests(".onnx") == []


@pytest.mark.parametrize(
    "change",
    [MODEL[:-1], b"x" * len(MODEL), MODEL + b"!", MODEL[:-1] + b"!"],
    ids=["shorter", "other", "longer", "its end"],
)
def test_another_file_than_the_catalogue_says(collection: Collection, change: bytes) -> None:
    path = next(path for path in collection.files if path.endswith(f"{ANNA}.onnx"))
    collection.files[path] = change
    with pytest.raises(MediaError, match=r"is not the file it should be|broke off"):
        fetch(collection)
    assert installed() == []
    assert not part().exists() or part().read_bytes() == change  # what may still be the file, to go on with


def test_a_file_that_is_not_there(collection: Collection) -> None:
    del collection.files[next(path for path in collection.files if path.endswith(f"{ANNA}.onnx"))]
    with pytest.raises(MediaError, match=r"anna-medium\.onnx: the server refuses it \(404 Not Found\); "):
        fetch(collection)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("http://127.0.0.1:9", "is this machine online?"),
        ("file:///etc", "'file:///etc' is not the address of a collection"),
        ("voices", "is not the address of a collection"),
        ("http://[::1", "is not the address of a collection"),
        ("http://", "is not the address of a collection"),
    ],
)
def test_a_source_that_cannot_be_reached(source: str, message: str) -> None:
    with pytest.raises(MediaError) as error:
        fetch_catalogue(source)
    assert message in str(error.value)
    assert "\n" not in str(error.value)
    assert kept_catalogue() == {}


def test_a_page_that_is_no_catalogue(collection: Collection) -> None:
    for wrong in ("<html>", "[1]", "[" * 99_999, '{"a": 1}'):
        collection.catalogue = {}
        collection.files["other/voices.json"] = wrong.encode()
        with pytest.raises(MediaError, match="is not a catalogue of voices for Piper"):
            fetch_catalogue(f"{collection.source}/other")
    assert SOURCE.startswith("https://")


GOOD = about_file(MODEL)
FOLDER = "en/en_US/anna/medium"


def files(**changes: Any) -> dict[str, Any]:
    return {f"{FOLDER}/{ANNA}.onnx": {**GOOD, **changes}, f"{FOLDER}/{ANNA}.onnx.json": GOOD}


@pytest.mark.parametrize(
    ("name", "about"),
    [
        ("../../evil", files()),
        ("/etc/passwd", files()),
        ("en_US-..-medium", files()),
        ("en_US-a/b-medium", files()),
        ("en_US-anna-medium\n", files()),
        ("CON", files()),
        (ANNA, {}),
        (ANNA, []),
        (ANNA, {f"{FOLDER}/{ANNA}.onnx": GOOD}),
        (ANNA, {f"../{ANNA}.onnx": GOOD, f"{FOLDER}/{ANNA}.onnx.json": GOOD}),
        (ANNA, {f"http://evil/{ANNA}.onnx": GOOD, f"{FOLDER}/{ANNA}.onnx.json": GOOD}),
        (ANNA, {f"//evil/{ANNA}.onnx": GOOD, f"{FOLDER}/{ANNA}.onnx.json": GOOD}),
        (ANNA, {f"a?b/{ANNA}.onnx": GOOD, f"{FOLDER}/{ANNA}.onnx.json": GOOD}),
        (ANNA, {f"{FOLDER}/other.onnx": GOOD, f"{FOLDER}/other.onnx.json": GOOD}),
        (ANNA, files(size_bytes=-1)),
        (ANNA, files(size_bytes=1 << 40)),
        (ANNA, files(size_bytes="9")),
        (ANNA, files(md5_digest="../../../x")),
        (ANNA, files(md5_digest=None)),
    ],
)
def test_hostile_entries_are_passed_over(name: str, about: object, collection: Collection) -> None:
    collection.catalogue = {name: {"files": about}, "de_DE-jörg-low": collection.catalogue["de_DE-jörg-low"]}
    catalogue = fetch_catalogue(collection.source)
    assert [*catalogue] == ["de_DE-jörg-low"]
    with pytest.raises(NotFoundError, match="the collection has no voice"):
        find_entry(name, catalogue)


def test_a_disk_without_room(collection: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(models_folder().parents[1])
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=10_000))
    with pytest.raises(MediaError, match="there is no room: 0 MB are wanted, 0 MB are free; make room"):
        fetch(collection)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_disk_that_fills_up_meanwhile(collection: Collection, tmp_path: Path) -> None:
    full = tmp_path / "full"
    full.symlink_to("/dev/full")
    url = f"{collection.source}/{FOLDER}/{ANNA}.onnx"
    with pytest.raises(MediaError, match=r"No space left on device.*; make room"):
        download(url, full, len(MODEL), GOOD["md5_digest"], lambda _: None)


def test_removing(collection: Collection) -> None:
    fetch(collection)
    remove(f"piper:{ANNA}")
    assert installed() == []
    collection.cut = 100
    with pytest.raises(MediaError):
        fetch(collection)
    remove(ANNA)
    assert {path.name for path in models_folder().iterdir()} == {"voices.json"}
    for name in (ANNA, "../voices", "pack:ann", "x.onnx", ""):
        with pytest.raises(CoachError):
            remove(name)


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_ctrl_c_keeps_what_was_fetched(collection: Collection) -> None:
    collection.cut, collection.waits = 150_000, True
    command = [sys.executable, "-m", "coach", "voices", "install", ANNA, "--yes"]
    command += ["--source", collection.source]
    process = subprocess.Popen(
        command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 60
    while not (part().exists() and part().stat().st_size >= 100_000):
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (1, "")
    assert err.endswith("What was fetched is kept: run this again, and it goes on.\n\nStopped.\n")
    kept = part().stat().st_size
    collection.cut = None
    fetch(collection)
    assert collection.requests(".onnx") == ["", f"bytes={kept}-"]
    assert installed()[0].path.read_bytes() == MODEL
