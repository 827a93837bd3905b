"""Files to start from: an exercise or a routine that works as it stands, with notes on what to change."""

from __future__ import annotations

from string import Template
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from coach.content.fields import Title
from coach.content.language_words import folder_of
from coach.content.yaml_io import yaml_line

Kind = Literal["exercise", "routine"]


def starting_file(kind: Kind, name: str, title: str, language: str) -> str:
    """Return the text of a file to start from, with its notes in ``language``."""
    template = Template((folder_of(language) / f"new-{kind}.txt").read_text("utf-8"))
    return template.substitute(name=name, title=yaml_line(title))


def title_for(text: str, name: str) -> str:
    """Return the title to begin with: what was typed, where that is more than the name and can be said."""
    if text != name:
        try:
            title: str = TypeAdapter(Title).validate_python(text)
        except ValidationError:
            pass
        else:
            return title
    return name.replace("-", " ").capitalize()
