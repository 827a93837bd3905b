"""What was skipped and why, in a few lines."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pytest

MOST_LINES = 5


def reason(report: pytest.TestReport) -> str:
    """Return why a test was skipped."""
    told = report.longrepr
    return (told[2] if isinstance(told, tuple) else str(told)).removeprefix("Skipped: ")


def skipped(reasons: Iterable[str]) -> Iterator[str]:
    """Yield lines with the commonest reasons and how many tests each kept from running."""
    counted = Counter(reasons).most_common()
    shown = counted if len(counted) <= MOST_LINES else counted[: MOST_LINES - 1]
    for why, count in shown:
        yield f"skipped {count}: {why}"
    if rest := counted[len(shown) :]:
        total = sum(count for _, count in rest)
        yield f"skipped {total} for {len(rest)} other reasons, which 'scripts/test -rs' lists"
