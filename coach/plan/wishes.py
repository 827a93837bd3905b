"""What a runner wishes for, in the names people use, and what is meant by it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.content.aliases import callings, find_exercise
from coach.content.fields import Detail, When
from coach.content.nearest import as_name
from coach.content.problems import nearest
from coach.errors import NotFoundError, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coach.content.exercise import AreaFacts, CautionFacts
    from coach.content.library import Library

MOST_AREAS = 4
"""The article on efficient cooldowns picks three to four zones; with more, each gets too little."""

BESIDE = {
    "a", "an", "and", "bad", "hurt", "left", "my", "or", "painful", "right", "sore", "stiff", "the", "tight",
}  # fmt: skip
"""Words that people put before a part of the body, and that mean none themselves: "my sore left knee"."""

_BROAD = {"all", "body", "everything", "leg", "legs", "whole-body"}

_NAME_AT_MOST, _TITLE_AT_MOST = 60, 80


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is asked of a routine, as it was said: ``tight`` has the most important area first.

    ``minutes`` None takes what suits the areas, ten minutes if it can. ``rounds`` None decides between one
    pass and two by the time there is. What ``like`` names is preferred, what ``dislike`` names comes only where
    nothing else is safe. The length is fitted at ``detail``, for a voice of ``rate`` words a minute (None: the
    usual).
    """

    tight: tuple[str, ...]
    minutes: float | None = None
    when: When = When.AFTER
    avoid: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    rounds: int | None = None
    like: tuple[str, ...] = ()
    dislike: tuple[str, ...] = ()
    detail: Detail = Detail.FULL
    rate: int | None = None


@dataclass(frozen=True, slots=True)
class Understood:
    """The same wishes in the library's names; ``said`` has the runner's word for each of ``areas``."""

    areas: tuple[str, ...]
    said: tuple[str, ...]
    beyond: tuple[str, ...]
    """What was wished beyond ``MOST_AREAS``, in the runner's words."""
    when: When
    avoid: frozenset[str]
    without: frozenset[str]
    rounds: int | None
    like: frozenset[str] = frozenset()
    dislike: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """The name of the routine: ``tight-calves-lower-back``, as many areas as a name has room for."""
        said = list(self.said)
        while len(name := "-".join(["tight", *said])) > _NAME_AT_MOST and len(said) > 1:
            said.pop()
        return name

    def title(self, library: Library) -> str:
        """Return the title of the routine, in the runner's words if they are known: "For your calves"."""
        titles = library.titles
        your = {
            as_name(word): said for area in self.areas for word, said in titles.also.get(area, {}).items()
        }
        words = [your.get(said, titles.your[area]) for area, said in zip(self.areas, self.said, strict=True)]
        while len(title := titles.for_.format(areas=listed(words, titles.and_))) > _TITLE_AT_MOST:
            words.pop()
        return title


def understand(wishes: Wishes, library: Library) -> Understood:
    """Read wishes; raises NotFoundError with the nearest names for a name that does not exist."""
    meant: dict[str, str] = {}
    for word in wishes.tight:
        area = find_area(word, library)
        meant.setdefault(area, _alone(word))
    if not meant:
        raise NotFoundError("no area is named", hint=_choices(library.areas))
    areas, said = tuple(meant), tuple(meant.values())
    return Understood(
        areas[:MOST_AREAS],
        said[:MOST_AREAS],
        said[MOST_AREAS:],
        wishes.when,
        frozenset(find_caution(word, library) for word in wishes.avoid),
        frozenset(find_exercise(word, library) for word in wishes.without),
        wishes.rounds,
        _tasted(wishes.like, library),
        _tasted(wishes.dislike, library),
    )


def _tasted(words: Iterable[str], library: Library) -> frozenset[str]:
    """Return the exercises that are meant; one that only some routine brings along is no matter of plans."""
    known = callings(library)
    return frozenset(known[name] for word in words if (name := as_name(word)) in known)


def find_area(word: str, library: Library) -> str:
    """Return the area that people call ``word``; raises NotFoundError with the nearest."""
    also = _also(library)
    names = _called(library.areas, also)
    wanted = _alone(word)
    minded = _called(library.cautions, library.titles.avoid)
    if wanted in minded and wanted not in names:
        hint = (
            f"to be careful with it, add --avoid {minded[wanted]}; say with --tight what is tight around it"
        )
        raise NotFoundError(f"{shown(word)} cannot be stretched", hint=hint)
    if wanted in _BROAD and wanted not in names:
        hint = f"name up to {MOST_AREAS}: {_choices(library.areas)}"
        raise NotFoundError(f"{shown(word)} is more than one area", hint=hint)
    return _find(wanted or word, word, names, library.areas, "area", also)


def _also(library: Library) -> dict[str, tuple[str, ...]]:
    """What else areas are called in the library's language: by their titles, and as people do."""
    titles = library.titles
    return {area: (title, *titles.also.get(area, ())) for area, title in titles.areas.items()}


def find_caution(word: str, library: Library) -> str:
    """Return the caution that people call ``word``; raises NotFoundError with the nearest."""
    names = _called(library.cautions, library.titles.avoid)
    return _find(_alone(word) or word, word, names, library.cautions, "caution", library.titles.avoid)


def _alone(word: str) -> str:
    """Return a name as it is looked for, without what people say before it."""
    parts = as_name(word).split("-")
    while len(parts) > 1 and parts[0] in BESIDE:
        del parts[0]
    return "-".join(parts)


def listed(words: Iterable[str], and_: str = "and") -> str:
    """Write words as a list: "calves, hips and lower back"; what has an "and" of its own comes last."""
    *most, last = sorted(words, key=lambda word: f" {and_} " in word)
    between = ", " if f" {and_} " in "; ".join((*most, last)) else f" {and_} "
    return f"{', '.join(most)}{between}{last}" if most else last


def the(area: str, library: Library) -> str:
    """Return an area as it stands within a sentence, all of which are English: "the lower back"."""
    return f"the {library.areas[area].title}"


def inside(title: str, library: Library) -> str:
    """Return an exercise's title as it stands within a sentence, all of which are English: only there in small."""
    return title.lower() if library.language == "en" else title


def _called(
    table: Mapping[str, AreaFacts] | Mapping[str, CautionFacts], also: Mapping[str, Iterable[str]]
) -> dict[str, str]:
    """Return what is meant by each name: its own, those of English, and those of the language."""
    names = {name: name for name in table}
    for name, facts in table.items():
        for other in (*facts.also, *map(as_name, also.get(name, ()))):
            names.setdefault(other, name)
    return names


def _find(
    wanted: str,
    word: str,
    names: Mapping[str, str],
    table: Iterable[str],
    what: str,
    also: Mapping[str, Iterable[str]],
) -> str:
    if wanted in names:
        return names[wanted]
    said = {as_name(other): other for others in also.values() for other in others}
    spelled = {  # with the letters that names lack
        name: other for name, other in said.items() if other.casefold().replace(" ", "-") != name
    }
    hint = nearest(wanted, names, _choices(table), spelled)
    raise NotFoundError(f"there is no {what} {shown(word)}", hint=hint)


def _choices(names: Iterable[str]) -> str:
    return f"there are {listed(names)}"
