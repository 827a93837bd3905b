"""What a player, a browser and a podcast app ask of the files."""

from __future__ import annotations

import email
import io
import json
import zipfile
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from coach.track.transcript import as_json
from tests.share.conftest import NOISE

if TYPE_CHECKING:
    from coach.share.tracks import Shelf
    from tests.share.conftest import Client

SIZE = len(NOISE)


def test_the_whole_file(get: Client) -> None:
    answer = get("tracks/post.mp3")
    assert (answer.status, answer.body) == (200, NOISE)
    assert answer.headers["content-type"] == "audio/mpeg"
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["content-length"] == str(SIZE)


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-1", 0, 2),  # what iOS begins with
        (f"bytes=0-{SIZE - 1}", 0, SIZE),  # and goes on with
        ("bytes=65536-131071", 65536, 131072),
        ("bytes=700000-", 700_000, SIZE),
        ("bytes=-500", SIZE - 500, SIZE),
        ("bytes=-99999999", 0, SIZE),
        ("bytes=100-99999999", 100, SIZE),
        ("Bytes=5-5", 5, 6),
    ],
)
def test_a_part(get: Client, asked: str, start: int, end: int) -> None:
    answer = get("tracks/post.mp3", range=asked)
    assert (answer.status, answer.body) == (206, NOISE[start:end])
    assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/{SIZE}"
    assert answer.headers["content-length"] == str(end - start)
    assert answer.headers["content-type"] == "audio/mpeg"


def test_several_parts(get: Client) -> None:
    answer = get("tracks/post.mp3", range="bytes=0-9, 100-199,-5")
    assert answer.status == 206
    assert answer.headers["content-length"] == str(len(answer.body))
    head = f"Content-Type: {answer.headers['content-type']}\r\n\r\n".encode()
    parts = email.message_from_bytes(head + answer.body).walk()
    found = [part.get_payload(decode=True) for part in parts if not part.is_multipart()]
    assert [len(part) for part in found if isinstance(part, bytes)] == [10, 100, 5]
    assert NOISE[100:200] in answer.body


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", "bytes=99999999-", "bytes=-0"])
def test_a_part_that_is_not_there(get: Client, asked: str) -> None:
    answer = get("tracks/post.mp3", range=asked)
    assert (answer.status, answer.headers["content-range"]) == (416, f"bytes */{SIZE}")


@pytest.mark.parametrize(
    "asked",
    ["", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=9-1", "bytes=1_0-2", "bytes=--5", "lines=1-2", "=0-1",
     "bytes=0-1,x", "bytes=" + ",".join(["0-1"] * 2000), "bytes=0-" + "9" * 5000, "bytes=0x1-2", "bytes=\xb2-3"],
)  # fmt: skip
def test_what_is_no_range_is_passed_over(get: Client, asked: str) -> None:
    answer = get("tracks/post.mp3", range=asked)
    assert (answer.status, answer.body) == (200, NOISE)


def test_head_tells_the_same_and_sends_nothing(get: Client) -> None:
    for path, extra in (("tracks/post.mp3", {}), ("tracks/post.mp3", {"range": "bytes=0-1"}), ("feed.xml", {}),
                        ("all.zip", {}), ("", {}), ("tracks/post", {})):  # fmt: skip
        whole, head = get(path, **extra), get(path, "HEAD", **extra)
        assert (head.status, head.body) == (whole.status, b"")
        for name in ("content-type", "content-length", "etag", "content-range"):
            assert head.headers.get(name) == whole.headers.get(name), (path, name)


def test_what_has_not_changed_is_not_sent_again(get: Client) -> None:
    for path in ("tracks/post.mp3", "", "page.css", "page.js", "feed.xml", "tracks/post.jpg"):
        etag = get(path).headers["etag"]
        for known in (etag, f'"other", {etag}', f"W/{etag}", "*"):
            answer = get(path, if_none_match=known)
            assert (answer.status, answer.body, answer.headers["etag"]) == (304, b"", etag)
        assert get(path, if_none_match='"other"').status == 200
    since = get("tracks/post.mp3").headers["last-modified"]
    assert get("tracks/post.mp3", if_modified_since=since).status == 304
    assert get("tracks/post.mp3", if_modified_since=since, if_none_match='"other"').status == 200


def test_a_part_of_an_older_file_is_not_given_for_one_of_this(get: Client) -> None:
    headers = get("tracks/post.mp3").headers
    for known in (headers["etag"], headers["last-modified"]):
        assert get("tracks/post.mp3", range="bytes=5-9", if_range=known).status == 206
    for other in ('"other"', "W/" + headers["etag"], "Sat, 01 Jan 2000 00:00:00 GMT"):
        answer = get("tracks/post.mp3", range="bytes=5-9", if_range=other)
        assert (answer.status, answer.body) == (200, NOISE)


def test_all_in_one(get: Client) -> None:
    answer = get("all.zip")
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-length"] == str(len(answer.body))
    with zipfile.ZipFile(io.BytesIO(answer.body)) as packed:
        assert packed.testzip() is None
        assert packed.namelist() == ["post.mp3", "pre.mp3"]
        assert {each.compress_type for each in packed.infolist()} == {zipfile.ZIP_STORED}
        assert packed.read("pre.mp3") == NOISE


def test_the_timeline_is_that_of_coach_script(get: Client, shelf: Shelf) -> None:
    track = shelf.get("post")
    assert track
    assert json.loads(get("tracks/post.timeline.json").body) == as_json(track.timeline)


def test_chapters_follow_one_another(get: Client, shelf: Shelf) -> None:
    track = shelf.get("post")
    assert track
    found = json.loads(get("tracks/post.chapters.json").body)
    assert found["version"] == "1.2.0"
    listed = found["chapters"]
    assert [each["title"] for each in listed] == [each.title for each in track.sheet.chapters]
    assert all(any(each["title"].startswith(step.name) for each in listed) for step in track.timeline.steps)
    assert listed[0]["startTime"] == 0
    assert listed[-1]["endTime"] == track.timeline.duration / 1000
    assert all(a["endTime"] == b["startTime"] for a, b in pairwise(listed))


def test_chapters_show_what_is_done(get: Client, shelf: Shelf) -> None:
    track = shelf.get("post")
    assert track is not None
    listed = json.loads(get("tracks/post.chapters.json").body)["chapters"]
    for chapter, each in zip(track.sheet.chapters, listed, strict=True):
        assert ("img" in each) == (chapter.exercise is not None)
    twist = [each["img"] for each in listed if "supine-spinal-twist" in each.get("img", "")]
    assert [address.rpartition("/")[2] for address in twist] == [
        "supine-spinal-twist.jpg",
        "supine-spinal-twist-left.jpg",
    ]
    pictures = [get(address[address.index("tracks/") :]) for address in twist]
    for picture in pictures:
        assert (picture.status, picture.headers["content-type"]) == (200, "image/jpeg")
        assert picture.body[:2] == b"\xff\xd8"
    assert pictures[0].body != pictures[1].body


@pytest.mark.parametrize("name", ["plank", "childs-pose-left", "..%2fpost", "post", ".jpg"])
def test_there_is_no_other_picture(get: Client, name: str) -> None:
    assert get(f"tracks/post/{name}.jpg").status == 404


def test_captions_and_cover(get: Client) -> None:
    captions = get("tracks/post.vtt")
    assert captions.headers["content-type"].startswith("text/vtt")
    assert captions.body.startswith(b"WEBVTT\n")
    cover = get("tracks/post.jpg")
    assert cover.headers["content-type"] == "image/jpeg"
    assert cover.body[:2] == b"\xff\xd8"


def test_a_file_that_has_gone_is_not_there(tmp_path_factory: pytest.TempPathFactory) -> None:
    from coach.share.server import Server
    from coach.share.tracks import Shelf
    from tests.share.conftest import Client, noise_track

    shelf = Shelf()
    shelf.put(noise_track(tmp_path_factory.mktemp("gone"), "post"))
    track = shelf.get("post")
    assert track
    with Server(shelf, port=0) as server:
        get = Client(server)
        track.path.unlink()
        assert get("tracks/post.mp3").status == 404
        assert get("all.zip").status == 404
        assert b"<item>" not in get("feed.xml").body
        track.path.mkdir()
        assert get("tracks/post.mp3").status == 404


def test_a_phone_puts_it_on_its_home_screen(get: Client) -> None:
    answer = get("app.webmanifest")
    found = json.loads(answer.body)
    assert answer.headers["content-type"].startswith("application/manifest+json")
    assert "manifest-src 'self'" in answer.headers["content-security-policy"]
    assert (found["start_url"], found["display"]) == ("./", "standalone")
    (icon,) = found["icons"]
    assert get(icon["src"]).headers["content-type"] == icon["type"]
    assert b'<link rel="manifest" href="app.webmanifest">' in get("").body
