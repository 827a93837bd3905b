"""Whatever a command prints fits on the terminal, at 80 and at 40 columns, and no word is broken."""

from __future__ import annotations

import ast
import os
import re
import sys
from pathlib import Path

import pytest

import coach.cli
from coach.cli.group import COMMANDS
from tests.cli.each_command import RUNS, TOLD
from tests.processes import environment

DRAWN = re.compile(r"[│█▁-▇]|^\d{4}-\d\d-\d\d$")
"""What charts are drawn of, and the weeks they begin and end with."""

REFERENCE = 500
"""Columns in which nothing has to be broken for want of room."""


def on_terminal(columns: int, folder: Path) -> list[tuple[str, list[str]]]:
    """Run every command on a terminal of that width; return each with the lines it printed."""
    from tests.live.terminals import Terminal

    (folder / "here").mkdir(parents=True)
    home = {"HOME": str(folder), "PYTHONPATH": environment()["PYTHONPATH"]}
    for name in ("COACH_ROUTINES", "COACH_CONFIG", "COACH_DATA"):
        home[name] = str(folder / name.lower())
    command = (sys.executable, "-m", "tests.cli.each_command")
    with Terminal(*command, environment=home, size=(columns, 24), folder=folder / "here") as terminal:
        assert terminal.end() == 0, terminal.seen[-3000:]
        seen = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", terminal.seen.decode()).replace("\r\n", "\n")
    seen = re.sub(r".*\r", "", seen)  # written over, as bars are
    assert "Traceback" not in seen
    pieces = seen.replace(str(folder), "~").split(TOLD)[1:]
    return [(piece.split("\n")[0], piece.split("\n")[1:]) for piece in pieces]


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Every word that the commands print where there is room."""
    printed = on_terminal(REFERENCE, tmp_path_factory.mktemp("wide"))
    return {word for _, lines in printed for line in lines for word in line.split()}


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("columns", [40, 80])
def test_every_line_fits_and_every_word_is_whole(columns: int, tmp_path: Path, words: set[str]) -> None:
    printed = on_terminal(columns, tmp_path)
    wide = [
        (command, line)
        for command, lines in printed
        for line in lines
        if len(line) > columns and len(line.split()) > 1  # a path alone stays whole
    ]
    assert wide == []
    broken = [
        (command, word)
        for command, lines in printed
        for line in lines
        for word in line.split()
        if word not in words and not DRAWN.search(word)
    ]
    assert broken == [], broken


def test_every_command_is_tried() -> None:
    assert sorted(RUNS) == sorted(COMMANDS)


def test_every_text_is_printed_in_the_one_way() -> None:
    """``click.echo`` is left for what programs read, and for files, which end in a line of their own."""
    folder = Path(coach.cli.__file__).parent
    found = [
        f"{path.name}:{node.lineno}"
        for path in folder.glob("*.py")
        if path.name != "tables.py"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if node.func.attr in ("echo", "secho") and "nl" not in [each.arg for each in node.keywords]
    ]
    assert found == []
