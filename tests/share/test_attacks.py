"""Who wants more than there is gets nothing, and keeps nobody else from it."""

from __future__ import annotations

import socket
import struct
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import pytest

from coach.share.connections import ASKING, STALLED, Visits
from coach.share.guard import Activity, Rates
from coach.share.server import MOST_CONNECTIONS, Server
from coach.share.tracks import Shelf
from tests.share.conftest import NOISE, SECRET, Client, noise_track

if TYPE_CHECKING:
    from pathlib import Path

ONE_UP = [
    "../", "..%2f", "..%2F", "%2e%2e/", "%2e%2e%2f", "%252e%252e%252f", "..%5c", "..\\", "%2e%2e%5c", "....//",
    "..;/", ".%2e/", "%c0%ae%c0%ae/", "%c0%ae%c0%ae%c0%af", "..%c0%af", "..%ef%bc%8f", "%uff0e%uff0e/",
    "..%00/", "..%0d%0a/", "./../", "//", "/./", "%2f",
]  # fmt: skip


@pytest.mark.parametrize("up", ONE_UP)
def test_nothing_else_can_be_reached(get: Client, up: str, shelf: Shelf) -> None:
    track = shelf.get("post")
    assert track
    absolute = quote(str(track.path.with_name("secret.mp3")))
    token = urlsplit(get.server.url).path
    for target in (
        f"{token}tracks/{up}secret.mp3",
        f"{token}tracks/post/{up}secret.mp3",
        f"{token}tracks/{up * 12}etc/passwd",
        f"{token}{up}page.css",
        f"{token}page.{up}base.html",
        f"{token}tracks/{up}{absolute}",
        f"/{up}{token}secret.mp3",
    ):
        answer = get.raw(target)
        assert answer.status == 404, target
        assert SECRET not in answer.body
        assert b"root:" not in answer.body


def test_only_the_right_token_opens(get: Client) -> None:
    token = urlsplit(get.server.url).path.strip("/")
    assert len(token) >= 22  # 128 bits
    wrong = ["", "/", "/x/", f"/{token}", f"/{token[:-1]}/", f"/{token}x/", f"//{token}/", f"/x/{token}/",
             f"/{token.swapcase()}/", "/%00/", f"/{token}%00/", f"/{token[:-1]}%F0%9F/", "/favicon.ico",
             "/robots.txt", "*"]  # fmt: skip
    answers = [get.raw(target) for target in wrong if target]
    assert {answer.status for answer in answers} <= {404, 400}
    assert {answer.body for answer in answers if answer.status == 404} == {b"Not found.\n"}
    assert all(token.encode() not in answer.body for answer in answers)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "POST", "BREW"])
def test_it_can_only_be_read(get: Client, method: str) -> None:
    for path in ("", "tracks/post.mp3", "feed.xml", "all.zip"):
        assert get(path, method, body=b"x").status == 405
    assert get("tracks/post.mp3").body == NOISE


def test_every_answer_forbids_what_a_page_could_do_wrong(get: Client) -> None:
    for answer in (get(""), get("tracks/post"), get("tracks/none"), get.raw("/x/"), get("page.js")):
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "server" not in answer.headers
        assert "cache-control" in answer.headers


def test_there_is_no_script_or_style_in_the_pages_and_nothing_from_elsewhere(get: Client) -> None:
    for path in ("", "tracks/post"):
        page = get(path).body.decode()
        assert "<style" not in page
        assert " style=" not in page
        assert " on" + "click" not in page
        assert "http:" not in page
        assert "https:" not in page


def talk(server: Server, *parts: bytes) -> bytes:
    """Send bytes as they are and return what comes back."""
    with socket.create_connection((server.address, server.port), timeout=30) as connection:
        try:
            for part in parts:
                connection.sendall(part)
            found = b""
            while chunk := connection.recv(65536):
                found += chunk
                if len(found) > 2_000_000:
                    break
        except (ConnectionResetError, BrokenPipeError):  # it would not even listen to the end
            pass
        return found


@pytest.mark.parametrize(
    "said",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 2_000_000 + b"\r\n\r\n",
        b"GET /" + b"a" * 2_000_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(100_000)) + b"\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500),
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\x00\xff HTTP/1.1\r\nHost: x\r\n\r\n",
        b"\r\n" * 200_000,
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET http://example.org/ HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n",
        b"CONNECT example.org:443 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nGET / HTTP/1.0\r\n\r\n",
    ],
)
def test_what_is_no_sound_request_gets_nothing(get: Client, said: bytes) -> None:
    answer = talk(get.server, said + b"GET / HTTP/1.0\r\n\r\n")
    assert answer[:12] in (b"", b"HTTP/1.1 400", b"HTTP/1.1 404", b"HTTP/1.1 431")
    assert not answer or b"content-security-policy: default-src 'none'" in answer
    assert b"Traceback" not in answer
    assert get("tracks/post.mp3").body == NOISE


@pytest.mark.parametrize("size", [17_000, 60_000])
def test_headers_are_bounded_however_they_come(get: Client, size: int) -> None:
    """In one piece, too, in which more than the server's own bound may have arrived before it is looked at."""
    path = urlsplit(get.server.url).path
    line = f"GET {path}tracks/post.mp3 HTTP/1.1\r\nHost: x\r\n".encode()
    answer = talk(get.server, line + b"X: " + b"a" * size + b"\r\n\r\n")
    assert answer[:12] in (b"HTTP/1.1 400", b"HTTP/1.1 431")
    assert b"content-security-policy" in answer


def test_who_breaks_off_is_no_news(get: Client, caplog: pytest.LogCaptureFixture) -> None:
    path = urlsplit(get.server.url).path
    for target in ("tracks/post.mp3", "all.zip", "", "making"):
        for _ in range(5):
            with socket.create_connection((get.server.address, get.server.port), timeout=30) as connection:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                connection.sendall(f"GET {path}{target} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
                connection.recv(10)
    for _ in range(5):
        with socket.create_connection((get.server.address, get.server.port), timeout=30) as connection:
            said = f"POST {path}making HTTP/1.1\r\nHost: x\r\nOrigin: http://x\r\nContent-Length: 99\r\n"
            connection.sendall(f"{said}Content-Type: application/json\r\n\r\n{{".encode())
    assert get("tracks/post.mp3").body == NOISE
    assert not caplog.records


def test_two_hundred_at_once_all_get_their_part(get: Client) -> None:
    ready = threading.Barrier(200)

    def part(number: int) -> bool:
        ready.wait()
        answer = get("tracks/post.mp3", range=f"bytes={number * 1000}-{number * 1000 + 99_999}")
        return answer.status == 206 and answer.body == NOISE[number * 1000 : number * 1000 + 100_000]

    with ThreadPoolExecutor(200) as pool:
        assert all(pool.map(part, range(200)))


def test_who_holds_on_without_asking_keeps_nobody_out(get: Client) -> None:
    held = []
    try:
        for _ in range(MOST_CONNECTIONS + 50):
            connection = socket.create_connection((get.server.address, get.server.port), timeout=30)
            connection.sendall(b"GET / HTTP/1.1\r\nHost:")
            held.append(connection)
        assert get("tracks/post.mp3").body == NOISE
    finally:
        for connection in held:
            connection.close()


def test_who_never_reads_keeps_nobody_out(get: Client) -> None:
    path = urlsplit(get.server.url).path
    ask = f"GET {path}tracks/post.mp3 HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    held = []
    try:
        for _ in range(100):
            connection = socket.create_connection((get.server.address, get.server.port), timeout=30)
            connection.sendall(ask)
            held.append(connection)
        assert get("tracks/post.mp3").body == NOISE
    finally:
        for connection in held:
            connection.close()


class FakeTransport:
    closed = False

    def abort(self) -> None:
        self.closed = True


def test_the_slow_are_let_go_and_the_idle_make_room() -> None:
    now = [0.0]
    visits = Visits(3, lambda: now[0])
    found = [visits.begin() for _ in range(3)]
    lines = [FakeTransport() for _ in found]
    for visit, line in zip(found, lines, strict=True):
        visit.transport = line  # type: ignore[assignment]
    asking, stalled, lively = found
    stalled.serving()
    lively.serving()
    now[0] = ASKING + 1
    lively.moved()
    visits.let_go()
    assert [line.closed for line in lines] == [True, False, False]
    visits.end(asking)
    visits.begin()
    now[0] += 1
    visits.begin()  # a fourth: of those that wait, the oldest goes before any that is served
    assert [line.closed for line in lines] == [True, False, False]
    lively.moved()
    now[0] = STALLED + 1
    visits.let_go()
    assert [line.closed for line in lines] == [True, True, False]


def test_who_comes_too_often_has_to_wait_and_nobody_else() -> None:
    now = [0.0]
    rates = Rates(2.0, 3, lambda: now[0], most=2)
    assert [rates.allow("a") for _ in range(4)] == [True, True, True, False]
    assert rates.allow("b")
    now[0] = 0.5
    assert [rates.allow("a") for _ in range(2)] == [True, False]


def test_guessing_is_slowed_down_and_does_not_slow_down_who_knows(tmp_path: Path) -> None:
    shelf = Shelf()
    shelf.put(noise_track(tmp_path, "post"))
    with Server(shelf, port=0) as server:
        get = Client(server)
        guesses = [get.raw(f"/guess-{number}/").status for number in range(150)]
        assert set(guesses) == {404, 429}
        assert get("tracks/post.mp3").body == NOISE


def test_it_ends_when_nobody_uses_it(shelf: Shelf) -> None:
    now = [0.0]
    activity = Activity(lambda: now[0])
    now[0] = 60.0
    assert activity.idle == 60.0
    activity.touch()
    assert activity.idle == 0.0
    with Server(shelf, port=0) as server:
        assert server.wait(threading.Event(), idle=0.0) is False
        stop = threading.Event()
        stop.set()
        assert server.wait(stop, idle=1000.0) is True
    with pytest.raises(OSError, match=r"refused|reset|\[WinError"):
        Client(server)("")


def test_strangers_do_not_keep_it_awake(tmp_path: Path) -> None:
    shelf = Shelf()
    shelf.put(noise_track(tmp_path, "post"))
    with Server(shelf, port=0) as server:
        now = [0.0]
        server.activity._clock = lambda: now[0]
        server.activity.touch()
        now[0] = 5.0
        Client(server).raw("/guess/")
        assert server.activity.idle == 5.0
        Client(server)("")
        assert server.activity.idle == 0.0
