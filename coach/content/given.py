"""Routines given as Python's own data: held against the same rules as a file, with each fault at its part."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coach.content.yaml_file import YamlFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coach.content.yaml_file import Node, Place, Trail
    from coach.errors import Problem


class Given:
    """Data as a file would have it: numbers and names as text, and a place for each part."""

    def __init__(self, data: object, name: str) -> None:
        root = _node(data)
        self._name = name
        self._trails = [*_trails((), root)]
        places: dict[Trail, Place] = {trail: (number, 1) for number, trail in enumerate(self._trails, 1)}
        self.file = YamlFile(name, root, places, dict(places))

    def placed(self, problems: Iterable[Problem]) -> list[Problem]:
        """Return problems of the file where a caller finds them: ``steps[2].hold``."""
        return [
            replace(each, file=_spot(self._trails[each.line - 1]) or self._name, line=0, column=0)
            for each in problems
        ]


def _node(value: object) -> Node:
    if isinstance(value, dict):
        return {str(key): _node(each) for key, each in value.items() if each is not None}
    if isinstance(value, (list, tuple)):
        return [_node(each) for each in value]
    return f"{value:g}" if isinstance(value, float) else str(value)


def _trails(trail: Trail, node: Node) -> Iterator[Trail]:
    yield trail
    parts = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for part, inner in parts:
        yield from _trails((*trail, part), inner)


def _spot(trail: Trail) -> str:
    """Write a trail as Python does: ``steps[2].hold``."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in trail).lstrip(".")
