"""A routine on standard input, where other programs and ``coach plan`` put it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from coach.content.yaml_io import MAX_BYTES
from tests.processes import run_coach
from tests.track.running import SHORT

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path


def coach(cache: Path, stdin: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run_coach(*arguments, "--cache", str(cache), stdin=stdin)


def test_what_plan_prints_can_be_read_on(shared_cache: Path) -> None:
    planned = run_coach("plan", "--tight", "neck", "--minutes", "5")
    done = coach(shared_cache, planned.stdout, "script", "-", "--detail", "minimal")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("For your neck (")


def test_an_exercise_of_it_is_swapped() -> None:
    done = run_coach("swap", "-", "childs-pose", "--for", "cat-cow", stdin=SHORT)
    assert (done.returncode, done.stderr.splitlines()[0]) == (
        0,
        "Cat-cow instead of child's pose, as you wish.",
    )
    assert "exercise: cat-cow" in done.stdout
    wrong = run_coach("swap", "-", "childs-pose", stdin="name: x\n")
    assert wrong.returncode == 1
    assert wrong.stderr.startswith("<stdin>:1:")


def test_it_is_played(shared_cache: Path) -> None:
    done = coach(shared_cache, SHORT, "play", "-", "--speaker", "null:fast", "--detail", "minimal")
    assert done.returncode == 0, done.stderr
    assert "A short one" in done.stderr


def test_it_is_exported_under_its_name(shared_cache: Path, tmp_path: Path) -> None:
    done = coach(shared_cache, SHORT, "export", "-", "--format", "fit", "--to", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["short.fit"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (SHORT.replace("10s", "10"), "<stdin>:6:11: '10' has no unit; write 10 s\n"),
        ("", "<stdin>:1:1: the file is empty; begin it with 'name: my-hips'\n"),
        ("#" * (MAX_BYTES + 1), "<stdin>:1:1: the file is over 256 KB; a routine is a short text file\n"),
    ],
    ids=["wrong", "empty", "endless"],
)
def test_what_is_wrong_with_it_is_said_with_its_place(text: str, fault: str) -> None:
    done = run_coach("check", "-", stdin=text)
    assert (done.returncode, done.stderr) == (1, fault)


def test_a_sound_one_is_fine() -> None:
    assert run_coach("check", "-", stdin=SHORT).stdout.startswith("<stdin>: fine, about ")
    assert run_coach("show", "-", stdin=SHORT).stdout.startswith("A short one (short)\n")


def test_an_import_says_what_it_assumes() -> None:
    done = run_coach("import", "-", stdin="Title\n- Cat-cow 1m\n")
    assert "when: after\n" in done.stdout
    assert done.stderr.startswith("Nothing tells when it is for; after a run is assumed")
    asked = run_coach("import", "-", "--when", "before", stdin="Title\n- Cat-cow 1m\n")
    assert "when: before\n" in asked.stdout
    assert (asked.returncode, asked.stderr) == (0, "")


def test_a_routine_is_not_imported_but_played() -> None:
    done = run_coach("import", "-", stdin=SHORT)
    fault = "coach: <stdin>: is a routine already, not a workout; play it as it is: coach play -\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", fault)
