"""Holds a language against English, the reference: what is not there yet, and what cannot be filled in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coach.content.exercise import ShippedWords
from coach.content.fields import SHORT_WORDS
from coach.content.labels.handout import HandoutWords
from coach.content.labels.page import PageWords
from coach.content.labels.questions import QuestionWords
from coach.content.labels.reminders import ReminderWords
from coach.content.labels.screen import ScreenWords
from coach.content.labels.watch import WatchWords
from coach.content.language_words import SHIPPED, LanguageWords, begun, folder_of
from coach.content.phrases import PhraseBook, Titles, placeholders
from coach.content.problems import validate
from coach.content.routine import Routine
from coach.content.routine_words import RoutineWords, words_of
from coach.content.step_words import StepWords
from coach.content.yaml_io import read_yaml
from coach.errors import NotFoundError, Problem, shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pydantic import BaseModel

    from coach.content.yaml_file import Trail, YamlFile

REFERENCE = "en"
ROUTINES = SHIPPED / "routines"

FEWEST = {"form": 5, "release": 3}
"""How many wordings a slot needs, where English has as many; two for all others, so that they can take turns."""

_FILES: tuple[type[LanguageWords], ...] = (
    *(PhraseBook, ScreenWords, PageWords, QuestionWords, WatchWords, HandoutWords, ReminderWords, StepWords),
    Titles,
)
"""What a language has beside a file for each exercise."""

_SAID_ONCE = {
    *(
        "feel",
        "caution",
        "notice",
        "position",
        "ready",
        "in_pain",
        "effort",
        "one_breath",
        "check_in",
        "praise",
    ),
    *("face", "get_up", "first", "next", "next_here", "middle", "middle_here", "sparse", "sparse_here"),
    *("final", "final_here", "repeated", "last_rep", "seconds_left"),
}
"""Slots that are said once, name what is, or are short anyway: their wordings need no lengths to choose from."""

_NAMES_A_SIDE = {"side", "Side", "side_f", "Side_f", "phrase", "other", "other_f"}

_IN_TURN = ("full", "short", "minimal", "minutes", "numbers", "count")
"""Slots whose texts follow one another or have a meaning each; elsewhere one is chosen."""

_READ = ("days", "groups", "also", "avoid")
"""Slots of names that people write: each language has as many as it has, and its own where there are no keys."""


def missing(language: str) -> list[Problem]:
    """What ``language`` lacks: files, slots, lengths and placeholders, each at its place.

    A word for a side is one whatever its form ("{side}", "{Side_f}", "{phrase}" …): languages differ in which
    they need. Raises NotFoundError for a language without a folder.
    """
    if language not in begun():
        hint = f"there are {', '.join(begun())}; CONTRIBUTING.md tells how to add one"
        raise NotFoundError(f"there is no language {shown(language)}", hint=hint)
    english, here = folder_of(REFERENCE), folder_of(language)
    found = [
        problem for model in _FILES for problem in _compared(model, english / model.FILE, here / model.FILE)
    ]
    for path in sorted(english.glob("new-*.txt")):
        if not (here / path.name).is_file():
            found.append(
                Problem(str(here / path.name), 1, 1, "there is no such file", f"write it after {path}")
            )
    names = sorted(path.name for path in (english / "exercises").glob("*.yaml"))
    for name in names:
        found += _compared(ShippedWords, english / "exercises" / name, here / "exercises" / name)
    if language != REFERENCE:
        found += [problem for path in sorted(ROUTINES.glob("*.yaml")) for problem in _untold(path, here)]
    for path in sorted((here / "exercises").glob("*.yaml")):
        if path.name not in names:
            found.append(Problem(str(path), 1, 1, "there is no such exercise", "rename or delete the file"))
    return found


def _untold(routine: Path, here: Path) -> Iterator[Problem]:
    """Hold the texts of a shipped routine in a language against the English ones in its file."""
    english = words_of(Routine.model_validate(read_yaml(routine).root))
    path = here / "routines" / routine.name
    if english is None or not path.is_file():
        if english is not None:
            yield Problem(str(path), 1, 1, "there is no such file", f"write what {routine} says")
        return
    file = read_yaml(path)
    found, problems = validate(RoutineWords, file)
    yield from (*file.problems, *problems)
    if found is None:
        return
    if len(found.steps) != len(english.steps):
        what = f"{len(found.steps)} steps say something, {len(english.steps)} of the routine do"
        yield file.problem(
            ("steps",), what, f"write one for each step of {routine} that has a text", key=True
        )
    for key in ("greeting", "farewell"):
        if bool(getattr(found, key)) != bool(getattr(english, key)):
            yield file.problem((key,), f"'{key}' is here or in English, and not in both", "say it in both")


def _compared(model: type[BaseModel], english: Path, path: Path) -> Iterator[Problem]:
    if not path.is_file():
        yield Problem(str(path), 1, 1, "there is no such file", f"write it after {english}")
        return
    file = read_yaml(path)
    found, problems = validate(model, file)
    yield from (*file.problems, *problems)
    if found is not None:
        reference = model.model_validate(read_yaml(english).root)
        if isinstance(found, PhraseBook) and found.language != path.parent.name:
            yield file.problem(("language",), f"this is {path.parent.name}", "write that here")
        here = dict(_slots(found))
        for trail, wordings in _slots(reference):
            if trail[0] in ("also", "avoid"):
                continue
            yield from _lacking(file, trail, wordings, here.get(trail, ()))


def _slots(model: BaseModel) -> Iterator[tuple[Trail, tuple[str, ...]]]:
    """Yield every text of a model with where it stands; wordings of one slot together."""

    def walk(trail: Trail, value: object) -> Iterator[tuple[Trail, tuple[str, ...]]]:
        if isinstance(value, dict):
            for key, inner in value.items():
                yield from walk((*trail, str(key)), inner)
        elif isinstance(value, str):
            yield trail, (value,)
        elif isinstance(value, tuple) and value:
            yield trail, value

    yield from walk((), model.model_dump(by_alias=True))


def _lacking(
    file: YamlFile, trail: Trail, english: tuple[str, ...], here: tuple[str, ...]
) -> Iterator[Problem]:
    name = ".".join(map(str, trail))
    if not here:
        yield file.problem(trail, f"'{name}' is missing", f"in English it is {shown(english[0])}")
        return
    wanted, given = _filled(english), _filled(here)
    for slot in sorted(wanted - given):
        yield file.problem(trail, f"nothing in '{name}' says {{{slot}}}", "English does: it is needed")
    for slot in sorted(given - wanted):
        hint = (
            f"take one of {', '.join(f'{{{each}}}' for each in sorted(wanted))}" if wanted else "leave it out"
        )
        yield file.problem(trail, f"{{{slot}}} is not filled in for '{name}'", hint)
    if trail[-1] in _IN_TURN or trail[0] in _READ or len(english) == 1:
        return
    fewest = min(len(english), FEWEST.get(str(trail[-1]), 2))
    if len(here) < fewest:
        yield file.problem(
            trail, f"'{name}' has too few wordings", f"it takes {fewest} or more, to take turns"
        )
    if trail[0] in _SAID_ONCE:
        return
    if len(_lengths(english)) > 1 and len(_lengths(here)) == 1:
        yield file.problem(
            trail, f"all of '{name}' is of one length", "the longest that fits is said: vary it"
        )
    if min(_lengths(english)) <= SHORT_WORDS < min(_lengths(here)):
        hint = f"write one of at most {SHORT_WORDS} words, for where time is short"
        yield file.problem(trail, f"'{name}' has no short wording", hint)


def _filled(wordings: tuple[str, ...]) -> set[str]:
    """What is filled in, a side or a number in whatever form being one thing."""
    return {
        "side" if slot in _NAMES_A_SIDE else re.sub("_[mf]$", "", slot)
        for wording in wordings
        for slot in placeholders(wording)
    }


def _lengths(wordings: tuple[str, ...]) -> set[int]:
    return {len(wording.split()) for wording in wordings}
