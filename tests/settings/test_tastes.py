"""What is liked and disliked: kept among the settings, whole, and one of the two at most."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from coach.errors import CoachError
from coach.settings.tastes import Taste, Tastes, forget, read_tastes, remember
from tests.processes import run_coach

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "config.toml"
    monkeypatch.setenv("COACH_CONFIG", str(path))
    return path


def test_an_exercise_is_liked_or_disliked_and_forgotten_again(file: Path) -> None:
    remember(["cat-cow", "plank"], Taste.LIKE)
    remember(["plank", "clamshell"], Taste.DISLIKE)
    assert read_tastes() == Tastes(("cat-cow",), ("plank", "clamshell"))
    forget(["plank", "butterfly"], Taste.DISLIKE)
    forget(["cat-cow"], Taste.LIKE)
    assert read_tastes() == Tastes((), ("clamshell",))


def test_the_rest_of_the_settings_stays_as_it_was_written(file: Path) -> None:
    file.write_text("# mine\nrate = 120  # calm\n\n[commands.mine]\nrun = ['espeak']\n")
    remember(["cat-cow"], Taste.LIKE)
    assert file.read_text() == (
        "# mine\nrate = 120  # calm\n\nlike = [\"cat-cow\"]\n\n[commands.mine]\nrun = ['espeak']\n"
    )


def test_the_environment_overrules_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    remember(["plank"], Taste.DISLIKE)
    monkeypatch.setenv("COACH_DISLIKE", "butterfly, clamshell")
    assert read_tastes() == Tastes((), ("butterfly", "clamshell"))


def test_broken_settings_stay_as_they_are(file: Path) -> None:
    for broken in ("rate = ", "rate = 9999", "like = 3"):
        file.write_text(broken)
        with pytest.raises(CoachError):
            remember(["cat-cow"], Taste.LIKE)
        assert file.read_text() == broken


def test_many_at_once_lose_nothing(file: Path) -> None:
    names = [f"exercise-{number}" for number in range(20)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: remember([name], Taste.LIKE), names))
    assert sorted(read_tastes().like) == sorted(names)


def test_the_commands_add_list_and_undo(file: Path) -> None:
    def coach(*arguments: str) -> list[str]:
        done = run_coach(*arguments, COACH_CONFIG=str(file))
        assert done.returncode == 0, done.stderr
        return done.stdout.split()

    assert coach("like") == coach("dislike") == []
    coach("like", "child's", "pose,", "Cat-cow")
    coach("dislike", "childs pose")
    assert (coach("like"), coach("dislike")) == (["cat-cow"], ["childs-pose"])
    coach("dislike", "--undo", "Child's pose")
    assert coach("dislike") == []
    wrong = run_coach("dislike", "childs-poses", COACH_CONFIG=str(file))
    assert wrong.returncode == 1
    assert "did you mean childs-pose" in wrong.stderr
