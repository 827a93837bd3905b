"""What holds for every message about a routine file, whatever is wrong with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coach.errors import RoutineError

if TYPE_CHECKING:
    from pathlib import Path

    from coach.content.library import Library
    from coach.errors import Problem

HEAD = "name: my-hips\ntitle: My hips\nwhen: after\n"
STEPS = f"{HEAD}steps:\n"
SOUND = f"{STEPS}  - exercise: childs-pose\n    hold: 30s\n"

JARGON = re.compile(
    r"value error|input should|validation|pydantic|traceback|nonetype|\bdict\b|tuple|instance|\bstr\b"
    r"|\bscalar|\btoken|mapping|sequence|\bnode\b|stream|\bblock end|<|object at|expected",
    re.IGNORECASE,
)
"""Words that are at home in a program; '<' begins the names that Python and YAML make up."""


LINE_END = re.compile(r"\r\n|[\r\n\x85\u2028\u2029]")


def faults(library: Library, path: Path) -> list[Problem]:
    """Return the problems of a routine that cannot be used, in plain words each; none if it can be."""
    error = _error(library, path)
    if error is None:
        return []
    found = list(error.problems)
    assert found
    assert str(error).split("\n") == [str(problem) for problem in found]
    assert [place(problem) for problem in found] == sorted(place(problem) for problem in found)
    for problem in found:
        assert_plain(problem, path)
    return found


def _error(library: Library, path: Path) -> RoutineError | None:
    try:
        library.load(str(path))
    except RoutineError as error:
        return error
    return None


def place(problem: Problem) -> tuple[int, int]:
    return problem.line, problem.column


def assert_plain(problem: Problem, path: Path) -> None:
    """Hold a message against what every message is: short, on one line, at a place, with something to do."""
    start = f"{path}:{problem.line}:{problem.column}: "
    line = str(problem)
    said = line.removeprefix(start)
    assert line == start + said
    assert line.isprintable()
    assert len(said) < 300
    assert problem.what
    assert problem.hint
    words = re.sub(r"'.*?'(?=[ ;:,]|$)", "", said)  # what the author wrote is quoted
    assert not JARGON.search(words), words
    lines = LINE_END.split(path.read_bytes().decode("utf-8-sig", "replace"))
    assert 1 <= problem.line <= len(lines)
    assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1
