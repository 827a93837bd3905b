"""The content of a YAML file as plain text, lists and mappings, with the place of everything in it.

Every scalar stays text: what a person writes as ``10`` or ``no`` is read by the model that knows what it
means, not guessed at by YAML.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from coach.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


Node = dict[str, "Node"] | list["Node"] | str
Place = tuple[int, int]
Trail = tuple[str | int, ...]

MAX_PROBLEMS = 200


@dataclass(slots=True)
class YamlFile:
    """The content of one file, and the line and column (from 1) of each key and value by its trail."""

    name: str
    root: Node = ""
    values: dict[Trail, Place] = field(default_factory=dict)
    keys: dict[Trail, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    spoilt: set[Trail] = field(default_factory=set)
    """Where the content is not what was meant, because of a problem that is kept already."""
    folder: Path | None = None
    """The folder it was read from, None for a stream."""

    def problem(
        self, trail: Trail, what: str, hint: str, *, key: bool = False, warning: bool = False
    ) -> Problem:
        """Return a problem at the value at ``trail`` (or at its key), or at the nearest place above it."""
        places = self.keys if key else self.values
        while trail and trail not in places:
            trail, places = trail[:-1], self.values
        line, column = places.get(trail, (1, 1))
        return Problem(self.name, line, column, what, hint, warning)

    def add(self, place: Place, what: str, hint: str) -> None:
        """Keep a problem at ``place``."""
        self.problems.append(Problem(self.name, *place, what, hint))

    def spoilt_at(self, trail: Trail) -> bool:
        """Whether ``trail`` is spoilt, or lies within what is; the file as a whole never is."""
        return any(trail[:length] in self.spoilt for length in range(1, len(trail) + 1))

    def within(self, trail: Trail) -> YamlFile:
        """Return the block at ``trail`` as a file of its own, whose places are those in this one."""

        def inside(places: dict[Trail, Place]) -> dict[Trail, Place]:
            return {each[depth:]: place for each, place in places.items() if each[:depth] == trail}

        depth = len(trail)
        spoilt = {each[depth:] for each in self.spoilt if each[:depth] == trail}
        keys = inside(self.keys)
        return YamlFile(self.name, self.at(trail) or "", inside(self.values), keys, [], spoilt, self.folder)

    def rename(self, key: str, to: str) -> None:
        """Take what stands under a key of the outermost block for what belongs under another."""
        assert isinstance(self.root, dict)  # noqa: S101 (there is such a key)
        self.root[to] = self.root.pop(key)
        for places in (self.values, self.keys):
            for trail in [each for each in places if each[:1] == (key,)]:
                places[(to, *trail[1:])] = places.pop(trail)

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


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Sort problems by place, each once, and cut the list where it gets too long to read."""
    once = sorted(dict.fromkeys(problems), key=lambda problem: (problem.line, problem.column))
    if rest := once[MAX_PROBLEMS:]:
        what = f"{len(rest)} more problems follow from here on"
        return [*once[:MAX_PROBLEMS], replace(rest[0], what=what, hint="mend those above first")]
    return once
