"""Large letters out of half blocks, to be read across a room."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

BLOCKS = " ▀▄█"
"""What a character cell shows: nothing, its upper half, its lower half, both."""

ROWS = 3
"""How many lines of the terminal a line of large letters takes, its distance to the next included."""

# fmt: off
_SPECIMENS = (
    ("ABCDEFGHIJKLM", (
        "### ##  ### ##  ### ### ### # # #   # # # #   #   #",
        "# # # # #   # # #   #   #   # # #   # # # #   ## ##",
        "### ##  #   # # ##  ##  # # ### #   # ##  #   # # #",
        "# # # # #   # # #   #   # # # # # # # # # #   #   #",
        "# # ##  ### ##  ### #   ### # # # ### # # ### #   #",
    )),
    ("NOPQRSTUVWXYZ", (
        "#  # ### ### ### ##  ### ### # # # # #   # # # # # ###",
        "## # # # # # # # # # #    #  # # # # #   # # # # #   #",
        "# ## # # ### # # ##  ###  #  # # # # # # #  #   #   # ",
        "#  # # # #   ### # #   #  #  # # # # ## ## # #  #  #  ",
        "#  # ### #     # # # ###  #  ###  #  #   # # #  #  ###",
    )),
    ("0123456789:'-.,!?/+()", (
        "### ##  ### ### # # ### ### ### ### ###   #        # ##    #      # # ",
        "# #  #    #   # # # #   #     # # # # # # #        #   #   #  #  #   #",
        "# #  #  ### ### ### ### ###   # ### ###     ##     #  #   #  ### #   #",
        "# #  #  #     #   #   # # #   # # #   # #        #       #    #  #   #",
        "### ### ### ###   # ### ###   # ### ###        # # #  #  #        # # ",
    )),
)
# fmt: on


@lru_cache(64)
def enlarge(text: str, scale: int = 1) -> tuple[str, ...] | None:
    """Return the lines that show ``text`` in large capitals; None if there is a letter without a large form.

    A line of it is ``ROWS * scale`` high.
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.upper()) if not unicodedata.combining(c))
    plain = plain.replace("’", "'").replace("–", "-")  # noqa: RUF001 (what well-set titles contain)
    glyphs = _glyphs()
    if any(letter not in glyphs for letter in plain):
        return None
    pixels = [" ".join(glyphs[letter][row] for letter in plain) for row in range(5)] + [""]
    width = len(pixels[0])
    grown = ["".join(dot * scale for dot in row.ljust(width)) for row in pixels for _ in range(scale)]
    return tuple(
        "".join(BLOCKS[(upper == "#") + 2 * (lower == "#")] for upper, lower in zip(*pair, strict=True))
        for pair in zip(grown[::2], grown[1::2], strict=True)
    )


@lru_cache(16)
def enlarge_wrapped(text: str, width: int, lines: int, scale: int = 1) -> tuple[str, ...] | None:
    """Return large text on at most so many lines of at most ``width``; None if there is no such form."""
    words = text.split()
    shown: list[tuple[str, ...]] = []
    while words and len(shown) < lines:
        for count in range(len(words), 0, -1):
            line = enlarge(" ".join(words[:count]), scale)
            if line is None:
                return None
            if len(line[0]) <= width:
                shown.append(line)
                del words[:count]
                break
        else:
            return None
    return None if words else tuple(row for line in shown for row in line)


@cache
def _glyphs() -> dict[str, tuple[str, ...]]:
    """Cut the specimens apart at their empty columns; each letter is five rows of dots."""
    found: dict[str, tuple[str, ...]] = {" ": ("  ",) * 5}
    for letters, rows in _SPECIMENS:
        height = range(5)
        columns = ["".join(row[i : i + 1] or " " for row in rows) for i in range(max(map(len, rows)) + 1)]
        glyphs: list[list[str]] = [[]]
        for column in columns:
            if column.strip():
                glyphs[-1].append(column)
            elif glyphs[-1]:
                glyphs.append([])
        for letter, glyph in zip(letters, glyphs[:-1], strict=True):
            found[letter] = tuple("".join(column[row] for column in glyph) for row in height)
    return found
