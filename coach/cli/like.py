"""``coach like``."""

from __future__ import annotations

from coach.cli.taste import taste_command

command = taste_command(
    "like",
    """Remember that you like EXERCISE: plans prefer it where it suits. Without EXERCISE, list those you like.

Kept in your settings; in a live session the key l does it.""",
)
