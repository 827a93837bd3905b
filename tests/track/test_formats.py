"""Tracks of every format, read back by programs that are not ours."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import mutagen.id3
import numpy as np
import pytest
from PIL import Image, ImageChops, ImageOps, ImageStat
from pymediainfo import MediaInfo

from coach.errors import MediaError
from coach.track.formats import FORMATS
from coach.track.formats.chapter_pictures import tie_to_chapters
from tests.track import ear, readers
from tests.track.readers import needs_ffprobe
from tests.track.running import SHORT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.track.running import Coach

ROUTINE = """\
name: packed
title: "Müde Beine; eins"
when: after
steps:
  - exercise: figure-four
    hold: 10s
  - rest: 5s
  - exercise: childs-pose
    hold: 10s
"""
TITLE = "Müde Beine; eins"
OPTIONS = ("--detail", "minimal")


@dataclass
class Press:
    """Exports one routine in each format, once."""

    coach: Coach
    folder: Path
    made: dict[str, Path] = field(default_factory=dict)
    heard: dict[tuple[str, int], ear.Sound] = field(default_factory=dict)

    @property
    def routine(self) -> Path:
        path = self.folder / "packed.yaml"
        path.write_text(ROUTINE, "utf-8")
        return path

    def track(self, form: str) -> Path:
        if form not in self.made:
            path = self.folder / f"it.{form}"
            self.coach("export", self.routine, *OPTIONS, "-o", path)
            self.made[form] = path
        return self.made[form]

    def sound(self, form: str, rate: int = ear.RATE) -> ear.Sound:
        if (form, rate) not in self.heard:
            self.heard[form, rate] = readers.decode(self.track(form), rate)
        return self.heard[form, rate]

    @property
    def json(self) -> dict[str, Any]:
        said: dict[str, Any] = json.loads(
            self.coach("script", self.routine, *OPTIONS, "--format", "json").out
        )
        return said


@pytest.fixture(scope="module")
def press(coach: Coach, tmp_path_factory: pytest.TempPathFactory) -> Press:
    return Press(coach, tmp_path_factory.mktemp("press"))


@pytest.fixture(scope="module")
def said(press: Press) -> dict[str, Any]:
    return press.json


@pytest.fixture(scope="module", params=[name for name, each in FORMATS.items() if not each.page])
def form(request: pytest.FixtureRequest) -> str:
    chosen: str = request.param
    return chosen


# Sound --------------------------------------------------------------------------------------------------------


def test_it_lasts_as_long_as_the_timeline(form: str, press: Press, said: dict[str, Any]) -> None:
    rate = 48_000 if form == "opus" else 44_100
    whole = said["duration_ms"] * rate / 1000
    length = len(press.sound(form, rate))
    if form in ("m4a", "m4b"):  # older ffmpegs play the padding of the last frame
        assert whole - 1 <= length < whole + 1024
        if ear.FFPROBE:
            said_by_file = readers.probe(press.track(form)).audio["duration_ts"]
            assert abs(said_by_file - whole) <= 0.5  # the nearest frame, either where two are as near
    else:
        assert abs(length - whole) <= 1


def test_it_sounds_as_it_should(form: str, press: Press) -> None:
    whole, heard = press.sound("wav"), press.sound(form)
    for second in (2, 30, len(whole) // ear.RATE - 10):
        piece = slice(second * ear.RATE, (second + 4) * ear.RATE)
        alike, apart = ear.likeness(heard[piece], whole[piece])
        assert alike > 0.98
        assert apart == 0
    if form in ("flac", "wav"):
        assert np.array_equal(heard, whole)


@pytest.mark.parametrize("form", ["mp3", "m4a", "opus", "ogg", "flac"])
def test_it_is_as_loud_as_it_should_be(form: str, press: Press) -> None:
    loudness, peak = ear.loudness(press.track(form))
    assert loudness == pytest.approx(-19, abs=1)
    assert peak <= -1


# What it says of itself ---------------------------------------------------------------------------------------


@needs_ffprobe
def test_chapters_follow_the_timeline(form: str, press: Press, said: dict[str, Any]) -> None:
    chapters = readers.probe(press.track(form)).chapters
    four, pose = said["steps"]
    assert [title for _, _, title in chapters] == [
        "Welcome",
        "Figure four, right side",
        "Figure four, left side",
        "Child's pose",
        "To finish",
    ]
    starts, ends = [start for start, _, _ in chapters], [end for _, end, _ in chapters]
    assert starts[0] == 0
    assert starts[1:] == ends[:-1]
    assert abs(ends[-1] - said["duration_ms"]) <= 10  # some programs say how long the packets are
    assert starts[1] == four["start_ms"]
    assert starts[3] == pose["start_ms"]
    switch = next(cue["start_ms"] for cue in said["cues"] if cue["kind"] == "switch")
    before = max(cue["end_ms"] for cue in said["cues"] if cue["end_ms"] <= switch)
    assert before <= starts[2] <= switch
    assert switch - starts[2] <= 400
    for interval, chapter in zip(four["intervals"], chapters[1:3], strict=True):
        assert chapter[0] <= interval["start_ms"] < interval["end_ms"] <= chapter[1]


@needs_ffprobe
def test_title_and_such_are_there(form: str, press: Press) -> None:
    told = readers.probe(press.track(form))
    assert told.tags["title"] == TITLE
    assert told.tags["artist"] == "coach"
    assert told.tags["album"] == "Guided stretching for runners"
    assert told.tags["genre"] == "Health & Fitness"
    assert told.tags["comment"] == "Figure four, Child's pose"
    assert len(told.tags["date"]) == 4
    assert told.pictures == 1


def test_the_cover_is_there(form: str, press: Press) -> None:
    jpeg = readers.cover(press.track(form))
    assert jpeg is not None
    with Image.open(io.BytesIO(jpeg)) as picture:
        picture.load()
        assert (picture.format, picture.size) == ("JPEG", (1400, 1400))


def test_every_word_is_there(form: str, press: Press, said: dict[str, Any]) -> None:
    lines = readers.lyrics(press.track(form)).split("\n")
    spoken = [cue["text"] for cue in said["cues"]]
    assert [line for line in lines if line in spoken] == spoken
    assert "Figure four, right side" in lines


def test_mediainfo_sees_it_too(form: str, press: Press) -> None:
    seen = MediaInfo.parse(press.track(form))
    (general,) = seen.general_tracks
    assert general.title == TITLE
    assert general.cover == "Yes"
    if form not in ("mp3", "wav"):  # of ID3 it knows no chapters, as of 2026: neither anybody's nor ours
        menu = next(track for track in seen.tracks if track.track_type == "Menu").to_data()
        listed = sorted((key, title) for key, title in menu.items() if key[:2] == "00")
        assert [title for _, title in listed][1:3] == ["Figure four, right side", "Figure four, left side"]


def test_mp3_has_chapters_in_order_under_a_table_of_contents(press: Press) -> None:
    data = press.track("mp3").read_bytes()
    assert data[:5] == b"ID3\x03\x00"
    places = [data.index(b"CTOC"), *(data.index(b"chp%d\0\0" % number) for number in range(5))]
    assert all(a < b for a, b in pairwise(places))
    table = mutagen.File(press.track("mp3")).tags["CTOC:toc"]
    assert table.child_element_ids == [f"chp{number}" for number in range(5)]
    assert table.flags == mutagen.id3.CTOCFlags.TOP_LEVEL | mutagen.id3.CTOCFlags.ORDERED


def test_mp3_shows_what_is_done_in_each_chapter(press: Press) -> None:
    tags = mutagen.File(press.track("mp3")).tags
    pictures = {
        chapter.sub_frames["TIT2"].text[0]: [image.data for image in chapter.sub_frames.getall("APIC")]
        for chapter in tags.getall("CHAP")
    }
    assert [title for title, images in pictures.items() if not images] == ["Welcome", "To finish"]
    right, left = (pictures[f"Figure four, {side} side"][0] for side in ("right", "left"))
    images = [Image.open(io.BytesIO(data)).convert("L") for data in (right, left)]
    assert {image.size for image in images} == {(480, 480)}
    other = ImageChops.difference(images[0], ImageOps.mirror(images[1]))
    assert ImageStat.Stat(other).mean[0] < 1  # what JPEG loses
    assert ImageStat.Stat(ImageChops.difference(*images)).mean[0] > 5


@needs_ffprobe
def test_m4b_shows_what_is_done_in_each_chapter(press: Press, tmp_path: Path) -> None:
    path = press.track("m4b")
    streams = readers.asked(path, "-show_streams")["streams"]
    pictures = next(
        each for each in streams if each["codec_name"] == "mjpeg" and not each["disposition"]["attached_pic"]
    )
    assert (pictures["width"], pictures["height"]) == (480, 480)
    packets = readers.asked(path, "-select_streams", str(pictures["index"]), "-show_packets")["packets"]
    chapters = readers.asked(path, "-show_chapters")["chapters"]
    shown = [each for each in chapters if each["tags"]["title"] not in ("Welcome", "To finish")]
    starts = [float(packet["pts_time"]) for packet in packets][: len(shown)]
    assert starts == pytest.approx([0, *(float(each["start_time"]) for each in shown[1:])], abs=0.05)
    data = path.read_bytes()
    chap = data.index(b"chap", data.index(b"tref"))
    size = int.from_bytes(data[chap - 4 : chap], "big")
    tied = [int.from_bytes(data[at : at + 4], "big") for at in range(chap + 4, chap - 4 + size, 4)]
    assert int(pictures["id"], 16) in tied
    assert len(tied) == 2  # with the titles


def test_what_is_no_mp4_cannot_be_tied(tmp_path: Path) -> None:
    for data in (b"", b"\0\0\0\x08moov", b"\0\0\0\x10moov\0\0\0\x08trak"):
        path = tmp_path / "it.m4b"
        path.write_bytes(data)
        with pytest.raises(MediaError):
            tie_to_chapters(path)
        assert path.read_bytes() == data


def test_m4b_is_an_audiobook(press: Press) -> None:
    assert press.track("m4b").read_bytes()[8:12] == b"M4B "
    assert mutagen.File(press.track("m4b")).tags["stik"] == [2]


def test_equal_sound_makes_equal_files(form: str, press: Press, tmp_path: Path) -> None:
    press.coach("export", press.routine, *OPTIONS, "-o", tmp_path / f"again.{form}")
    assert (tmp_path / f"again.{form}").read_bytes() == press.track(form).read_bytes()


# Asked for ----------------------------------------------------------------------------------------------------


@pytest.fixture
def brief(tmp_path: Path) -> Path:
    """A shorter routine, where it does not matter which."""
    path = tmp_path / "brief.yaml"
    path.write_text(SHORT, "utf-8")
    return path


@needs_ffprobe
@pytest.mark.parametrize("form", ["mp3", "m4a", "opus", "ogg"])
def test_a_bitrate_is_kept_to(form: str, coach: Coach, brief: Path, tmp_path: Path) -> None:
    sizes = []
    for kbit in ("48", "128k"):
        path = tmp_path / f"{kbit}.{form}"
        coach("export", brief, *OPTIONS, "--no-cover", "--bitrate", kbit, "-o", path)
        assert readers.probe(path).pictures == 0
        assert readers.cover(path) is None
        sizes.append(path.stat().st_size)
    assert 1.7 < sizes[1] / sizes[0] < 3.4


@needs_ffprobe
def test_a_name_is_as_good_as_an_ending(coach: Coach, brief: Path, tmp_path: Path) -> None:
    done = coach("export", brief, *OPTIONS, "--format", "OPUS", cwd=tmp_path)
    assert done.out.startswith("short.opus  ")
    coach("export", brief, *OPTIONS, "--format", "flac", "-o", "plain", cwd=tmp_path)
    coach("export", brief, *OPTIONS, "-o", "LOUD.MP3", cwd=tmp_path)
    codecs = [
        readers.probe(tmp_path / name).audio["codec_name"] for name in ("short.opus", "plain", "LOUD.MP3")
    ]
    assert codecs == ["opus", "flac", "mp3"]
