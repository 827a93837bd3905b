"""What somebody wants the coach to say in words of their own: any text, cut into sentences."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BeforeValidator

from coach.content.fields import InputError, plain_words, single_line
from coach.errors import shown

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
    several = isinstance(value, list | tuple)
    found: list[str] = []
    for place, text in enumerate(value if isinstance(value, list | tuple) else [value]):
        try:
            found += _checked(text)
        except InputError as fault:
            raise InputError(fault.what, fault.hint, place if several else "") from None
    if not found:
        raise InputError("there is no text", "write a sentence, or below it a list of sentences")
    if len(found) > MOST_SENTENCES:
        raise InputError(f"these are {len(found)} sentences", f"say at most {MOST_SENTENCES} in one step")
    return tuple(found)


def _checked(text: object) -> list[str]:
    """Return the sentences of one text; raises InputError for what cannot be said."""
    if not isinstance(text, str):
        raise InputError("this is not text", "write a sentence, or below it a list of sentences")
    if not text.strip():
        raise InputError("a sentence is empty", "write what the coach should say")
    for sentence in (found := split(text)):
        plain_words(single_line(sentence))
        if len(sentence) > LONGEST_SENTENCE:
            what = f"a sentence has {len(sentence)} characters, from {shown(sentence[:30])} on"
            raise InputError(what, f"end it sooner; {LONGEST_SENTENCE} is the most")
    return found


Speech = Annotated[tuple[str, ...], BeforeValidator(_sentences)]
