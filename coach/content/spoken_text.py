"""What somebody wants the coach to say in words of their own: any text, cut into sentences."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BeforeValidator, Field, StringConstraints

from coach.content.fields import InputError, plain_words, single_line

LONGEST_SENTENCE = 300
MOST_SENTENCES = 60

_END = re.compile(r"(?<=[.!?…])[\"'’”»)]*\s+(?=[\"'‘“«¿¡(]*[A-ZÀ-ÖØ-ÞŒ0-9])")  # noqa: RUF001 (quotation marks)
_GOES_ON = re.compile(r"(?:^|\s)(?:\w|Dr|Mrs?|Ms|Prof|Sra?|St)\.$")
"""A full stop that ends no sentence: of a single letter, or a title before a name."""


def split(text: str) -> list[str]:
    """Cut a text where its sentences end, at line breaks of a block as well."""
    found: list[str] = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        start, line = 0, " ".join(paragraph.split())
        for end in _END.finditer(line):
            if not _GOES_ON.search(line[start : end.start()]):
                found.append(line[start : end.start()] + end[0].rstrip())
                start = end.end()
        found.append(line[start:])
    return found


def _sentences(value: object) -> object:
    """Take a text, or a list of them, for the sentences that they consist of."""
    texts = value if isinstance(value, list | tuple) else [value]
    if not texts or any(not isinstance(text, str) for text in texts):
        raise InputError("this is no text", "write a sentence, or below it a list of sentences")
    if any(not str(text).strip() for text in texts):
        raise InputError("a sentence is empty", "write what the coach should say")
    return [sentence for text in texts for sentence in split(str(text))]


Sentence = Annotated[
    str,
    BeforeValidator(plain_words),
    BeforeValidator(single_line),
    StringConstraints(min_length=1, max_length=LONGEST_SENTENCE),
]
Speech = Annotated[
    tuple[Sentence, ...], BeforeValidator(_sentences), Field(min_length=1, max_length=MOST_SENTENCES)
]
