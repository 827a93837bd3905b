"""A real server with tracks whose files are noise: what is served is looked at, not listened to."""

from __future__ import annotations

import http.client
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np
import pytest

from coach.content.library import Library
from coach.session import Session
from coach.session_options import Options
from coach.share.server import Server
from coach.share.tracks import Shelf, Track, track_of
from coach.voice.cache import ClipCache
from coach.voice.narrator import Narrator
from tests.fakes import FakeVoice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECRET = b"this is nobody's business"
NOISE = np.random.default_rng(1).bytes(700_001)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Client:
    """Asks the server on a connection of its own each time; paths go out as they are."""

    server: Server

    def __call__(self, path: str, method: str = "GET", **more: Any) -> Answer:
        """Ask for a path behind the token."""
        return self.raw(urlsplit(self.server.url).path + path, method, **more)

    def raw(self, target: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        """Ask for any target; names of headers have "_" for "-"."""
        connection = http.client.HTTPConnection(self.server.address, self.server.port, timeout=30)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, target, body, named)
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, found, answer.read())
        finally:
            connection.close()


def noise_track(folder: Path, name: str, language: str = "en") -> Track:
    """A track of a shipped routine with noise for its file."""
    library, options = Library(language), Options(language=language)
    path = folder / f"{name}.mp3"
    path.write_bytes(NOISE)
    with Narrator(FakeVoice(), ClipCache(folder / "clips")) as narrator:
        session = Session(library.load(name), library, narrator, options)
        return track_of(session.timeline, session.routine, library, name, path)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """Two tracks in a folder in which there is something else, too."""
    folder = tmp_path_factory.mktemp("tracks")
    (folder / "secret.mp3").write_bytes(SECRET)
    (folder.parent / "secret.mp3").write_bytes(SECRET)
    found = Shelf()
    for name in ("post", "pre"):
        found.put(noise_track(folder, name))
    return found


@pytest.fixture(scope="module")
def server(shelf: Shelf) -> Iterator[Server]:
    with Server(shelf, port=0) as running:
        yield running


@pytest.fixture
def get(
    server: Server, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> Iterator[Client]:
    """A client of that server, which has nothing to complain of all the while."""
    with caplog.at_level(logging.WARNING):
        yield Client(server)
    assert not caplog.records
    assert "Traceback" not in "".join(capfd.readouterr())
