"""Text as plain words, with nothing in it that any speech engine could take for a command."""

from __future__ import annotations

import unicodedata

from coach.errors import VoiceError, shown

LONGEST_TEXT = 2000
"""Characters in a sentence; some thousands more crash espeak."""

_MARKUP = frozenset("<>[]\\")  # SSML and SAPI tags, macOS [[commands]], \\pau\\
_JOINERS = "\u200c\u200d"  # part of the spelling in Persian and Hindi, and of emoji


def speakable(text: str) -> str:
    """Return the text on one line, without control characters and markup; "&" becomes "and".

    Raises VoiceError when no word remains or the text is longer than ``LONGEST_TEXT``.
    """
    if len(text) > LONGEST_TEXT:
        what = f"{len(text)} characters is too long for one sentence"
        raise VoiceError(what, where=shown(text), hint=f"split it; {LONGEST_TEXT} is the limit")
    words = words_of(text)
    if all(
        unicodedata.category(character)[0] in "PZ" for character in words
    ):  # "...": nothing but punctuation
        raise VoiceError("there is nothing to say", where=shown(text), hint="write some words")
    return words


def words_of(text: str) -> str:
    """What ``speakable`` does, whether or not that can be said."""
    words = unicodedata.normalize("NFC", text).replace("&", " and ")
    return " ".join("".join(map(_harmless, words)).split())


def _harmless(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cf" and character not in _JOINERS:  # soft hyphens, marks of direction
        return ""
    return " " if category in ("Cc", "Cs", "Co") or character in _MARKUP else character
