"""The opening of a session, cut where it can be heard before all of it is spoken."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coach.script.model import Section, Talk
from coach.units import Ms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.script.model import Script


def line_by_line(script: Script) -> tuple[Script, tuple[int, ...]]:
    """Return a script with its opening in small sections, and the section (from 0) that each belongs to.

    The first has no words, only the lead-in and its tone, so it needs no voice; then each line has one. It sounds
    the same: words that follow one another take as long in several sections as in one.
    """
    sections, numbers = [], []
    opening = True
    for number, section in enumerate(script.sections):
        opening = opening and section.index is None and number < len(script.sections) - 1
        for part in _lines(section, first=number == 0) if opening else [section]:
            sections.append(part)
            numbers.append(number)
    return replace(script, sections=tuple(sections)), tuple(numbers)


def _lines(section: Section, *, first: bool) -> Iterator[Section]:
    talks = [part for part in section.parts if isinstance(part, Talk)]
    if talks != list(section.parts) or any(not talk.lines or talk.at_least or talk.before for talk in talks):
        yield section
        return
    if first:
        yield replace(section, parts=())
    for talk in talks:
        leads = [talk.lead] + [Ms(0)] * len(talk.lines)
        for line, lead in zip(talk.lines, leads, strict=False):
            yield replace(section, parts=(Talk((line,), lead),))
