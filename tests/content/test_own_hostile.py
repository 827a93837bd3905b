"""Files of own exercises that could hurt the coach: over a thousand, each refused in plain words or led."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from coach.content.library import Library
from coach.content.review import review
from coach.errors import RoutineError
from coach.script.estimate import expecting
from coach.timeline.compiler import compile_timeline
from tests.content.reports import assert_plain, place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from coach.errors import Problem

EXERCISE = """\
title: Clam
posture: side-lying
sides: [right, left]
reps: 10-12
setup: Lie on your {other} side.
feel: In your {side} hip.
"""

VALUES = (
    "", "[]", "{}", "[[]]", "{a: b}", "~", "-1", "0", "0s", "NaN", "9" * 400, "1-2-3", "a" * 5000, "[" * 40, "99h",
    "<speak>", "'{title}'", "'{'", "'}{'", "'{0.__class__}'", "'{side'", "'{side!r}'", "'{side:>9999999}'",
    "'[[slnc 5000]]'", '"\\e[2J"', '"\\u202ecba"', '"\\0"', "'!?'", "|\n  a\n  b", "&a b", "*a", "!!int 3",
    "!!python/object/apply:os.system [id]", "[right]", "[right, right]", "[a, b, c]", "[right, left, right]",
    "[x" + ", x" * 300 + "]", "../../etc/passwd", "'\U0001f9d8'",
)  # fmt: skip
KEYS = (
    "title", "called", "posture", "sides", "hold", "reps", "time", "setup", "feel", "caution", "release", "form",
    "notice", "areas", "role", "effort", "easier", "when", "eyes", "needs", "cautions", "words", "name", "figure",
    "figure_of", "picture",
)  # fmt: skip

BOMB = "a: &a [x, x, x]\n" + "".join(
    f"{b}: &{b} [*{a}, *{a}, *{a}]\n" for a, b in zip("abcdefg", "bcdefgh", strict=True)
)
WHOLE = (
    "",
    "\n",
    "#",
    "---",
    "--- a\n--- b",
    "- a",
    "a",
    "[]",
    "{",
    "}",
    ":",
    "? a",
    "\t",
    "%YAML 9.9\n---\na: b",
    BOMB + EXERCISE,
    "a: &a [*a]\n" + EXERCISE,
    "<<: {posture: prone}\n" + EXERCISE,
    EXERCISE * 2,
    EXERCISE.replace("\n", "\r"),
    EXERCISE.replace(" ", "\u00a0"),
    EXERCISE.replace(" ", "\t"),
    "\ufeff\ufeff" + EXERCISE,
    EXERCISE + "#" * 300_000,
    EXERCISE + "x: " + "[" * 100_000,
    EXERCISE + "form: [" + "Soft., " * 5_000 + "]",
    EXERCISE + "reps: 3\n",
    EXERCISE + "hold: 20-30s\n",
    EXERCISE + "time: 1 min\n",
    EXERCISE.replace("reps: 10-12\n", ""),
    EXERCISE + "exercises: {}\n",
    EXERCISE + "steps: []\n",
    EXERCISE + "source: other\n",
    EXERCISE + "kind: hold\n",
    EXERCISE.replace("sides: [right, left]\n", ""),
    EXERCISE + "words: {title: Clam}\n",
    EXERCISE + "easier: clam\n" * 2,
)


def _texts() -> Iterator[str]:
    """Yield every wrong value at every key, whole files, and files with lines lost, doubled and swapped."""
    lines = EXERCISE.splitlines(keepends=True)
    for key in KEYS:
        kept = [line for line in lines if not line.startswith(f"{key}:")]
        yield from ("".join([*kept, f"{key}: {value}\n"]) for value in VALUES)
    yield from WHOLE
    chance = random.Random(14)  # noqa: S311 (to be the same each time)
    for _ in range(60):
        spoilt = [*lines]
        for _ in range(chance.randint(1, 4)):
            at, line = chance.randrange(len(spoilt)), chance.choice(spoilt)
            spoilt[at : at + chance.randint(0, 1)] = chance.choice(([], [line], [line, line]))
        yield "".join(spoilt)


def _faults(library: Library, path: Path) -> tuple[Problem, ...]:
    try:
        found = review(library, path)
    except RoutineError as error:
        return tuple(error.problems)
    if found.routine is not None:
        compile_timeline(found.routine, library, expecting(library.phrases))
    return found.errors


def test_hostile_files_get_clear_errors_or_are_led(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "clam.yaml"
    refused = 0
    for text in _texts():
        path.write_text(text, "utf-8", newline="")
        problems = _faults(library, path)
        refused += bool(problems)
        assert [place(problem) for problem in problems] == sorted(map(place, problems))
        for problem in problems:
            assert_plain(problem, path)
    assert refused >= 600


def test_hostile_blocks_of_a_routine_are_refused_alike(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    head = "name: mine\ntitle: Mine\nwhen: any\nsteps:\n  - exercise: clam\nexercises:\n  clam:\n"
    refused = 0
    for number, text in enumerate(_texts()):
        if number % 5 == 0 and len(text) < 10_000:
            path.write_text(head + "".join(f"    {line}" for line in text.splitlines(keepends=True)), "utf-8")
            problems = _faults(library, path)
            refused += bool(problems)
            for problem in problems:
                assert_plain(problem, path)
    assert refused >= 100


def test_a_shipped_name_is_hidden_and_nothing_else_is(tmp_path: Path) -> None:
    (tmp_path / "exercises").mkdir()
    (tmp_path / "exercises" / "cat-cow.yaml").write_text(EXERCISE, "utf-8")
    for name in ("My Clam.yaml", "clam.txt", ".clam.yaml", "..yaml", "-.yaml"):
        (tmp_path / "exercises" / name).write_text(EXERCISE, "utf-8")
    (tmp_path / "exercises" / "folder.yaml").mkdir()
    library, shipped = Library(own=tmp_path), Library(own=tmp_path / "none")
    assert library.exercise("cat-cow").words.title == "Clam"
    assert library.exercise_names == shipped.exercise_names
    assert library.exercise("childs-pose") == shipped.exercise("childs-pose")
