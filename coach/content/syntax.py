"""Says in plain words what stops a file from being read, to somebody who has never heard of YAML."""

from __future__ import annotations

import re
from typing import NamedTuple

from coach.errors import printable

_A_LINE = 400
"""Characters; what is longer was not written by hand and not worth searching."""

_CANNOT_BEGIN = (
    "cannot start any token|alphabetic or numeric|comment or (?:a )?line break|mapping keys are not"
)

_CLOSING = {"[": "]", "{": "}"}


class Explanation(NamedTuple):
    """Where a fault really is (line and column, from 1), what it is, and what to do."""

    place: tuple[int, int]
    what: str
    hint: str


def explain(text: str, fault: Exception) -> Explanation:
    """Explain a complaint of the YAML parser about ``text``, which often comes after the real fault."""
    mark = getattr(fault, "problem_mark", None)
    if mark is None:
        return Explanation((1, 1), "the file is not plain text", "save the routine as plain UTF-8 text")
    opened = getattr(fault, "context_mark", None) or mark
    lines = re.split(r"\r\n|[\r\n\x85\u2028\u2029]", text)
    return _Complaint(
        lines,
        str(getattr(fault, "problem", "")),
        str(getattr(fault, "context", "")),
        *(_within(lines, place.line, place.column) for place in (mark, opened)),
    ).explained()


def _within(lines: list[str], line: int, column: int) -> tuple[int, int]:
    """Return the place, or the very end for one that the parser puts on the line after the last."""
    return (line, column) if line < len(lines) else (len(lines) - 1, len(lines[-1]))


class _Complaint(NamedTuple):
    """What the parser says; places count from 0 here."""

    lines: list[str]
    problem: str
    context: str
    at: tuple[int, int]
    opened: tuple[int, int]

    def explained(self) -> Explanation:
        number, column = self.at
        line = self.lines[number]
        tab = line.find("\t", 0, column + 1)
        if tab == column or (tab >= 0 and not line[:tab].strip(" -")):
            return _here((number, tab), "a tab stands here", "put spaces in its place")
        if "quoted scalar" in self.context:
            return self._in_quotes()
        if "flow" in self.context:
            return self._in_brackets()
        if "mapping values are not" in self.problem:
            return self._stray_colon()
        if re.search(_CANNOT_BEGIN, self.problem) or "node content" in self.problem:
            return self._bad_beginning()
        if "sequence entries are not" in self.problem:
            return _here(self.at, "a '-' cannot stand here", "begin the list on a line of its own")
        if "could not find expected ':'" in self.problem:
            return self._no_colon(self.opened[0])
        if line.startswith("%") or self.lines[self.opened[0]].startswith("%"):
            return _here((self.opened[0], 0), "a line cannot begin with '%'", "take the line out")
        if re.search(r":\s+(['\"]).*\1", line[:column][:_A_LINE]):
            hint = "put double quotes around the whole text, or none at all"
            return _here(self.at, "the text goes on after its closing quotation mark", hint)
        return self._badly_indented(number)

    def _in_quotes(self) -> Explanation:
        if "end of stream" in self.problem:
            return _here(
                self.opened, "the quotation mark here is never closed", "close it at the end of the line"
            )
        if "document indicator" in self.problem:
            return _here(self.opened, "the quotation mark here is never closed", "close it before the '---'")
        number, column = self.at
        backslash = self.lines[number].rfind("\\", 0, column + 1)
        return _here((number, backslash), "this '\\' code does not exist", "use single quotes, or no '\\'")

    def _in_brackets(self) -> Explanation:
        number, column = self.at
        opened = self.opened if self._character(self.opened) in _CLOSING else self._bracket_before(self.at)
        opening = self._character(opened)
        closing = _CLOSING.get(opening, opening)
        if closing in self.lines[number][column:]:
            return _here(self.at, "a ',' is missing before this", "put a ',' between the parts in brackets")
        hint = f"close it with '{closing}', or put the text in quotes"
        return _here(opened, f"the '{opening}' here is never closed", hint)

    def _bracket_before(self, place: tuple[int, int]) -> tuple[int, int]:
        """Where the innermost bracket stands that is open at ``place``; ``place`` if there is none."""
        closed = 0
        for number in range(place[0], -1, -1):
            line = self.lines[number][: place[1] if number == place[0] else None]
            for column in range(len(line) - 1, -1, -1):
                if line[column] in _CLOSING.values():
                    closed += 1
                elif line[column] in _CLOSING and closed:
                    closed -= 1
                elif line[column] in _CLOSING:
                    return number, column
        return place

    def _stray_colon(self) -> Explanation:
        number, column = self.at
        line = self.lines[number]
        first = len(line) - len(line.lstrip())
        if re.match(r"\s*(?:- +)?[\w-]+: ", line[:column]):
            return _here(
                self.at, "a second ':' stands in this line", "put the text after the first in quotes"
            )
        before = self._line_before(number)
        above = self.lines[before]
        start = len(above) - len(above.lstrip())
        if re.match(r"\s*(?:[•‣▪*+–—·]|[0-9]+[.)])", above):  # noqa: RUF001
            return _here((before, start), "this does not begin a step", "begin each step with '- '")
        if re.match(r"\s*-[^\s-]", above):
            return _here((before, start), "the '-' here needs a space after it", "write '- exercise: …'")
        if before != number and not re.search(r":(?:\s|$)", above):
            return self._no_colon(before)
        return _here((number, first), *_MISALIGNED)

    def _bad_beginning(self) -> Explanation:
        """Explain a character that means something to YAML at the beginning of a text."""
        number, column = self.opened
        character = self._character(self.opened)
        if character == "*" and not self.lines[number][:column].strip():
            return _here(self.opened, "this does not begin a step", "begin each step with '- '")
        return _here(self.opened, f"a text cannot begin with '{character}'", "put the whole text in quotes")

    def _no_colon(self, number: int) -> Explanation:
        line = self.lines[number]
        start = re.match(r"\s*(?:- +)?", line)
        hint = "write 'key: value', with a space after the colon"
        return _here((number, start.end() if start else 0), "this line has no ': ' in it", hint)

    def _badly_indented(self, number: int) -> Explanation:
        if "document start" in self.problem:
            first = self._line_before(number, first=True)
            if not self.lines[first].startswith(" "):
                return _here(self.at, "this comes after the end of the text", "take out the '...' above it")
            number = first
        line = self.lines[number]
        return _here((number, len(line) - len(line.lstrip())), *_MISALIGNED)

    def _line_before(self, number: int, *, first: bool = False) -> int:
        """Return the nearest line above that says something (or the first), ``number`` if there is none."""
        for other in range(number) if first else range(number - 1, -1, -1):
            if self.lines[other].strip() and not self.lines[other].lstrip().startswith("#"):
                return other
        return number

    def _character(self, place: tuple[int, int]) -> str:
        return printable(self.lines[place[0]][place[1] : place[1] + 1])


_MISALIGNED = (
    "this line begins in another column than the lines it belongs to",
    "begin them one below the other, and the keys of a step below its first letter",
)


def _here(place: tuple[int, int], what: str, hint: str) -> Explanation:
    return Explanation((place[0] + 1, place[1] + 1), what, hint)
