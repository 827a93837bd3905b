from __future__ import annotations

from typing import TYPE_CHECKING

from coach.cli.summaries import MANY
from coach.content.library import Library
from coach.script.estimate import expecting
from coach.timeline.compiler import compile_timeline
from coach.units import SECOND, format_clock
from tests.content.reports import SOUND

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.cli.conftest import Run


def test_the_shipped_routines_are_listed_with_when_and_how_long(run: Run, routines: Path) -> None:
    listed = run("list")
    rows = {line.split()[0]: line.split()[1:] for line in listed.out.splitlines()}
    assert set(rows) >= {"post", "pre", "seven"}
    assert [rows[name][0] for name in ("post", "pre", "seven")] == ["after", "before", "after"]
    for row in rows.values():
        minutes, seconds = row[1].split(":")
        assert 1 <= int(minutes) < 60
        assert 0 <= int(seconds) < 60
    assert "Easy back after your run" in listed.out
    assert "yours" not in listed.out
    assert listed.err == f"Your own routines go into {routines}\n"
    assert listed.code == 0


def test_ones_own_routines_are_marked_and_hide_shipped_ones(run: Run, routines: Path) -> None:
    (routines / "my-hips.yaml").write_text(SOUND, "utf-8")
    (routines / "post.yaml").write_text(SOUND.replace("My hips", "Mine"), "utf-8")
    lines = run("list").out.splitlines()
    assert [line for line in lines if line.split()[0] == "post"] == [
        line for line in lines if " Mine " in line
    ]
    assert [line.split()[0] for line in lines if line.endswith("yours")] == ["my-hips", "post"]
    assert run("show", "post").out.startswith("Mine (my-hips)\n")


def test_a_broken_routine_of_ones_own_does_not_break_the_list(run: Run, routines: Path) -> None:
    (routines / "broken.yaml").write_text(SOUND.replace("30s", "30"), "utf-8")
    (routines / "empty.yaml").write_text("", "utf-8")
    (routines / "notes.txt").write_text("nothing", "utf-8")
    listed = run("list")
    assert listed.code == 0
    assert {line.split()[0] for line in listed.out.splitlines()} >= {"post", "pre", "seven"}
    assert "broken" not in listed.out
    assert listed.err.splitlines() == [
        f"{routines}/broken.yaml:6:11: '30' has no unit; write 30 s",
        f"{routines}/empty.yaml:1:1: the file is empty; begin it with 'name: my-hips'",
        f"Your own routines go into {routines}",
    ]


def test_a_folder_that_is_not_there_yet(run: Run, routines: Path) -> None:
    routines.rmdir()
    assert run("list").code == 0


def test_names_cannot_steer_the_terminal(run: Run, routines: Path) -> None:
    (routines / "a\x1b[2J.yaml").write_text(SOUND, "utf-8")
    (routines / "b\u202e.yaml").write_text("", "utf-8")
    listed = run("list")
    assert all(line.isprintable() for line in (listed.out + listed.err).splitlines())
    assert r"a\x1b[2J" in listed.out


def test_the_exercises_with_their_doses_and_areas(run: Run) -> None:
    listed = run("list", "--exercises")
    assert (listed.code, listed.err) == (0, "")
    lines = listed.out.splitlines()
    assert len(lines) >= 14
    assert [line.split()[0] for line in lines] == sorted(line.split()[0] for line in lines)
    twist = next(line for line in lines if line.startswith("supine-spinal-twist"))
    assert "hold: 20-30 s" in twist
    assert "each side" in twist
    assert "lower-back" in twist
    assert "reps: 5-12" in next(line for line in lines if line.startswith("cat-cow"))


def test_routines_are_grouped_and_filtered(run: Run, routines: Path) -> None:
    (routines / "my-hips.yaml").write_text(SOUND, "utf-8")
    rows = [line.split() for line in run("list").out.splitlines()]
    groups = [row[-1] if row[-1] == "yours" else row[1] for row in rows]
    assert groups == sorted(groups, key=["before", "after", "any", "yours"].index)
    assert {line.split()[1] for line in run("list", "--when", "before").out.splitlines()} == {"before"}
    brief = run("list", "--max-minutes", "7").out.splitlines()
    assert brief
    assert all(int(line.split()[2].split(":")[0]) <= 7 for line in brief)
    shown = {line.split()[0]: line.split()[2] for line in run("list").out.splitlines()}
    library = Library()
    expected = compile_timeline(library.load("post"), library, expecting(library.phrases)).duration
    assert shown["post"] == format_clock(expected)
    minutes = f"{round(expected / SECOND) / 60 + 0.001:.4f}"  # what it takes as it is shown is not too long
    assert "post" in {line.split()[0] for line in run("list", "--max-minutes", minutes).out.splitlines()}
    back = {line.split()[0] for line in run("list", "--area", "back").out.splitlines()}
    assert {"post", "pre", "seven"} <= back
    none = run("list", "--area", "neck", "--max-minutes", "1")
    assert (none.code, none.out) == (0, "")
    assert "No routine fits that; 'coach plan' makes one." in none.err
    assert "did you mean neck" in run("list", "--area", "nek").err


def test_exercises_of_an_area_come_with_those_mainly_for_it_first(run: Run) -> None:
    lines = run("list", "--exercises", "--area", "back").out.splitlines()
    assert all("lower-back" in line for line in lines)
    mainly = ["  lower-back" in line for line in lines]
    assert mainly == sorted(mainly, reverse=True)
    assert run("list", "--exercises", "--max-minutes", "5").code == 2


def test_exercises_for_any_time_are_for_before_and_after_a_run(run: Run) -> None:
    names = {
        when: {line.split()[0] for line in run("list", "--exercises", "--when", when).out.splitlines()}
        for when in ("before", "after", "any")
    }
    assert {"cat-cow", "hip-circles"} <= names["any"]
    assert names["any"] == names["before"] & names["after"]
    assert names["any"] < names["before"] | names["after"]


def test_exercises_of_ones_own_are_listed_and_broken_ones_explained(run: Run, routines: Path) -> None:
    (routines / "exercises").mkdir()
    clam = "title: Clam\nposture: prone\nhold: 20s\nsetup: Lie down.\nareas: glutes\n"
    (routines / "exercises" / "my-clam.yaml").write_text(clam, "utf-8")
    (routines / "exercises" / "odd.yaml").write_text(clam.replace("prone", "upright"), "utf-8")
    listed = run("list", "--exercises", "--area", "glutes")
    assert listed.code == 0
    assert "my-clam" in listed.out
    [line] = listed.err.splitlines()
    assert line.startswith(f"{routines}/exercises/odd.yaml:2:10: there is no posture 'upright'; ")


def test_many_routines_of_ones_own_are_read_once(
    run: Run, routines: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_CACHE", str(tmp_path / "cache"))
    for number in range(MANY):
        (routines / f"mine-{number}.yaml").write_text(SOUND.replace("My hips", f"Number {number}"), "utf-8")
    (routines / "broken.yaml").write_text(SOUND.replace("30s", "30"), "utf-8")
    first = run("list")
    assert "Number 7" in first.out
    assert f"{routines}/broken.yaml:6:11: '30' has no unit; write 30 s\n" in first.err
    assert run("list") == first

    [kept] = (tmp_path / "cache" / "lists").iterdir()
    kept.write_text(kept.read_text("utf-8").replace("Number 7", "As kept"), "utf-8")
    assert "As kept" in run("list").out
    (routines / "mine-7.yaml").write_text(SOUND.replace("My hips", "Anew").replace("30s", "60s"), "utf-8")
    anew = run("list", "--when", "after").out
    assert "Anew" in anew
    assert "As kept" not in anew

    kept.write_text('{"x": [1', "utf-8")
    (routines / "mine-7.yaml").write_text(SOUND.replace("My hips", "Number 7"), "utf-8")
    assert run("list") == first
