"""Tracks made from the page: by the real voice, one after the other, and only what may be asked for."""

from __future__ import annotations

import json
import socket
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from coach.content.labels.page import PageWords
from coach.content.library import Library
from coach.errors import MediaError, NotFoundError, RoutineError
from coach.session_options import Options
from coach.share.server import Server
from coach.share.tracks import Shelf
from coach.share.workshop import MOST_WAITING, TooMuchError, Wish, Workshop, in_public
from coach.sound.music import Music
from tests.share.conftest import Client
from tests.track.running import SHORT, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from coach.content.routine import Routine
    from tests.share.conftest import Answer


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """The shipped library with a short routine of the user's own."""
    own = tmp_path / "own"
    own.mkdir()
    (own / "short.yaml").write_text(SHORT)
    (own / "broken.yaml").write_text("name: broken")
    (tmp_path / "outside.yaml").write_text(SHORT)
    return Library(own=own)


@pytest.fixture
def page(library: Library, shared_cache: Path) -> Iterator[Client]:
    """A page that makes tracks."""
    shelf = Shelf()
    workshop = Workshop(shelf, library, Options(), shared_cache)
    with Server(shelf, workshop, port=0) as server:
        yield Client(server)
    workshop.close()


def ask(page: Client, wish: Any, **headers: str) -> Answer:
    usual = {
        "origin": f"http://{page.server.address}:{page.server.port}",
        "content_type": "application/json",
    }
    body = wish if isinstance(wish, bytes) else json.dumps(wish).encode()
    return page("making", "POST", body=body, **{**usual, **headers})


def finished(page: Client, number: int) -> dict[str, Any]:
    """Wait for a wish's end and return it."""
    found: dict[str, Any] = {}

    def over() -> bool:
        found.update({fate["number"]: fate for fate in json.loads(page("making").body)}[number])
        return found["state"] in ("done", "failed")

    wait_until(over, "a track is made")
    return found


def test_a_routine_becomes_a_track(page: Client) -> None:
    answer = ask(page, {"routine": "short", "detail": "minimal"})
    assert answer.status == 202
    asked = json.loads(answer.body)
    assert asked["title"] == "A short one"
    done = finished(page, asked["number"])
    assert (done["state"], done["share"], done["track"]) == ("done", 1.0, "short-minimal")
    assert page("tracks/short-minimal").status == 200
    sound = page("tracks/short-minimal.mp3").body
    assert sound[:3] == b"ID3"
    assert b"tracks/short-minimal" in page("").body
    again = json.loads(ask(page, {"routine": "short", "detail": "minimal"}).body)
    assert finished(page, again["number"])["state"] == "done"
    assert page("tracks/short-minimal.mp3").body == sound


def test_less_is_said_where_the_length_needs_it(page: Client) -> None:
    asked = json.loads(ask(page, {"routine": "short", "minutes": 1.5}).body)
    done = finished(page, asked["number"])
    assert done["state"] == "done", done
    assert json.loads(page(f"tracks/{done['track']}.timeline.json").body)["detail"] == "short"


def test_what_cannot_be_made_says_why_and_not_where(page: Client, tmp_path: Path) -> None:
    answer = ask(page, {"routine": "short", "minutes": 40})
    failed = finished(page, json.loads(answer.body)["number"])
    assert failed["state"] == "failed"
    assert "min" in failed["fault"]
    broken = ask(page, {"routine": "broken"})
    assert broken.status == 422
    assert "coach check" in broken.body.decode()
    assert str(tmp_path) not in broken.body.decode() + failed["fault"]


def test_what_is_tight_becomes_a_routine(library: Library, shared_cache: Path) -> None:
    workshop = Workshop(Shelf(), library, Options(), shared_cache)
    try:
        order, options = workshop._order(Wish(tight=("calves", "lower-back"), minutes=8))
        assert (order.id, options.minutes) == ("tight-calves-lower-back-8-min-full", 8)
        order, options = workshop._order(Wish(routine="short", bed="rain"))
        assert (order.id, options.bed) == ("short-full-rain", "rain")
        with pytest.raises(NotFoundError, match="background sound"):
            workshop._order(Wish(routine="short", bed="music"))  # there is none
        with pytest.raises(NotFoundError, match="elbow"):
            workshop._order(Wish(tight=("elbow",)))
    finally:
        workshop.close()


def test_the_music_it_was_started_with_can_go_under_the_voice(library: Library, shared_cache: Path) -> None:
    workshop = Workshop(Shelf(), library, Options(music=Music(())), shared_cache)
    try:
        assert workshop.beds[0] == "music"
        assert workshop._order(Wish(routine="short", bed="music"))[1].music == Music(())
        assert workshop._order(Wish(routine="short", bed="rain"))[1].music is None
        assert workshop._order(Wish(routine="short"))[1].music is None
    finally:
        workshop.close()


@pytest.mark.parametrize(
    "wish",
    [
        {}, [], None, 5, "post", {"routine": ""}, {"routine": "nobody-s"}, {"routine": ["post"]},
        {"routine": "post", "tight": ["calves"]}, {"tight": []}, {"tight": ["elbow"]}, {"tight": ["calves"] * 9},
        {"routine": "post", "minutes": 0}, {"routine": "post", "minutes": -5}, {"routine": "post", "minutes": 1e9},
        {"routine": "post", "minutes": "x"}, {"routine": "post", "minutes": True},
        {"routine": "post", "minutes": "5"}, {"routine": "post", "detail": "loud"}, {"routine": "post", "more": 1},
        {"routine": "post", "bed": "trumpets"}, {"routine": "post", "bed": 1},
        {"routine": "../outside.yaml"}, {"routine": "x" * 3000}, b"", b"{", b"\xff\xfe", b'{"routine": NaN}',
        b'{"routine": "post", "minutes": NaN}', b'{"routine": "post", "minutes": Infinity}', b"[" * 4000,
    ],
)  # fmt: skip
def test_what_is_no_wish_is_refused_in_words(page: Client, wish: Any) -> None:
    answer = ask(page, wish)
    assert answer.status == 422
    assert json.loads(answer.body)["fault"]
    assert json.loads(page("making").body) == []


def test_a_path_is_not_a_routine(page: Client, tmp_path: Path) -> None:
    for path in (
        tmp_path / "outside.yaml",
        tmp_path / "own" / "short.yaml",
        "/etc/passwd",
        "./own/short.yaml",
        f"/{'a' * 200}.yaml",
    ):
        assert "no such routine" in ask(page, {"routine": str(path)}).body.decode()


def test_other_pages_may_not_ask(page: Client) -> None:
    wish = {"routine": "short"}
    for origin in ("http://example.org", "null", "", f"https://{page.server.address}:{page.server.port}"):
        assert ask(page, wish, origin=origin).status == 403
    assert (
        page("making", "POST", body=json.dumps(wish).encode(), content_type="application/json").status == 403
    )
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        assert ask(page, wish, content_type=kind).status == 415
    assert ask(page, b" " * 5000).status == 413
    assert json.loads(page("making").body) == []


def test_no_more_wait_than_there_is_patience_for(library: Library, shared_cache: Path) -> None:
    workshop = Workshop(Shelf(), library, Options(), shared_cache)
    workshop._waiting.put(None)  # it goes home: nothing is made any more
    workshop._thread.join()
    for _ in range(MOST_WAITING):
        workshop.ask(Wish(routine="short"))
    with pytest.raises(TooMuchError):
        workshop.ask(Wish(routine="short"))


def test_leaving_gives_up_what_is_being_made(library: Library, tmp_path: Path) -> None:
    shelf = Shelf()
    workshop = Workshop(shelf, library, Options(), tmp_path / "clips")
    workshop.ask(Wish(routine="seven"))
    wait_until(lambda: workshop.fates()[0].state == "making", "it begins")
    began = time.monotonic()
    workshop.close()
    assert not workshop._thread.is_alive(), time.monotonic() - began
    assert not shelf.all()
    assert not [*(tmp_path / "clips" / "tracks").glob("*.mp3")]


def test_without_a_workshop_nothing_can_be_asked_for(get: Client) -> None:
    assert ask(get, {"routine": "post"}).status in (403, 404)
    assert b"<form" not in get("").body


def test_faults_do_not_tell_of_this_computer() -> None:
    faults = PageWords.read("en").faults
    fault = MediaError("cannot be written (full)", where="/home/me/x.mp3", hint="make room")
    assert in_public(fault, faults) == "cannot be written (full); make room"
    told = in_public(
        NotFoundError("there is no voice 'x'", hint="'coach voices' names them, --voice takes one"), faults
    )
    assert told == "there is no voice 'x'"
    assert "/home" not in in_public(RoutineError([]), faults)


def test_who_breaks_off_in_the_midst_of_a_wish_is_no_news(
    page: Client, caplog: pytest.LogCaptureFixture
) -> None:
    where = urlsplit(page.server.url)
    head = f"POST {where.path}making HTTP/1.1\r\nHost: x\r\nOrigin: http://x\r\nContent-Length: 99\r\n"
    for _ in range(3):
        with socket.create_connection((page.server.address, page.server.port), timeout=30) as connection:
            connection.sendall(f"{head}Content-Type: application/json\r\n\r\n{{".encode())
    page.server.__exit__()  # whatever it has to say, it has said
    assert not caplog.records


def test_a_routine_is_read_again_only_when_its_file_changes(
    library: Library, shared_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop = Workshop(Shelf(), library, Options(), shared_cache)
    try:
        before = workshop.routines
        read: list[Path] = []
        load = library.load_file

        def noted(path: Path) -> Routine:
            read.append(path)
            return load(path)

        monkeypatch.setattr(library, "load_file", noted)
        assert workshop.routines == before
        assert read == []
        own = library.own / "short.yaml"
        own.write_text(own.read_text("utf-8").replace("title: ", "title: Not "), "utf-8")
        assert next(title for name, title in workshop.routines if name == "short").startswith("Not ")
        assert read == [own]
    finally:
        workshop.close()
