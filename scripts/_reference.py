"""Writes docs/reference.md from the docstrings of what ``coach`` exports: ``python scripts/_reference.py``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import griffe

import coach

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reference.md"
HEAD = """\
# The coach from Python

`import coach` gives everything on this page, which is made from the docstrings (`python scripts/_reference.py`);
the tests run its examples. Lengths in a timeline are whole milliseconds.

"""


def reference() -> str:
    """Return the page."""
    package = griffe.load("coach", search_paths=[ROOT])
    found = {name: _resolved(package, name) for name in coach.__all__}
    functions = [each for each in found.values() if isinstance(each, griffe.Function)]
    errors = {name: each for name, each in found.items() if each.is_class and name.endswith("Error")}
    others = [each for name, each in found.items() if each.is_class and name not in errors]
    functions.sort(key=lambda each: each.lineno or 0)
    parts = [part for each in functions for part in _function(each)]
    parts += ["## What they give and take", *(part for each in others for part in _class(each))]
    parts += ["## Errors", "\n".join(f"- `{name}`: {_first(each)}" for name, each in errors.items())]
    return HEAD + "\n\n".join(parts) + "\n"


def _resolved(package: griffe.Object | griffe.Alias, name: str) -> griffe.Object | griffe.Alias:
    home = getattr(coach, name).__module__
    found: griffe.Object | griffe.Alias = package[f"{home.removeprefix('coach.')}.{name}"]
    return found


def _function(function: griffe.Function) -> Iterator[str]:
    yield f"## `coach.{function.name}`"
    yield f"```python\n{_signature(function)}\n```"
    yield from _sections(function)


def _signature(function: griffe.Function) -> str:
    taken, keywords = [], False
    for parameter in function.parameters:
        if parameter.kind is griffe.ParameterKind.keyword_only and not keywords:
            keywords = True
            taken.append("*")
        default = "" if parameter.default is None else f" = {parameter.default}"
        taken.append(f"{parameter.name}: {parameter.annotation}{default}")
    line = f"coach.{function.name}({', '.join(taken)}) -> {function.returns}"
    if len(line) <= 100:
        return line
    return (
        f"coach.{function.name}(\n" + "".join(f"    {each},\n" for each in taken) + f") -> {function.returns}"
    )


def _sections(thing: griffe.Object | griffe.Alias) -> Iterator[str]:
    """Yield the parts of a docstring: texts, examples, and a list for each of arguments, results and errors."""
    for section in thing.docstring.parse("google", warnings=False) if thing.docstring else ():
        if section.kind is griffe.DocstringSectionKind.text:
            yield _prose(str(section.value))
        elif section.kind is griffe.DocstringSectionKind.examples:
            yield "\n\n".join(
                f"```pycon\n{text}\n```" if "example" in kind else text for kind, text in section.value
            )
        elif section.kind is griffe.DocstringSectionKind.parameters:
            yield "\n".join(f"- `{each.name}`: {_prose(each.description)}" for each in section.value)
        elif section.kind is griffe.DocstringSectionKind.returns:
            yield "Returns " + _lowered(" ".join(_prose(each.description) for each in section.value))
        elif section.kind is griffe.DocstringSectionKind.raises:
            yield "Raises\n\n" + "\n".join(
                f"- `{each.annotation}`: {_prose(each.description)}" for each in section.value
            )


def _class(thing: griffe.Object | griffe.Alias) -> Iterator[str]:
    yield f"### `coach.{thing.name}`"
    yield from _sections(thing)
    members = [each for each in thing.members.values() if not each.name.startswith("_") and each.docstring]
    if members:
        yield "\n".join(f"- `{each.name}`: {_first(each)}" for each in members)


def _first(thing: griffe.Object | griffe.Alias) -> str:
    return _prose(thing.docstring.value.split("\n\n")[0]) if thing.docstring else ""


def _prose(text: str) -> str:
    """Write a docstring's text as Markdown does."""
    pieces = re.split(r"(^>>> .*?(?:\n\n|\Z))", text, flags=re.DOTALL | re.MULTILINE)
    plain = [re.sub(r"``([^`]+)``", r"`\1`", re.sub(r"(?<!\n)\n(?!\n)", " ", piece)) for piece in pieces]
    return "".join(
        f"```pycon\n{piece.strip()}\n```\n\n" if piece.startswith(">>> ") else words
        for piece, words in zip(pieces, plain, strict=True)
    ).strip()


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


if __name__ == "__main__":
    PAGE.write_text(reference(), "utf-8")
