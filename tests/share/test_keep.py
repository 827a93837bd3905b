"""A library that stays: the same addresses after a restart, a feed a person, and tokens that can be taken away."""

from __future__ import annotations

import configparser
import http.client
import json
import os
import secrets
import shlex
import shutil
import signal
import socket
import stat
import subprocess
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import feedparser
import pytest

from coach.errors import NotFoundError
from coach.share.found_tracks import FolderShelf
from coach.share.tokens import MAIN, changing, read_addresses
from coach.share.unit import unit
from tests.track.running import SHORT, Coach, needs_posix, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

KEPT = ("--detail", "minimal", "--no-make", "--keep")


@pytest.fixture(scope="module")
def track(shared_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished track."""
    home = tmp_path_factory.mktemp("maker")
    (home / "short.yaml").write_text(SHORT)
    Coach(home, shared_cache)("export", "short.yaml", "--detail", "minimal", "-o", "short.mp3")
    return home / "short.mp3"


@pytest.fixture
def coach(tmp_path: Path, shared_cache: Path) -> Coach:
    home = tmp_path / "home"
    (home / "routines").mkdir(parents=True)
    (home / "routines" / "short.yaml").write_text(SHORT)
    return Coach(home, shared_cache)


def fetched(url: str) -> tuple[int, bytes]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=30)
    connection.request("GET", parts.path)
    answer = connection.getresponse()
    found = answer.status, answer.read()
    connection.close()
    return found


def own_port() -> int:
    """A port that is left to this test: the usual one, and those that systems hand out, others take meanwhile."""
    while True:
        port = 10_000 + secrets.randbelow(20_000)
        with socket.socket() as tried, suppress(OSError):
            tried.bind(("127.0.0.1", port))
            return port


@contextmanager
def sharing(coach: Coach, *arguments: str | Path) -> Iterator[str]:
    """Share until the end of the block, which gets the address that is printed, and end as a service ends."""
    first = () if [*coach.home.rglob("share.json")] else ("--port", str(own_port()))
    process: subprocess.Popen[bytes] = coach.start("share", *arguments, *first)
    try:
        assert process.stdout
        yield process.stdout.readline().decode().strip()
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=60)
        assert process.returncode == 0, said
        assert b"Traceback" not in said
    finally:
        process.kill()
        process.wait()


def tokens(coach: Coach) -> dict[str, str]:
    """The address of each library, or "revoked", by name."""
    lines = coach("share", "--tokens").out.splitlines()
    return {name.strip(): address for name, _, address in (line.rpartition("  ") for line in lines)}


def kept_file(coach: Coach) -> Path:
    return next(coach.home.rglob("share.json"))


@needs_posix
def test_after_a_restart_a_feed_parser_sees_the_same_addresses_and_guids(coach: Coach) -> None:
    with sharing(coach, "short", *KEPT) as url:
        before = feedparser.parse(fetched(f"{url}feed.xml")[1])
    with sharing(coach, "short", *KEPT) as again:
        after = feedparser.parse(fetched(f"{again}feed.xml")[1])
    assert again == url
    assert before.bozo == 0
    assert [(each.id, each.link, each.published) for each in before.entries] == [
        (each.id, each.link, each.published) for each in after.entries
    ]
    assert before.entries[0].enclosures == after.entries[0].enclosures
    assert before.feed == after.feed
    assert tokens(coach) == {"main": url}
    assert stat.S_IMODE(kept_file(coach).stat().st_mode) == 0o600


@needs_posix
def test_a_revoked_token_is_nothing_at_once_and_a_new_one_opens(coach: Coach) -> None:
    with sharing(coach, "short", *KEPT) as url:
        assert fetched(url)[0] == 200
        assert "renew" in coach("share", "--revoke", "main").err
        assert fetched(url) == (404, b"Not found.\n")
        assert fetched(f"{url}feed.xml")[0] == 404
        assert tokens(coach) == {"main": "revoked"}
        new = coach("share", "--renew", "main").out.strip()
        assert fetched(new)[0] == 200
        assert fetched(url)[0] == 404
        assert "'anna'" in coach("share", "--revoke", "anna", code=1).err
        coach("share", "--revoke", "main")
    assert "--renew main" in coach("share", "short", *KEPT, code=1).err


@needs_posix
def test_what_is_new_in_a_routine_comes_by_itself(coach: Coach) -> None:
    with sharing(coach, "short", *KEPT) as url:
        (before,) = feedparser.parse(fetched(f"{url}feed.xml")[1]).entries
        longer = SHORT.replace("10s", "20s").replace("A short one", "A longer one")
        (coach.home / "routines" / "short.yaml").write_text(longer)

        def renewed() -> bool:
            (entry,) = feedparser.parse(fetched(f"{url}feed.xml")[1]).entries
            return bool(entry.title == "A longer one" and entry.id != before.id)

        wait_until(renewed, "the longer one")


@needs_posix
def test_each_person_has_a_feed_and_nobody_else_has_it(coach: Coach, track: Path) -> None:
    clinic = coach.home / "clinic"
    for person in ("Ada Ö", "Ben", ".hidden"):
        (clinic / person).mkdir(parents=True)
        shutil.copy(track, clinic / person)
    shutil.copy(track, clinic / "Ben" / "second one.mp3")
    shutil.copy(track, clinic / "Ben" / ".third.mp3")
    (clinic / "Ben" / "short.pdf").write_bytes(b"%PDF")
    (clinic / "Ben" / "broken.mp3").write_bytes(b"ID3 and nothing else")
    (clinic / "Ada Ö" / "link.mp3").symlink_to(track)
    (clinic / "report.csv").write_text("row,person\n")
    with sharing(coach, "short", *KEPT, "--people", clinic):
        found = tokens(coach)
        assert set(found) == {"main", "Ada Ö", "Ben"}
        feeds = {name: feedparser.parse(fetched(f"{url}feed.xml")[1]) for name, url in found.items()}
        assert [each.title for each in feeds["Ada Ö"].entries] == ["A short one"]
        assert len(feeds["Ben"].entries) == 2
        assert len({feed.feed.podcast_guid for feed in feeds.values()}) == 3
        for name, feed in feeds.items():
            for entry in feed.entries:
                assert entry.link.startswith(found[name])
                address = entry.enclosures[0].href
                assert fetched(address) == (200, track.read_bytes()) or name == "main"
                assert fetched(entry.link)[0] == 200
        assert b"Child's pose" in fetched(f"{found['Ada Ö']}tracks/short")[1].replace(b"&#39;", b"'")
        for path in ("tracks/.third.mp3", "tracks/link.mp3", "tracks/broken.mp3", "tracks/short.pdf", "report.csv",
                     "tracks/..%2fBen%2fshort.mp3", "making"):  # fmt: skip
            assert fetched(f"{found['Ada Ö']}{path}")[0] == (200 if path == "making" else 404), path
        assert b"Ben" not in fetched(found["Ada Ö"])[1]
        assert b'href="papers/short.pdf"' in fetched(found["Ben"])[1]
        assert fetched(f"{found['Ben']}papers/short.pdf") == (200, b"%PDF")
        assert fetched(f"{found['Ada Ö']}papers/short.pdf")[0] == 404
        (clinic / "Cem").mkdir()
        shutil.copy(track, clinic / "Cem")
        wait_until(lambda: "Cem" in tokens(coach), "a new person")
        assert len(feedparser.parse(fetched(f"{tokens(coach)['Cem']}feed.xml")[1]).entries) == 1
        shutil.copy(track, clinic / "Cem" / "more.mp3")
        assert len(feedparser.parse(fetched(f"{tokens(coach)['Cem']}feed.xml")[1]).entries) == 2
        coach("share", "--revoke", "Ben")
        assert fetched(found["Ben"])[0] == 404
        assert fetched(found["Ada Ö"])[0] == 200
    assert tokens(coach)["Ada Ö"] == found["Ada Ö"]
    with sharing(coach, "short", *KEPT):  # without --people, theirs are shut
        assert fetched(found["Ada Ö"])[0] == 404
        assert fetched(found["main"])[0] == 200
    said = kept_file(coach).read_text("utf-8")
    assert {key for each in json.loads(said)["libraries"] for key in each} == {"name", "folder", "token"}


@needs_posix
def test_people_alone_can_be_shared_with(coach: Coach, track: Path) -> None:
    (coach.home / "clinic" / "Ada").mkdir(parents=True)
    shutil.copy(track, coach.home / "clinic" / "Ada")
    done = coach("share", "--people", "clinic", "--keep", "--for", "1s")
    assert done.out == ""
    assert set(tokens(coach)) == {"Ada"}


@needs_posix
def test_a_kept_port_that_is_taken_is_named(coach: Coach) -> None:
    with sharing(coach, "short", *KEPT) as url:
        port = urlsplit(url).port
        assert f"the port that is kept, {port}" in coach("share", "short", *KEPT, code=1).err
        other = coach("share", "short", *KEPT, "--port", str(port), code=1).err
        assert "that is kept" not in other
        assert "cannot serve" in other


@needs_posix
def test_a_damaged_file_opens_nothing_and_says_so(coach: Coach) -> None:
    with sharing(coach, "short", *KEPT) as url:
        path = kept_file(coach)
        whole = path.read_bytes()
        for broken in (b"", b"{", whole[:-20], b"[" * 5000, whole.replace(b'"main"', b'"../x"')):
            path.write_bytes(broken)
            assert fetched(url)[0] == 404
            for arguments in (("--tokens",), ("--revoke", "main"), ("short", *KEPT)):
                assert (
                    f"{path}: the addresses that are kept are damaged"
                    in coach("share", *arguments, code=1).err
                )
            assert path.read_bytes() == broken
        path.write_bytes(whole)
        assert fetched(url)[0] == 200
        path.unlink()
        assert fetched(url)[0] == 404
        path.write_bytes(whole)
    assert not [*path.parent.glob("*.part")]


def test_two_at_once_lose_no_address(tmp_path: Path) -> None:
    path = tmp_path / "share.json"
    program = (
        "import sys; from pathlib import Path; from coach.share.tokens import changing\n"
        "for n in range(20):\n"
        "    with changing(Path(sys.argv[1])) as kept: kept.take([f'{sys.argv[2]}-{n}'], 'clinic')"
    )
    running = [subprocess.Popen([sys.executable, "-c", program, str(path), name]) for name in "abc"]
    assert [each.wait(timeout=120) for each in running] == [0, 0, 0]
    found = read_addresses(path).libraries
    assert len({each.name for each in found}) == len({each.token for each in found}) == 60


def test_the_same_name_in_two_clinics_is_asked_about(tmp_path: Path) -> None:
    with changing(tmp_path / "share.json") as kept:
        kept.take([MAIN])
        for folder in ("north", "south"):
            kept.take(["Ada"], str(tmp_path / folder))
    with pytest.raises(NotFoundError, match="north"):
        kept.named("Ada")
    assert kept.named(str(tmp_path / "south" / "Ada")).folder == str(tmp_path / "south")
    assert kept.named(MAIN).token


def test_the_unit_runs_the_very_command(coach: Coach) -> None:
    printed = coach("share", "short", "--keep", "--lan", "--print-unit").out
    read = configparser.ConfigParser(interpolation=None, strict=False)
    read.read_string(printed)
    service = read["Service"]
    assert shlex.split(service["ExecStart"]) == [
        sys.executable,
        "-m",
        "coach",
        "share",
        "short",
        "--keep",
        "--lan",
    ]
    assert Path(service["WorkingDirectory"]) == coach.home.resolve()
    assert service["Restart"] == "on-failure"
    assert not [*coach.home.rglob("share.json")]  # nothing is begun by it


def test_a_unit_quotes_what_systemd_would_fill_in() -> None:
    written = unit(["/a b/python", 'say "x"', "$HOME", "100%", "a\\b"], Path("/100%"), {"COACH_X": "1 2%"})
    assert 'ExecStart="/a b/python" "say \\"x\\"" "$$HOME" "100%%" "a\\\\b"' in written
    assert "WorkingDirectory=/100%%" in written
    assert 'Environment="COACH_X=1 2%%"' in written
    assert r'"\x1b[2J\n"' in unit(["\x1b[2J\n"], Path("/"), {})


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here")
def test_systemd_finds_nothing_amiss(tmp_path: Path) -> None:
    path = tmp_path / "coach-share.service"
    path.write_text(unit([sys.executable, "-m", "coach"], tmp_path, {"COACH_DATA": "a b"}))
    checked = subprocess.run(
        [str(shutil.which("systemd-analyze")), "--user", "verify", path], capture_output=True, text=True
    )
    assert "coach-share" not in checked.stderr


def test_what_does_not_go_together_is_refused(coach: Coach) -> None:
    (coach.home / "clinic").mkdir()
    coach("share", "short", "--people", "clinic", code=2)
    coach("share", "short", "--print-unit", code=2)
    coach("share", "--keep", code=2)
    coach("share", "--tokens", "--revoke", "main", code=2)
    coach("share", "short", "--keep", "--people", "nowhere", code=2)
    assert "--keep" in coach("share", "--tokens").err


def test_files_of_every_format_tell_of_themselves(coach: Coach, track: Path, tmp_path: Path) -> None:
    folder = tmp_path / "person"
    folder.mkdir()
    (coach.home / "it.yaml").write_text(SHORT.replace("A short one", "Füße; a=b"))
    for form in ("mp3", "m4a", "opus", "flac", "wav"):
        coach("export", "it.yaml", "--detail", "minimal", "-o", folder / f"it.{form}")
    found = FolderShelf(folder, "en").all()
    assert len(found) == len({each.id for each in found}) == 5
    for each in found:
        assert each.title == "Füße; a=b"
        assert [chapter.title for chapter in each.sheet.chapters] == ["Welcome", "Child's pose", "To finish"]
        assert each.sheet.chapters[0].start == 0
        assert each.exercises == 1
        assert each.said[1][0] == "Child's pose"
        assert each.cover[:2] == b"\xff\xd8"
        assert abs(each.duration - found[0].duration) < 100
    ids = [each.id for each in found]
    os.utime(folder / "it.wav")
    again = FolderShelf(folder, "en")
    assert {each.id for each in again.all()} == {*ids}
    assert again.get(ids[0]) is not None
    assert again.get("other") is None
    assert FolderShelf(tmp_path / "none", "en").all() == []
