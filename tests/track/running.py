"""The coach as a person runs it: a real process with a home, a cache and a temporary folder of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import coach
from tests import forked

if TYPE_CHECKING:
    from collections.abc import Callable

CHECKOUT = Path(coach.__file__).parents[1]
SHORT = """\
name: short
title: A short one
when: after
steps:
  - exercise: childs-pose
    hold: 10s
"""
"""A routine with few sentences."""

AT_MOST = 120
"""Seconds that anything here may take; a hang fails instead of blocking."""

needs_posix = pytest.mark.skipif(os.name == "nt", reason="signals and terminals of POSIX")
needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds processes in /proc")


@dataclass(frozen=True)
class Done:
    """A run that has ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Coach:
    """Runs the command line; ``home`` is made up, ``cache`` is where its clips are."""

    home: Path
    cache: Path

    def __call__(
        self,
        *arguments: str | Path,
        code: int = 0,
        cwd: Path | None = None,
        env: dict[str, str] | None = None,
    ) -> Done:
        """Run a command to its end, which has to be with this exit code and without a traceback."""
        given = tuple(map(str, arguments))
        ended = forked.run(*given, env=env or self.environment, cwd=cwd or self.home, patience=AT_MOST)
        done = Done(ended.returncode, ended.stdout.decode(), ended.stderr.decode())
        assert "Traceback" not in done.err, done.err
        assert done.code == code, done
        return done

    def start(
        self, *arguments: str | Path, program: tuple[str, ...] = ("-m", "coach"), **more: Any
    ) -> subprocess.Popen[bytes]:
        """Start a command in a session of its own, by which all its children can be found.

        ``program`` is what Python runs; ``more`` is for ``Popen``.
        """
        streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        settings = {"cwd": self.home, "env": self.environment, "start_new_session": True, **streams, **more}
        return subprocess.Popen([sys.executable, *program, *map(str, arguments)], **settings)

    @property
    def environment(self) -> dict[str, str]:
        usual = forked.environment()
        kept = {key: value for key, value in usual.items() if not key.startswith(("COACH_", "XDG_"))}
        self.temporary.mkdir(parents=True, exist_ok=True)
        own = {"HOME": self.home, "TMPDIR": self.temporary, "COACH_CACHE": self.cache}
        routines = {"COACH_ROUTINES": str(self.home / "routines")}
        routines |= {"COACH_VOICES": str(self.home / "voices"), "COACH_SYSTEM_VOICE": "1"}
        return kept | routines | {key: str(value) for key, value in own.items()}

    @property
    def temporary(self) -> Path:
        return self.home / "tmp"

    @property
    def leftovers(self) -> list[Path]:
        """What is in the temporary folder, but for what other engines' sound library left there."""
        return [path for path in self.temporary.iterdir() if not path.name.startswith("pulse-")]

    def with_cache(self, cache: Path) -> Coach:
        return replace(self, cache=cache)


def wait_until(true: Callable[[], object], what: str | Callable[[], str]) -> None:
    """Wait until something has happened; fail when it does not."""
    deadline = time.monotonic() + AT_MOST
    while not true():
        if time.monotonic() > deadline:
            pytest.fail(f"waited in vain until {what if isinstance(what, str) else what()}")
        time.sleep(0.01)


def session_of(leader: int) -> list[int]:
    """Return the processes of the session that ``leader`` began, zombies aside."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                status = (folder / "stat").read_text()
            except OSError:
                continue
            state, _, _, session = status.rpartition(")")[2].split()[:4]
            if int(session) == leader and state != "Z":
                found.append(int(folder.name))
    return found
