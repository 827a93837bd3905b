"""What of a script a voice can say that has no more than certain sentences."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coach.script.model import Gap, Interval

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.content.manner import Manner
    from coach.script.model import Line, Part, Script

    Says = Callable[[str, Manner], bool]
    """Whether a voice has a sentence in a manner."""


def sayable(script: Script, says: Says) -> Script | None:
    """Return the script with those takes that ``says`` allows; None where a line has none."""
    sections = tuple(
        replace(section, parts=tuple(_part(part, says) for part in section.parts))
        for section in script.sections
    )
    found = replace(script, sections=sections)
    return found if all(line.takes for line in found.lines) else None


def _part(part: Part, says: Says) -> Part:
    if isinstance(part, Interval | Gap):
        prompts = (replace(prompt, line=_line(prompt.line, says)) for prompt in part.prompts)
        return replace(part, prompts=tuple(prompts))
    lines = tuple(_line(line, says) for line in part.lines)
    return replace(part, lines=lines, before=part.before and _line(part.before, says))


def _line(line: Line, says: Says) -> Line:
    manner = line.kind.manner
    return replace(line, takes=tuple(take for take in line.takes if all(says(text, manner) for text in take)))
