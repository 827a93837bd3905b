"""``coach new``: what it writes works as it is, goes where it is found, and replaces nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from coach.content.fields import Detail
from coach.content.language_words import languages
from coach.content.library import Library
from coach.script.estimate import expecting
from coach.timeline.compiler import compile_timeline
from coach.track.transcript import as_json
from tests.processes import environment
from tests.rules import broken_rules

if TYPE_CHECKING:
    from tests.cli.conftest import Run


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("kind", ["exercise", "routine"])
def test_what_is_written_works_as_it_is(run: Run, routines: Path, kind: str, language: str) -> None:
    ran = run("new", kind, "Side clam", "--language", language)
    path = routines / ("exercises" if kind == "exercise" else "") / "side-clam.yaml"
    assert (ran.code, ran.out) == (0, f"{path}\n")
    assert (
        ran.err == "Next: 'coach check side-clam' names every mistake, and 'coach play side-clam' leads it.\n"
    )
    checked = run("check", "side-clam")
    assert (checked.code, checked.err) == (0, "")
    assert checked.out.startswith("side-clam: fine, about ")
    library = Library(language)
    loaded = library.load("side-clam")
    assert loaded.title == "Side clam"
    for detail in Detail:
        timeline = as_json(compile_timeline(loaded, library, expecting(library.phrases), detail))
        assert broken_rules(timeline, language) == []


def test_nothing_is_replaced(run: Run, routines: Path) -> None:
    first = run("new", "routine", "mine")
    Path(first.out.strip()).write_text("kept", "utf-8")
    again = run("new", "routine", "mine")
    assert (again.code, again.out) == (1, "")
    assert "mine.yaml: is there already; open it in an editor, or choose another name" in again.err
    assert (routines / "mine.yaml").read_text("utf-8") == "kept"


def test_it_is_written_where_it_is_asked_for(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "clinic" / "clam.yaml"
    ran = run("new", "exercise", "clam", "-o", str(path))
    assert ran.code == 0
    assert f"'coach play {path}' leads it" in ran.err
    assert run("check", str(path)).out.startswith(f"{path}: fine, about ")
    assert run("new", "exercise", "clam", "-o", str(tmp_path / "clam.txt")).code == 2


def test_hiding_what_is_shipped_is_said(run: Run) -> None:
    said = "this one is meant by '{}', not the one that is shipped"
    assert said.format("clamshell") in run("new", "exercise", "clamshell").err
    assert said.format("post") in run("new", "routine", "post").err


@pytest.mark.parametrize("name", ["", "!", "5k", "x" * 61])
def test_what_is_no_name(run: Run, name: str) -> None:
    ran = run("new", "exercise", name)
    assert (ran.code, ran.out) == (2, "")
    assert "write lower-case words joined by '-', such as side-plank" in ran.err


def test_a_title_that_cannot_be_said_gives_way_to_the_name(run: Run, routines: Path) -> None:
    assert run("new", "exercise", "<Side> clam").code == 0
    assert "\ntitle: Side clam\n" in (routines / "exercises" / "side-clam.yaml").read_text("utf-8")


def test_a_folder_that_cannot_be_written(run: Run, routines: Path) -> None:
    (routines / "exercises").write_text("a file", "utf-8")
    ran = run("new", "exercise", "clam")
    assert (ran.code, ran.out) == (1, "")
    assert "write elsewhere, with -o" in ran.err or "is there already" in ran.err


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals")
def test_it_is_opened_in_the_editor_on_a_terminal(routines: Path, tmp_path: Path) -> None:
    import pty

    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\necho "# edited" >> "$1"\n', "utf-8")
    editor.chmod(0o755)
    above, below = pty.openpty()
    subprocess.run(
        [sys.executable, "-m", "coach", "new", "routine", "mine"],
        stdin=below,
        stdout=below,
        stderr=subprocess.DEVNULL,
        env=environment(EDITOR=str(editor), VISUAL=""),
        check=True,
    )
    os.close(below)
    os.close(above)
    assert (routines / "mine.yaml").read_text("utf-8").endswith("\n# edited\n")


def test_a_pipe_is_no_place_for_an_editor(
    process: Run, routines: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "false")
    ran = process("new", "routine", "mine")
    assert (ran.code, ran.err.count("\n")) == (0, 1)
