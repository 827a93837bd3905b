"""Reads a YAML file into plain text, lists and mappings, remembering where everything stood.

Every scalar stays text: what a person writes as ``10`` or ``no`` is read by the model that knows what it
means, not guessed at by YAML. The file is taken event by event, so that hostile input (nested a million
deep, aliases that multiply, binary) is refused before it grows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coach.errors import Problem, RoutineError
from coach.units import shown

if TYPE_CHECKING:
    from pathlib import Path

Node = dict[str, "Node"] | list["Node"] | str
Place = tuple[int, int]
Trail = tuple[str | int, ...]

MAX_BYTES = 256 * 1024
MAX_DEPTH = 8


@dataclass(slots=True)
class YamlFile:
    """The content of one file, and the line and column (from 1) of each key and value by its trail."""

    name: str
    root: Node = ""
    values: dict[Trail, Place] = field(default_factory=dict)
    keys: dict[Trail, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def problem(
        self, trail: Trail, what: str, hint: str, *, key: bool = False, warning: bool = False
    ) -> Problem:
        """Return a problem at the value at ``trail`` (or at its key), or at the nearest place above it."""
        places = self.keys if key else self.values
        while trail and trail not in places:
            trail, places = trail[:-1], self.values
        line, column = places.get(trail, (1, 1))
        return Problem(self.name, line, column, what, hint, warning)

    def at(self, trail: Trail) -> Node | None:
        """Return the node at ``trail``, None where there is none."""
        node: Node | None = self.root
        for part in trail:
            if isinstance(node, dict) and isinstance(part, str):
                node = node.get(part)
            elif isinstance(node, list) and isinstance(part, int) and part < len(node):
                node = node[part]
            else:
                return None
        return node


def read_yaml(path: Path) -> YamlFile:
    """Read ``path``; raises RoutineError when it cannot be read or is not plain YAML.

    Faults that still leave a readable file (a key given twice) are kept in ``problems``.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _refusal(
                path, (1, 1), f"the file is over {MAX_BYTES // 1024} KB", "a routine is a short text file"
            )
        data = path.read_bytes()
    except OSError as fault:
        reason = fault.strerror or str(fault)
        raise _refusal(
            path, (1, 1), f"the file cannot be read ({reason})", "check its name and its rights"
        ) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise _refusal(path, (line, 1), "the file is not UTF-8 text", "save it as UTF-8") from None
    return _build(path, text)


def _build(path: Path, text: str) -> YamlFile:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    file = YamlFile(str(path))
    stack: list[_Open] = []
    documents = 0
    try:
        for event in yaml.parse(text, Loader=loader):
            mark = event.start_mark
            place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _refusal(path, place, "a second document begins here", "keep one routine a file")
            elif isinstance(event, yaml.AliasEvent):
                raise _refusal(
                    path, place, f"the alias {shown(f'*{event.anchor}')}", "write the value out again"
                )
            elif isinstance(event, yaml.CollectionEndEvent):
                stack.pop()
            elif isinstance(event, yaml.NodeEvent):
                _refuse_extras(path, place, event.anchor, getattr(event, "tag", None))
                node: Node
                if isinstance(event, yaml.ScalarEvent):
                    node = event.value
                else:
                    node = {} if isinstance(event, yaml.MappingStartEvent) else []
                trail = _attach(file, stack, node, place)
                if not isinstance(node, str):
                    if len(stack) == MAX_DEPTH:
                        raise _refusal(
                            path, place, "blocks nested too deep", "a routine needs three levels at most"
                        )
                    stack.append(_Open(node, trail))
    except yaml.YAMLError as fault:
        raise _syntax_error(path, fault) from None
    return file


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
            raise RoutineError([Problem(file.name, *place, "a key that is not text", "write 'key: value'")])
        parent.key = node
        trail = (*parent.trail, node)
        if node in parent.node:
            file.problems.append(
                Problem(file.name, *place, f"the key {shown(node)} is given twice", "keep one")
            )
        file.keys[trail] = place
        return trail
    else:
        trail = (*parent.trail, parent.key)
        parent.node[parent.key] = node
        parent.key = None
    file.values[trail] = place
    return trail


def _refuse_extras(path: Path, place: Place, anchor: str | None, tag: str | None) -> None:
    if anchor:
        raise _refusal(
            path, place, f"the anchor {shown('&' + anchor)}", "write the value out where it is needed"
        )
    if tag and tag != "!":
        raise _refusal(path, place, f"the tag {shown(tag)}", "leave it out; every value is plain text")


def _syntax_error(path: Path, fault: Exception) -> RoutineError:
    mark = getattr(fault, "problem_mark", None)
    if mark is not None:
        what = str(getattr(fault, "problem", "") or "not readable as YAML")
        return _refusal(path, (mark.line + 1, mark.column + 1), what, "check indentation, colons and quotes")
    position = getattr(fault, "position", None)
    what = "a character that text files do not hold"
    if position is not None:
        what += f" (at byte {position})"
    return _refusal(path, (1, 1), what, "save the routine as plain UTF-8 text")


def _refusal(path: Path, place: Place, what: str, hint: str) -> RoutineError:
    return RoutineError([Problem(str(path), *place, what, hint)])
