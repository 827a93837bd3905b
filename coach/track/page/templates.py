"""Pages written from templates in folders; whatever is filled in is escaped. The one door to Jinja."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.utils import htmlsafe_json_dumps

from coach.units import format_clock

FOLDER = Path(__file__).parent


def render(template: str, *folders: Path, **values: Any) -> str:
    """Fill in a template, which is looked for in ``folders`` and here."""
    return _environment(*folders).get_template(template).render(**values)


@cache
def _environment(*folders: Path) -> Environment:
    found = Environment(
        loader=FileSystemLoader([*folders, FOLDER]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["clock"] = format_clock
    found.filters["json"] = htmlsafe_json_dumps
    return found
