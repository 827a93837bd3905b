"""Rosters at one address at the same time: they take turns, and one that was killed holds up none."""

from __future__ import annotations

import json
import os
import signal
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import fsspec
import pytest

from coach.errors import MediaError
from coach.rosters import remote_lock
from coach.rosters.remote_lock import LOCK, holding
from coach.rosters.remote_storage import RemoteStorage
from coach.track.batch import StoppedError
from tests.rosters.test_stopped import PEOPLE, command
from tests.track.running import AT_MOST, Coach, needs_posix, needs_proc, session_of, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.rosters.conftest import Remote, Rosters

__all__ = ["command"]


def ignore() -> None:
    pass


@pytest.fixture
def storage() -> Iterator[RemoteStorage]:
    """A place in memory."""
    system = fsspec.filesystem("memory")
    yield RemoteStorage("memory://clinic")
    system.store.clear()
    system.pseudo_dirs[:] = [""]


@needs_posix
@needs_proc
def test_two_rosters_at_one_address_take_turns_and_a_killed_one_holds_up_none(
    rosters: Rosters, coach: Coach, command: tuple[str | Path, ...], remote: Remote
) -> None:
    asked, settings = remote.of(command), remote.settings
    killed = coach.start(*asked, env=settings)
    wait_until(lambda: list(rosters.out.glob("P*/*.opus")), "somebody has a track")
    for each in session_of(killed.pid):
        with suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)
    killed.communicate()
    assert (rosters.out / LOCK).exists()
    processes = [coach.start(*asked, env=settings) for _ in range(2)]
    ended = [process.communicate(timeout=AT_MOST) for process in processes]
    assert [process.returncode for process in processes] == [0, 0], ended
    first, second = sorted(out.decode().split("rows: ")[1] for out, _ in ended)
    assert first == f"0 made, {PEOPLE} unchanged, 0 failed\n"
    assert not second.startswith("0 made")
    assert sorted(err for _, err in ended) == [b"", b"Another roster is at work there; waiting for it.\n"]
    assert not (rosters.out / LOCK).exists()


def test_a_lock_of_another_machine_counts_while_it_is_renewed(
    storage: RemoteStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote_lock, "_EXPIRES", 1.0)
    monkeypatch.setattr(remote_lock, "_PATIENCE", 0.05)
    stop, over, told = threading.Event(), threading.Event(), []

    def renew() -> None:
        number = 0
        while not over.wait(0.05):
            number += 1
            storage.write(LOCK, json.dumps({"owner": "other", "machine": "x", "renewed": number}).encode())

    storage.write(LOCK, b"{}")
    other = threading.Thread(target=renew)
    other.start()
    threading.Timer(2.5, stop.set).start()
    with pytest.raises(StoppedError), holding(storage, stop, lambda: told.append(1)):
        pass
    over.set()
    other.join()
    assert told == [1]
    assert json.loads(storage.read(LOCK) or b"")["owner"] == "other", "it is left alone"
    with holding(storage, threading.Event(), ignore):
        assert json.loads(storage.read(LOCK) or b"")["owner"] != "other", "none has renewed it"
    assert storage.read(LOCK) is None


@pytest.mark.parametrize(
    "found",
    [b"", b"{", b"[1]", b'{"process": "x", "machine": 3}', b"[" * 9999],
    ids=["empty", "half", "list", "wrong", "deep"],
)
def test_a_lock_that_cannot_be_read_holds_up_none_for_long(
    found: bytes, storage: RemoteStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote_lock, "_EXPIRES", 0.1)
    monkeypatch.setattr(remote_lock, "_PATIENCE", 0.05)
    storage.write(LOCK, found)
    with holding(storage, threading.Event(), ignore):
        pass
    assert storage.read(LOCK) is None


def test_whoever_loses_the_lock_stops_and_says_so(
    storage: RemoteStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote_lock, "_RENEWED", 0.05)
    stop, other = threading.Event(), b'{"owner": "other"}'

    def lose() -> None:
        with holding(storage, stop, ignore):
            before = storage.read(LOCK)
            wait_until(lambda: storage.read(LOCK) != before, "it is renewed")
            storage.write(LOCK, other)
            assert stop.wait(AT_MOST)
            raise StoppedError("interrupted")

    with pytest.raises(MediaError, match="memory://clinic: another roster has taken over"):
        lose()
    assert storage.read(LOCK) == other


def test_an_address_that_cannot_keep_them_apart_is_warned_of(
    storage: RemoteStorage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    memory = type(fsspec.filesystem("memory"))

    class Careless(memory):  # type: ignore[misc, valid-type]
        """Writes over what is there, as some file systems do."""

        protocol = "careless"

        @classmethod
        def _strip_protocol(cls, path: str) -> str:
            return str(super()._strip_protocol(path.removeprefix("careless://")))

        def pipe_file(self, path: str, value: bytes, **_: Any) -> None:
            super().pipe_file(path, value)

    fsspec.register_implementation("careless", Careless, clobber=True)
    with holding(RemoteStorage("careless://clinic"), threading.Event(), ignore):
        pass
    (warning,) = caplog.messages
    assert warning.startswith("coach: careless://clinic: two rosters that begin at the same moment")
