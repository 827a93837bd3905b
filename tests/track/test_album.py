"""Albums: a file for each exercise, which end to end are the track, to the sample."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import mutagen
import numpy as np
import pytest

import coach as api
from coach.errors import MediaError
from coach.track.album import names_of, replacing
from tests.track import readers
from tests.track.running import SHORT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.track.running import Coach

TWO = SHORT + "  - rest: 5s\n  - exercise: figure-four\n    hold: 10s\n"
OPTIONS = ("--detail", "minimal")
TITLES = ["Welcome", "Child's pose", "Figure four", "To finish"]


@pytest.fixture
def routine(tmp_path: Path) -> Path:
    path = tmp_path / "routine.yaml"
    path.write_text(TWO)
    return path


def files(ending: str) -> list[str]:
    return [f"{number:02} {title}.{ending}" for number, title in enumerate(TITLES, start=1)]


def listed(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("form", ["wav", "flac", "ogg", "mp3"])
def test_the_pieces_are_the_track(form: str, coach: Coach, routine: Path, tmp_path: Path) -> None:
    coach("export", routine, *OPTIONS, "--split", "--format", form, "-o", tmp_path / "album")
    assert listed(tmp_path / "album") == [*files(form), "album.m3u8"]
    with api.compile(api.load(routine), detail="minimal", cache=coach.cache) as session:
        whole = np.frombuffer(api.render(session).raw_data, "<i2")
    joined = np.concatenate([readers.decode(tmp_path / "album" / name) for name in files(form)])
    if form in ("wav", "flac"):
        assert np.array_equal(joined, whole)
    else:
        assert len(joined) == len(whole)
        assert np.corrcoef(joined, whole)[0, 1] > 0.98


def test_it_is_named_numbered_and_listed(coach: Coach, routine: Path, tmp_path: Path) -> None:
    done = coach("export", routine, *OPTIONS, "--split", "--with", "lrc,chapters", cwd=tmp_path)
    folder = tmp_path / "short"
    assert done.out.startswith("short  ")
    assert set(listed(folder)) >= {*files("mp3"), "short.m3u8", "02 Child's pose.lrc"}
    for number, (name, title) in enumerate(zip(files("mp3"), TITLES, strict=True), start=1):
        tags = mutagen.File(folder / name).tags
        assert (str(tags["TIT2"]), str(tags["TALB"]), str(tags["TPE2"])) == (title, "A short one", "coach")
        assert str(tags["TRCK"]) == f"{number}/4"
        assert readers.cover(folder / name)
    sides = mutagen.File(folder / files("mp3")[2]).tags.getall("CHAP")
    assert sorted((chapter.start_time == 0, str(chapter.sub_frames["TIT2"])) for chapter in sides) == [
        (False, "Figure four, left side"),
        (True, "Figure four, right side"),
    ]
    lines = (folder / "short.m3u8").read_text("utf-8").splitlines()
    assert lines[:2] == ["#EXTM3U", "#PLAYLIST:A short one"]
    assert lines[3::2] == files("mp3")
    script = json.loads(coach("script", routine, *OPTIONS, "--format", "json").out)
    seconds = [float(line.removeprefix("#EXTINF:").partition(",")[0]) for line in lines[2::2]]
    assert sum(seconds) == pytest.approx(script["duration_ms"] / 1000, abs=0.001)
    first = json.loads((folder / "03 Figure four.chapters.json").read_text("utf-8"))["chapters"][0]
    assert first["startTime"] == 0


def test_what_it_no_longer_has_goes_and_all_else_stays(coach: Coach, routine: Path, tmp_path: Path) -> None:
    folder = tmp_path / "album"
    coach("export", routine, *OPTIONS, "--split", "-o", folder)
    assert "unchanged" in coach("export", routine, *OPTIONS, "--split", "-o", folder).out
    (folder / "07 mine.mp3").write_bytes(b"mine")
    routine.write_text(SHORT)
    assert "unchanged" not in coach("export", routine, *OPTIONS, "--split", "-o", folder).out
    kept = ["01 Welcome.mp3", "02 Child's pose.mp3", "03 To finish.mp3", "07 mine.mp3", "album.m3u8"]
    assert listed(folder) == kept
    (folder / "03 To finish.mp3").unlink()
    assert "unchanged" not in coach("export", routine, *OPTIONS, "--split", "-o", folder).out
    assert listed(folder) == kept


def test_a_file_or_no_folder_in_its_place_is_said(coach: Coach, routine: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"mine")
    for place, told in (("file", "is a file"), ("no/where", "its folder does not exist")):
        done = coach("export", routine, *OPTIONS, "--split", "--force", "-o", tmp_path / place, code=1)
        assert done.err.startswith("coach: ")
        assert told in done.err
    assert listed(tmp_path) == ["file", "routine.yaml"]


def test_an_album_that_cannot_be_made_leaves_no_folder(coach: Coach, routine: Path, tmp_path: Path) -> None:
    coach("export", routine, "--minutes", "200", "--split", "-o", tmp_path / "album", code=1)
    assert not (tmp_path / "album").exists()


def test_names_are_good_on_every_system() -> None:
    assert names_of(["a/b: c?", "..", "x" * 300], "ogg") == [
        "01 a b c.ogg",
        "02 track.ogg",
        f"03 {'x' * 80}.ogg",
    ]
    assert names_of(["x"] * 100, "mp3")[0] == "001 x.mp3"


def test_whoever_kills_it_leaves_no_mix_of_two_albums(tmp_path: Path) -> None:
    folder = tmp_path / "album"
    folder.mkdir()
    old = ["01 Welcome.mp3", "01 Welcome.lrc", "02 Stale.mp3", "album.m3u8"]
    for name in (*old, "mine.txt"):
        (folder / name).write_text("01 Welcome.mp3\n02 Stale.mp3\n../mine.txt" if "m3u8" in name else name)
    new = [folder / "01 Welcome.mp3", folder / "02 New.mp3", folder / "album.m3u8"]
    with pytest.raises(MediaError, match="no room"), replacing(folder, new):  # noqa: PT012 (it is undone)
        assert [name for name in listed(folder) if not name.startswith(".")] == ["mine.txt"]
        new[0].write_text("new")
        raise MediaError("no room")
    assert listed(folder) == sorted([*old, "mine.txt"])
    assert (folder / "01 Welcome.mp3").read_text() == "01 Welcome.mp3"
    with replacing(folder, new):
        for path in new:
            path.write_text("new")
    assert listed(folder) == sorted([*(path.name for path in new), "mine.txt"])
