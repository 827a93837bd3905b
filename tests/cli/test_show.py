from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.content.reports import HEAD, SOUND

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run


@pytest.mark.parametrize("name", ["post", "pre", "seven"])
def test_shipped_routines(name: str, run: Run) -> None:
    shown = run("show", name)
    assert (shown.code, shown.err) == (0, "")
    title, when, about, first, *_ = shown.out.splitlines()
    assert title.endswith(f" ({name})")
    assert when == ("when:  before" if name == "pre" else "when:  after")
    lengths = [part.split()[0] for part in about.removeprefix("about: ").split(", ")]
    minutes = [int(length.split(":")[0]) * 60 + int(length.split(":")[1]) for length in lengths]
    assert minutes == sorted(minutes, reverse=True)
    assert about.endswith("(minimal)")
    assert first.startswith("  1. ")


def test_every_kind_of_step(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        HEAD
        + """steps:
  - exercise: walk
    time: 2 min
  - exercise: cat-cow
    reps: 8-10
  - rest: 10-20s
  - exercise: figure-four
    hold: 30s
    rounds: 1-2
  - exercise: figure-four
    side: left
  - exercise: knee-to-chest-march
  - breathe: 4-4-4-4
  - breathe: 6-6
    rounds: 8-12
""",
        "utf-8",
    )
    shown = run("show", str(path))
    assert (shown.code, shown.err) == (0, "")
    steps = [line for line in shown.out.splitlines() if line[:3].strip().isdigit()]
    assert [line.split(". ", 1)[1].split(", ", 1)[1] for line in steps] == [
        "2 min",
        "8-10 times",
        "10-20 s",
        "30 s, right and left, 1-2 rounds",
        "20 s to 1 min, left side only",
        "5-12 times, each side, in turn",
        "about 2 min",
        "8-12 rounds",
    ]
    assert "     mind: " in shown.out


def test_a_routine_nobody_knows(run: Run) -> None:
    shown = run("show", "pots")
    assert (shown.code, shown.out) == (1, "")
    assert shown.err == "coach: there is no routine 'pots'; did you mean post?\n"


def test_an_exercise_nobody_knows(run: Run) -> None:
    shown = run("show", "hip flexor stretch")
    assert (shown.code, shown.out) == (1, "")
    assert shown.err.startswith("coach: there is no routine or exercise 'hip flexor stretch'; did you mean ")
    assert "hip-flexor" in shown.err


def test_a_file_that_is_not_there(run: Run, tmp_path: Path) -> None:
    shown = run("show", f"{tmp_path}/mine.yaml")
    assert (shown.code, shown.out) == (1, "")
    what = "there is no such file; give the path of a .yaml file or a name from 'coach list'"
    assert shown.err == f"coach: {tmp_path}/mine.yaml: {what}\n"


def test_a_broken_routine(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(SOUND.replace("30s", "30").replace("My hips", '""'), "utf-8")
    shown = run("show", str(path))
    assert (shown.code, shown.out) == (1, "")
    assert shown.err.splitlines() == [
        f"{path}:2:8: 'title' is empty; write 'title: My tight hips'",
        f"{path}:6:11: '30' has no unit; write 30 s",
    ]


def test_a_page_shows_the_figures(run: Run) -> None:
    page = run("show", "post", "--format", "html").out
    assert page.count('<svg class="figure"') == 4
    assert "Sink your hips back" in page
    page = run("show", "figure four", "--format", "html").out
    assert page.count('<svg class="figure"') == 1


def test_a_figure_alone(run: Run) -> None:
    drawn = run("show", "figure-four", "--format", "svg").out
    assert drawn.startswith('<svg class="figure"')
    assert 'aria-label="Figure four"' in drawn
    refused = run("show", "post", "--format", "svg")
    assert (refused.code, refused.out) == (2, "")
    assert "--format svg is for one exercise" in refused.err


def test_a_sheet_of_figures(run: Run) -> None:
    drawn = run("list", "--exercises", "--area", "calves", "--format", "svg").out
    assert drawn.count("<text") == len(run("list", "--exercises", "--area", "calves").out.splitlines())
    assert run("list", "--format", "svg").code == 2


@pytest.mark.parametrize(
    ("said", "meant"), [("easy back", "post"), ("Body scan", "scan"), ("quick ease", "rescue")]
)
def test_a_routine_called_by_its_title_is_hinted_at(said: str, meant: str, run: Run) -> None:
    assert run("play", said).err == f"coach: there is no routine '{said}'; did you mean {meant}?\n"
