"""What people call the languages that the coach speaks."""

from __future__ import annotations

from coach.content.language_words import languages

_NAMES = {
    "english": "en", "german": "de", "deutsch": "de", "spanish": "es", "español": "es", "espanol": "es",
    "french": "fr", "français": "fr", "francais": "fr",
}  # fmt: skip
"""In English and in the language itself."""


def find_language(word: str) -> str | None:
    """The code of a language the coach speaks; "de_AT", "DE" and "German" stand for "de"."""
    code = word.strip().replace("_", "-").split("-")[0].casefold()
    code = _NAMES.get(code, code)
    return code if code in languages() else None
