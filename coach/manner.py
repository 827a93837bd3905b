"""How a sentence is said: as it is, or softly."""

from __future__ import annotations

from enum import StrEnum


class Manner(StrEnum):
    """``SOFT`` is for what leads a breath or lets go of a stretch: slower and softer than an instruction."""

    PLAIN = "plain"
    SOFT = "soft"

    @property
    def pace(self) -> float:
        """The share of the usual words a minute."""
        return 0.87 if self is Manner.SOFT else 1.0

    @property
    def lowered(self) -> float:
        """How much softer, in LU."""
        return 2.5 if self is Manner.SOFT else 0.0
