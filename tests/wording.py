"""What the words of a language are made of, to tell one from another: texts, words, and words without letters."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from coach.content.language_words import WORDS, languages
from coach.content.yaml_io import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import BaseModel

    Some = TypeVar("Some", bound=BaseModel)

OTHERS = [language for language in languages() if language != "en"]
COGNATES = read_yaml(Path(__file__).parent / "cognates.yaml").root


def texts(language: str, files: str = "*.yaml") -> Iterator[tuple[Path, str]]:
    """Yield every text of a language: whatever is in its files but keys."""

    def walk(value: object) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from walk(inner)

    for path in sorted((WORDS / language).rglob(files)):
        root = read_yaml(path).root
        assert isinstance(root, dict)
        root.pop("language", None)
        yield from ((path, text) for text in walk(root))


def words_in(text: str) -> set[str]:
    """Return the words of a text, without what is filled in and what is left of words at apostrophes."""
    return {word for word in re.findall(r"[^\W\d_]+", re.sub(r"{\w+}", " ", text.lower())) if len(word) > 1}


def english_in(text: str, language: str) -> set[str]:
    """Return the words of a text that the coach says in English and nobody says in this language."""
    assert isinstance(COGNATES, dict)
    english = {word for _, said in texts("en") for word in words_in(said)}
    return words_in(text) & english - {*COGNATES.get(language, ())}


def hushed(words: Some) -> Some:
    """Return the same words without a letter in them: any that are read all the same come from elsewhere."""

    def hush(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: hush(inner) for key, inner in value.items()}
        if isinstance(value, str):
            return re.sub(r"[^\W\d_](?![^{]*})", "~", value)
        return [hush(inner) for inner in value]

    return type(words).model_validate(hush(words.model_dump(by_alias=True)))
