"""``coach share`` as a person starts it, scans it and stops it."""

from __future__ import annotations

import http.client
import re
import signal
import subprocess
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import numpy as np
import pytest
import zxingcpp

from coach.cli.share import command
from coach.errors import CoachError
from coach.share.address import lan_address, qr_code
from coach.share.making import MOST_TRACKS, tidy
from coach.share.server import Server
from coach.share.tracks import Shelf
from tests.track.running import SHORT, Coach, needs_posix

if TYPE_CHECKING:
    from pathlib import Path

BLOCKS = {" ": (1, 1), "▀": (0, 1), "▄": (1, 0), "█": (0, 0)}
"""What the halves of each character are: 1 is dark, as the paper is light."""


@pytest.fixture
def coach(tmp_path: Path, shared_cache: Path) -> Coach:
    home = tmp_path / "home"
    (home / "routines").mkdir(parents=True)
    (home / "routines" / "short.yaml").write_text(SHORT)
    return Coach(home, shared_cache)


def fetched(url: str) -> bytes:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=30)
    connection.request("GET", parts.path)
    body = connection.getresponse().read()
    connection.close()
    return body


def photograph(drawn: str) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Return what a camera sees of a terminal."""
    lines = re.sub(r"\x1b\[[0-9;]*m", "", drawn).splitlines()
    dots = np.array([[BLOCKS[each][half] for each in line] for line in lines for half in (0, 1)], np.uint8)
    return np.kron(255 - 255 * dots, np.ones((8, 8), np.uint8))


def test_a_phone_can_read_the_code_on_the_terminal() -> None:
    with Server(Shelf(), port=0) as server:
        seen = zxingcpp.read_barcodes(photograph(qr_code(server.url)))
        assert [each.text for each in seen] == [server.url]


def test_the_code_is_dark_on_light_whatever_the_theme() -> None:
    lines = qr_code("http://192.0.2.1/").splitlines()
    assert len({len(line) for line in lines}) == 1
    for line in lines:
        assert line.startswith("\x1b[38;5;231;48;5;16m")
        assert line.endswith("\x1b[0m")


@needs_posix
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_told_to_stop(coach: Coach, how: signal.Signals) -> None:
    process = coach.start("share", "short")
    try:
        assert process.stdout
        url = process.stdout.readline().decode().strip()
        page, sound = fetched(url), fetched(url + "tracks/short.mp3")
        process.send_signal(how)
        out, said = process.communicate(timeout=30)
    finally:
        process.kill()
    assert b"A short one" in page
    assert sound[:3] == b"ID3"
    assert process.returncode == 0
    assert out == b""
    err = said.decode()
    assert "Only this computer" in err
    assert "--lan" in err
    assert err.rstrip().endswith("Stopped.")
    assert "█" not in err
    assert "Traceback" not in err


def test_it_stops_by_itself(coach: Coach) -> None:
    done = coach("share", "short", "--for", "1s")
    assert done.out.startswith("http://127.0.0.1:")
    assert "Nobody used it for 1 s" in done.err


def test_what_cannot_be_shared_says_why(coach: Coach) -> None:
    assert "'shor'" in coach("share", "shor", code=1).err
    coach("share", code=2)
    coach("share", "short", "--all", code=2)
    coach("share", "short", "--address", "127.0.0.1", code=2)
    assert "soon" in coach("share", "short", "--for", "soon", code=2).err
    elsewhere = coach("share", "short", "--lan", "--address", "192.0.2.1", "--port", "9999", code=1).err
    assert "192.0.2.1:9999: cannot serve at this address" in elsewhere


def test_a_port_in_use_is_an_error_only_when_it_was_asked_for() -> None:
    with Server(Shelf()) as one, Server(Shelf()) as other:
        assert one.port != other.port
        with pytest.raises(CoachError, match="cannot serve"):
            Server(Shelf(), port=one.port)


def test_this_computer_is_found_on_its_network_or_on_none() -> None:
    found = lan_address()
    assert found is None or re.fullmatch(r"(?!127\.)\d+\.\d+\.\d+\.\d+", found)


def test_old_tracks_make_room(tmp_path: Path) -> None:
    for number in range(MOST_TRACKS + 3):
        (tmp_path / f"{number}.mp3").write_bytes(b"")
    tidy(tmp_path, Shelf())
    assert len([*tmp_path.iterdir()]) == MOST_TRACKS
    tidy(tmp_path / "none", Shelf())


def test_the_stack_is_not_imported_before_it_is_needed() -> None:
    heavy = "uvicorn", "starlette", "jinja2", "segno", "numpy"
    program = f"import coach.cli.share, sys; print(set({heavy!r}) & set(sys.modules))"
    assert command.name == "share"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
