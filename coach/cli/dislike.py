"""``coach dislike``."""

from __future__ import annotations

from coach.cli.taste import taste_command

command = taste_command(
    "dislike",
    """Remember that you dislike EXERCISE: plans leave it out, and 'swap' does not offer it.

It comes back only where nothing else is safe, and --why says so. Without EXERCISE, list those you dislike.
Kept in your settings; in a live session the key x does it.""",
)
