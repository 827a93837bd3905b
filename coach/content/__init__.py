"""What the coach knows: exercises, words and routines as data files, and the loader that finds them."""

from coach.content.finding import Listed
from coach.content.library import (
    Library,
    handout_words,
    languages,
    page_words,
    phrase_book,
    question_words,
    screen_words,
    watch_words,
)

__all__ = [
    "Library",
    "Listed",
    "handout_words",
    "languages",
    "page_words",
    "phrase_book",
    "question_words",
    "screen_words",
    "watch_words",
]
