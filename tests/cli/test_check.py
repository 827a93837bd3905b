from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.content.reports import HEAD, SOUND

if TYPE_CHECKING:
    from tests.cli.conftest import Run

DOUBTFUL = (
    HEAD + "steps:\n  - exercise: childs-pose\n    hold: 2 min\n  - exercise: figure-four\n    side: left\n"
)


CLAM = "title: Clam\nposture: prone\nhold: 20s\nsetup: Lie down.\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("sound.yaml").write_text(SOUND, "utf-8")
    Path("wrong.yaml").write_text(SOUND.replace("30s", "30").replace("My hips", '""'), "utf-8")
    Path("doubtful.yaml").write_text(DOUBTFUL, "utf-8")
    return tmp_path


def test_a_sound_routine(run: Run, folder: Path) -> None:
    checked = run("check", "sound.yaml")
    assert (checked.code, checked.err) == (0, "")
    assert re.fullmatch(r"sound\.yaml: fine, about \d:\d\d\n", checked.out)


def test_doubts_do_not_make_it_fail(run: Run, folder: Path) -> None:
    checked = run("check", "doubtful.yaml")
    assert checked.code == 0
    assert checked.err.splitlines() == [
        "doubtful.yaml:6:11: warning: childs-pose is usually held for 30 s to 1 min; "
        "check that this is what you mean",
        "doubtful.yaml:8:11: warning: only the left side is worked; add a step with 'side: right', "
        "or leave 'side:' out to work both",
    ]
    assert re.fullmatch(r"doubtful\.yaml: fine, about \d:\d\d, 2 warnings\n", checked.out)


def test_every_fault_of_a_wrong_routine(run: Run, folder: Path) -> None:
    checked = run("check", "wrong.yaml")
    assert (checked.code, checked.out) == (1, "")
    assert checked.err.splitlines() == [
        "wrong.yaml:2:8: 'title' is empty; write 'title: My tight hips'",
        "wrong.yaml:6:11: '30' has no unit; write 30 s",
    ]


def test_several_files_are_all_checked_whatever_is_wrong_with_one(run: Run, folder: Path) -> None:
    Path("binary.yaml").write_bytes(b"\xff\xfe\0")
    checked = run("check", "missing.yaml", "wrong.yaml", "nobody", "binary.yaml", "sound.yaml", "post")
    assert checked.code == 1
    assert [line.split(":")[0] for line in checked.err.splitlines()] == [
        "missing.yaml",
        "wrong.yaml",
        "wrong.yaml",
        "there is no routine 'nobody'; 'coach list' names them all; a file is given by its path",
        "binary.yaml",
    ]
    assert [line.split(":")[0] for line in checked.out.splitlines()] == ["sound.yaml", "post"]


def test_a_folder_is_checked_with_all_that_is_in_it(run: Run, folder: Path) -> None:
    Path("exercises").mkdir()
    Path("exercises", "clam.yaml").write_text(CLAM, "utf-8")
    Path("exercises", "My Clam.yml").write_text(CLAM.replace("prone", "upright"), "utf-8")
    Path("exercises", "notes.txt").write_text("nothing", "utf-8")
    Path(".hidden.yaml").write_text("nothing", "utf-8")
    checked = run("check", ".")
    assert checked.code == 1
    assert [line.split(";")[0] for line in checked.err.splitlines() if "warning" not in line] == [
        "exercises/My Clam.yml:1:1: 'My Clam' is not a name for an exercise",
        "exercises/My Clam.yml:2:10: there is no posture 'upright'",
        "wrong.yaml:2:8: 'title' is empty",
        "wrong.yaml:6:11: '30' has no unit",
    ]
    assert [line.split(":")[0] for line in checked.out.splitlines()] == [
        "doubtful.yaml", "exercises/clam.yaml", "sound.yaml",
    ]  # fmt: skip
    assert run("check", "exercises/clam.yaml", "sound.yaml").code == 0
    Path("empty").mkdir()
    assert "empty: there are no .yaml files in it" in run("check", "empty").err


def test_an_exercise_of_ones_own_by_name(run: Run, routines: Path) -> None:
    (routines / "exercises").mkdir()
    (routines / "exercises" / "clam.yaml").write_text(CLAM + "sides: [right]\n", "utf-8")
    checked = run("check", "clam")
    assert checked.code == 1
    assert checked.err.startswith(f"{routines}/exercises/clam.yaml:5:1: an exercise has two sides, or none; ")


def test_routines_of_ones_own_by_name(run: Run, routines: Path) -> None:
    (routines / "my-hips.yaml").write_text(DOUBTFUL, "utf-8")
    checked = run("check", "my-hips")
    assert checked.code == 0
    assert checked.out.startswith("my-hips: fine, about ")
    assert checked.err.startswith(f"{routines}/my-hips.yaml:6:11: warning: ")


def test_shipped_routines_are_fine(run: Run) -> None:
    checked = run("check", "post", "pre", "seven")
    assert (checked.code, checked.err) == (0, "")
    assert len(checked.out.splitlines()) == 3


def test_a_file_is_needed(run: Run) -> None:
    checked = run("check")
    assert (checked.code, checked.out) == (2, "")
    assert "Usage: coach check" in checked.err


def test_names_that_are_not_text(process: Run, folder: Path) -> None:
    name = b"caf\xe9\x1b.yaml".decode("utf-8", "surrogateescape")
    try:
        Path(name).write_text(SOUND, "utf-8")
    except (OSError, UnicodeError):
        pytest.skip("this system has no such names")
    checked = process("check", name)
    assert checked.code == 0
    assert checked.out.startswith(r"caf\udce9\x1b.yaml: fine, about ")


def test_a_language_is_checked_as_a_whole(run: Run) -> None:
    ran = run("check", "--language", "en")
    assert (ran.code, ran.out, ran.err) == (0, "en: complete\n", "")
    ran = run("check", "--language", "tlh")
    assert (ran.code, ran.out) == (2, "")
    assert "there is no 'tlh'; there are " in ran.err
    assert run("check").code == run("check", "post", "--language", "en").code == 2


def test_a_coach_questions_the_words_of_an_exercise(run: Run, folder: Path) -> None:
    long = "Lie down slowly, and then, " + "when you are ready, " * 6 + "breathe."
    Path("clam.yaml").write_text(f"{CLAM.replace('Lie down.', long)}sides: [right, left]\n", "utf-8")
    Path("sided.yaml").write_text(
        "name: sided\ntitle: Sided\nwhen: after\nsteps:\n  - exercise: clam\nexercises:\n  clam:\n"
        + "".join(f"    {line}\n" for line in f"{CLAM}sides: [right, left]".splitlines()),
        "utf-8",
    )
    checked = run("check", "clam.yaml", "sided.yaml")
    assert checked.code == 0
    assert [line.split("; ")[0] for line in checked.err.splitlines()] == [
        "clam.yaml:4:8: warning: 30 words are a lot for one sentence that is only heard",
        "clam.yaml:4:8: warning: 'setup' does not say which side",
        "sided.yaml:11:12: warning: 'setup' does not say which side",
    ]
