"""Killed at any moment: what was said to be written is there, and nothing is broken."""

from __future__ import annotations

import contextlib
import random
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from coach.history.store import History
from tests.processes import environment

if TYPE_CHECKING:
    from pathlib import Path

FEW_AND_MANY = [10, pytest.param(200, marks=pytest.mark.slow)]


def check(file: Path) -> None:
    """See that the database is whole, and opens."""
    if file.exists():
        with contextlib.closing(sqlite3.connect(file)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def acknowledged(output: str) -> set[tuple[str, ...]]:
    """Return the whole lines of what a process said."""
    return {tuple(line.split()) for line in output.splitlines(keepends=True) if line.endswith("\n")}


def written(file: Path) -> set[tuple[str, ...]]:
    """Return what is in the history, in the words of ``tests.history.busy``."""
    records = History.read(file)
    return {
        *(("session", f"{session.id}") for session in records.sessions),
        *(("ended", f"{session.id}") for session in records.sessions if session.ended),
        *(("step", f"{step.session}", f"{step.step}") for step in records.steps),
        *(("feeling", f"{feeling.session}") for feeling in records.feelings if feeling.session),
        *(("note", note.text.removeprefix("note ")) for note in records.notes),
    }


@pytest.mark.parametrize("kills", FEW_AND_MANY)
def test_what_was_acknowledged_survives_any_kill(kills: int, file: Path) -> None:
    """Two processes write to the same history; one is killed, again and again."""
    chance = random.Random(kills)  # noqa: S311 (moments, not secrets)
    said: set[tuple[str, ...]] = set()
    command = [sys.executable, "-m", "tests.history.busy"]
    for _ in range(kills):
        pair = [
            subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment()) for _ in range(2)
        ]
        for process in pair:
            assert process.stdout
            said |= acknowledged(process.stdout.readline())  # it has got going
        with contextlib.suppress(subprocess.TimeoutExpired):
            pair[0].wait(chance.uniform(0, 0.15))
        for process in pair:
            assert process.poll() is None
            process.kill()
            said |= acknowledged(process.communicate()[0])
        check(file)
        assert said <= written(file)
    records = History.read(file)
    assert len(said) > 3 * kills
    assert 2 * len(records.notes) == sum(not feeling.session for feeling in records.feelings)  # whole entries
    assert len(records.notes) == len(records.pains)


@pytest.mark.parametrize("kills", [4, pytest.param(40, marks=pytest.mark.slow)])
def test_a_killed_session_loses_no_exercise_that_was_over(
    kills: int, file: Path, tmp_path: Path, shared_cache: Path
) -> None:
    """The real command, playing as fast as it can; whatever is there is there from the first exercise on."""
    chance = random.Random(kills)  # noqa: S311 (moments, not secrets)
    routine = tmp_path / "quick.yaml"
    routine.write_text(QUICK)
    command = [
        sys.executable, "-m", "coach", "play", str(routine), "--history", "--speaker", "null:fast",
    ]  # fmt: skip
    for number in range(kills):
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment(COACH_CACHE=str(shared_cache)),
        )
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(None if number == 0 else chance.uniform(0.5, 2.5))
        process.kill()
        process.wait()
        check(file)
    records = History.read(file)
    assert records.sessions[0].outcome == "done"
    for session in records.sessions:
        steps = [step.step for step in records.steps if step.session == session.id]
        assert steps == list(range(1, len(steps) + 1))
        assert session.ended is None or len(steps) == 3


QUICK = """
name: quick
title: Quick one
when: any
steps:
  - exercise: walk
    time: 10s
  - exercise: childs-pose
    hold: 30s
  - exercise: cat-cow
    reps: 5
"""
