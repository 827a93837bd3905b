"""Rosters that are stopped, killed, robbed of a process, or made twice at once: nothing lost, nothing half."""

from __future__ import annotations

import contextlib
import csv
import os
import random
import signal
import subprocess
from functools import partial
from typing import TYPE_CHECKING

import pytest

from coach.rosters.made import read_made
from coach.rosters.storage import LocalStorage
from tests.track.running import AT_MOST, needs_posix, needs_proc, session_of, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.rosters.conftest import Rosters
    from tests.track.running import Coach

pytestmark = [needs_posix, needs_proc]

PEOPLE = 6
DOSES = (10, 12, 14)


@pytest.fixture
def command(rosters: Rosters) -> tuple[str | Path, ...]:
    """What makes a roster of people with several prescriptions, each with a greeting of its own."""
    people = rosters.folder / "people.csv"
    lines = [f"P{each},childs-pose {DOSES[each % len(DOSES)]} s,Nemo{each}\n" for each in range(PEOPLE)]
    people.write_text("person,prescription,greet\n" + "".join(lines))
    return ("roster", people, "--to", rosters.out, "--format", "opus", "--detail", "minimal")


def states(out: Path) -> list[str]:
    with (out / "report.csv").open(newline="") as stream:
        return [row["state"] for row in csv.DictReader(stream)]


def sounds(out: Path) -> dict[str, bytes]:
    return {path.parent.name: path.read_bytes() for path in out.glob("P*/*.opus")}


def finished(out: Path) -> dict[str, int]:
    """When each person's track that has a receipt was made; each must be as the receipt says."""
    storage, found = LocalStorage(str(out)), {}
    for folder in out.glob("P*"):
        made = read_made(storage, folder.name, "exercises.opus")
        if made and made.files:
            assert made.intact(storage, folder.name)
            found[folder.name] = (folder / "exercises.opus").stat().st_mtime_ns
    return found


@pytest.mark.parametrize("kills", [1, pytest.param(20, marks=pytest.mark.slow)], ids=["some", "many"])
def test_a_killed_roster_goes_on_where_it_was(
    kills: int, rosters: Rosters, coach: Coach, command: tuple[str | Path, ...]
) -> None:
    chance, whole = random.Random(kills), rosters.folder / "whole"  # noqa: S311 (any moment will do)
    coach(*command[:3], whole, *command[4:])
    done: dict[str, int] = {}
    for number in range(kills):
        process = coach.start(*command)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(chance.uniform(0.5, 6) if number else 4)
        victims = [process.pid] if number % 2 else session_of(process.pid)
        for victim in victims:
            with contextlib.suppress(ProcessLookupError):
                os.kill(victim, signal.SIGKILL)
        process.communicate()
        wait_until(partial(_ended, process.pid), "all its processes have ended")
        now = finished(rosters.out)
        assert done.items() <= now.items(), "what was made is not made again"
        done = now
        for name, sound in sounds(rosters.out).items():
            assert sound == sounds(whole)[name], "whole or not at all"
    coach(*command)
    assert done.items() <= finished(rosters.out).items()
    assert sounds(rosters.out) == sounds(whole)
    assert sorted(path.name for path in rosters.out.iterdir() if path.name.startswith(".")) == [
        ".roster.lock"
    ]
    assert coach.leftovers == []


@pytest.mark.parametrize(
    ("stop", "number"),
    [(os.killpg, signal.SIGINT), pytest.param(os.kill, signal.SIGTERM, marks=pytest.mark.slow)],
)
def test_a_stopped_roster_tidies_up(
    stop: Callable[[int, int], None],
    number: int,
    rosters: Rosters,
    coach: Coach,
    command: tuple[str | Path, ...],
) -> None:
    process = coach.start(*command, "--jobs", "1")
    wait_until(lambda: finished(rosters.out), "somebody has a track")
    stop(process.pid, number)  # Ctrl-C goes to all in the foreground
    out, err = process.communicate(timeout=AT_MOST)
    assert (process.returncode, out, err.decode()) == (1, b"", "Stopped.\n")
    made = len(finished(rosters.out))
    assert 0 < made < PEOPLE
    assert states(rosters.out) == ["made"] * made
    assert not list(rosters.out.glob(".work*"))
    wait_until(partial(_ended, process.pid), "all its processes have ended")
    assert coach.leftovers == []
    coach(*command)
    assert sorted(states(rosters.out)) == ["made"] * (PEOPLE - made) + ["unchanged"] * made


def test_two_rosters_at_once(rosters: Rosters, coach: Coach, command: tuple[str | Path, ...]) -> None:
    processes = [coach.start(*command) for _ in range(2)]
    ended = [process.communicate(timeout=AT_MOST) for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    first, second = sorted(out.decode().split("rows: ")[1] for out, _ in ended)
    assert first == f"0 made, {PEOPLE} unchanged, 0 failed\n"
    assert second == f"{PEOPLE} made, 0 unchanged, 0 failed\n"
    assert sorted(err for _, err in ended) == [b"", b"Another roster is at work there; waiting for it.\n"]


@pytest.mark.slow
def test_a_process_that_is_lost_is_replaced(
    rosters: Rosters, coach: Coach, command: tuple[str | Path, ...]
) -> None:
    process = coach.start(*command)
    for made in (1, 3):
        wait_until(partial(have, rosters.out, made), "some have a track")
        workers = [each for each in session_of(process.pid) if b"spawn_main" in _command(each)]
        os.kill(workers[0], signal.SIGKILL)
    out, err = process.communicate(timeout=AT_MOST)
    assert (process.returncode, err) == (0, b"")
    assert out.decode().endswith(f"{PEOPLE} made, 0 unchanged, 0 failed\n")


def _ended(leader: int) -> bool:
    return not session_of(leader)


def have(out: Path, count: int) -> bool:
    return len(finished(out)) >= count


def _command(process: int) -> bytes:
    try:
        with open(f"/proc/{process}/cmdline", "rb") as stream:  # noqa: PTH123 (as everywhere in /proc)
            return stream.read()
    except OSError:
        return b""
