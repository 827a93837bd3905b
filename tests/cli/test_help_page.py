"""Help texts: every option under one heading, every command in one area, and no line wider than the terminal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from coach.cli.group import AREAS, COMMANDS
from coach.cli.help_page import HEADINGS

if TYPE_CHECKING:
    from tests.cli.conftest import Run


def test_every_command_is_in_one_area() -> None:
    listed = [name for names in AREAS.values() for name in names]
    assert sorted(listed) == sorted(COMMANDS)


@pytest.mark.parametrize("columns", [40, 80, 200])
@pytest.mark.parametrize("name", ["play", "export", "script", "share", "plan"])
def test_options_are_grouped_and_no_line_is_too_wide(
    name: str, columns: int, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    whole = run(name, "--help").out
    monkeypatch.setenv("COLUMNS", str(columns))
    page = run(name, "--help").out
    options = re.compile(r"^  (?:-\w, )?(--[\w-]+)", re.MULTILINE)
    found = options.findall(page.partition("\nOptions:")[2])
    assert len(set(found)) == len(found)
    assert found == options.findall(whole.partition("\nOptions:")[2])
    headings = re.findall(r"^(\w[^\n]*):$", page, re.MULTILINE)
    assert headings[0] == "Options"
    assert headings[1:] == [heading for heading in HEADINGS if heading in headings]
    prose = [line for line in page.splitlines() if "|" not in line and not line.startswith("  coach ")]
    assert max(map(len, prose)) <= min(columns, 100)
