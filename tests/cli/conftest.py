"""The command line as a person meets it: run in this process for speed, or as a process of its own."""

from __future__ import annotations

import signal
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import pytest

from coach.cli import main
from tests.processes import run_coach

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it printed."""

    code: object
    out: str
    err: str


class Run(Protocol):
    def __call__(self, *arguments: str) -> Ran: ...


@pytest.fixture
def routines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the user's own routines, empty."""
    folder = tmp_path / "own"
    folder.mkdir()
    monkeypatch.setenv("COACH_ROUTINES", str(folder))
    return folder


@pytest.fixture
def run(routines: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Run ``coach`` with arguments, through the same door as the real one."""
    before = signal.getsignal(signal.SIGTERM)

    def run(*arguments: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["coach", *arguments])
        with pytest.raises(SystemExit) as left:
            main()
        printed = capsys.readouterr()
        return Ran(left.value.code or 0, printed.out, printed.err)

    yield run
    signal.signal(signal.SIGTERM, before)


@pytest.fixture
def process(routines: Path) -> Run:
    """Run ``coach`` with arguments, as a process of its own."""

    def run(*arguments: str) -> Ran:
        done = run_coach(*arguments)
        return Ran(done.returncode, done.stdout, done.stderr)

    return run
