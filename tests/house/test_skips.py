"""The last lines of a run say what was skipped."""

from __future__ import annotations

from tests.skips import MOST_LINES, skipped


def test_each_reason_has_a_line_the_commonest_first() -> None:
    assert list(skipped(["no tmux", "slow", "slow"])) == ["skipped 2: slow", "skipped 1: no tmux"]
    assert list(skipped([])) == []


def test_however_many_reasons_there_are_they_take_few_lines() -> None:
    reasons = [f"reason {number}" for number in range(20) for _ in range(20 - number)]
    lines = list(skipped(reasons))
    assert len(lines) == MOST_LINES
    assert lines[0] == "skipped 20: reason 0"
    assert lines[-1] == f"skipped {sum(range(1, 17))} for 16 other reasons, which 'scripts/test -rs' lists"
