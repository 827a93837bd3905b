"""What the coach knows: exercises, words and routines as data files, and the loader that finds them."""

from coach.library.loader import Library, Listed, languages, phrase_book

__all__ = ["Library", "Listed", "languages", "phrase_book"]
