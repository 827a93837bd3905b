"""A crowd of people who do not exist: rows of a roster that ask for everything a row can ask for.

The same number always gives the same rows. Most prescriptions are short, so that many can be made in a while.
"""

from __future__ import annotations

import csv
import random
from typing import TYPE_CHECKING

from coach.rosters.table import COLUMNS

if TYPE_CHECKING:
    from pathlib import Path

LANGUAGES = ("en", "de", "es", "fr")
DETAILS = ("", "full", "short", *["minimal"] * 9)
FORMATS = (*[""] * 15, "opus", "m4a", "ogg", "flac", "html")
NAMES = ("Alexandrina", "Bartholomew", "Clementina", "Ferdinandus", "Guinevere", "Hildegunde", "Wenceslas")
CAUTIONS = ("knee", "wrist", "shoulder", "neck", "knee, wrist")
HELD = (
    "childs-pose",
    "lying-knee-hug",
    "seated-forward-fold",
    "butterfly",
    "figure-four",
    "supine-spinal-twist",
)
MOVED = ("cat-cow", "standing-twist", "hip-circles", "glute-bridge", "knee-rocks", "heel-raises")
ROUTINES = (("knees", "4"), ("rescue", ""), ("post", "6"), ("pre", ""), ("seven", "12"))


def crowd(count: int) -> list[dict[str, str]]:
    """Return so many rows."""
    return [_row(number) for number in range(count)]


def write(rows: list[dict[str, str]], path: Path) -> None:
    """Write rows as a table."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        table = csv.DictWriter(stream, COLUMNS)
        table.writeheader()
        table.writerows(rows)


def _row(number: int) -> dict[str, str]:
    dice = random.Random(number)  # noqa: S311
    row = dict.fromkeys(COLUMNS, "")
    row |= {
        "person": f"P-{number + 1:04}",
        "language": LANGUAGES[number % len(LANGUAGES)],
        "detail": dice.choice(DETAILS),
        "format": dice.choice(FORMATS),
        "greet": dice.choice(NAMES) if number % 3 == 0 else "",
        "bed": "rain" if number % 25 == 0 else "",
        "voice": "system" if number % 7 == 0 else "",
        "avoid": dice.choice(CAUTIONS) if number % 9 == 0 else "",
    }
    if number % 20 == 5:
        row["routine"], row["minutes"] = dice.choice(ROUTINES)
    else:
        row["prescription"] = _note(dice)
    return row


def _note(dice: random.Random) -> str:
    held = f"{dice.choice(HELD)} {dice.choice(('', '2 x '))}{dice.choice((10, 15, 20))} s"
    moved = f"{dice.choice(MOVED)} {dice.randint(4, 8)}"
    both = (moved, f"rest {dice.choice((10, 15))} s", held)
    return "; ".join(dice.choice(((held,), (held,), (moved,), (moved,), (held, moved), both)))
