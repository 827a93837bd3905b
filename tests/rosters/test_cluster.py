"""Rosters on a real Dask cluster: a scheduler and workers, each a process of its own."""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from coach.errors import CoachError
from coach.rosters import cluster as dask
from coach.rosters.cluster import Cluster
from tests.rosters.test_stopped import PEOPLE, command, have, sounds
from tests.track.running import CHECKOUT, needs_posix, needs_proc, session_of, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.rosters.conftest import Remote, Rosters
    from tests.track.running import Coach

pytestmark = [needs_posix, needs_proc]
__all__ = ["command"]

KILLS = 5


@dataclass
class Dask:
    """A scheduler, and as many workers as are started; what they print goes into ``logs``."""

    coach: Coach
    logs: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return str(json.loads((self.logs / "scheduler.json").read_text())["address"])

    def start(
        self, program: str, *arguments: str | Path, within: tuple[str, ...] = (), **more: Any
    ) -> subprocess.Popen[bytes]:
        """Start a program of Dask's, ``within`` another command."""
        command = (*within, sys.executable, "-m", f"distributed.cli.dask_{program}", *map(str, arguments))
        settings = {"cwd": self.coach.home, "env": self.coach.environment, **more}
        with (self.logs / f"{len(self.processes)}.log").open("wb") as log:
            started = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, **settings
            )
        self.processes.append(started)
        return started

    def worker(self, **more: Any) -> subprocess.Popen[bytes]:
        options = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", self.logs / "dask")
        return self.start("worker", self.address, *options, **more)


@pytest.fixture
def cluster(coach: Coach, tmp_path: Path) -> Iterator[Dask]:
    logs = tmp_path / "logs"
    logs.mkdir()
    found = Dask(coach, logs)
    file = logs / "scheduler.json"
    found.start("scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", file)
    wait_until(lambda: file.exists() and file.read_text().endswith("}"), "there is a scheduler")
    yield found
    for process in found.processes:
        for each in session_of(process.pid):
            os.kill(each, signal.SIGKILL)
        process.wait()


@pytest.mark.slow
def test_a_cluster_makes_the_same_though_workers_are_lost(
    rosters: Rosters, coach: Coach, cluster: Dask, command: tuple[str | Path, ...]
) -> None:
    alone = rosters.folder / "alone"
    coach(*command[:3], alone, *command[4:])
    workers = [cluster.worker() for _ in range(2)]
    process = coach.start(*command, "--scheduler", cluster.address)
    for made in range(KILLS):
        wait_until(partial(have, rosters.out, made + 1), "one more is made")
        workers.pop(0).kill()
        workers.append(cluster.worker())
    out, err = process.communicate(timeout=300)
    assert (process.returncode, err) == (0, b"")
    assert out.decode().endswith(f"{PEOPLE} rows: {PEOPLE} made, 0 unchanged, 0 failed\n")
    assert sounds(rosters.out) == sounds(alone)
    assert coach(*command, "--scheduler", "tcp://127.0.0.1:9").out.endswith(
        f"0 made, {PEOPLE} unchanged, 0 failed\n"
    )
    for path in cluster.logs.rglob("*"):
        if path.is_file():
            assert not [word for word in (b"Nemo", b"childs-pose", b"P3") if word in path.read_bytes()], path


SMALL = "mount -t tmpfs -o size=300k none $TMPDIR && exec $0 $@"
"""Runs a command with a temporary folder for which there is next to no space."""


def can_mount() -> bool:
    tried = ("unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt")
    return bool(shutil.which("unshare")) and not subprocess.run(tried, capture_output=True).returncode


@pytest.mark.skipif(not can_mount(), reason="a small disk cannot be mounted here")
def test_a_full_disk_is_told_of_with_the_machine(
    cluster: Dask, command: tuple[str | Path, ...], remote: Remote, tmp_path: Path
) -> None:
    (tmp_path / "small").mkdir()
    settings = {**remote.settings, "TMPDIR": str(tmp_path / "small")}
    full = cluster.worker(env=settings, within=("unshare", "-rm", "sh", "-c", SMALL))
    asked = (*remote.of(command), "--scheduler", cluster.address)
    done = cluster.coach(*asked, code=1, env=remote.settings)
    assert done.out.endswith(f"{PEOPLE} rows: 0 made, 0 unchanged, {PEOPLE} failed\n")
    for line in done.err.splitlines():
        assert re.fullmatch(rf"people\.csv: row \d: on {platform.node()}: .*No space left on device.*", line)
    full.kill()
    cluster.worker(env=remote.settings)
    again = cluster.coach(*asked, env=remote.settings)
    assert again.out.endswith(f"{PEOPLE} made, 0 unchanged, 0 failed\n")


@pytest.mark.parametrize("what", ["scheduler", "workers", "version"])
def test_what_a_cluster_can_lack(
    what: str, cluster: Dask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask, "_SECONDS", 3 if what == "workers" else 60)
    address = cluster.address
    if what == "scheduler":
        monkeypatch.setattr(dask, "_SECONDS", 1)
        address = "tcp://127.0.0.1:9"
    if what == "version":
        shutil.copytree(CHECKOUT / "coach", tmp_path / "other" / "coach")
        (tmp_path / "other" / "coach" / "more.yaml").write_text("more: 1\n")
        cluster.worker(env={**cluster.coach.environment, "PYTHONPATH": str(tmp_path / "other")})
    told = {
        "scheduler": "tcp://127.0.0.1:9: there is no scheduler to be reached; start one with 'dask scheduler'",
        "workers": f"{address}: the cluster has no workers; start some with 'dask worker {address}'",
        "version": "there is another version of the coach on this worker; install the same on every machine",
    }
    with pytest.raises(CoachError) as caught:
        Cluster(address)
    assert told[what] in str(caught.value)


HEADER = b"\x85\xabcompression\xc0\xa6python\x93\x03\x0c\x00\xafpickle-protocol\x05"
STRANGE = {
    "nothing": b"",
    "a web server": b"HTTP/1.1 400 Bad Request\r\n\r\n\x1b[2J",
    "half of Dask": struct.pack("<QQQ", len(HEADER) + 16, 1, len(HEADER)) + HEADER,
}


@pytest.mark.parametrize("said", STRANGE.values(), ids=STRANGE)
def test_what_is_no_scheduler_is_told_of_in_one_line(
    said: bytes, command: tuple[str | Path, ...], coach: Coach
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            with suppress(OSError):  # the server is closed at the end
                while True:
                    with server.accept()[0] as line:
                        line.sendall(said)

        threading.Thread(target=answer, daemon=True).start()
        address = "tcp://{}:{}".format(*server.getsockname())
        told = coach(*command, "--scheduler", address, "--force", code=1)
        server.shutdown(socket.SHUT_RDWR)
    [line] = told.err.splitlines()
    assert line.startswith(f"coach: {address}: there is no scheduler to be reached; start one with ")
