"""Tables on a terminal break at spaces, whatever its width; in a pipe they stay whole."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
import yaml

from coach.cli import tables
from tests.forked import CHECKOUT

if TYPE_CHECKING:
    from pathlib import Path

ROWS = [
    ("miniaudio", "not ready", "there is no sound device to play through"),
    ("null", "", "no sound at all"),
]


@pytest.mark.parametrize("columns", [30, 40, 60, 80, 200])
def test_no_line_is_too_wide_and_no_word_is_broken(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = [line for row in tables._fitted(ROWS) for line in row]
    assert max(map(len, lines)) <= columns
    words = [word for row in ROWS for cell in row for word in cell.split()]
    assert " ".join(lines).split() == words


def test_what_a_terminal_would_obey_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    tables.print_table(("name",), [("a\x1b[31mb",)])
    assert capsys.readouterr().out == "a\\x1b[31mb\n"


@pytest.mark.parametrize("columns", [24, 40, 80])
@pytest.mark.parametrize("path", sorted((CHECKOUT / "examples").glob("*.yaml")), ids=lambda path: path.stem)
def test_a_routine_file_stays_the_same_however_narrow_it_is_printed(
    path: Path, columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    text = path.read_text("utf-8")
    printed = tables.wrapped(text)
    assert yaml.safe_load(printed) == yaml.safe_load(text)
