"""What people wrote, as a message can quote it: on one line, and harmless to a terminal."""

from __future__ import annotations


def printable(text: str) -> str:
    """Return ``text`` on one line, with everything a terminal would obey or hide written as an escape."""
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in text)


def shown(value: object, limit: int = 40) -> str:
    """Quote a value for an error message, on one line and cut to ``limit`` characters."""
    text = value if isinstance(value, str) else repr(value)
    plain = printable(text[: limit + 1])
    return f"'{plain}'" if len(plain) <= limit else f"'{plain[:limit]}…'"
