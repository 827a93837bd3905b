"""How a sentence is said: how fast, and as it is or softly."""

from __future__ import annotations

from enum import StrEnum

SLOWEST, FASTEST = 80, 260
"""Words a minute that can be asked for; 130 to 150 are what people follow with ease."""

USUAL = 140
"""The usual words a minute."""

OWN_PITCH, HIGHEST = 50, 99
"""Of pitch, from 0, on espeak's scale: what a voice has by itself, and the most."""


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
