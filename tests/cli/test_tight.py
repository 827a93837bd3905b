"""``coach play tight``: today's routine, made from what the history says has stayed tight."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.processes import run_coach

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path


def coach(folder: Path, *arguments: str, cache: Path) -> subprocess.CompletedProcess[str]:
    return run_coach(*arguments, COACH_DATA=str(folder), COACH_ROUTINES=str(folder), COACH_CACHE=str(cache))


def test_it_is_made_for_what_was_rated_tight(tmp_path: Path, shared_cache: Path) -> None:
    coach(
        tmp_path,
        "log",
        "--tight",
        "glutes=6",
        "--tight",
        "lower-back=8",
        "--tight",
        "neck=1",
        cache=shared_cache,
    )
    done = coach(tmp_path, "script", "tight", "--format", "json", "--minutes", "9", cache=shared_cache)
    assert done.stderr.startswith("For what has stayed tight: lower back (8.0 of 10), glutes (6.0 of 10).")
    made = json.loads(done.stdout)
    assert made["title"] == "For your lower back and your glutes"
    assert abs(made["duration_ms"] - 9 * 60_000) <= 15_000
    shown = coach(tmp_path, "show", "tight", cache=shared_cache)
    title = "For your lower back and your glutes"
    assert shown.stdout.startswith(f"{title} (tight-lower-back-glutes)\nwhen:  after\nabout: ")
    careful = coach(tmp_path, "show", "tight", "--avoid", "knee", cache=shared_cache)
    assert "sore knees" in shown.stdout
    assert "sore knees" not in careful.stdout
    played = coach(
        tmp_path, "play", "tight", "--speaker", "null:fast", "--detail", "minimal", cache=shared_cache
    )
    assert played.returncode == 0, played.stderr
    exported = coach(
        *(tmp_path, "export", "tight", "--minutes", "9", "--format", "fit", "--to", str(tmp_path)),
        cache=shared_cache,
    )
    assert exported.returncode == 0, exported.stderr
    assert [path.name for path in tmp_path.glob("*.fit")] == ["tight-lower-back-glutes.fit"]
    two = coach(tmp_path, "export", "post", "tight", cache=shared_cache)
    assert (two.returncode, "export it by itself" in two.stderr) == (2, True)


def test_without_anything_tight_it_says_what_to_do(tmp_path: Path, shared_cache: Path) -> None:
    unknown = coach(tmp_path, "play", "tight", cache=shared_cache)
    assert (unknown.returncode, unknown.stderr.count("\n")) == (1, 1)
    assert "nothing is known yet of what is tight; say what is: --tight calves" in unknown.stderr
    coach(tmp_path, "log", "--tight", "glutes=1", cache=shared_cache)
    loose = coach(tmp_path, "play", "tight", cache=shared_cache)
    assert loose.returncode == 1
    assert "no area was rated 4 or more of 10" in loose.stderr


def test_a_routine_of_that_name_goes_first(tmp_path: Path, shared_cache: Path) -> None:
    text = "name: tight\ntitle: My own\nwhen: any\nsteps:\n  - exercise: cat-cow\n"
    (tmp_path / "tight.yaml").write_text(text)
    done = coach(tmp_path, "script", "tight", "--detail", "minimal", cache=shared_cache)
    assert done.stdout.startswith("My own (")


def test_what_hurts_and_what_nothing_is_left_for_is_left_alone(tmp_path: Path, shared_cache: Path) -> None:
    ratings = "neck=9,core=8,glutes=6,lower-back=5"
    coach(tmp_path, "log", "--tight", ratings, "--pain", "lower-back", cache=shared_cache)
    done = coach(tmp_path, "show", "tight", "--avoid", "neck", cache=shared_cache)
    assert (done.returncode, done.stdout.split("\n")[0]) == (0, "For your glutes (tight-glutes)")
    assert done.stderr.splitlines()[:3] == [
        "Left out the neck: no stretch is left for it.",
        "Left out the core: no stretch is left for it.",
        "Left out the lower back: it hurt sharply in the last 7 days; 'coach safety' says what to do.",
    ]
    coach(tmp_path, "log", "--pain", "glutes", cache=shared_cache)
    none = coach(tmp_path, "play", "tight", "--avoid", "neck", cache=shared_cache)
    assert none.returncode == 1
    assert "nothing else has stayed tight" in none.stderr
