"""What the phone tells back: into the history like any other session, once, and from the page alone."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from coach.content.fields import Detail
from coach.content.labels.page import PageWords
from coach.content.language_words import languages
from coach.content.library import Library
from coach.history.store import History
from coach.session_options import Options
from coach.share.making import Order, make
from coach.share.server import Server
from coach.share.telling import OFTEN, Telling
from coach.share.tracks import Shelf, Track
from tests.share.browser import CHROMIUM, Browser
from tests.share.conftest import Client, noise_track
from tests.track.running import SHORT, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from coach.history.records import Records
    from tests.share.conftest import Answer


@pytest.fixture(scope="module")
def track(tmp_path_factory: pytest.TempPathFactory) -> Track:
    return noise_track(tmp_path_factory.mktemp("told"), "post")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The history."""
    return tmp_path / "history.sqlite"


@pytest.fixture
def page(track: Track, path: Path) -> Iterator[Client]:
    shelf = Shelf()
    shelf.put(track)
    with Server(shelf, port=0, telling=Telling(Library(), path)) as server:
        yield Client(server)


def tell(page: Client, told: Any, **headers: str) -> Answer:
    usual = {
        "origin": f"http://{page.server.address}:{page.server.port}",
        "content_type": "application/json",
    }
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    return page("telling", "POST", body=body, **{**usual, **headers})


def play(number: int = 1, **more: Any) -> dict[str, Any]:
    return {"play": f"{number:032x}", "track": "post", **more}


def all_of(track: Track) -> list[dict[str, Any]]:
    """All that can be heard of a track."""
    return [
        {"step": step.index, "seconds": sum(i.end - i.start for i in step.intervals) / 1000, "done": True}
        for step in track.timeline.steps
    ]


def records(path: Path) -> Records:
    return History.read(path)


def test_a_play_is_a_session_like_any_other(page: Client, track: Track, path: Path) -> None:
    area = Telling(Library(), path).areas(track)[0][0]
    told = play(ago=500, heard=all_of(track), tight={area: 4}, pain=True, where=area)
    answer = tell(page, told)
    assert answer.status == 200
    assert "physiotherapist" in json.loads(answer.body)["advice"][0]
    found = records(path)
    (session,) = found.sessions
    assert (session.routine, session.title, session.outcome) == ("post", track.title, "done")
    assert session.source == "played"
    assert session.ended is not None
    assert (session.ended - session.started).total_seconds() == 500
    steps = track.timeline.steps
    assert [(each.step, each.exercise, each.outcome) for each in found.steps] == [
        (each.index, each.exercise, "completed") for each in steps
    ]
    assert {each.session for each in found.steps} == {session.id}
    assert found.feelings[0].session == found.pains[0].session == session.id
    assert found.steps[0].seconds == all_of(track)[0]["seconds"]
    assert found.steps[0].areas == tuple(Library().exercise(steps[0].exercise).areas)
    assert [(each.area, each.tightness) for each in found.feelings] == [(area, 4)]
    assert [each.area for each in found.pains] == [area]


def test_what_was_left_out_is_skipped_and_what_was_not_reached_is_not_there(
    page: Client, track: Track, path: Path
) -> None:
    first, second, *_ = all_of(track)
    heard = [first, {**second, "seconds": 5.0, "done": False}]
    assert tell(page, play(ago=100, heard=heard)).status == 200
    found = records(path)
    assert [each.outcome for each in found.steps] == ["completed", "skipped"]
    assert found.steps[1].seconds == 5.0
    assert found.sessions[0].outcome == "partly"


def test_who_did_it_elsewhere_says_so_and_has_it_logged(page: Client, track: Track, path: Path) -> None:
    assert tell(page, play(whole=True, heard=all_of(track)[:1])).status == 200
    (session,) = records(path).sessions
    assert (session.outcome, session.source) == ("done", "logged")
    assert records(path).steps == ()


def test_how_it_feels_can_be_told_without_a_session(page: Client, path: Path) -> None:
    assert tell(page, play(tight={"lower-back": 6})).status == 200
    assert tell(page, play(2, pain=True)).status == 200
    found = records(path)
    assert found.sessions == ()
    assert [(each.area, each.tightness, each.session) for each in found.feelings] == [("lower-back", 6, None)]
    assert [each.area for each in found.pains] == [None]


def test_a_play_is_one_however_often_it_is_told(page: Client, track: Track, path: Path) -> None:
    told = play(heard=all_of(track), tight={"lower-back": 3})
    with ThreadPoolExecutor(8) as pool:
        answers = [*pool.map(lambda _: tell(page, told).status, range(16))]
    assert answers == [200] * 16
    assert len(records(path).sessions) == len(records(path).feelings) == 1
    assert tell(page, play(2, whole=True)).status == 200
    assert len(records(path).sessions) == 2


def test_seconds_are_no_more_than_there_are(page: Client, track: Track, path: Path) -> None:
    first = all_of(track)[0]
    assert tell(page, play(heard=[{**first, "seconds": 9999.0}])).status == 200
    assert records(path).steps[0].seconds == round(first["seconds"], 1)


ODD: list[Any] = [
    {}, [], None, 5, b"", b"{", b"\xff", b"[" * 4000, b'{"play": NaN}',
    play(), play(track="none"), play(track="../post"), play(track=5), play(more=1), play(play="x"),
    play(play=None), play(play="A" * 32), play(whole="yes"), play(whole=1), play(pain="no"), play(ago=-1),
    play(ago=1e9), play(ago="5"),
    play(ago=True), play(tight={"elbow": 3}), play(tight={"lower-back": 11}), play(tight={"lower-back": -1}),
    play(tight={"lower-back": 2.5}), play(tight={"lower-back": "3"}), play(tight={"lower-back": True}),
    play(tight=["lower-back"]), play(tight={f"a{n}": 1 for n in range(40)}), play(pain=True, where="elbow"),
    play(pain=True, where=5), play(heard=[{"step": 0, "seconds": 1.0, "done": True}]),
    play(heard=[{"step": 99, "seconds": 1.0, "done": True}]),
    play(heard=[{"step": 1, "seconds": -1, "done": True}]),
    play(heard=[{"step": 1, "seconds": 1.0, "done": True}] * 2), play(heard=[{"step": 1, "seconds": 1.0}]),
    play(heard=[{"step": 1, "seconds": 1.0, "done": "yes"}]),
    play(heard=[{"step": "1", "seconds": 1, "done": True}]),
    play(heard={"1": 5}),
]  # fmt: skip


@pytest.mark.parametrize("told", ODD)
def test_what_cannot_be_meant_is_refused_and_nothing_is_written(page: Client, path: Path, told: Any) -> None:
    answer = tell(page, told)
    assert answer.status == 422
    assert json.loads(answer.body)["fault"]
    assert not path.exists()


def test_only_the_page_itself_may_tell(page: Client, path: Path) -> None:
    told = play(whole=True)
    for origin in ("http://example.org", "null", "", f"https://{page.server.address}:{page.server.port}"):
        assert tell(page, told, origin=origin).status == 403
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        assert tell(page, told, content_type=kind).status == 415
    assert tell(page, b" " * 70_000).status == 413
    assert page("telling").status == 405
    assert page.raw("/telling", "POST", body=b"{}").status == 404
    assert not path.exists()


def test_too_much_is_too_much(page: Client, path: Path) -> None:
    most = OFTEN[1]
    answers = [tell(page, play(number, whole=True)).status for number in range(most + 3)]
    assert answers == [200] * most + [429] * 3
    assert len(records(path).sessions) == most
    assert tell(page, play(0, whole=True)).status == 200  # this one is there


def test_a_history_that_cannot_be_written_is_said_and_can_be_told_again(page: Client, path: Path) -> None:
    path.mkdir()
    answer = tell(page, play(whole=True))
    assert (answer.status, json.loads(answer.body)["fault"]) == (503, PageWords.read("en").faults.unsaved)
    assert str(path).encode() not in answer.body
    path.rmdir()
    assert tell(page, play(whole=True)).status == 200
    assert len(records(path).sessions) == 1


def test_without_a_history_nothing_is_asked_or_taken(track: Track) -> None:
    shelf = Shelf()
    shelf.put(track)
    with Server(shelf, port=0) as server:
        silent = Client(server)
        assert b'id="tell"' not in silent("tracks/post").body
        assert tell(silent, play(whole=True)).status == 404


@pytest.mark.parametrize("language", languages())
def test_it_asks_in_the_language_of_the_page(language: str, path: Path, tmp_path: Path) -> None:
    shelf, words, library = Shelf(), PageWords.read(language), Library(language)
    shelf.put(noise_track(tmp_path, "post", language))
    with Server(shelf, port=0, language=language, telling=Telling(library, path)) as server:
        client = Client(server)
        asked = client("tracks/post").body.decode().replace("&#39;", "'")
        for text in (words.feeling.title, words.feeling.tightness, words.feeling.pain, words.feeling.kept):
            assert text in asked
        assert library.titles.areas["lower-back"] in asked
        refused = json.loads(tell(client, play()).body)["fault"]
        assert refused == words.faults.untold


@pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium here")
def test_a_person_plays_it_on_the_phone_and_tells(path: Path, tmp_path: Path, shared_cache: Path) -> None:
    (tmp_path / "short.yaml").write_text(SHORT)
    library, shelf = Library(own=tmp_path), Shelf()
    order, options = Order("short", library.load("short")), Options(detail=Detail.MINIMAL)
    for found in make([order], library, options, shared_cache):
        assert isinstance(found, Track)
        shelf.put(found)
    (tmp_path / "browser").mkdir()
    with (
        Server(shelf, port=0, telling=Telling(library, path)) as server,
        Browser(tmp_path / "browser") as browser,
    ):
        browser.open(f"{server.url}tracks/short")
        wait_until(lambda: browser.run("find('tell').hidden === false"), "the questions")
        browser.run("find('audio').playbackRate = 8; find('play').click()")
        wait_until(lambda: browser.run("find('audio').ended"), "the end")
        assert browser.run("find('felt').open && find('tell').elements.whole.checked")
        browser.run("find('tight-lower-back').value = '7'; find('tell').elements.pain.click()")
        assert browser.run("find('where-pain').checkVisibility()")
        assert browser.run("document.documentElement.scrollWidth") <= 390
        browser.run("find('tell').requestSubmit()")
        wait_until(lambda: browser.run("find('told').textContent"), "the answer")
        assert browser.run("find('told').textContent").startswith(PageWords.read("en").script.saved)
        assert "physiotherapist" in browser.run("find('told').textContent")
        assert browser.run("find('tell').hidden")
        assert browser.said == []
    found_records = records(path)
    (session,) = found_records.sessions
    assert (session.routine, session.outcome, session.source) == ("short", "done", "played")
    assert [(each.exercise, each.outcome) for each in found_records.steps] == [("childs-pose", "completed")]
    assert [(each.area, each.tightness) for each in found_records.feelings] == [("lower-back", 7)]
    assert [each.area for each in found_records.pains] == [None]
