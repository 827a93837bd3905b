from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

ASKED = ("--tight", "glutes", "--tight", "back", "--minutes", "12")


def test_a_plan_is_a_routine_file_that_passes_the_check(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    made = run("plan", *ASKED, "--why", "-o", str(file))
    assert (made.code, made.out) == (0, f"{file}\n")
    checked = run("check", str(file))
    assert checked.code == 0
    assert checked.err == ""
    assert "mine.yaml: fine, about 1" in checked.out
    text = file.read_text("utf-8")
    assert text.startswith("# Made by: coach plan --tight glutes --tight back --minutes 12 --when after\n")
    assert run("plan", *ASKED, "--why").out == text
    assert len([line for line in text.splitlines() if line.startswith("  # ")]) >= text.count("- exercise:")


def test_a_file_is_not_overwritten_unasked(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("mine\n", "utf-8")
    refused = run("plan", *ASKED, "-o", str(file))
    assert (refused.code, refused.out) == (1, "")
    assert (
        "mine.yaml: is there already; choose another name with -o, or replace it with --force" in refused.err
    )
    assert file.read_text("utf-8") == "mine\n"
    assert run("plan", *ASKED, "-o", str(file), "--force").code == 0
    assert file.read_text("utf-8").startswith("# Made by")
    assert run("plan", *ASKED, "-o", str(tmp_path / "mine.txt")).code == 2


def test_what_is_left_out_is_said(run: Run, tmp_path: Path) -> None:
    many = [
        part for area in ("glutes", "back", "hips", "hamstrings", "upper-back") for part in ("--tight", area)
    ]
    made = run("plan", *many, "--minutes", "25", "-o", str(tmp_path / "many.yaml"))
    assert made.err.startswith("Left out upper-back: with more than 4 areas each would get too little")
    assert "# Left out upper-back" in (tmp_path / "many.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("plan",), 2, "say what is tight: --tight AREA"),
        (("plan", "--avoid", "knee"), 2, "--tight"),
        (
            ("plan", "--tight", "glutes", "--minutes", "1"),
            1,
            "1 minute is too short for glutes; the shortest",
        ),
        (
            ("plan", "--tight", "glutes", "--minutes", "90"),
            1,
            "90 minutes is too long for glutes; the longest",
        ),
        (("plan", "--tight", "elbow"), 1, "there is no area 'elbow'; there are feet-and-calves, hamstrings"),
        (
            ("plan", "--tight", "legs"),
            1,
            "'legs' is more than one area; name up to 4: there are feet-and-calves",
        ),
        (
            ("plan", "--tight", "knees"),
            1,
            "'knees' cannot be stretched; to be careful with it, add --avoid knee",
        ),
        (("play",), 2, "give either a ROUTINE, or --tight AREA, or --step TEXT"),
        (("play", "post", "--tight", "glutes"), 2, "give either a ROUTINE, or --tight AREA, or --step TEXT"),
        (("script", "post", "--rounds", "2"), 2, "--rounds is for making a routine"),
        (("export", "--all", "--tight", "glutes"), 2, "or give --all, --tight AREA or --step TEXT"),
    ],
)
def test_wishes_that_cannot_be(run: Run, arguments: tuple[str, ...], code: int, message: str) -> None:
    ran = run(*arguments)
    assert (ran.code, ran.out) == (code, "")
    assert message in ran.err


def test_several_are_named_at_once_and_in_words(run: Run) -> None:
    made = run(
        "plan", "--tight", "Lower back, hams", "--without", "Child's pose,pigeon", "--minutes", "12"
    ).out
    assert made == run("plan", "--tight", "lower-back", "--tight", "hams", "--without", "childs-pose", "--without",
                       "pigeon", "--minutes", "12").out  # fmt: skip
    head = "".join(line.removeprefix("# ") for line in made.splitlines(keepends=True)[:2]).replace("\n", " ")
    assert head.startswith("Made by: coach plan --tight lower-back --tight hams --minutes 12 --when after ")
    assert "--without childs-pose --without pigeon" in head


def test_a_session_is_made_as_the_plan_is(run: Run, shared_cache: Path) -> None:
    said = run(
        "script", "--tight", "glutes", "--minutes", "6", "--format", "json", "--cache", str(shared_cache)
    )
    assert said.code == 0
    assert '"routine": "tight-glutes"' in said.out
    length = int(said.out.split('"duration_ms": ')[1].split(",")[0])
    assert abs(length - 6 * 60_000) <= 15_000


def test_what_the_settings_say_to_avoid_is_avoided(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared_cache: Path
) -> None:
    settings = tmp_path / "config.toml"
    settings.write_text('avoid = ["wrist"]', "utf-8")
    monkeypatch.setenv("COACH_CONFIG", str(settings))
    assert " --avoid wrist\n" in run("plan", "--tight", "glutes").out
    assert run("script", "post", "--cache", str(shared_cache)).code == 0
    assert " --avoid neck\n" in run("plan", "--tight", "glutes", "--avoid", "neck").out
    monkeypatch.setenv("COACH_AVOID", "neck,disc")
    assert " --avoid neck --avoid disc\n" in run("plan", "--tight", "glutes").out


def test_a_swap_prints_the_routine_with_another_exercise(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    swapped = run("swap", "post", "childs-pose", "-o", str(file))
    assert (swapped.code, swapped.out) == (0, f"{file}\n")
    assert "instead of child's pose" in swapped.err
    assert "exercise: childs-pose" not in file.read_text("utf-8")
    assert run("check", str(file)).err == ""
    assert run("swap", "post", "childs-pose").out == file.read_text("utf-8")
    assert run("swap", "post", "childs-pose", "-o", str(file)).code == 1
    assert "'post' has no exercise 'plank'; it has childs-pose, " in run("swap", "post", "plank").err
    assert "exercise: roll-down" in run("swap", "post", "childs-pose", "--for", "roll-down").out


def test_what_people_say_of_a_part_of_the_body_is_no_other_part(run: Run) -> None:
    plain = run("plan", "--tight", "calves", "--avoid", "knee", "--avoid", "neck").out
    assert run("plan", "--tight", "calves", "--avoid", "a bad knee and neck").out == plain
    sore = run("plan", "--tight", "my sore calves", "--avoid", "knee,neck").out
    assert sore.splitlines()[1:] == plain.splitlines()[1:]
