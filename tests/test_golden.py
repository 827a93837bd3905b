"""What every shipped routine says, word by word, kept in tests/golden and read in review.

After a change of words or timing, look at the difference and keep it with ``scripts/test --golden``.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.compiler import compile_timeline
from coach.routine import Detail
from coach.script.estimate import expect_spoken
from coach.transcript import as_text
from tests.strategies import LIBRARY

GOLDEN = Path(__file__).parent / "golden"
SHIPPED = [routine.name for routine in LIBRARY.routines() if not routine.own]


@pytest.mark.parametrize("detail", list(Detail))
@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_routines_say_what_was_reviewed(
    name: str, detail: Detail, request: pytest.FixtureRequest
) -> None:
    timeline = compile_timeline(LIBRARY.load(name), LIBRARY, expect_spoken, detail)
    said = "\n".join(as_text(timeline)) + "\n"
    path = GOLDEN / f"{name}.{detail}.txt"
    if request.config.getoption("--golden"):
        path.write_text(said, "utf-8")
    assert path.read_text("utf-8") == said


def test_no_golden_script_is_left_over() -> None:
    assert {path.name for path in GOLDEN.glob("*.txt")} == {f"{n}.{d}.txt" for n in SHIPPED for d in Detail}
