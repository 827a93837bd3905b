"""Tables on a terminal break at spaces, whatever its width; in a pipe they stay whole."""

from __future__ import annotations

import pytest

from coach.cli import tables

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
