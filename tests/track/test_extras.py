"""Files beside a track: read by other parsers, held against the timeline; and what is made anew when."""

from __future__ import annotations

import base64
import csv
import json
import os
import re
import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import webvtt
from PIL import Image

from tests.track.running import SHORT

if TYPE_CHECKING:
    from tests.track.running import Coach

OPTIONS = ("--detail", "minimal")
W3C_PARSER = Path(sys.prefix, "node_modules", "webvtt-parser")
"""The parser of the W3C, for Node.js: .ci/run puts it beside the environment's own packages."""

NODE = shutil.which("node") or ""

ALL = ["it.chapters.json", "it.cues.csv", "it.lrc", "it.mp3", "it.srt", "it.vtt"]


@pytest.fixture
def routine(tmp_path: Path) -> Path:
    path = tmp_path / "routine.yaml"
    path.write_text(SHORT)
    return path


@pytest.fixture
def target(tmp_path: Path) -> Path:
    (tmp_path / "music").mkdir()
    return tmp_path / "music" / "it.mp3"


@pytest.fixture
def said(coach: Coach, routine: Path, target: Path) -> dict[str, Any]:
    """Export with all there is, and return the script."""
    coach("export", routine, *OPTIONS, "-o", target, "--with", "all")
    told: dict[str, Any] = json.loads(coach("script", routine, *OPTIONS, "--format", "json").out)
    return told


def names(target: Path) -> list[str]:
    return sorted(path.name for path in target.parent.iterdir())


def ms(clock: str) -> int:
    hours, minutes, seconds = clock.replace(",", ".").split(":")
    return round((int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * 1000)


def test_each_says_what_is_said_when(said: dict[str, Any], target: Path) -> None:
    assert names(target) == ALL
    cues = [(cue["start_ms"], cue["end_ms"], cue["text"]) for cue in said["cues"]]

    for captions in (
        webvtt.read(str(target.with_suffix(".vtt"))),
        webvtt.from_srt(str(target.with_suffix(".srt"))),
    ):
        assert [(ms(each.start), ms(each.end), each.text) for each in captions.captions] == cues
    assert target.with_suffix(".vtt").read_text("utf-8").startswith("WEBVTT\n\n1\n00:00:")

    lines = re.findall(
        r"^\[(\d+):(\d\d)\.(\d\d)\](.+)$", target.with_suffix(".lrc").read_text("utf-8"), re.MULTILINE
    )
    assert [((int(m) * 60 + int(s)) * 100 + int(h), text) for m, s, h, text in lines] == [
        (start // 10, text) for start, _, text in cues
    ]

    with target.with_suffix(".cues.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(int(row["start_ms"]), int(row["end_ms"]), row["text"]) for row in rows] == cues
    assert [row["kind"] for row in rows] == [cue["kind"] for cue in said["cues"]]

    listed = json.loads(target.with_suffix(".chapters.json").read_text("utf-8"))
    assert listed["version"] == "1.2.0"
    assert [each["title"] for each in listed["chapters"]] == ["Welcome", "Child's pose", "To finish"]
    assert listed["chapters"][0]["startTime"] == 0
    assert ["img" in each for each in listed["chapters"]] == [False, True, False]
    data = listed["chapters"][1]["img"].removeprefix("data:image/jpeg;base64,")
    assert Image.open(BytesIO(base64.b64decode(data))).size == (480, 480)
    assert listed["chapters"][-1]["endTime"] == said["duration_ms"] / 1000


def test_only_what_is_asked_for_is_made(coach: Coach, routine: Path, target: Path) -> None:
    coach("export", routine, *OPTIONS, "-o", target, "--with", "srt, cues.csv", "--with", "LRC")
    assert names(target) == ["it.cues.csv", "it.lrc", "it.mp3", "it.srt"]


def test_what_was_made_is_known_again(coach: Coach, routine: Path, target: Path) -> None:
    def export(*more: str) -> bool:
        """Whether anything was rendered."""
        return "unchanged" not in coach("export", routine, *OPTIONS, "-o", target, *more).out

    assert export()
    assert export("--with", "vtt")
    assert not export("--with", "vtt")
    target.with_suffix(".vtt").unlink()
    assert export("--with", "vtt")
    target.with_suffix(".vtt").write_text("WEBVTT\n")
    assert export("--with", "vtt", "--force")
    assert export("--no-cover", "--with", "vtt")
    assert export("--bitrate", "64")
    assert not export("--bitrate", "64k")


def test_all_of_it_or_nothing(coach: Coach, routine: Path, target: Path) -> None:
    target.write_bytes(b"something older")
    target.with_suffix(".srt").mkdir()
    done = coach("export", routine, *OPTIONS, "--force", "-o", target, "--with", "all", code=1)
    assert done.err.startswith("coach: ")
    assert "is not a file" in done.err
    assert names(target) == ["it.mp3", "it.srt"]
    assert target.read_bytes() == b"something older"


@pytest.mark.skipif(not (NODE and W3C_PARSER.is_dir()), reason="the W3C's parser of captions is not here")
@pytest.mark.parametrize("language", ["en", "de"])
def test_captions_pass_the_parser_of_the_w3c(coach: Coach, tmp_path: Path, language: str) -> None:
    routine, target = tmp_path / "odd.yaml", tmp_path / "odd.mp3"
    routine.write_text(SHORT.replace("A short one", "Back & legs - à la Müller", 1), "utf-8")
    coach("export", routine, *OPTIONS, "--language", language, "-o", target, "--with", "vtt")
    cues = json.loads(coach("script", routine, *OPTIONS, "--language", language, "--format", "json").out)[
        "cues"
    ]

    program = """
        const {readFileSync} = require("fs"), {WebVTTParser} = require(process.argv[1]);
        const entities = require(process.argv[1] + "/html-entities.json");
        const text = readFileSync(process.argv[2], "utf8");
        console.log(JSON.stringify(new WebVTTParser(entities).parse(text, "subtitles")));
    """
    done = subprocess.run(
        [NODE, "-e", program, str(W3C_PARSER), str(target.with_suffix(".vtt"))],
        capture_output=True,
        check=True,
        env={**os.environ, "NODE_OPTIONS": ""},
    )
    parsed = json.loads(done.stdout)
    assert parsed["errors"] == []
    assert [(round(cue["startTime"] * 1000), round(cue["endTime"] * 1000)) for cue in parsed["cues"]] == [
        (cue["start_ms"], cue["end_ms"]) for cue in cues
    ]
    assert ["".join(part["value"] for part in cue["tree"]["children"]) for cue in parsed["cues"]] == [
        cue["text"] for cue in cues
    ]
