"""Reads YAML files and writes them: the one door to PyYAML.

A file is taken event by event, so that hostile input (nested a million deep, aliases that multiply, binary) is
refused before it grows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from coach.content.syntax import explain
from coach.content.yaml_file import Node, Place, Trail, YamlFile, in_order
from coach.errors import RoutineError, printable, shown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import BinaryIO

    from yaml import NodeEvent

MAX_BYTES = 256 * 1024
MAX_DEPTH = 8
START: Place = (1, 1)

_NOT_TEXT = re.compile("([^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff])")
"""What YAML does not take; a byte order mark has its place only before everything else."""

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 ,.'()-]*[A-Za-z0-9.')]")
"""Text that YAML takes as it is."""

_ODD_INDENT = re.compile("(?:^|[\r\n])[ -]*([\x85\xa0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000])")
"""The spaces that come along when a text is copied from a web page or a word processor."""


def read_yaml(source: Path | BinaryIO) -> YamlFile:
    """Read a file, or an open stream; raises RoutineError when it cannot be read or is not plain YAML.

    Faults that still leave a readable file (a key given twice, an alias) are kept in ``problems``.
    """
    file = YamlFile(printable(str(source if isinstance(source, Path) else source.name)))
    file.folder = source.parent if isinstance(source, Path) else None
    _build(file, _text(file, _read(file, source)))
    return file


def opened(data: bytes, name: str = "<routine>") -> BinaryIO:
    """Return the content of a file as an open one, for ``read_yaml``; problems are placed in ``name``."""
    stream = _Content(data)
    stream.name = name
    return stream


class _Content(BytesIO):
    name: str


def _read(file: YamlFile, source: Path | BinaryIO) -> bytes:
    try:
        if not isinstance(source, Path):
            data = source.read(MAX_BYTES + 1)
        elif not source.is_file():  # a device or a pipe may never end
            reason = (
                "a folder" if source.is_dir() else "not an ordinary file" if source.exists() else "not there"
            )
            raise _refusal(file, START, f"this is {reason}", "give the path of a routine file")
        else:
            with source.open("rb") as stream:
                data = stream.read(MAX_BYTES + 1)
    except OSError as fault:
        reason = fault.strerror or str(fault)
        raise _refusal(
            file, START, f"the file cannot be read ({reason})", "check its name and its rights"
        ) from None
    if len(data) > MAX_BYTES:
        what = f"the file is over {MAX_BYTES // 1024} KB"
        raise _refusal(file, START, what, "a routine is a short text file")
    return data


def _text(file: YamlFile, data: bytes) -> str:
    """Decode a file and refuse what no editor shows."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        before = fault.object[: fault.start].decode()
        raise _refusal(file, _place(before), "the file is not UTF-8 text", "save it as UTF-8") from None
    for pattern, what, hint in (
        (_NOT_TEXT, "the character {} has no place in a text", "take it out, and save the file as UTF-8"),
        (_ODD_INDENT, "this line is indented with {}", "indent with ordinary spaces"),
    ):
        if match := pattern.search(text):
            name = f"U+{ord(match[1]):04X}"
            raise _refusal(file, _place(text[: match.start(1)]), what.format(name), hint)
    return text


def _place(before: str) -> Place:
    """Return the line and column (from 1) that follow ``before``."""
    lines = re.split(r"\r\n|\r|\n", before)
    return len(lines), len(lines[-1]) + 1


def _build(file: YamlFile, text: str) -> None:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    stack: list[_Open] = []
    documents, end = 0, _place(text)
    try:
        for event in yaml.parse(text, Loader=loader):
            mark = event.start_mark
            place = min((mark.line + 1, mark.column + 1), end) if mark else START
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    file.add(place, "a second document begins here", "keep one routine a file")
                    return
            elif isinstance(event, yaml.CollectionEndEvent):
                stack.pop()
            elif isinstance(event, yaml.NodeEvent):
                node = _node(file, event, place)
                trail = _attach(file, stack, node, place)
                if isinstance(event, yaml.AliasEvent):
                    file.spoilt.add(trail)
                if not isinstance(node, str):
                    if len(stack) == MAX_DEPTH:
                        raise _refusal(
                            file, place, "blocks nested too deep", "a routine needs three levels at most"
                        )
                    stack.append(_Open(node, trail))
    except yaml.YAMLError as fault:
        raise _refusal(file, *explain(text, fault)) from None


def _node(file: YamlFile, event: NodeEvent, place: Place) -> Node:
    """Return the empty or scalar node that ``event`` begins; what is more than plain text is a problem."""
    import yaml

    if isinstance(event, yaml.AliasEvent):
        file.add(place, f"the alias {shown(f'*{event.anchor}')}", "write the value out again")
        return ""
    if event.anchor:
        file.add(place, f"the anchor {shown(f'&{event.anchor}')}", "write the value out where it is needed")
    tag = getattr(event, "tag", None)
    if tag and tag != "!":
        short = tag.replace("tag:yaml.org,2002:", "!!")
        file.add(place, f"the tag {shown(short)}", "leave it out; every value is plain text")
    if isinstance(event, yaml.ScalarEvent):
        value: str = event.value
        return value
    return {} if isinstance(event, yaml.MappingStartEvent) else []


@dataclass(slots=True)
class _Open:
    """A collection still being filled; ``key`` is the mapping key that waits for its value."""

    node: dict[str, Node] | list[Node]
    trail: Trail
    key: str | None = None


def _attach(file: YamlFile, stack: list[_Open], node: Node, place: Place) -> Trail:
    """Put ``node`` where it belongs in the innermost open collection and return its trail."""
    if not stack:
        file.root = node
        file.values[()] = place
        return ()
    parent = stack[-1]
    if isinstance(parent.node, list):
        trail: Trail = (*parent.trail, len(parent.node))
        parent.node.append(node)
    elif parent.key is None:
        if not isinstance(node, str):
            raise _refusal(file, place, "a key that is not text", "write 'key: value'")
        parent.key = node
        trail = (*parent.trail, node)
        if node in parent.node:
            again = bool(parent.trail) and node == next(iter(parent.node))
            hint = "keep one, or begin a new step with '- '" if again else "keep one"
            file.add(place, f"the key {shown(node)} is given twice", hint)
            if again and isinstance(parent.trail[-1], int):  # two entries of a list have run together
                file.spoilt.add(parent.trail)
        file.keys[trail] = place
        return trail
    else:
        trail = (*parent.trail, parent.key)
        parent.node[parent.key] = node
        parent.key = None
    file.values[trail] = place
    return trail


def _refusal(file: YamlFile, place: Place, what: str, hint: str) -> RoutineError:
    """Return the error for a fault that ends the reading, with the problems found so far before it."""
    file.add(place, what, hint)
    return RoutineError(in_order(file.problems))


def yaml_text(content: Mapping[str, object]) -> str:
    """Write blocks, lists and texts the way ``read_yaml`` reads them, a text on one line."""
    import yaml

    text: str = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=10_000)
    return text


def yaml_line(text: str) -> str:
    """Write a text of one line, quoted where YAML would read more into it."""
    return text if _PLAIN.fullmatch(text) else "'" + text.replace("'", "''") + "'"
