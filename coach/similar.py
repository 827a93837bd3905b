"""Names that resemble what was written, found and offered in the same way everywhere."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_ALIKE = 0.55
_LONGEST = 60
"""Characters that are compared: a longer name is a mistake of another kind."""


def similar(written: str, known: Iterable[str], most: int = 3) -> list[str]:
    """The known names that resemble what was written, the nearest first."""
    return difflib.get_close_matches(written[:_LONGEST], list(known), n=most, cutoff=_ALIKE)


def did_you_mean(names: Iterable[str]) -> str:
    """A question for a hint, or nothing where there are no names to offer."""
    offered = " or ".join(names)
    return f"did you mean {offered}?" if offered else ""
