"""What Python code makes of its own data: held against the same rules as a file, with each fault at its part."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Never, Self

from pydantic import ValidationError

from coach.content.fields import Model
from coach.content.problems import placed
from coach.content.yaml_file import YamlFile
from coach.errors import CoachError, Problem, RoutineError, shown, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coach.content.yaml_file import Node, Place, Trail


class Given:
    """Data as a file would have it: numbers and names as text, and a place for each part."""

    def __init__(self, data: object, name: str) -> None:
        try:
            root = _node(data)
        except RecursionError:
            what = "it is nested too deeply"
            raise RoutineError([Problem(name, 0, 0, what, "write each part once")]) from None
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


class GivenModel(Model):
    """The base of models that Python code makes itself: what is wrong with one is a RoutineError, all at once."""

    def __init__(self, **given: Any) -> None:
        with _told(type(self), given):
            super().__init__(**given)

    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]  # within another model it is not called

    if not TYPE_CHECKING:  # a type checker knows that it is frozen

        def __setattr__(self, name: str, _value: object) -> None:
            self._refuse(name)

        def __delattr__(self, name: str) -> None:
            self._refuse(name)

    def _refuse(self, name: str) -> Never:
        kind = type(self).__name__.lower()
        raise CoachError(
            f"a {kind} cannot be changed", where=shown(name), hint="make another with model_copy"
        )

    @classmethod
    def model_validate(cls, obj: Any, **more: Any) -> Self:
        """Make one of data; raises RoutineError."""
        with _told(cls, obj):
            return super().model_validate(obj, **more)

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **more: Any) -> Self:
        """Make one of JSON; raises RoutineError."""
        try:
            data = json.loads(json_data)
        except (ValueError, TypeError, RecursionError):
            raise RoutineError([Problem("the text", 0, 0, "this is not JSON", "write {…}")]) from None
        return cls.model_validate(data, **more)


@contextmanager
def _told(model: type[Model], data: object) -> Iterator[None]:
    """Raise what pydantic finds wrong as a RoutineError, with the part of the data that each fault is in."""
    try:
        yield
    except ValidationError as fault:
        given = Given(data, f"the {model.__name__.lower()}")
        raise RoutineError(given.placed(placed(model, given.file, fault))) from None


def _node(value: object) -> Node:
    if isinstance(value, dict):
        return {str(key): _node(each) for key, each in value.items() if each is not None}
    if isinstance(value, (list, tuple)):
        return [_node(each) for each in value]
    return f"{value:g}" if isinstance(value, float) else text_of(value)


def _trails(trail: Trail, node: Node) -> Iterator[Trail]:
    yield trail
    parts = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for part, inner in parts:
        yield from _trails((*trail, part), inner)


def _spot(trail: Trail) -> str:
    """Write a trail as Python does: ``steps[2].hold``."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in trail).lstrip(".")
